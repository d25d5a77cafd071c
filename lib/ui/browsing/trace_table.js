// Everything a trace says goes in through textContent.
const drawnTraces = new WeakMap();
const wasOpen = new WeakSet();

function traceElement(tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}

function traceHead(columns) {
  const line = traceElement("tr");
  for (const column of columns) {
    const cell = traceElement("th", column.title, column.isNumber ? "number" : "");
    cell.scope = "col";
    cell.title = column.title;
    // What is left goes to the one that grows.
    if (!column.grows) cell.style.width = `${column.width}px`;
    line.append(cell);
  }
  const head = traceElement("thead");
  head.append(line);
  return head;
}

function traceLine(row, columns, open) {
  const line = traceElement("tr");
  line.dataset.key = row.id;
  row.cells.forEach((said, place) => {
    const cell = traceElement(place ? "td" : "th", place ? said : undefined, columns[place].isNumber ? "number" : "");
    cell.title = said;
    if (!place) {
      cell.scope = "row";
      const button = traceElement("button", said);
      button.type = "button";
      cell.append(button);
    }
    line.append(cell);
  });
  line.addEventListener("click", () => open(row.id));
  return line;
}

export default function showTraces({ data, parentElement, setTriggerValue }) {
  const table = parentElement.querySelector("table");
  const said = JSON.stringify([data.columns, data.rows]);
  // To open one changes a mark: the rows, their focus and how far they are scrolled stay.
  if (drawnTraces.get(table) !== said) {
    // Of a table drawn for the first time it would have the browser lay out the page there and then.
    if (drawnTraces.has(table)) table.parentElement.scrollTop = 0;
    drawnTraces.set(table, said);
    const body = traceElement("tbody");
    body.append(...data.rows.map((row) => traceLine(row, data.columns, (id) => setTriggerValue("opened", id))));
    table.style.minWidth = `${data.columns.reduce((sum, column) => sum + column.width, 0)}px`;
    table.replaceChildren(traceHead(data.columns), body);
  }
  for (const row of table.tBodies[0].rows) {
    const isLast = row.dataset.key === String(data.last);
    row.classList.toggle("last", isLast);
    // Streamlit's dialog does not give the focus back.
    if (isLast && wasOpen.has(table) && !data.isOpen) row.querySelector("button").focus();
  }
  if (data.isOpen) wasOpen.add(table);
  else wasOpen.delete(table);
}
