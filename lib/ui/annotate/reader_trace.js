// The trace on the annotation screen: drawn once and kept, with its steps to point at.

// What fails is what the application did: the steps of the assistant and its tools, where there are any.
function stopsOf({ steps, long }) {
  if (long) return long.stops;
  const did = steps.filter(({ kind }) => kind !== "system" && kind !== "user");
  return (did.length ? did : steps).map(({ n }) => n);
}

// `point(step, quote)` is called for what is pointed at, `offer(step, quote)` for words selected while the note has a
// place already: somebody may only copy them. `redrawn()` is called when what is drawn has lost its marks.
function makeTracePane(app, { point, offer, redrawn }) {
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
    made.onSteps = (asked) => app.steps(asked);
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
    const stops = stopsOf(app.openedTrace.trace);
    const now = note().step;
    const from = now ? stops.filter((n) => (by > 0 ? n > now : n < now)) : (inSight(stops) ?? stops);
    const next = from.at(by > 0 ? 0 : -1);
    if (!next) return;
    pointAtStep(next, byMouse);
    pane.firstChild.steps.reach(next, (step) => step.scrollIntoView({ block: "nearest" }));
  }

  // Who has scrolled means the steps they see: the first of them, or going up the last.
  function inSight(stops) {
    if (!pane.scrollTop) return null;
    const { top, bottom } = pane.getBoundingClientRect();
    // Of what has not come yet, its first.
    const seen = [...pane.querySelectorAll("[data-step], .fl-steps-part:empty")].filter((step) => {
      const at = step.getBoundingClientRect();
      return at.height && at.bottom > top + 20 && at.top < bottom - 20;
    });
    const found = seen
      .map(({ dataset }) => Number(dataset.step ?? stops.find((n) => n >= Number(dataset.from))))
      .filter((n) => stops.includes(n));
    return found.length ? found : null;
  }

  function selected() {
    const selection = document.getSelection();
    const quote = selection?.toString().trim();
    if (!selection || !quote || selection.isCollapsed) return;
    const stepOf = (end) => (end?.nodeType === Node.TEXT_NODE ? end.parentElement : end)?.closest?.(".fl-said")?.closest(".fl-step");
    const step = stepOf(selection.anchorNode);
    if (!step || !pane.contains(step) || step !== stepOf(selection.focusNode)) return;
    const [place, words] = [Number(step.dataset.step), quote.slice(0, 1000)];
    const { step: marked, quote: standing } = note();
    if (standing === words && marked === place) return;
    if (standing || (marked && marked !== place)) return offer(place, words);
    point(place, words);
    writeOn();
  }

  pane.addEventListener("mouseup", () => setTimeout(selected));
  const find = () => pane.firstChild?.find;
  const shut = () => pane.firstChild !== null && shutOver(pane.firstChild);
  return { element: pane, nodes, show, ahead, keepOnly, stepBy, find, shut };
}
