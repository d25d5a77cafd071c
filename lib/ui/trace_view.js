// A trace as the reader sees it. Everything is one tree of nodes made from text (see markdown.js).

const FOLD = 4000;
const RAW_FROM = 50000;
const CHUNK = 20000;
const ROLES = { system: "System", user: "User", assistant: "Assistant", tool: "Tool", retrieval: "Retrieval", other: "Other" };

// The prompts of the traces shown in this tab, newest last: how often the same one came before.
const promptsSeen = [];

function sameBefore(traceId, prompt) {
  const place = promptsSeen.findIndex((seen) => seen.traceId === traceId);
  if (place >= 0) return promptsSeen[place].before;
  const last = promptsSeen.at(-1);
  const before = last && last.prompt === prompt ? last.before + 1 : 0;
  promptsSeen.push({ traceId, prompt, before });
  return before;
}

function button(className, text, onClick) {
  const made = node("button", className, text);
  made.type = "button";
  if (onClick) made.addEventListener("click", onClick);
  return made;
}

function kbd(...keys) {
  return keys.map((key) => node("kbd", "fl-kbd", key));
}

function number(count) {
  return count.toLocaleString("en-US");
}

// Draws the trace into `parent`. `onStep(number)` is called for a click on a step's number, where given.
function drawTrace(parent, trace, onStep) {
  const header = node("header", "fl-head");
  const line = node("div", "fl-badges");
  line.append(node("strong", "fl-id", trace.id_text));
  for (const badge of trace.badges) line.append(badgeOf(badge));
  header.append(line);
  const steps = node("ol", "fl-steps");
  const raw = button("fl-link fl-raw", "Show raw text");
  raw.setAttribute("aria-pressed", "false");
  raw.addEventListener("click", () => {
    const on = raw.getAttribute("aria-pressed") === "false";
    raw.setAttribute("aria-pressed", String(on));
    raw.textContent = on ? "Show formatted text" : "Show raw text";
    steps.replaceChildren(...trace.steps.map((step) => drawStep(step, trace, onStep, on)));
    parent.dispatchEvent(new CustomEvent("fl-redrawn"));
  });
  const why = node("div", "fl-why");
  why.append(node("span", "fl-quiet", trace.why ? `Why here: ${trace.why}` : ""), raw);
  header.append(why);
  steps.append(...trace.steps.map((step) => drawStep(step, trace, onStep, false)));
  parent.replaceChildren(header, steps);
  if (trace.extra) parent.append(restOf(trace.extra));
}

function badgeOf({ name, value, title, more }) {
  const made = node(more ? "button" : "span", "fl-badge");
  if (more) made.addEventListener("click", () => made.replaceWith(...more.map(badgeOf)));
  if (name) made.append(node("span", "fl-quiet", `${name} `));
  made.append(value);
  if (title) made.title = title;
  return made;
}

function restOf(extra) {
  const made = node("details", "fl-extra");
  made.append(node("summary", "fl-quiet", "Rest of the record"));
  made.addEventListener("toggle", () => {
    if (made.childElementCount === 1) made.append(jsonTree(parseJson(extra) ?? extra));
  });
  return made;
}

function drawStep(step, trace, onStep, raw) {
  const made = node("li", `fl-step fl-${step.kind}`);
  made.dataset.step = step.n;
  const place = node(onStep ? "button" : "span", "fl-number");
  place.append(node("span", "fl-dot"), String(step.n));
  if (onStep) {
    place.type = "button";
    place.title = "Mark as the step where it first failed";
    place.setAttribute("aria-label", `Step ${step.n}: mark as the step where it first failed`);
    place.setAttribute("aria-pressed", "false");
    place.addEventListener("click", () => onStep(step.n));
  }
  const role = node("span", "fl-role", ROLES[step.kind] ?? step.kind);
  const said = node("div", "fl-said");
  const called = step.args !== undefined || step.result !== undefined;
  if (step.kind === "tool" || called) said.append(call(step, raw));
  else if (step.kind === "system" && !raw) said.append(prompt(step, trace));
  else {
    if (step.name) said.append(node("div", "fl-quiet fl-name", step.name));
    if (step.error) said.append(node("div", "fl-error-mark", "Error"));
    said.append(content(step, raw));
  }
  made.append(place, role, said, node("div", "fl-mark"));
  return made;
}

function prompt(step, trace) {
  const made = node("details", "fl-prompt");
  const before = sameBefore(`${trace.id}/${step.n}`, step.text);
  const same = before ? `, the same as in the last ${before === 1 ? "trace" : `${before} traces`}` : "";
  made.append(node("summary", "fl-quiet", `Prompt folded${same} · ${number(step.text.length)} characters`));
  made.addEventListener("toggle", () => { if (made.childElementCount === 1) made.append(content(step, false)); });
  return made;
}

