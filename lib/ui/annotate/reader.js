// The annotation screen: the batch's line, the trace, the verdict rail, and the keys.
// It holds the traces that come next and shows one at the key press, while the save goes to the server. What
// counts as saved, and every number, is what the server has said. Here is only drawn and done what reader_state.js
// says: it alone knows what waits, was answered and is kept.

// Bodies never change, so a screen drawn anew need not ask for those again that one before it was told.
const TOLD = { openedTraces: {} };

function reader(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".fl-reader");
  if (data.ended) {
    makeCopies(data.kept).answered(data.done, []);
    if (root) root.className = "fl-sent-once"; // takes no room
    return null;
  }
  if (data.help) ownKeys.use(data.help.keys);
  root.app ??= makeReader(root, data);
  beingLeft.shown(root);
  root.app.transmit = (message) => beingLeft.send(root, "act", () => setTriggerValue("act", message()));
  root.app.similar = (traceId) => beingLeft.send(root, "similar", () => setTriggerValue("similar", traceId));
  // What was asked right behind an act would come in its place.
  root.app.steps = (asked) => {
    if (root.app.run.state.waiting.length) return false;
    beingLeft.send(root, "steps", () => setTriggerValue("steps", asked));
    return true;
  };
  root.app.update(data);
  return root.app.leave;
}

function openRun(app, data, ways, changed) {
  const tab = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  app.copies = makeCopies(data.kept);
  const kept = Object.fromEntries(app.copies.all());
  return makeRun(openedState(tab, Date.now(), kept, TOLD.openedTraces), ways, changed);
}

function makeReader(root, data) {
  const ways = {};
  /** @type {any} */
  const app = {
    data: null,
    batches: null,
    help: null,
    hints: [],
    get shown() {
      return app.run.state.shown;
    },
    get openedTrace() {
      return app.run.state.openedTraces[app.shown];
    },
    get work() {
      return workOf(app.run.state);
    },
  };
  app.run = openRun(app, data, ways, (state) => {
    root.dataset.waiting = state.waiting.length;
    drawLine(parts.top.line, state.offline, unsentOf(state), keptHere.where);
    TOLD.openedTraces = state.openedTraces;
  });
  const parts = makeScreen(root, app);
  Object.assign(ways, effectsOn(root, app, parts));
  const listening = makeListening(root, app, parts);

  app.leave = () => {
    listening.stop();
    globalThis.CSS?.highlights?.delete("fl-quote");
    beingLeft.gone(root);
    app.run.take({ type: "left" });
    if (app.run.state.waiting.length) globalThis.faultlineLate?.send("reader", app.data.project, messageOf(app.run.state));
  };

  app.update = (said) => {
    listening.start();
    app.batches = said.batches ?? app.batches;
    app.help = said.help ?? app.help;
    app.hints = said.hints;
    app.data = { ...said, batches: app.batches };
    app.run.take({ type: "answered", said });
    if (!app.run.state.known) return;
    drawSaid(app, parts);
    if (app.isBack) return;
    app.isBack = true;
    backToWriting(app, parts.rail);
  };
  return app;
}

// Puts everything on the screen, and says what each thing on it does.
function makeScreen(root, app) {
  const { run } = app;
  const did = (act, more) => run.take({ type: "did", act, ...more });
  const leaveFor = (doing) => did("leave", { with: doing });
  const ask = (doing) => {
    did("ask", { with: doing });
    return { seq: run.state.seq };
  };
  const move = (by) => did("move", { by });

  const bar = node("div", "fl-bar");
  const head = node("div", "fl-above");
  head.append(bar);
  const place = node("section", "fl-rail");
  place.setAttribute("aria-label", "Verdict");
  app.writing = makeWriting(root, () => [app.work && rail.boxOf(app.work.active), pane.find()?.field(), top.field()]);
  const pane = makeTracePane(app, {
    point: (step, quote) => run.take({ type: "pointed", step, quote }),
    offer: (step, quote) => rail.offer(step, quote),
    redrawn: () => rail.mark(),
  });
  root.replaceChildren(node("h1", "fl-hidden", "Annotate"), head, pane.element, place);

  const clash = makeClash(root, (side) => run.take({ type: "chose", side }));
  const rail = makeRail(place, app, pane.element, {
    take: run.take,
    judge: (verdict) => did("judge", { verdict }),
    save: () => did("save"),
    undo: () => did("undo"),
    past: () => {
      if (!isBusy(run.state)) past.open(app.shown);
    },
    stepBy: pane.stepBy,
    prefer: (text, on) => ask({ kind: "prefer", text, on }),
  });
  const past = makeHistory(root, {
    ask: () => ask({ kind: "history" }),
    bring: (words) => run.take({ type: "brought", words }),
  });
  const top = makeBar(bar, {
    move,
    choose: (id) => leaveFor({ kind: "batch", batch: id }),
    jump: (text) => {
      const { shown } = app;
      leaveFor({ kind: "jump", text });
      return { seq: run.state.seq, shown };
    },
    goBack: () => leaveFor({ kind: "back" }),
  });
  const part = makePart(root, head, top, {
    nextUnread: () => did("unread"),
    ask: () => ask({ kind: "choices" }),
    narrow: (text) => leaveFor({ kind: "narrow", text }),
  });
  const fit = () => {
    const scrolled = root.closest("[data-testid='stMain']")?.scrollTop ?? 0;
    root.style.height = `${Math.max(440, innerHeight - root.getBoundingClientRect().top - scrolled - 8)}px`;
  };
  return { top, pane, rail, clash, past, part, fit };
}

