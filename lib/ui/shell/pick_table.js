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
  const kind = (place) => (place < data.text ? "definition" : "number");
  const head = make("thead");
  const titles = make("tr");
  data.columns.forEach((title, place) => {
    const cell = make("th", title, place > data.text ? "number" : undefined);
    cell.scope = "col";
    titles.append(cell);
  });
  head.append(titles);
  const body = make("tbody");
  for (const row of data.rows) {
    const line = make("tr");
    if (data.picks) line.classList.add("pickable");
    if (row.key === data.picked) line.classList.add("picked");
    const name = make("th", data.picks ? undefined : row.name);
    name.scope = "row";
    if (data.picks) {
      const button = make("button", row.name);
      button.type = "button";
      button.dataset.key = row.key;
      button.setAttribute("aria-pressed", String(row.key === data.picked));
      line.addEventListener("click", () => setTriggerValue("picked", row.key));
      name.append(button);
    }
    const cells = row.cells.map((said, place) => {
      const cell = make("td", said, kind(place));
      cell.dataset.title = data.columns[place + 1];
      return cell;
    });
    line.append(name, ...cells);
    body.append(line);
  }
  table.replaceChildren(head, body);
  if (focused) [...body.querySelectorAll("button")].find((button) => button.dataset.key === focused)?.focus();
}
