// The trace on the annotation screen: drawn once and kept, with its steps to point at.

// `point(step, quote)` is called for what is pointed at, `redrawn()` when what is drawn has lost its marks.
function makeTracePane(app, { point, redrawn }) {
  const pane = node("section", "fl-trace");
  pane.tabIndex = 0;
  pane.setAttribute("aria-label", "Trace");
  // By trace: as it was drawn.
  const nodes = new Map();

  function drawn(openedTrace) {
    const before = nodes.get(openedTrace.id);
    if (before?.why === openedTrace.why) return before;
    const made = node("div", "fl-opened-trace");
    nodes.set(openedTrace.id, made);
    made.why = openedTrace.why;
    made.onSimilar = () => app.similar(openedTrace.id);
    drawTrace(made, { ...openedTrace.trace, why: openedTrace.why }, pointAtStep);
    made.addEventListener("fl-redrawn", redrawn);
    return made;
  }

  // Says whether another one came on the screen.
  function show(openedTrace) {
    const made = drawn(openedTrace);
    if (pane.firstChild === made) return false;
    find()?.forget();
    pane.replaceChildren(made);
    pane.scrollTop = 0;
    return true;
  }

  // Draws what comes next while nothing else is to be done.
  function ahead() {
    (globalThis.requestIdleCallback ?? setTimeout)(() => {
      if (pane.querySelector(".fl-find:not([hidden])")) return; // drawing another would take its tints away
      const { openedTraces, next, beside } = app.run.state;
      for (const id of [next?.[0], beside?.[1]]) if (openedTraces[id]?.trace) drawn(openedTraces[id]);
    });
  }

  function keepOnly(wanted) {
    for (const id of nodes.keys()) if (!wanted.has(id)) nodes.delete(id);
  }

  const note = () => app.work.notes[placeIn(app.work)];

  // What a mouse puts to a note that has words is followed by more of them. Where none was begun, a key is still
  // a key: who points first says by the next key whether it failed.
  function writeOn() {
    if (note().text.trim()) app.writing.begin(0);
  }

  function pointAtStep(step, byMouse) {
    point(step);
    if (byMouse && note().step === step) writeOn();
  }

  function stepBy(by, byMouse) {
    const all = app.openedTrace.trace.steps;
    const now = note().step;
    const start = by > 0 ? (all.find((step) => step.kind !== "system") ?? all[0]) : all.at(-1);
    const next = now ? Math.min(Math.max(now + by, 1), all.length) : (inSight(by) ?? start?.n);
    if (!next || next === now) return;
    pointAtStep(next, byMouse);
    pane.querySelector(`[data-step="${next}"]`)?.scrollIntoView({ block: "nearest" });
  }

  // Who has scrolled means the steps they see: the first of them, or going up the last.
  function inSight(by) {
    if (!pane.scrollTop) return null;
    const { top, bottom } = pane.getBoundingClientRect();
    const seen = [...pane.querySelectorAll("[data-step]")].filter((step) => {
      const at = step.getBoundingClientRect();
      return at.height && at.bottom > top + 20 && at.top < bottom - 20;
    });
    return Number(seen.at(by > 0 ? 0 : -1)?.dataset.step) || null;
  }

  function selected() {
    const selection = document.getSelection();
    const quote = selection?.toString().trim();
    if (!selection || !quote || selection.isCollapsed) return;
    const stepOf = (end) => (end?.nodeType === Node.TEXT_NODE ? end.parentElement : end)?.closest?.(".fl-said")?.closest(".fl-step");
    const step = stepOf(selection.anchorNode);
    if (!step || !pane.contains(step) || step !== stepOf(selection.focusNode)) return;
    point(Number(step.dataset.step), quote.slice(0, 1000));
    writeOn();
  }

  pane.addEventListener("mouseup", () => setTimeout(selected));
  const find = () => pane.firstChild?.find;
  const shut = () => pane.firstChild !== null && shutOver(pane.firstChild);
  return { element: pane, nodes, show, ahead, keepOnly, stepBy, find, shut };
}