/**
 * What is done for each type of effect.
 * @returns {Reader.Ways}
 */
function effectsOn(root, app, { top, pane, rail, clash, past }) {
  const pages = {
    "[": () => pane.stepBy(-1),
    "]": () => pane.stepBy(1),
    w: () => rail.hints.use(),
    "/": () => pane.find().open(),
    "?": () => rail.help.toggle(),
    Escape: () => rail.help.toggle(false),
  };

  function show() {
    const { openedTrace } = app;
    if (pane.show(openedTrace)) app.writing.stop();
    clash.shut(openedTrace.id);
    drawPlace(top, openedTrace, app.data);
    refresh(openedTrace);
    app.run.take({ type: "drawn" });
    requestAnimationFrame(() => setTimeout(() => app.run.take({ type: "painted" })));
    addressed(app, openedTrace);
  }

  function refresh(openedTrace) {
    rail.state.textContent = standingOf(app.run.state, openedTrace.id);
    rail.history.hidden = openedTrace.revision < 2;
    past.shut(openedTrace.id);
    rail.draw();
  }

  // Another window wrote on what is open here: who stands in a note stands there again.
  function catchUp() {
    const standing = rail.notes.contains(document.activeElement);
    refresh(app.openedTrace);
    if (standing) rail.focus(0);
  }

  return {
    send: ({ message }) => {
      // What is sent later, as the screen may be left now, has what waits then.
      app.transmit(() => (message.acts.length || app.run.state.waiting.length ? messageOf(app.run.state) : message));
    },
    // By its name the words are known again where no trace may be shown any more: see shut_out.js.
    keep: ({ trace, copy }) => app.copies.keep(trace, { ...copy, name: nameOf(app.run.state, trace) }),
    forget: ({ trace }) => app.copies.forget(trace),
    show,
    draw: ({ caughtUp }) => (caughtUp ? catchUp() : rail.draw()),
    paint: () => app.work && rail.paint(),
    blur: () => {
      if (root.contains(document.activeElement)) document.activeElement?.blur();
      app.writing.end();
    },
    focus: ({ place }) => rail.focus(place),
    tell: ({ words }) => {
      rail.message.textContent = words;
    },
    standing: ({ words }) => {
      rail.state.textContent = words;
    },
    clash: ({ trace, mine, theirs, words }) => clash.show(trace, mine, theirs, words),
    aside: ({ trace, words }) => past.keep(trace, words),
    page: ({ key }) => (key.startsWith("tag ") ? rail.tags.toggle(Number(key.slice(4))) : pages[key]()),
  };
}

function addressed(app, openedTrace) {
  const { batch, part } = app.data;
  const url = new URL(location.href);
  url.searchParams.set("trace", openedTrace.id);
  if (openedTrace.position && batch) url.searchParams.set("batch", batch.id);
  if (part) url.searchParams.set("only", part.written);
  else url.searchParams.delete("only");
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

// What the server has said that is nothing but shown.
function drawSaid(app, { top, pane, rail, past, part, fit }) {
  const { data, openedTrace } = app;
  const { waiting } = app.run.state;
  pane.keepOnly(new Set([...data.openedTraces.map(({ id }) => id), ...waiting.map(({ trace }) => trace), app.shown]));
  pane.nodes.get(app.shown)?.similar.show(data.similar);
  pane.nodes.get(data.answer?.of)?.steps.answered(data.answer);
  past.tell(data.told);
  part.tell(data.told);
  part.draw(data);
  if (openedTrace) addressed(app, openedTrace);
  rail.history.hidden = !openedTrace || openedTrace.revision < 2;
  drawBar(top, data, openedTrace);
  top.jumped(data.done, app.shown);
  drawSaving(app, top);
  rail.undo.hidden = !data.undo;
  if (data.undo) rail.undo.replaceChildren(`Undo: ${data.undo.words}`, ...kbd("U"));
  if (app.work) rail.aid();
  fit();
  pane.ahead();
}

function drawSaving(app, top) {
  clearTimeout(app.telling);
  const tell = () => {
    top.saving.textContent = savesOf(app.run.state).length ? "saving…" : "";
  };
  if (savesOf(app.run.state).length) app.telling = setTimeout(tell, 400);
  else tell();
}

// What happens to the page: keys, other windows in front, the connection.
function makeListening(root, app, { pane, rail, fit }) {
  const { take } = app.run;
  const tell = (type) => () => take({ type });
  const shut = () => pane.shut() || rail.help.shut();
  let hearing, asking;
  const onKey = makeKeys(root, pane.element, { take, writing: app.writing, tags: () => rail.tags, shut });
  const active = tell("active");
  for (const name of ["pointermove", "scroll", "pointerdown"]) root.addEventListener(name, active, { capture: true, passive: true });
  const hidden = () => {
    if (document.visibilityState === "hidden") take({ type: "hidden" });
  };
  const listeners = [
    [document, "keydown", onKey],
    [document, "visibilitychange", hidden],
    [globalThis, "resize", fit],
    [globalThis, "pagehide", () => keepWriting(app, rail)],
  ];
  return {
    start: () => {
      for (const [on, name, act] of listeners) on.addEventListener(name, act);
      asking ??= keptHere.asks(() => isUnsaved(app.run.state));
      hearing ??= connection.tell((isLost) => take({ type: isLost ? "lost" : "reconnected" }));
    },
    stop: () => {
      for (const [on, name, act] of listeners) on.removeEventListener(name, act);
      asking?.();
      hearing?.();
      asking = hearing = undefined;
    },
  };
}
