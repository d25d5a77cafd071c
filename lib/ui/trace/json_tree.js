// JSON as a tree of DOM nodes that is drawn as it is opened. Text only ever becomes textContent.

const DEEPEST = 200;

// A number as it was written, where JavaScript would write another one (1.0, 12345678901234567890).
class Written {
  constructor(source) {
    this.source = source;
  }
}

// Undefined for what is no JSON, and for what is nested so deeply that drawing it would not end well.
function parseJson(text) {
  try {
    const value = JSON.parse(text, (_key, part, context) =>
      typeof part === "number" && context?.source && context.source !== String(part) ? new Written(context.source) : part,
    );
    return isShallow(value, DEEPEST) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isShallow(value, left) {
  return !value || typeof value !== "object" || (left > 0 && Object.values(value).every((part) => isShallow(part, left - 1)));
}

function jsonText(value) {
  if (value instanceof Written) return value.source;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
  if (value && typeof value === "object") {
    return `{${Object.entries(value)
      .map(([name, part]) => `${name}: ${jsonText(part)}`)
      .join(", ")}}`;
  }
  return JSON.stringify(value);
}

function jsonTree(value) {
  const made = node("div", "fl-json");
  made.append(jsonNode(value, undefined, 0));
  return made;
}

function jsonNode(value, name, depth) {
  const branch = value && typeof value === "object" && !(value instanceof Written);
  const label = name === undefined ? null : node("span", "fl-json-name", `${name}: `);
  const entries = branch ? Object.entries(value) : [];
  if (!entries.length) {
    const line = node("div", "fl-json-leaf");
    if (label) line.append(label);
    const kind = typeof value === "string" ? "str" : "num";
    line.append(branch ? (Array.isArray(value) ? "[ ]" : "{ }") : node("span", `fl-${kind}`, leafText(value)));
    return line;
  }
  const made = node("details");
  const summary = node("summary");
  if (label) summary.append(label);
  const noun = Array.isArray(value) ? "item" : "field";
  summary.append(node("span", "fl-quiet fl-own", `${entries.length} ${noun}${entries.length === 1 ? "" : "s"}`));
  made.append(summary);
  waits(
    made,
    () => leaves(value),
    () => {
      for (const [key, part] of entries.slice(0, 500)) made.append(jsonNode(part, key, depth + 1));
      if (entries.length > 500)
        made.append(node("div", "fl-quiet", `${entries.length - 500} more are not shown. The raw text has them all.`));
    },
  );
  if (depth < 2 && entries.length <= 40) {
    made.fill();
    made.open = true;
  }
  return made;
}

function leafText(value) {
  return value instanceof Written ? value.source : typeof value === "string" ? value : String(value);
}

// The names and values inside a value, as they are shown, one a line.
function leaves(value) {
  if (!value || typeof value !== "object" || value instanceof Written) return leafText(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${leaves(part)}`)
    .join("\n");
}
