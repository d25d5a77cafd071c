// A trace as the reader sees it. Everything is one tree of nodes made from text (see markdown.js).

const ROLES = { system: "System", user: "User", assistant: "Assistant", tool: "Tool", retrieval: "Retrieval", other: "Other" };

// Draws the trace into `parent`. `onStep(number, byMouse)` is called for a press of a step's number, where given.
// It calls `parent.onSimilar()` when similar traces are asked for, and fires fl-redrawn when the steps are new.
// `parent.similar.show(found)` then lists them; `parent.find.open()` opens find; `shutOver(parent)` closes either.
// `parent.steps` are its steps: see long_trace.js, where `parent.onSteps` is said too.
function drawTrace(parent, trace, onStep) {
  const renderer = renderers[trace.renderer] ?? renderers.chat;
  const header = node("header", "fl-head");
  const line = node("div", "fl-badges");
  line.append(node("strong", "fl-id", trace.id_text));
  for (const badge of trace.badges) line.append(badgeOf(badge));
  header.append(line);
  parent.find ??= makeFind(parent);
  parent.find.forget();
  let drawnBy = renderer;
  const draw = (step) => drawStep(step, trace, onStep, drawnBy);
  // Of one that is not stored yet, there is nothing more to be asked for.
  const steps = trace.long && trace.id ? longSteps(parent, trace, draw) : wholeSteps(trace, draw);
  parent.steps = steps;
  parent.similar = makeSimilar(parent);
  const tools = node("span", "fl-tools");
  const find = button("fl-link", "Find", () => parent.find.open());
  find.append(...kbd("/"));
  find.setAttribute("aria-keyshortcuts", ownKeys.sign("/"));
  tools.append(find);
  if (trace.id) tools.append(button("fl-link", "Similar traces", parent.similar.ask));
  if (renderer !== renderers.plain) {
    const raw = button("fl-link", "Show raw text");
    raw.setAttribute("aria-pressed", "false");
    raw.addEventListener("click", () => {
      const on = raw.getAttribute("aria-pressed") === "false";
      raw.setAttribute("aria-pressed", String(on));
      raw.textContent = on ? "Show formatted text" : "Show raw text";
      drawnBy = on ? renderers.plain : renderer;
      steps.fill();
      parent.dispatchEvent(new CustomEvent("fl-redrawn"));
    });
    tools.append(raw);
  }
  const why = node("div", "fl-why");
  const words = node("span", "fl-quiet", trace.why ? `Why here: ${trace.why}` : "");
  words.title = trace.why ?? "";
  why.append(words, tools);
  header.append(why);
  const talk = node("div", "fl-talk");
  talk.append(...[renderer.before?.(trace), steps.element].filter(Boolean));
  if (trace.extra) talk.append(restOf(trace.extra));
  const body = node("div", "fl-body");
  body.append(talk);
  if (trace.reference.length) {
    const beside = reference(trace.reference);
    body.append(beside);
    tools.prepend(button("fl-link", `See ${beside.titleText.toLowerCase()}`, () => beside.show()));
  }
  const length = trace.long ? [stepsLine(trace, steps)] : [];
  parent.replaceChildren(parent.find.bar, header, parent.similar.panel, ...length, body);
}

// Closes what lies open over a trace, the innermost alone. Says whether something did.
function shutOver(parent) {
  return parent.find.close() || parent.similar.close();
}

function badgeOf({ name, value, title, more }) {
  const made = node(more ? "button" : "span", "fl-badge");
  if (more) {
    made.type = "button";
    made.addEventListener("click", () => made.replaceWith(...more.map(badgeOf)));
  }
  if (name) made.append(node("span", "fl-quiet", `${name} `));
  made.append(value);
  if (title) made.title = title;
  return made;
}

function restOf(extra) {
  return lazy("fl-extra", "Rest of the record", written(extra), () => jsonTree(parseJson(extra) ?? extra));
}

function drawStep(step, trace, onStep, renderer) {
  const made = node("li", `fl-step fl-${step.kind}`);
  made.dataset.step = step.n;
  const place = node(onStep ? "button" : "span", "fl-number");
  place.append(node("span", "fl-dot"), String(step.n));
  if (onStep) {
    place.type = "button";
    place.title = "Mark as the step where it first failed";
    place.setAttribute("aria-label", `Step ${step.n}: mark as the step where it first failed`);
    place.setAttribute("aria-pressed", "false");
    place.addEventListener("click", ({ detail }) => {
      const byMouse = detail > 0;
      if (byMouse) place.blur(); // the next key is not the button's
      onStep(step.n, byMouse);
    });
  }
  const role = node("span", "fl-role", ROLES[step.kind] ?? step.kind);
  const said = node("div", "fl-said");
  said.append(...renderer.said(step, trace));
  made.append(place, role, said, node("div", "fl-mark"));
  return made;
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
  /** @type {[Text, number][]} */
  const places = [];
  let text = "";
  for (let found = /** @type {any} */ (walker.nextNode()); found && text.length < 200000; found = walker.nextNode()) {
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

function showTrace({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".fl-view");
  // Not as a listener, of which another would be added at every run.
  root.onSimilar = () => setTriggerValue("similar", data.trace.id);
  root.onSteps = (asked) => {
    setTriggerValue("steps", asked);
    return true;
  };
  const mark = () => {
    if (data.step) markSteps(root, new Map([[data.step, data.mark]]), data.step);
    tintQuotes(root, data.quote ? [{ step: data.step, quote: data.quote }] : []);
  };
  if (!root.mark) root.addEventListener("fl-redrawn", () => root.mark());
  root.mark = mark;
  const wanted = JSON.stringify([data.trace, data.step, data.quote]);
  if (root.drawn !== wanted) {
    root.drawn = wanted;
    drawTrace(root, data.trace, null);
    mark();
    if (data.step) root.steps.reach(data.step, (step) => scrollToStep(step, "center"));
  }
  root.similar.show(data.similar);
  root.steps.answered(data.answer);
  return traceKeys(root);
}
