// Markdown as DOM nodes. Text only ever becomes textContent: nothing in it can run or load.
// Every search looks ahead a bounded number of characters, so that hostile text cannot make it slow.

const LOOK_AHEAD = 2000;
const LINES_OF_FORMULA = 40;

function node(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// What stands on the side a text begins at (points of a list, columns, the bar of a quote) goes by its first letter.
// The lines within go each by their own: see unicode-bidi in trace_parts.css.
function directed(made) {
  made.dir = "auto";
  return made;
}

function markdown(text) {
  const made = node("div", "fl-md");
  blocks(text.replace(/\r\n?/g, "\n").split("\n"), made, 0);
  return made;
}

function blocks(lines, parent, depth) {
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (!line.trim()) at += 1;
    else if (/^ {0,3}(```|~~~)/.test(line)) at = fence(lines, at, parent);
    else if (/^ {0,3}#{1,6}\s/.test(line)) at = heading(lines, at, parent);
    else if (isRule(line)) {
      parent.append(node("hr"));
      at += 1;
    } else if (/^ {0,3}>/.test(line) && depth < 5) at = quote(lines, at, parent, depth);
    else if (isTable(lines, at)) at = table(lines, at, parent);
    else if (/^ {0,3}(\\\[|\$\$)/.test(line) && formulaEnd(lines, at)) at = formulaBlock(lines, at, parent);
    else if (bullet(line) && depth < 8) at = list(lines, at, parent, depth);
    else at = paragraph(lines, at, parent, depth);
  }
}

function isRule(line) {
  return /^(-{3,}|\*{3,}|_{3,})$/.test(line.replace(/\s/g, ""));
}

/** @returns {any} */
function bullet(line) {
  const found = /^(\s*)([-*+]|\d{1,9}[.)])\s+(?=\S)/.exec(line);
  return found && { indent: found[1].length, ordered: found[2].length > 1, mark: found[2], length: found[0].length };
}

function isTable(lines, at) {
  const below = lines[at + 1];
  return lines[at].includes("|") && below?.includes("-") && below.includes("|") && /^[\s|:-]+$/.test(below);
}

function fence(lines, at, parent) {
  const mark = lines[at].trim().slice(0, 3);
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(mark)) end += 1;
  const code = lines.slice(at + 1, end).join("\n");
  const parsed = /^[[{]/.test(code.trim()) ? parseJson(code) : undefined;
  parent.append(parsed !== undefined ? jsonTree(parsed) : isDiff(code) ? diffBlock(code) : codeBlock(code));
  return end + 1;
}

function heading(lines, at, parent) {
  const [, hashes, rest] = /^ {0,3}(#{1,6})\s+(.*)$/.exec(lines[at]) ?? ["", "#", lines[at]];
  const made = node("p", `fl-md-h fl-md-h${hashes.length}`);
  inline(rest, made, 0);
  parent.append(made);
  return at + 1;
}

function quote(lines, at, parent, depth) {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end])) end += 1;
  const made = directed(node("blockquote"));
  blocks(
    lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, "")),
    made,
    depth + 1,
  );
  parent.append(made);
  return end;
}

function cells(line) {
  return line
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split("|")
    .map((cell) => cell.trim());
}

function table(lines, at, parent) {
  const made = directed(node("table"));
  const head = made.createTHead().insertRow();
  const names = cells(lines[at]);
  for (const cell of names) inline(cell, head.appendChild(node("th")), 0);
  const body = made.createTBody();
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) {
    const row = body.insertRow();
    for (const cell of cells(lines[end])) inline(cell, row.insertCell(), 0);
    end += 1;
  }
  const scroll = node("div", "fl-md-table");
  scroll.append(made);
  parent.append(scroll);
  return end;
}

function list(lines, at, parent, depth) {
  const first = bullet(lines[at]);
  const made = directed(node(first.ordered ? "ol" : "ul"));
  if (first.ordered) made.start = parseInt(first.mark, 10);
  while (at < lines.length) {
    const found = bullet(lines[at]);
    if (!found || found.indent > first.indent + 1 || found.indent < first.indent) break;
    if (found.ordered !== first.ordered) break;
    const inside = [lines[at].slice(found.length)];
    at += 1;
    while (at < lines.length) {
      const indent = lines[at].length - lines[at].trimStart().length;
      const belongs = lines[at].trim()
        ? indent > first.indent + 1
        : at + 1 < lines.length && /^\s{2,}\S/.test(lines[at + 1]) && !isOutside(lines[at + 1], first.indent);
      if (!belongs) break;
      inside.push(lines[at].slice(Math.min(indent, found.length)));
      at += 1;
    }
    const item = node("li");
    blocks(inside, item, depth + 1);
    made.append(item);
    if (at + 1 < lines.length && !lines[at].trim() && bullet(lines[at + 1])?.indent === first.indent) at += 1;
  }
  parent.append(made);
  return at;
}

function isOutside(line, indent) {
  return line.length - line.trimStart().length <= indent + 1;
}

function paragraph(lines, at, parent, depth) {
  let end = at + 1;
  const stops = (line, next) =>
    !line.trim() || /^ {0,3}(```|~~~|#{1,6}\s|>)/.test(line) || isRule(line) || (depth < 8 && bullet(line)) || isTable(lines, next);
  while (end < lines.length && !stops(lines[end], end)) end += 1;
  const made = node("p");
  inline(lines.slice(at, end).join("\n"), made, 0);
  parent.append(made);
  return end;
}

const SPANS = [
  ["**", "strong"],
  ["__", "strong"],
  ["~~", "s"],
  ["*", "em"],
  ["_", "em"],
];

function inline(text, parent, depth) {
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) parent.append(plain);
    plain = "";
  };
  while (at < text.length) {
    const found = depth < 6 ? span(text, at) : null;
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    flush();
    if (found.escaped !== undefined) plain += found.escaped;
    else if (found.verbatim) plain += found.inside;
    else if (found.tag === "code" || found.tag === "span") parent.append(node(found.tag, found.className, found.inside));
    else inline(found.inside, parent.appendChild(node(found.tag, found.className)), depth + 1);
    if (found.url) parent.append(node("span", "fl-md-url", ` (${found.url})`));
    at = found.end;
  }
  flush();
}

function span(text, at) {
  const here = text[at];
  if (!"\\`*_~![$".includes(here)) return null;
  const formula = formulaAt(text, at);
  if (formula) return { verbatim: true, inside: formula, end: at + formula.length };
  if (here === "$") return null;
  if (here === "\\") {
    return /[!-/:-@[-`{-~]/.test(text[at + 1] ?? "") ? { escaped: text[at + 1], end: at + 2 } : null;
  }
  const ahead = text.slice(at, at + LOOK_AHEAD);
  if (here === "`") {
    const [ticks] = /^`+/.exec(ahead) ?? [here];
    const close = ahead.indexOf(ticks, ticks.length);
    if (close < 0) return null;
    return { tag: "code", inside: ahead.slice(ticks.length, close), end: at + close + ticks.length };
  }
  if (here === "!" || here === "[") return link(ahead, at);
  for (const [mark, tag] of SPANS) {
    if (!ahead.startsWith(mark) || /\s/.test(ahead[mark.length] ?? " ")) continue;
    if (mark[0] === "_" && /\w/.test(text[at - 1] ?? " ")) return null;
    const close = ahead.indexOf(mark, mark.length + 1);
    if (close < 0 || /\s/.test(ahead[close - 1])) continue;
    if (mark[0] === "_" && /\w/.test(ahead[close + mark.length] ?? " ")) continue;
    return { tag, inside: ahead.slice(mark.length, close), end: at + close + mark.length };
  }
  return null;
}

// A formula of TeX is shown as it was written: its backslashes, stars and underscores are no marks of ours. A dollar is
// mostly money, so between two of them there is only a formula where there is a backslash too.
const FORMULAS = [
  ["\\(", "\\)"],
  ["\\[", "\\]"],
  ["$$", "$$"],
];

function formulaAt(text, at) {
  if (text[at] !== "\\" && text[at] !== "$") return null;
  const ahead = text.slice(at, at + LOOK_AHEAD);
  const [, close] = FORMULAS.find(([open]) => ahead.startsWith(open)) ?? [];
  if (close) {
    const end = ahead.indexOf(close, 2);
    return end < 0 ? null : ahead.slice(0, end + 2);
  }
  const [between] = /^\$(?!\s)[^$\n]*[^$\s]\$(?!\d)/.exec(ahead) ?? [];
  return between?.includes("\\") ? between : null;
}

// One that begins a line may have lines that look like something else: how many lines it has, or 0.
function formulaEnd(lines, at) {
  const ahead = lines
    .slice(at, at + LINES_OF_FORMULA)
    .join("\n")
    .trimStart();
  return formulaAt(ahead, 0)?.split("\n").length ?? 0;
}

function formulaBlock(lines, at, parent) {
  const end = at + formulaEnd(lines, at);
  const made = node("p");
  inline(lines.slice(at, end).join("\n").trimStart(), made, 0);
  parent.append(made);
  return end;
}

function link(ahead, at) {
  const image = ahead.startsWith("![");
  const open = image ? 2 : 1;
  if (!image && ahead[0] !== "[") return null;
  const middle = ahead.indexOf("](", open);
  if (middle < 0) return null;
  const target = /^\(((?:[^()]|\([^()]*\))*)\)/.exec(ahead.slice(middle + 1));
  if (!target) return null;
  const inside = ahead.slice(open, middle);
  const url = target[1].trim();
  const end = at + middle + 1 + target[0].length;
  if (image) return { tag: "span", className: "fl-md-url", inside: `[image: ${inside || url}]`, end };
  return { tag: "u", inside, url: inside === url ? "" : url, end };
}
