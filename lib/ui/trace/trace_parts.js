// What a step is made of: text, values, calls with their results, and whatever is folded.

const FOLD = 4000;
const RAW_FROM = 50000;
const CHUNK = 20000;
const BRIEF = 160;

// The files of the folder renderers/ put themselves in here. `said(step, trace)` returns the nodes of a step,
// and `before(trace)`, where there is one, a node to stand before the first step, or null.
const renderers = {};

function button(className, text, onClick) {
  const made = node("button", className, text);
  made.type = "button";
  if (onClick) made.addEventListener("click", onClick);
  return made;
}

function kbd(...keys) {
  return keys.map((key) => node("kbd", "fl-kbd", ownKeys.sign(key)));
}

function number(count) {
  return count.toLocaleString("en-US");
}

function shorten(text, length) {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}

// A part that is drawn when it is opened, or when find has found something in `text`, which it would show.
function lazy(className, label, text, draw) {
  const made = node("details", className);
  made.append(node("summary", "fl-quiet", label));
  return waits(
    made,
    () => text,
    () => made.append(draw()),
  );
}

// Says that an element holds more than it shows: `holds()` is the text of it, `fill()` shows it, once.
function waits(made, holds, fill) {
  made.dataset.waits = "";
  made.holds = holds;
  made.fill = () => {
    if (made.dataset.waits === undefined) return;
    delete made.dataset.waits;
    fill();
  };
  if (made.tagName === "DETAILS")
    made.addEventListener("toggle", () => {
      if (made.open) made.fill();
    });
  return made;
}

function called(step) {
  return step.kind === "tool" || step.args !== undefined || step.result !== undefined;
}

// Who spoke, where it is said, and that it went wrong.
function speaker(step) {
  const made = [];
  if (step.name) made.push(node("div", "fl-name", step.name));
  if (step.error) made.push(node("div", "fl-error-mark fl-own", "Error"));
  return made;
}

function content(step, render) {
  return step.text ? folded(step.text, render) : node("div", "fl-quiet fl-own", "No text");
}

function plain(text) {
  return node("div", "fl-plain", text);
}

function value(text) {
  const parsed = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  return parsed === undefined || parsed === null || typeof parsed !== "object" ? plain(text) : jsonTree(parsed);
}

// Long text shows its beginning first; very long text is shown raw and in pieces the browser lays out as they come into view.
function folded(text, render) {
  if (text.length <= FOLD) return render(text);
  const made = node("div");
  const parsed = render === value ? value(text) : null;
  if (parsed?.className === "fl-json") return parsed;
  const cut = /[\uD800-\uDBFF]/.test(text[FOLD - 1]) ? FOLD - 1 : FOLD;
  const whole = () => {
    if (text.length <= RAW_FROM) {
      made.replaceChildren(render(text));
      return;
    }
    const pieces = [];
    for (let at = 0; at < text.length; at += CHUNK) pieces.push(node("div", "fl-plain fl-piece", text.slice(at, at + CHUNK)));
    made.replaceChildren(...pieces);
  };
  made.shorten = () => {
    const more = button("fl-link", `Show all (${number(text.length)} characters)`, () => made.fill());
    made.replaceChildren(render(text.slice(0, cut)), node("div", "fl-quiet", "…"), more);
    return waits(made, () => text.slice(cut - 200), whole);
  };
  return made.shorten();
}

function prompt(step, trace) {
  const before = sameBefore(`${trace.id}/${step.n}`, step.text);
  const same = before ? `, the same as in the last ${before === 1 ? "trace" : `${before} traces`}` : "";
  const label = `Prompt folded${same} · ${number(step.text.length)} characters`;
  return lazy("fl-prompt", label, step.text, () => content(step, markdown));
}

// The prompts of the traces shown in this tab, newest last: how often the same one came before.
const promptsSeen = [];

function sameBefore(traceId, text) {
  const place = promptsSeen.findIndex((seen) => seen.traceId === traceId);
  if (place >= 0) return promptsSeen[place].before;
  const last = promptsSeen.at(-1);
  const before = last && last.prompt === text ? last.before + 1 : 0;
  promptsSeen.push({ traceId, prompt: text, before });
  return before;
}

// A tool call, its arguments and its result as one block. `results(step)` returns the nodes of the result;
// `given` are the arguments to show in one line.
function call(step, results = result, given = step.args === undefined ? undefined : parseJson(step.args)) {
  const made = node("div", step.error ? "fl-call fl-failed" : "fl-call");
  const brief = given === undefined ? (step.args ?? "") : argumentsLine(given);
  const line = node("div", brief.length > 300 ? "fl-call-line fl-again" : "fl-call-line");
  line.append(node("span", "fl-call-name", step.name || "call"), node("span", "", `(${shorten(brief, 300)})`));
  made.append(line);
  if (brief.length > 300) made.append(unfold(`Show arguments (${number(step.args.length)} characters)`, step.args, value));
  if (step.text) made.append(content(step, value));
  made.append(...results(step));
  return made;
}

function argumentsLine(given) {
  if (given === null || typeof given !== "object" || Array.isArray(given)) return given === null ? "" : jsonText(given);
  return Object.entries(given)
    .map(([name, part]) => `${name}=${jsonText(part)}`)
    .join(", ");
}

function fieldsLine(given) {
  return Array.isArray(given) ? jsonText(given) : jsonText(given).slice(1, -1);
}

function result(step) {
  if (step.result === undefined) return [node("div", "fl-quiet fl-own", "→ no result recorded")];
  const line = node("div", "fl-result");
  if (step.error) line.append(node("span", "fl-error-mark fl-own", "Error"));
  const parsed = step.result.length > RAW_FROM ? undefined : parseJson(step.result);
  const brief = (parsed && typeof parsed === "object" ? fieldsLine(parsed) : step.result.slice(0, 400)).replace(/\s+/g, " ").trim();
  if (step.result.length <= 400 && /\n/.test(step.result.trim()) && step.result.split("\n").length <= 8 && !parsed) {
    line.append("→");
    return [line, plain(step.result.trimEnd())];
  }
  // Not the fields of JSON, whose first name says nothing about the line.
  line.append("→ ", node(parsed && typeof parsed === "object" ? "span" : "bdi", "", shorten(brief, BRIEF) || "empty result"));
  if (brief.length <= BRIEF && step.result.length <= 400) return [line];
  line.classList.add("fl-brief", "fl-again");
  return [line, unfold(`Show result (${number(step.result.length)} characters)`, step.result, value)];
}

function unfold(label, text, render) {
  return lazy("fl-unfold", label, written(text), () => folded(text, render));
}

// The text of a value as it is shown: JSON writes quotation marks and other signs in a way of its own.
function written(text) {
  const parsed = /^\s*[[{"]/.test(text) && text.includes("\\") ? parseJson(text) : undefined;
  return parsed === undefined ? text : leaves(parsed);
}