function content(step, raw) {
  const text = step.text ?? "";
  if (!text) return node("div", "fl-quiet", "No text");
  if (raw) return folded(text, plain);
  if (step.kind === "assistant" || step.kind === "system") return folded(text, markdown);
  return folded(text, step.kind === "user" ? plain : value);
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
  const more = button("fl-link", `Show all (${number(text.length)} characters)`, () => {
    if (text.length <= RAW_FROM) { made.replaceChildren(render(text)); return; }
    const pieces = [];
    for (let at = 0; at < text.length; at += CHUNK) pieces.push(node("div", "fl-plain fl-piece", text.slice(at, at + CHUNK)));
    made.replaceChildren(...pieces);
  });
  made.append(render(text.slice(0, cut)), node("div", "fl-quiet", "…"), more);
  return made;
}

function call(step, raw) {
  const made = node("div", step.error ? "fl-call fl-failed" : "fl-call");
  const name = step.name || "call";
  const given = step.args === undefined ? undefined : parseJson(step.args);
  const brief = raw || given === undefined ? step.args ?? "" : argumentsLine(given);
  const line = node("div", "fl-call-line");
  line.append(node("span", "fl-call-name", name), node("span", "", `(${shorten(brief, 300)})`));
  made.append(line);
  if (brief.length > 300) made.append(unfold(`Show arguments (${number(step.args.length)} characters)`, step.args, raw));
  if (step.text) made.append(content({ ...step, kind: "other" }, raw));
  made.append(...result(step, raw));
  return made;
}

function argumentsLine(given) {
  if (given === null || typeof given !== "object" || Array.isArray(given)) return given === null ? "" : jsonText(given);
  return Object.entries(given).map(([name, part]) => `${name}=${jsonText(part)}`).join(", ");
}

function fieldsLine(given) {
  return Array.isArray(given) ? jsonText(given) : jsonText(given).slice(1, -1);
}

function result(step, raw) {
  if (step.result === undefined) return [node("div", "fl-quiet", "→ no result recorded")];
  const line = node("div", "fl-result");
  if (step.error) line.append(node("span", "fl-error-mark", "Error"));
  const parsed = raw || step.result.length > RAW_FROM ? undefined : parseJson(step.result);
  const brief = (parsed && typeof parsed === "object" ? fieldsLine(parsed) : step.result.slice(0, 400)).replace(/\s+/g, " ").trim();
  line.append(`→ ${shorten(brief, 160) || "empty result"}`);
  if (brief.length <= 160 && step.result.length <= 400 && !/\n.*\n/.test(step.result)) return [line];
  line.classList.add("fl-brief");
  return [line, unfold(`Show result (${number(step.result.length)} characters)`, step.result, raw)];
}

function unfold(label, text, raw) {
  const made = node("details", "fl-unfold");
  made.append(node("summary", "fl-quiet", label));
  made.addEventListener("toggle", () => {
    if (made.childElementCount === 1) made.append(folded(text, raw ? plain : value));
  });
  return made;
}

function shorten(text, length) {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}

// Marks steps: `marks` maps a step's number to its words, `first` is the one where it first failed.
function markSteps(parent, marks, first) {
  for (const step of parent.querySelectorAll(".fl-step")) {
    const words = marks.get(Number(step.dataset.step));
    step.classList.toggle("fl-marked", words !== undefined);
    step.classList.toggle("fl-first", words !== undefined && Number(step.dataset.step) === first);
    step.querySelector(".fl-mark").textContent = words ?? "";
    step.querySelector("button.fl-number")?.setAttribute("aria-pressed", String(words !== undefined));
  }
}

// Tints the quotes in the text without touching its nodes, where the browser can.
function tintQuotes(parent, quotes) {
  if (!globalThis.CSS?.highlights) return;
  const ranges = quotes.map(({ step, quote }) => rangeOf(parent.querySelector(`[data-step="${step}"] .fl-said`), quote));
  CSS.highlights.set("fl-quote", new Highlight(...ranges.filter(Boolean)));
}

// Where a quote stands in what is shown. A quote from the raw text has marks that the formatted text has not.
function rangeOf(within, quote) {
  if (!within || !quote) return null;
  return rangeWithout(/\s/, within, quote) ?? rangeWithout(/[\s*_`#~]/, within, quote);
}

function rangeWithout(skipped, within, quote) {
  const wanted = [...quote].filter((sign) => !skipped.test(sign)).join("");
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  const places = [];
  let text = "";
  for (let found = walker.nextNode(); found && text.length < 200000; found = walker.nextNode()) {
    for (let at = 0; at < found.length; at += 1) {
      if (skipped.test(found.data[at])) continue;
      text += found.data[at];
      places.push([found, at]);
    }
  }
  const start = text.indexOf(wanted);
  if (start < 0 || !wanted) return null;
  const range = document.createRange();
  range.setStart(...places[start]);
  const [last, at] = places[start + wanted.length - 1];
  range.setEnd(last, at + 1);
  return range;
}

function showTrace({ data, parentElement }) {
  const root = parentElement.querySelector(".fl-view");
  drawTrace(root, data.trace, null);
  if (data.step) markSteps(root, new Map([[data.step, "First failed here"]]), data.step);
  tintQuotes(root, data.quote ? [{ step: data.step, quote: data.quote }] : []);
}
