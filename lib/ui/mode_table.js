// Everything a person wrote goes in through textContent.
export default function showTable({ data, parentElement, setTriggerValue }) {
  const table = parentElement.querySelector("table");
  const focused = parentElement.activeElement?.dataset.key;
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const head = make("thead");
  const titles = make("tr");
  const numbers = ["Noted in traces", ...data.sides, "Notes"].map((title) => [title, "number"]);
  for (const [title, kind] of [["Failure mode"], ["Definition"], ...numbers]) {
    const cell = make("th", title, kind);
    cell.scope = "col";
    titles.append(cell);
  }
  head.append(titles);
  const body = make("tbody");
  for (const row of data.rows) {
    const line = make("tr");
    if (row.key === data.picked) line.className = "picked";
    const button = make("button", row.name);
    button.type = "button";
    button.dataset.key = row.key;
    button.setAttribute("aria-pressed", String(row.key === data.picked));
    const pick = () => setTriggerValue("picked", row.key);
    line.addEventListener("click", pick);
    const name = make("th");
    name.scope = "row";
    name.append(button);
    line.append(name, make("td", row.definition, "definition"));
    line.append(...[row.of, ...row.sides, row.notes].map((number) => make("td", number, "number")));
    body.append(line);
  }
  table.replaceChildren(head, body);
  if (focused) [...body.querySelectorAll("button")].find((button) => button.dataset.key === focused)?.focus();
}
