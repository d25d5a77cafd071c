// Everything a person wrote goes in through textContent.
const drawnRows = new WeakMap();

function rowElement(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function rowCell(tag, role, className, ...children) {
  const cell = rowElement(tag, className);
  // Said, since a table that is laid out as a grid is none to every screen reader.
  cell.setAttribute("role", role);
  cell.append(...children);
  return cell;
}

// A label in two lengths: the style shows the one that fits.
function rowLabel(said, short, at) {
  const label = rowElement("span", "said");
  label.style.left = `${at * 100}%`;
  label.append(rowElement("span", "long", said), rowElement("span", "short", short));
  return label;
}

function rowPlot(axis, ...marks) {
  const plot = rowElement("span", "plot");
  for (const [at] of axis.ticks) {
    const line = rowElement("i", axis.low + at * (axis.high - axis.low) || axis.low === 0 ? "tick" : "tick zero");
    line.style.left = `${at * 100}%`;
    plot.append(line);
  }
  plot.append(...marks);
  return plot;
}

function rowBar(row, table) {
  const bar = rowElement("span", "bar");
  const told = [];
  let all = 0;
  for (const [side, word] of Object.entries(table.sides)) {
    const many = row.sides[side];
    all += many;
    if (many) told.push(`${many.toLocaleString("en")} ${word}`);
    const part = rowElement("span", `part ${side}`);
    part.style.width = `${(many / table.counts.high) * 100}%`;
    if (many) bar.append(part);
  }
  const cell = rowCell("td", "cell", "count", rowPlot(table.counts, bar, rowLabel(row.of, row.ofShort, all / table.counts.high)));
  cell.title = told.join(", ");
  return cell;
}

function rowInterval(row, axis) {
  const place = (share) => Math.max(0, Math.min(1, (share - axis.low) / (axis.high - axis.low)));
  if (row.value === null) return rowCell("td", "cell", "share", rowPlot(axis, rowLabel(row.rate, row.rateShort, 0)));
  const line = rowElement("span", "line");
  line.style.left = `${place(row.low) * 100}%`;
  line.style.width = `${(place(row.high) - place(row.low)) * 100}%`;
  const dot = rowElement("span", row.hollow ? "dot hollow" : "dot");
  dot.style.left = `${place(row.value) * 100}%`;
  return rowCell("td", "cell", "share", rowPlot(axis, line, dot, rowLabel(row.rate, row.rateShort, place(row.high))));
}

function rowAxis(axis, kind, sides) {
  const scale = rowElement("span", "plot scale");
  scale.ariaHidden = "true";
  for (const [at, said] of axis.ticks) {
    const tick = rowElement("span", "at", said);
    tick.style.left = `${at * 100}%`;
    scale.append(tick);
  }
  const legend = rowElement("span", "legend");
  for (const [side, word] of Object.entries(sides)) {
    const name = rowElement("span", "side");
    name.append(rowElement("span", `part ${side}`), word);
    legend.append(name);
  }
  return rowCell("th", "columnheader", kind, rowElement("span", "title", axis.title), legend, scale);
}

function rowLine(row, table, pick) {
  const line = rowCell("tr", "row", "");
  line.dataset.key = row.key;
  line.style.setProperty("--mark", row.colour);
  const button = rowElement("button", "", row.name);
  button.type = "button";
  button.title = row.whole;
  if (row.whole !== row.name) button.ariaLabel = row.whole;
  line.append(rowCell("th", "rowheader", "name", button));
  if (table.counts) line.append(rowBar(row, table));
  if (table.shares) line.append(rowInterval(row, table.shares));
  if (table.change) line.append(rowCell("td", "cell", row.clear ? "change clear" : "change", row.change));
  if (table.since) {
    const since = rowCell("td", "cell", "since", row.since);
    since.title = row.since;
    line.append(since);
  }
  line.addEventListener("click", () => pick(row.key));
  return line;
}

function drawRows(element, table, pick) {
  const heads = [rowCell("th", "columnheader", "name", rowElement("span", "title", table.noun))];
  if (table.counts) heads.push(rowAxis(table.counts, "count", table.sides));
  if (table.shares) heads.push(rowAxis(table.shares, "share", {}));
  if (table.change) heads.push(rowCell("th", "columnheader", "change", rowElement("span", "title", table.change)));
  if (table.since) heads.push(rowCell("th", "columnheader", "since", rowElement("span", "title", table.since)));
  element.className = [table.counts && "counts", table.shares && "shares", table.change && "changes"].filter(Boolean).join("-");
  element.classList.toggle("dated", Boolean(table.since));
  for (const [kind, axis] of Object.entries({ count: table.counts, share: table.shares })) {
    const [long, short] = axis?.room ?? [0, 0];
    element.style.setProperty(`--${kind}-long`, `${long}ch`);
    element.style.setProperty(`--${kind}-short`, `${short}ch`);
  }
  const head = rowCell("thead", "rowgroup", "", rowCell("tr", "row", "", ...heads));
  const body = rowCell("tbody", "rowgroup", "", ...table.rows.map((row) => rowLine(row, table, pick)));
  element.replaceChildren(head, body);
}

export default function showRows({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector("table");
  const region = element.parentElement;
  const focused = parentElement.activeElement?.dataset.key ?? parentElement.activeElement?.closest("tr")?.dataset.key;
  const said = JSON.stringify(data.table);
  // A pick changes one mark: the rows, their focus and how far they are scrolled stay.
  if (drawnRows.get(element) !== said) {
    drawnRows.set(element, said);
    drawRows(element, data.table, (key) => setTriggerValue("picked", key));
    if (focused) element.querySelector(`tr[data-key="${CSS.escape(focused)}"] button`)?.focus();
  }
  const before = region.dataset.picked;
  region.dataset.picked = data.picked ?? "";
  region.ariaLabel = data.alt;
  region.classList.toggle("picked", data.picked !== null);
  for (const row of element.tBodies[0].rows) {
    const picked = row.dataset.key === data.picked;
    row.classList.toggle("picked", picked);
    row.querySelector("button").setAttribute("aria-pressed", String(picked));
    if (!picked) continue;
    // Its own scroll alone: the page is scrolled to what the pick shows. Measured of a pick alone: it has the
    // browser lay out the whole page there and then.
    const head = element.tHead.offsetHeight;
    if (row.offsetTop - head < region.scrollTop) region.scrollTop = row.offsetTop - head;
    const below = row.offsetTop + row.offsetHeight - region.clientHeight;
    if (below > region.scrollTop) region.scrollTop = below;
  }
  // It has become lower: its axes may lie above the window. Not of a link, whose reader begins at the top.
  if (data.picked !== null && before !== undefined && before !== data.picked) {
    region.scrollIntoView({ block: "nearest" });
  }
}
