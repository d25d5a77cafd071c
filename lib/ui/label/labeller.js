// The label pass: a trace, and the failure modes to tick for it. Shows what the server says, ticks at once,
// and sends one act at a time.

const LATE = 15_000;
const AGAIN_AFTER = 4000;
// What changes something. The rest only goes elsewhere.
const STORED = ["tick", "take_out", "confirm"];

function labeller(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".fl-reader");
  ownKeys.use(data.keys);
  root.app ??= makeLabeller(root);
  beingLeft.shown(root);
  root.app.transmit = (act) => beingLeft.send(root, "act", () => setTriggerValue("act", act));
  root.app.similar = (traceId) => beingLeft.send(root, "similar", () => setTriggerValue("similar", traceId));
  // What was asked right behind an act would come in its place.
  root.app.steps = (asked) => {
    if (root.app.inflight) return false;
    beingLeft.send(root, "steps", () => setTriggerValue("steps", asked));
    return true;
  };
  root.app.update(data);
  return root.app.leave;
}

function makeLabeller(root) {
  /** @type {any} */
  const app = { seq: Date.now(), queue: [], inflight: null, traceId: null, find: "" };
  const bar = node("div", "fl-bar");
  const trace = node("section", "fl-trace");
  trace.tabIndex = 0;
  trace.setAttribute("aria-label", "Trace");
  const rail = node("section", "fl-rail");
  rail.setAttribute("aria-label", "Failure modes");
  root.replaceChildren(node("h1", "fl-hidden", "Label pass"), bar, trace, rail);

  // ---- talking to the server -------------------------------------------------------------------
  function send(act) {
    putInLine({ review: app.data.review, ...act });
    next();
    drawWaiting();
  }

  function putInLine(act) {
    app.seq += 1;
    app.queue.push({ ...act, seq: app.seq });
    if (STORED.includes(act.kind)) app.copies.keep(app.seq, act);
  }

  // What a page before this one has heard no answer to is sent again: it may have been done, or changed since.
  function takeKept(data) {
    app.copies = keptHere.at(`${data.kept}/label`);
    for (const [seq, act] of app.copies.all().sort(([one], [other]) => one - other)) {
      if (seq > data.done) putInLine({ ...act, again: true });
      app.copies.forget(seq);
    }
  }

  function next() {
    if (app.inflight || !app.queue.length) return;
    app.inflight = app.queue.shift();
    transmit();
  }

  function transmit() {
    stopWaiting();
    // Once the line is back, all that was ticked meanwhile goes its way.
    if (connection.isLost || !app.inflight) return;
    app.late = setTimeout(() => {
      say("No answer from the server. What you ticked is kept, and is sent again until there is one.");
    }, LATE);
    app.again = setInterval(() => app.transmit(app.inflight), AGAIN_AFTER);
    app.transmit(app.inflight);
  }

  function stopWaiting() {
    clearTimeout(app.late);
    clearInterval(app.again);
  }

  const unanswered = () => [app.inflight, ...app.queue].filter(Boolean);
  const drawWaiting = () => drawLine(parts.line, connection.isLost, unanswered().length, keptHere.where);

  function hearLine() {
    drawWaiting();
    transmit();
  }

  // Who looks for a failure mode by its name writes; who ticks one or confirms is done with that.
  const fields = () => [app.find.trim() ? parts.find : null, trace.find?.field()];
  const writing = makeWriting(root, fields, ".fl-tick, .fl-save, .fl-undo");

  const say = (text) => {
    parts.message.textContent = text;
    app.asked = null;
  };

  // Asks the first time, and says yes when the same is done again at once.
  function confirmed(what, words) {
    const again = app.asked === what;
    say(again ? "" : words);
    app.asked = again ? null : what;
    return again;
  }

  // What this trace says of a mode: a note in it says yes, whatever was stored before.
  const said = (mode) => (mode.noted ? "yes" : mode.value);

  // ---- acts --------------------------------------------------------------------------------------
  function toggle(mode) {
    if (leaving()) return;
    if (mode.noted) {
      const words = "A note of this trace is in this failure mode, which says yes. Once more takes the note out of it.";
      if (!confirmed(`note ${mode.id}`, words)) return;
      mode.noted = 0;
      send({ kind: "take_out", mode: mode.id });
    } else {
      say("");
      const was = mode.value;
      mode.value = was === "yes" ? "no" : "yes";
      send({ kind: "tick", mode: mode.id, value: mode.value, was });
    }
    paint();
  }

  const leaving = () => unanswered().some((act) => act.kind !== "tick" && act.kind !== "take_out" && !act.again);

  function confirm() {
    if (leaving()) return;
    const again = app.data.modes.filter((mode) => said(mode) === "again");
    const words = `To be decided again: ${again.map((mode) => mode.name).join(", ")}. Tick what applies, or confirm once more for no.`;
    if (again.length && !confirmed("again", words)) return;
    say("");
    send({ kind: "confirm" });
  }

  const go = (kind, rest = {}) => {
    if (!leaving()) {
      say("");
      send({ kind, ...rest });
    }
  };

  // ---- what is on the screen ---------------------------------------------------------------------
  function found() {
    const wanted = app.find.trim().toLowerCase();
    return app.data.modes.filter((mode) => !wanted || `${mode.name} ${mode.definition}`.toLowerCase().includes(wanted));
  }

  function search() {
    app.find = parts.find.value;
    paint();
  }

  function takeFirst() {
    const [first] = found();
    if (!app.find.trim() || !first) return;
    parts.find.value = app.find = "";
    toggle(first);
    paint();
  }

  function paint() {
    const focused = document.activeElement?.dataset?.mode;
    parts.ticks.replaceChildren(
      ...found().map((mode) => {
        const value = said(mode);
        const made = button(`fl-tick${mode.under ? " fl-under" : ""}`, "", () => toggle(mode));
        made.dataset.mode = mode.id;
        made.dataset.value = value;
        made.setAttribute("role", "checkbox");
        made.setAttribute("aria-checked", { yes: "true", again: "mixed" }[value] ?? "false");
        const check = node("span", "fl-check", { yes: "✓", again: "?" }[value] ?? "");
        const name = node("span", "fl-tick-name", mode.name);
        const why = mode.noted ? (mode.noted === 1 ? "by a note" : `by ${mode.noted} notes`) : mode.value === "again" ? "decide again" : "";
        if (why) name.append(node("span", "fl-tick-why", why));
        made.append(check, name);
        if (mode.key) {
          made.append(...kbd(mode.key));
          made.setAttribute("aria-keyshortcuts", mode.key);
        }
        if (mode.definition) made.append(node("span", "fl-tick-what", mode.definition));
        return made;
      }),
    );
    if (focused) parts.ticks.querySelector(`[data-mode="${focused}"]`)?.focus();
    const open = app.data.modes.filter((mode) => ["unknown", "again"].includes(said(mode))).length;
    parts.says.textContent = open ? `says no to the other ${open === 1 ? "one" : open}` : "every mode has a yes or a no";
  }

  // ---- keys ----------------------------------------------------------------------------------------
  function onKey(event) {
    if (!root.isConnected || event.defaultPrevented || event.isComposing) return;
    const focus = document.activeElement;
    const typing = focus?.matches?.("input, textarea, select, [contenteditable='true']");
    const elsewhere = focus && focus !== document.body && !root.contains(focus);
    // What lies open is closed first. Who writes stays in the text.
    if (event.key === "Escape" && !elsewhere && trace.find && shutOver(trace)) {
      event.preventDefault();
      writing.back();
      return;
    }
    if (typing) {
      if (event.key === "Escape" && focus === parts.find) {
        parts.find.value = app.find = "";
        paint();
        focus?.blur();
        writing.end();
      }
      return;
    }
    if (document.querySelector("[role=dialog]") || writing.takes(event)) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const inside = !focus || focus === document.body || focus === trace || focus.classList.contains("fl-tick");
    const numbered = /^[1-9]$/.test(event.key) && app.data.modes.find((mode) => mode.key === event.key);
    const acts = {
      ArrowLeft: () => go("move", { by: -1 }),
      ArrowRight: () => go("move", { by: 1 }),
      u: () => {
        if (app.data.undo) go("undo");
      },
      "/": () => trace.find?.open(),
      f: () => {
        if (!parts.find.hidden) parts.find.focus();
      },
    };
    const act = numbered
      ? () => toggle(numbered)
      : event.key === "Enter" && inside
        ? confirm
        : acts[ownKeys.meant(event.key.length === 1 ? event.key.toLowerCase() : event.key)];
    if (act) {
      event.preventDefault();
      if (!event.repeat) act();
    } else scrollByKey(event, root, trace);
  }

  const fit = () => {
    const scrolled = root.closest("[data-testid='stMain']")?.scrollTop ?? 0;
    root.style.height = `${Math.max(440, innerHeight - root.getBoundingClientRect().top - scrolled - 8)}px`;
  };

  const parts = makeLabelParts(bar, rail, { go, confirm, search, takeFirst });
  const drawNotes = () => drawLabelNotes(parts, trace, app.data);
  trace.addEventListener("fl-redrawn", drawNotes);
  trace.onSimilar = () => app.similar(app.traceId);
  trace.onSteps = (asked) => app.steps(asked);
  app.leave = () => {
    beingLeft.gone(root);
    document.removeEventListener("keydown", onKey);
    removeEventListener("resize", fit);
    globalThis.CSS?.highlights?.delete("fl-quote");
    stopWaiting();
    app.hearing?.();
    app.asking?.();
    app.hearing = app.asking = null;
    const unheard = unanswered();
    if (unheard.length) globalThis.faultlineLate?.send("labeller", app.data.project, unheard);
    beingLeft.handsOn(app.data.project, labelsInWords(app.data, unheard));
  };

  app.update = (data) => {
    document.addEventListener("keydown", onKey);
    addEventListener("resize", fit);
    app.hearing ??= connection.tell(hearLine);
    app.asking ??= keptHere.asks(() => unanswered().some(({ kind }) => STORED.includes(kind)));
    if (app.inflight && data.done >= app.inflight.seq) {
      app.copies.forget(app.inflight.seq);
      app.inflight = null;
      stopWaiting();
    }
    app.seq = Math.max(app.seq, data.done);
    if (!app.copies) takeKept(data);
    // While ticks wait, the screen is ahead of the server.
    const ahead = unanswered().length && data.review === app.data?.review;
    const shown = ahead ? { ...data, modes: app.data.modes } : data;
    app.data = shown;
    const other = data.trace.id !== app.traceId;
    if (other) {
      app.traceId = data.trace.id;
      app.find = parts.find.value = "";
      drawTrace(trace, data.trace, null);
      trace.scrollTop = 0;
    }
    trace.similar.show(data.similar);
    trace.steps.answered(data.answer);
    parts.find.hidden = data.modes.length <= 9;
    drawLabelTop(parts, data);
    drawNotes();
    paint();
    if (data.message || other || !app.asked) say(data.message ?? "");
    parts.undo.hidden = !data.undo;
    if (data.undo) parts.undo.replaceChildren(`Undo: ${data.undo}`, ...kbd("U"));
    fit();
    next();
  };
  return app;
}
