// The annotation screen: the batch's line, the trace, the verdict rail, and the keys.
// It shows what the server says and sends one act at a time. What is typed goes to the server within half a
// second, and until the server has it a copy lies in this tab's session storage.

const IDLE = 300_000;
const TYPED = 400;
const LOST = 3000;
const WORD = { pass: "Pass", fail: "Fail", defer: "Defer" };

function reader(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".fl-reader");
  root.app ??= makeReader(root);
  root.app.transmit = (act) => setTriggerValue("act", act);
  root.app.similar = (traceId) => setTriggerValue("similar", traceId);
  root.app.update(data);
  return root.app.leave;
}

function makeReader(root) {
  const app = { seq: Date.now(), inflight: null, waiting: null, spent: new Map(), traceId: null, revision: null };
  const bar = node("div", "fl-bar");
  const trace = node("section", "fl-trace");
  trace.tabIndex = 0;
  trace.setAttribute("aria-label", "Trace");
  const rail = node("section", "fl-rail");
  rail.setAttribute("aria-label", "Verdict");
  root.replaceChildren(node("h1", "fl-hidden", "Annotate"), bar, trace, rail);

  // ---- talking to the server -------------------------------------------------------------------
  function send(act) {
    act.seq = app.seq += 1;
    if (app.inflight && app.inflight.kind !== "draft") { app.waiting = act; return; }
    dispatch(act);
  }

  function dispatch(act) {
    app.inflight = act;
    app.sent = performance.now();
    clearTimeout(app.late);
    app.late = setTimeout(() => {
      if (app.inflight !== act) return;
      app.inflight = null;
      if (act.kind === "draft") app.dirty = true;
      say("No answer from the server. What you wrote is kept in this tab; save again when it is back.");
    }, 15_000);
    app.transmit(act);
  }

  const busy = () => app.inflight !== null && app.inflight.kind !== "draft";

  function answered(data) {
    const restarted = app.session !== undefined && app.session !== data.session;
    app.session = data.session;
    if (!app.inflight) return;
    if (data.done >= app.inflight.seq) {
      if (app.inflight.kind === "draft" && !app.dirty) { forgetCopy(app.inflight.trace); saved(); }
      if (app.inflight.kind === "save") forgetCopy(app.inflight.trace);
      app.inflight = null;
      const next = app.waiting;
      app.waiting = null;
      if (next) dispatch(next);
    } else if (restarted || performance.now() - app.sent > LOST) dispatch(app.inflight);
  }

  // ---- what is being written -------------------------------------------------------------------
  const copyKey = (traceId) => `faultline/${app.data.person}/${traceId}`;
  const forgetCopy = (traceId) => { try { sessionStorage.removeItem(copyKey(traceId)); } catch { /* no storage */ } };

  function keepCopy() {
    const copy = JSON.stringify({ revision: app.revision, ...written() });
    try { sessionStorage.setItem(copyKey(app.traceId), copy); } catch { /* no storage */ }
  }

  function keptCopy() {
    try {
      const copy = JSON.parse(sessionStorage.getItem(copyKey(app.traceId)));
      return copy && copy.revision === app.revision ? copy : null;
    } catch { return null; }
  }

  function written() {
    tick();
    const notes = app.notes.map(({ id, text, step, quote }) => ({ id: id ?? null, text, step: step ?? null, quote: quote ?? null }));
    return { notes, verdict: app.verdict, seconds: (app.spent.get(app.traceId) ?? 0) / 1000 };
  }

  function touched() {
    app.dirty = true;
    unask();
    parts.state.textContent = "";
    keepCopy();
    clearTimeout(app.typing);
    app.typing = setTimeout(sendDraft, TYPED);
  }

  function sendDraft() {
    clearTimeout(app.typing);
    if (!app.dirty || busy()) return;
    app.dirty = false;
    send({ kind: "draft", trace: app.traceId, ...written() });
  }

  const saved = () => { parts.state.textContent = "saved"; };
  const say = (text) => { parts.message.textContent = text; app.asked = null; };
  const unask = () => { if (app.asked) say(""); };

  // Asks the first time, and says yes when the same is done again at once.
  function confirmed(what, words) {
    const again = app.asked === what;
    say(again ? "" : words);
    app.asked = again ? null : what;
    return again;
  }

  // ---- time --------------------------------------------------------------------------------------
  function tick() {
    const now = performance.now();
    const gap = Math.min(now - (app.ticked ?? now), IDLE);
    app.ticked = now;
    if (app.traceId !== null) app.spent.set(app.traceId, (app.spent.get(app.traceId) ?? 0) + gap);
  }

  // ---- acts --------------------------------------------------------------------------------------
  function judge(verdict) {
    if (busy()) return;
    if (verdict !== "fail") { save(verdict); return; }
    app.verdict = "fail";
    paintRail();
    touched();
    focusNote(0);
  }

  function save(given) {
    if (busy()) return;
    const wrote = app.notes.some((note) => note.text.trim());
    const verdict = given ?? app.verdict ?? (wrote ? "fail" : null);
    if (!verdict) { say("Choose Pass, Fail or Defer first, or write what went wrong."); return; }
    if (verdict === "fail") {
      for (const note of app.notes) if (!note.text.trim() && note.quote) note.text = note.quote;
      const bare = app.notes.findIndex((note) => !note.text.trim() && note.step);
      if (bare >= 0) {
        say(`Say in a few words what went wrong at step ${app.notes[bare].step}, or clear the step.`);
        focusNote(bare);
        return;
      }
    }
    if (!meant(verdict)) return;
    app.verdict = verdict;
    clearTimeout(app.typing);
    app.dirty = false;
    keepCopy();
    if (root.contains(document.activeElement)) document.activeElement.blur();
    paintRail();
    say("");
    send({ kind: "save", trace: app.traceId, revision: app.revision, ...written(), verdict });
    app.spent.delete(app.traceId);
  }

  // What is easily done by a slip of the finger is asked about once.
  function meant(verdict) {
    const count = app.notes.filter((note) => note.text.trim()).length;
    if (verdict === "pass" && count) {
      const [notes, kept] = count === 1 ? ["1 note", "the note is kept but counts"] : [`${count} notes`, "the notes are kept but count"];
      return confirmed("pass", `This trace has ${notes}. Press Pass again to pass it all the same; ${kept} no more.`);
    }
    if (verdict !== "fail" || count) return true;
    focusNote(0);
    return confirmed("fail", "No note yet: what went wrong? Save again to keep it without one.");
  }

  function leaveFor(act) {
    if (busy()) return;
    clearTimeout(app.typing);
    const draft = app.dirty ? { trace: app.traceId, ...written() } : { trace: app.traceId };
    app.dirty = false;
    say("");
    send({ ...draft, ...act });
  }

  const move = (by) => leaveFor({ kind: "move", by });
  const undo = () => { if (app.data.undo) leaveFor({ kind: "undo", revision: app.data.undo.revision, undone: app.data.undo.trace }); };

  // ---- the rail ------------------------------------------------------------------------------------
  function makeRail(parent) {
    const made = { verdicts: {} };
    const verdicts = node("div", "fl-verdicts");
    verdicts.setAttribute("role", "group");
    verdicts.setAttribute("aria-label", "Verdict");
    for (const [name, key] of [["pass", "1"], ["fail", "2"], ["defer", "D"]]) {
      const one = button(`fl-verdict fl-is-${name}`, "", () => judge(name));
      one.append(node("span", "fl-sign", SIGN[name]), WORD[name], ...kbd(key));
      one.setAttribute("aria-keyshortcuts", key);
      verdicts.append(one);
      made.verdicts[name] = one;
    }
    made.notes = node("div", "fl-notes");
    made.add = button("fl-link", "+ another, independent failure", () => {
      app.notes.push({ text: "" });
      drawNotes();
      focusNote(app.notes.length - 1);
    });
    made.save = button("fl-save", "Save and next", () => save(null));
    made.save.append(...kbd("Ctrl", "↵"));
    made.save.setAttribute("aria-keyshortcuts", "Control+Enter");
    made.says = node("span", "fl-quiet fl-says");
    const writing = node("div", "fl-writing");
    writing.append(made.notes, made.add);
    const saving = node("div", "fl-saving");
    saving.append(made.save, made.says);
    made.message = node("p", "fl-message");
    made.message.setAttribute("role", "status");
    made.state = node("span", "fl-state");
    made.state.setAttribute("role", "status");
    made.undo = button("fl-plain-button", "", undo);
    made.undo.setAttribute("aria-keyshortcuts", "U");
    const foot = node("div", "fl-foot");
    made.help = keyHelp();
    foot.append(made.undo, keyLine(made.help), made.help);
    parent.append(verdicts, writing, saving, made.message, foot);
    return made;
  }

  function drawNotes() {
    parts.notes.replaceChildren(...app.notes.map((note, place) => {
      const made = node("div", "fl-note");
      const label = node("label", "fl-label", place ? "What else went wrong, on its own?" : "What went wrong first?");
      if (!place) label.append(...kbd("N"));
      const box = node("textarea", "fl-box");
      box.value = note.text;
      box.rows = place ? 2 : 4;
      box.id = label.htmlFor = `fl-note-${place}`;
      box.addEventListener("input", () => { note.text = box.value; touched(); paintRail(); });
      box.addEventListener("focus", () => { app.active = place; });
      box.addEventListener("blur", sendDraft);
      const at = node("div", "fl-at");
      made.append(label, box, at);
      note.at = at;
      note.box = box;
      return made;
    }));
    paintRail();
  }

  function paintRail() {
    for (const [name, one] of Object.entries(parts.verdicts)) one.setAttribute("aria-pressed", String(app.verdict === name));
    const wrote = app.notes.some((note) => note.text.trim());
    parts.says.textContent = wrote && !app.verdict ? "saves as Fail" : app.verdict && !busy() ? `saves as ${WORD[app.verdict]}` : "";
    parts.add.hidden = !app.notes[0].text.trim();
    app.notes.forEach(paintAt);
    const marks = new Map();
    app.notes.forEach((note, place) => {
      if (note.step && !marks.has(note.step)) marks.set(note.step, place ? "Another failure here" : "First failed here");
    });
    markSteps(trace, marks, app.notes[0].step);
    tintQuotes(trace, app.notes.filter((note) => note.quote));
  }

  function paintAt(note, place) {
    const pieces = [];
    if (note.step) {
      const clear = button("fl-link", "clear", () => { note.step = note.quote = null; touched(); paintRail(); });
      clear.setAttribute("aria-label", `Clear step ${note.step}`);
      pieces.push(node("span", "", `at step ${note.step}${note.quote ? ` · “${shorten(note.quote.replace(/\s+/g, " "), 80)}”` : ""} · `), clear);
    } else if (!place) pieces.push(node("span", "", "Click a step's number, or select its words."));
    if (place) {
      pieces.push(note.step ? " · " : "", button("fl-link", "remove this note", () => {
        app.notes.splice(place, 1);
        app.active = 0;
        touched();
        drawNotes();
      }));
    } else pieces.push(parts.state);
    note.at.replaceChildren(...pieces);
  }

  function focusNote(place) {
    const box = app.notes[place].box;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }

  function point(step, quote) {
    const note = app.notes[app.active] ?? app.notes[0];
    const same = note.step === step && quote === undefined;
    note.step = same ? null : step;
    note.quote = quote ?? null;
    touched();
    paintRail();
  }

  function stepBy(by) {
    const all = app.data.trace.steps;
    const now = (app.notes[app.active] ?? app.notes[0]).step;
    const start = by > 0 ? all.find((step) => step.kind !== "system") ?? all[0] : all.at(-1);
    const next = now ? Math.min(Math.max(now + by, 1), all.length) : start?.n;
    if (!next || next === now) return;
    point(next);
    trace.querySelector(`[data-step="${next}"]`)?.scrollIntoView({ block: "nearest" });
  }

  function selected() {
    const selection = document.getSelection();
    const quote = selection.toString().trim();
    if (!quote || selection.isCollapsed) return;
    const stepOf = (end) => (end?.nodeType === Node.TEXT_NODE ? end.parentElement : end)?.closest?.(".fl-said")?.closest(".fl-step");
    const step = stepOf(selection.anchorNode);
    if (step && trace.contains(step) && step === stepOf(selection.focusNode)) point(Number(step.dataset.step), quote.slice(0, 1000));
  }

  // ---- keys ----------------------------------------------------------------------------------------
  const ACTS = {
    1: () => judge("pass"), 2: () => judge("fail"), d: () => judge("defer"), n: () => focusNote(0), u: undo,
    ArrowLeft: () => move(-1), ArrowRight: () => move(1), "[": () => stepBy(-1), "]": () => stepBy(1),
    "/": () => trace.find.open(), "?": () => parts.help.toggle(), Escape: () => parts.help.toggle(false),
  };
  const SCROLLS = { " ": 0.85, PageDown: 0.85, PageUp: -0.85, ArrowDown: 0.1, ArrowUp: -0.1 };

  function onKey(event) {
    if (!root.isConnected || event.defaultPrevented || event.isComposing) return;
    tick();
    const focus = document.activeElement;
    const elsewhere = focus && focus !== document.body && !root.contains(focus);
    const typing = focus?.matches?.("input, textarea, select, [contenteditable='true']");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !elsewhere) {
      event.preventDefault();
      if (!event.repeat) save(null);
      return;
    }
    if (typing) {
      if (event.key === "Escape" && !elsewhere) focus.blur();
      return;
    }
    if ((event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (Object.hasOwn(ACTS, key)) {
      if (event.repeat && key !== "[" && key !== "]") return;
      event.preventDefault();
      if (key !== "1") unask();
      ACTS[key]();
    } else if (Object.hasOwn(SCROLLS, key) && (!focus || focus === document.body)) {
      event.preventDefault();
      trace.scrollBy({ top: SCROLLS[key] * trace.clientHeight * (event.shiftKey ? -1 : 1) });
    }
  }

  const flush = () => { if (document.visibilityState === "hidden") sendDraft(); };
  const fit = () => {
    const scrolled = root.closest("[data-testid='stMain']")?.scrollTop ?? 0;
    root.style.height = `${Math.max(440, innerHeight - root.getBoundingClientRect().top - scrolled - 8)}px`;
  };

  const parts = makeRail(rail);
  const top = makeBar(bar, {
    move,
    choose: (id) => leaveFor({ kind: "batch", batch: id }),
    jump: (text) => leaveFor({ kind: "jump", text }),
  });
  app.leave = () => {
    document.removeEventListener("keydown", onKey);
    document.removeEventListener("visibilitychange", flush);
    removeEventListener("resize", fit);
    globalThis.CSS?.highlights?.delete("fl-quote");
    clearTimeout(app.late);
    sendDraft();
  };

  trace.addEventListener("mouseup", () => setTimeout(selected));
  trace.addEventListener("fl-redrawn", () => paintRail());
  trace.onSimilar = () => app.similar(app.traceId);
  for (const name of ["pointermove", "scroll", "pointerdown"]) root.addEventListener(name, tick, { capture: true, passive: true });

  // ---- what the server says ------------------------------------------------------------------------
  app.update = (data) => {
    document.addEventListener("keydown", onKey);
    document.addEventListener("visibilitychange", flush);
    addEventListener("resize", fit);
    app.data = data;
    app.seq = Math.max(app.seq, data.done);
    const other = data.trace.id !== app.traceId;
    const changed = other || data.revision !== app.revision;
    answered(data);
    drawBar(top, data);
    if (other) {
      app.traceId = data.trace.id;
      app.ticked = performance.now();
      if (!app.spent.has(app.traceId)) app.spent.set(app.traceId, 1000 * data.seconds);
      drawTrace(trace, data.trace, (step) => point(step));
      trace.scrollTop = 0;
    }
    trace.similar.show(data.similar);
    if (changed) {
      if (!other) app.spent.set(app.traceId, 1000 * data.seconds);
      app.revision = data.revision;
      const copy = keptCopy();
      const shown = copy ?? data;
      app.notes = shown.notes.length ? shown.notes.map((note) => ({ ...note })) : [{ text: "" }];
      app.verdict = shown.verdict;
      app.active = 0;
      app.dirty = false;
      parts.state.textContent = data.drafted ? "draft kept" : "";
      drawNotes();
      if (copy) touched();
    }
    if (changed || data.message || !app.asked) say(data.message ?? "");
    parts.undo.hidden = !data.undo;
    if (data.undo) parts.undo.replaceChildren(`Undo: ${data.undo.words}`, ...kbd("U"));
    fit();
  };
  return app;
}
