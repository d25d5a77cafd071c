// The annotation screen: the batch's line, the trace, the verdict rail, and the keys.
// It holds the traces that come next and shows one at the key press, while the save goes to the server. What
// counts as saved, and every number, is what the server has said.

const AWAY = 300_000;
const TYPED = 400;
const QUIET = 1500;
const SHEETS_KEPT = 40;
const UNSEEN = 25;
const PAUSE = 600;

// By trace: what the server said of it. Bodies never change, so a screen drawn anew need not ask again.
const sheets = new Map();

function reader(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".fl-reader");
  if (data.ended) {
    makeCopies(() => data).answered(data.done, []);
    if (root) root.className = "fl-sent-once"; // takes no room
    return null;
  }
  root.app ??= makeReader(root);
  const { wire } = root.app;
  beingLeft.shown(root);
  wire.transmit = (sent) => beingLeft.send(root, "act", () => setTriggerValue("act", wire.box.length ? wire.message() : sent));
  root.app.similar = (traceId) => beingLeft.send(root, "similar", () => setTriggerValue("similar", traceId));
  root.app.update(data);
  return root.app.leave;
}

function makeReader(root) {
  /** @type {any} */
  const app = {
    tab: Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join(""),
    shown: null,
    work: null,
    works: new Map(),
    spent: new Map(),
    next: null,
    beside: null,
    waits: 0,
    seen: true,
  };
  const bar = node("div", "fl-bar");
  const trace = node("section", "fl-trace");
  trace.tabIndex = 0;
  trace.setAttribute("aria-label", "Trace");
  const rail = node("section", "fl-rail");
  rail.setAttribute("aria-label", "Verdict");
  const head = node("div", "fl-above");
  head.append(bar);
  root.replaceChildren(node("h1", "fl-hidden", "Annotate"), head, trace, rail);

  const writing = (app.writing = makeWriting(root, () => (app.work?.notes[app.work.active] ?? app.work?.notes[0])?.box));
  const copies = makeCopies(() => app.data);
  const wire = (app.wire = makeWire(
    (waits) => ({
      // While it waits to be told where to go, it does not say where it is.
      shown: waits || busy() ? null : app.shown,
      held: [...sheets.values()].filter((sheet) => sheet.trace).map((sheet) => sheet.id),
      known: Boolean(app.batches),
    }),
    (count) => {
      root.dataset.waiting = count;
    },
    (act) => {
      const gone = "No answer from the server. What you wrote is kept in this tab, and is sent again until there is one.";
      if (act.kind === "save") bringBack(act.trace, gone, act);
      else say(gone);
    },
  ));
  const busy = () => wire.box.some((act) => act.seq === app.waits);

  // ---- what is being written -------------------------------------------------------------------
  function written() {
    tick();
    const notes = app.work.notes.map((note) => ({
      id: note.id ?? null,
      text: note.text,
      step: note.step ?? null,
      quote: note.quote ?? null,
      ...withTag(note),
    }));
    const { verdict, revision, stamp } = app.work;
    return { notes, verdict, revision, stamp, tab: app.tab, seconds: (app.spent.get(app.shown) ?? 0) / 1000 };
  }

  const workOf = (said, sheet, more) => ({
    notes: said.notes.length ? withModes(said.notes, sheet) : [{ text: "" }],
    verdict: said.verdict,
    revision: sheet.revision,
    stamp: sheet.draft?.stamp ?? "",
    active: 0,
    dirty: false,
    edits: 0,
    ...more,
  });

  // What is written on a trace as it is opened: what this tab kept, else the draft, else the review.
  function workFor(sheet) {
    const { draft } = sheet;
    const copy = copies.find(sheet.id);
    if (copy && !sameWords(copy, draft ?? sheet)) {
      const seen = copy.revision === sheet.revision && (!draft || draft.tab === copy.tab || draft.stamp === copy.stamp);
      if (seen) return workOf(copy, sheet, { dirty: copy.kind !== "save", edits: copy.edits ?? 0 });
      return workOf(copy, sheet, { clash: draft ?? sheet });
    }
    if (!wire.pending(sheet.id)) copies.forget(sheet.id);
    const overtaken = draft && draft.revision !== null && draft.revision !== sheet.revision && !sameWords(draft, sheet);
    return workOf(draft ?? sheet, sheet, overtaken ? { clash: sheet } : {});
  }

  function touched() {
    app.work.dirty = true;
    app.work.edits += 1;
    unask();
    parts.state.textContent = "";
    copies.keep(app.shown, written());
    clearTimeout(app.typing);
    app.typing = setTimeout(keep, TYPED);
    app.typed = performance.now();
  }

  function keep() {
    clearTimeout(app.typing);
    if (!app.work?.dirty || app.work.clash || busy()) return;
    app.work.dirty = false;
    wire.put({ kind: "draft", trace: app.shown, edits: app.work.edits, ...written() });
  }

  // What is written goes along with the act that leaves the trace.
  function along() {
    clearTimeout(app.typing);
    const draft = app.work.dirty && !app.work.clash ? { ...written(), edits: app.work.edits } : {};
    app.work.dirty = false;
    return { trace: app.shown, ...draft };
  }

  const say = (text) => {
    parts.message.textContent = text;
    app.asked = null;
  };
  const unask = () => {
    if (app.asked) say("");
  };

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
    const gap = Math.min(now - (app.ticked ?? now), AWAY);
    app.ticked = now;
    if (app.shown !== null) app.spent.set(app.shown, (app.spent.get(app.shown) ?? 0) + gap);
  }

  // ---- acts --------------------------------------------------------------------------------------
  // Letters that follow a key nothing came of were meant for a note: none of them acts before a pause.
  const mute = () => {
    app.muted = performance.now() + PAUSE;
  };
  const muted = () => {
    if (performance.now() >= (app.muted ?? 0)) return false;
    mute();
    return true;
  };

  // The same key again, before anybody can have seen the next trace, is one key struck twice.
  const struckTwice = (how) => app.struck === how && !app.seen && performance.now() - app.opened < UNSEEN;

  function judge(verdict) {
    if (busy()) {
      mute();
      return;
    }
    if (verdict !== "fail") {
      save(verdict);
      return;
    }
    app.work.verdict = "fail";
    say("");
    parts.paint();
    touched();
    parts.focus(0);
  }

  function save(given) {
    if (busy() || struckTwice(given)) return;
    const { work } = app;
    if (work.clash) {
      clash();
      return;
    }
    const wrote = work.notes.some((note) => note.text.trim());
    const verdict = given ?? work.verdict ?? (wrote ? "fail" : null);
    if (!verdict) {
      say("Choose Pass, Fail or Defer first, or write what went wrong.");
      return;
    }
    if (verdict === "fail") {
      for (const note of work.notes) if (!note.text.trim() && note.quote) note.text = note.quote;
      const bare = work.notes.findIndex((note) => !note.text.trim() && (note.step || note.tag));
      if (bare >= 0) {
        const { step } = work.notes[bare];
        say(
          step
            ? `Say in a few words what went wrong at step ${step}, or clear the step.`
            : "Say in a few words what went wrong: a failure mode alone is no note.",
        );
        parts.focus(bare);
        return;
      }
    }
    if (!meant(verdict)) return;
    clearTimeout(app.typing);
    app.struck = given;
    Object.assign(work, { verdict, dirty: false });
    const act = {
      kind: "save",
      trace: app.shown,
      batch: app.data.reading ?? 0,
      edits: work.edits,
      was: sheets.get(app.shown).verdict,
      ...written(),
    };
    app.spent.delete(app.shown);
    if (root.contains(document.activeElement)) document.activeElement?.blur();
    writing.end();
    say("");
    const onward = (app.next ?? []).filter((id) => id !== act.trace && !wire.saves().some((one) => one.trace === id));
    if (onward.length && sheets.get(onward[0])?.trace) {
      const then = onward[0];
      Object.assign(act, { then });
      go(act, then);
      app.next = onward.filter((id) => id !== then);
    } else wait(act);
    copies.keep(act.trace, act);
  }

  // What is easily done by a slip of the finger is asked about once.
  function meant(verdict) {
    const count = app.work.notes.filter((note) => note.text.trim()).length;
    if (verdict === "pass" && count) {
      const [notes, kept] = count === 1 ? ["1 note", "the note is kept but counts"] : [`${count} notes`, "the notes are kept but count"];
      return confirmed("pass", `This trace has ${notes}. Press Pass again to pass it all the same; ${kept} no more.`);
    }
    if (verdict !== "fail" || count) return true;
    parts.focus(0);
    return confirmed("fail", "No note yet: what went wrong? Save again to keep it without one.");
  }

  // Sends the act and shows the trace that comes of it at once; or waits to be told where it leads.
  function go(act, then) {
    app.shown = then;
    app.next = app.beside = null;
    wire.put(act);
    open();
  }

  function wait(act) {
    app.waits = wire.put(act, true).seq;
    if (app.work) parts.paint();
  }

  function leaveFor(act) {
    if (busy()) return;
    say("");
    wait({ ...along(), ...act });
  }

  function move(by) {
    if (busy()) return;
    const then = app.beside?.[by < 0 ? 0 : 1];
    if (!sheets.get(then)?.trace) {
      leaveFor({ kind: "move", by });
      return;
    }
    say("");
    go({ ...along(), kind: "move", by, then }, then);
  }

  function nextUnread() {
    if (busy()) return;
    const then = (app.next ?? []).find((id) => id !== app.shown && sheets.get(id)?.trace && !sheets.get(id).verdict && !wire.pending(id));
    if (!then) {
      leaveFor({ kind: "unread" });
      return;
    }
    say("");
    go({ ...along(), kind: "move", by: 1, then }, then);
  }

  function undo() {
    // What is still on its way is taken back once it has arrived.
    if (wire.saves().length) app.undoing = true;
    else if (app.data.undo) leaveFor({ kind: "undo", revision: app.data.undo.revision, undone: app.data.undo.trace });
  }

  // ---- the trace on the screen -------------------------------------------------------------------
  function drawn(sheet) {
    if (sheet.node && sheet.node.why === sheet.why) return sheet.node;
    const made = (sheet.node = node("div", "fl-sheet"));
    made.why = sheet.why;
    made.onSimilar = () => app.similar(sheet.id);
    drawTrace(made, { ...sheet.trace, why: sheet.why }, (step) => parts.point(step));
    made.addEventListener("fl-redrawn", () => parts.mark());
    return made;
  }

  function open() {
    const sheet = sheets.get(app.shown);
    app.ticked = performance.now();
    if (!app.spent.has(app.shown)) app.spent.set(app.shown, 1000 * (sheet.draft?.seconds ?? 0));
    app.work = app.works.get(app.shown) ?? workFor(sheet);
    app.works.set(app.shown, app.work);
    if (trace.firstChild !== drawn(sheet)) {
      writing.stop();
      trace.firstChild?.find.forget();
      trace.replaceChildren(sheet.node);
      trace.scrollTop = 0;
    }
    drawPlace(top, sheet, app.data);
    refresh(sheet);
    app.seen = false;
    app.opened = performance.now();
    requestAnimationFrame(() =>
      setTimeout(() => {
        app.seen = true;
      }),
    );
    addressed(sheet);
    if (app.work.clash) whenQuiet(clash);
    else if (app.work.dirty) touched();
  }

  function addressed(sheet) {
    const url = new URL(location.href);
    url.searchParams.set("trace", app.shown);
    if (sheet.position && app.data.batch) url.searchParams.set("batch", app.data.batch.id);
    if (app.data.part) url.searchParams.set("only", app.data.part.written);
    else url.searchParams.delete("only");
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  function refresh(sheet) {
    parts.state.textContent = sheet.draft && !app.work.dirty ? "draft kept" : "";
    parts.history.hidden = sheet.revision < 2;
    past.shut(sheet.id);
    parts.draw();
  }

  // Nothing is put under the fingers of somebody who is typing.
  function whenQuiet(act) {
    clearTimeout(app.quiet);
    const left = QUIET - (performance.now() - (app.typed ?? -QUIET));
    if (left <= 0) act();
    else app.quiet = setTimeout(() => whenQuiet(act), left);
  }

  function bringBack(id, reason, act) {
    say(id === app.shown ? reason : `${sheets.get(id)?.trace?.id_text ?? "A trace"} was not saved. ${reason}`);
    whenQuiet(() => {
      if (!sheets.get(id)?.trace) {
        wire.put({ kind: "look", trace: id });
        return;
      }
      if (id !== app.shown) {
        keep();
        if (act) act.resume = app.shown;
        mute();
        app.shown = id;
        app.next = app.beside = null;
        open();
        if (!wire.pending(id)) wire.put({ kind: "look", trace: id });
      } else if (app.work.clash) clash();
      say(reason);
    });
  }

  const showClash = makeClash(root, {
    mine: () => {
      settle();
      if (app.work.verdict) save(app.work.verdict);
    },
    theirs: (theirs) => {
      app.work = workOf(theirs, sheets.get(app.shown));
      app.works.set(app.shown, app.work);
      copies.forget(app.shown);
      const { draft } = sheets.get(app.shown);
      if (draft && theirs !== draft) wire.put({ kind: "discard", trace: app.shown, stamp: draft.stamp });
      parts.draw();
    },
    merge: (theirs) => {
      const mine = new Set(app.work.notes.map((note) => note.text.trim()));
      app.work.notes = [...app.work.notes, ...theirs.notes.filter((note) => !mine.has(note.text.trim()))].filter((note) =>
        note.text.trim(),
      );
      if (!app.work.notes.length) app.work.notes = [{ text: "" }];
      settle();
      parts.draw();
    },
  });

  // An older revision comes into the rail, as if it had been typed there.
  function bring(said) {
    const sheet = sheets.get(app.shown);
    const unsaved = !sameWords(app.work, sheet) && !sameWords(app.work, said);
    if (unsaved) past.keep(app.shown, app.work);
    Object.assign(app.work, { verdict: said.verdict, active: 0, notes: said.notes.length ? withModes(said.notes, sheet) : [{ text: "" }] });
    touched();
    parts.draw();
    say(`Brought back, not saved yet.${unsaved ? " What was here before is in the history." : ""}`);
  }

  // From here on, what the other window wrote has been seen.
  function settle() {
    const sheet = sheets.get(app.shown);
    Object.assign(app.work, { clash: null, revision: sheet.revision, stamp: sheet.draft?.stamp ?? "" });
    touched();
  }

  function clash() {
    if (app.work.clash)
      showClash(
        app.work,
        app.work.clash,
        `${sheets.get(app.shown).trace.id_text} was changed in another window of yours. Nothing has been overwritten.`,
      );
  }

  // ---- keys ----------------------------------------------------------------------------------------
  function stepBy(by) {
    const all = sheets.get(app.shown).trace.steps;
    const now = (app.work.notes[app.work.active] ?? app.work.notes[0]).step;
    const start = by > 0 ? (all.find((step) => step.kind !== "system") ?? all[0]) : all.at(-1);
    const next = now ? Math.min(Math.max(now + by, 1), all.length) : (inSight(by) ?? start?.n);
    if (!next || next === now) return;
    parts.point(next);
    trace.querySelector(`[data-step="${next}"]`)?.scrollIntoView({ block: "nearest" });
  }

  // Who has scrolled means the steps they see: the first of them, or going up the last.
  function inSight(by) {
    if (!trace.scrollTop) return null;
    const { top, bottom } = trace.getBoundingClientRect();
    const seen = [...trace.querySelectorAll("[data-step]")].filter((step) => {
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
    if (step && trace.contains(step) && step === stepOf(selection.focusNode)) parts.point(Number(step.dataset.step), quote.slice(0, 1000));
  }

  const ACTS = {
    1: () => judge("pass"),
    2: () => judge("fail"),
    d: () => judge("defer"),
    n: () => parts.focus(0),
    u: undo,
    g: nextUnread,
    ArrowLeft: () => move(-1),
    ArrowRight: () => move(1),
    "[": () => stepBy(-1),
    "]": () => stepBy(1),
    w: () => parts.hints.use(),
    "/": () => trace.firstChild.find.open(),
    "?": () => parts.help.toggle(),
    Escape: () => parts.help.toggle(false),
  };
  const onKey = makeKeys(root, trace, ACTS, { tick, unask, muted, writing, tags: () => parts.tags, save: () => save(null) });
  const flush = () => {
    if (document.visibilityState === "hidden") keep();
  };
  const fit = () => {
    const scrolled = root.closest("[data-testid='stMain']")?.scrollTop ?? 0;
    root.style.height = `${Math.max(440, innerHeight - root.getBoundingClientRect().top - scrolled - 8)}px`;
  };

  const showPast = () => {
    if (!busy()) past.open(app.shown);
  };
  const prefer = (text, on) => wire.put({ kind: "prefer", trace: app.shown, text, on });
  const parts = makeRail(rail, app, trace, { judge, save, undo, past: showPast, touched, keep, busy, stepBy, prefer });
  const past = makeHistory(root, { ask: () => wire.put({ kind: "history", trace: app.shown }), bring });
  const top = makeBar(bar, {
    move,
    choose: (id) => leaveFor({ kind: "batch", batch: id }),
    jump: (text) => leaveFor({ kind: "jump", text }),
  });
  const part = makePart(root, head, top, {
    nextUnread,
    ask: () => wire.put({ kind: "choices", trace: app.shown }),
    narrow: (text) => leaveFor({ kind: "narrow", text }),
  });
  app.leave = () => {
    document.removeEventListener("keydown", onKey);
    document.removeEventListener("visibilitychange", flush);
    removeEventListener("resize", fit);
    globalThis.CSS?.highlights?.delete("fl-quote");
    beingLeft.gone(root);
    if (app.work) keep();
    wire.stop();
    if (wire.box.length) globalThis.faultlineLate?.send("reader", app.data.project, wire.message());
  };
  trace.addEventListener("mouseup", () => setTimeout(selected));
  for (const name of ["pointermove", "scroll", "pointerdown"]) root.addEventListener(name, tick, { capture: true, passive: true });

  // ---- what the server says ------------------------------------------------------------------------
  function learn(data) {
    app.batches = data.batches ?? app.batches;
    app.help = data.help ?? app.help;
    app.hints = data.hints;
    app.data = { ...data, batches: app.batches };
    for (const sheet of data.sheets) sheets.set(sheet.id, { ...sheets.get(sheet.id), ...sheet });
    const wanted = new Set([...data.sheets.map((sheet) => sheet.id), ...wire.box.map((act) => act.trace), app.shown]);
    for (const id of [...sheets.keys()].slice(0, -SHEETS_KEPT))
      if (!wanted.has(id)) {
        sheets.delete(id);
        app.works.delete(id);
      }
    for (const [id, sheet] of sheets) if (!wanted.has(id)) sheet.node = null;
  }

  // Takes in that an act was done. Words written since are written over what it stored.
  function done(act) {
    const work = app.works.get(act.trace);
    const sheet = sheets.get(act.trace);
    const later = wire.pending(act.trace) || (work && work.edits !== act.edits);
    if (!["save", "draft"].includes(act.kind) && !("notes" in act)) return;
    if (!later) copies.forget(act.trace);
    if (act.kind === "save" && !later) {
      app.works.delete(act.trace);
      if (act.trace === app.shown) {
        app.work = null;
        if (act.resume && sheets.get(act.resume)?.trace) app.data.at = act.resume;
      }
    } else if (work && sheet) {
      // Of the two only a save makes a revision: any other one is another window's, and has not been seen.
      if (act.kind === "save") work.revision = sheet.revision;
      else if (work.revision !== sheet.revision && !sameWords(work, sheet)) work.clash = sheet;
      if (sheet.draft?.tab === app.tab) work.stamp = sheet.draft.stamp;
      for (const note of work.notes) note.id ??= sheet.notes.find(({ text }) => text === note.text.trim())?.id;
    }
    if (act.kind === "draft" && !later && act.trace === app.shown) parts.state.textContent = "saved";
  }

  // The answer to these came to nobody: a reload was before it, or the end of the batch. What was not answered
  // is sent again, in case it never arrived.
  function resend(refused) {
    copies.answered(app.data.done, refused);
    for (const [id, copy] of copies.all()) {
      if (copy.kind === "save") wire.put({ ...copy, then: app.data.at });
      else if (id !== app.data.at) wire.put({ ...copy, kind: "draft", trace: id });
    }
  }

  function turnedDown(act, refused) {
    const work = app.works.get(act.trace);
    const sheet = sheets.get(act.trace);
    if (!["save", "draft"].includes(act.kind) && !("notes" in act && refused.clash)) {
      say(refused.reason);
      return;
    }
    if (work && sheet) {
      work.dirty = !refused.clash;
      if (refused.clash) work.clash = sheet.draft && sheet.draft.tab !== app.tab ? sheet.draft : sheet;
    }
    bringBack(act.trace, refused.reason);
  }

  // Another window may have written on the trace that is open here without a word of one's own.
  function caughtUp() {
    const sheet = sheets.get(app.shown);
    const { work } = app;
    if (work.dirty || work.clash || wire.pending(app.shown)) return;
    if (work.revision === sheet.revision && (work.stamp === (sheet.draft?.stamp ?? "") || sheet.draft?.tab === app.tab)) return;
    app.works.delete(app.shown);
    const typing = rail.contains(document.activeElement) && document.activeElement?.matches("textarea");
    app.work = workFor(sheet);
    app.works.set(app.shown, app.work);
    refresh(sheet);
    if (typing) parts.focus(0);
    if (app.work.clash) whenQuiet(clash);
  }

  app.update = (data) => {
    // Drawn anew in answer to what the screen before it sent: nothing of what that one had is here.
    if (!data.batches && !app.batches) {
      app.anew = true;
      return wire.transmit({ acts: [], heard: 0, shown: null, held: [], known: false });
    }
    document.addEventListener("keydown", onKey);
    document.addEventListener("visibilitychange", flush);
    addEventListener("resize", fit);
    const waited = busy();
    const first = app.shown === null;
    if (first && app.anew) mute(); // it may have taken the cursor from somebody who is typing
    learn(data);
    const answers = wire.hear(data);
    for (const { act, refused } of answers) if (!refused) done(act);
    if (first) resend(data.refused);
    const back = answers.filter(({ refused }) => refused);
    const settled = !wire.box.length;
    if (settled) {
      app.next = data.ahead;
      app.beside = data.beside;
    }
    if (first || !app.work || (settled && !back.length && app.data.at !== app.shown)) {
      if (sheets.get(app.data.at)?.trace) {
        app.shown = app.data.at;
        open();
      } else wait({ kind: "look", trace: app.data.at });
    } else caughtUp();
    sheets.get(app.shown)?.node?.similar.show(data.similar);
    past.tell(data.told);
    part.tell(data.told);
    part.draw(data);
    if (sheets.get(app.shown)) addressed(sheets.get(app.shown));
    parts.history.hidden = sheets.get(app.shown)?.revision < 2;
    drawBar(top, app.data, sheets.get(app.shown));
    saving();
    if (data.message) say(data.message);
    else if (waited && !busy() && !app.asked && !back.length) say("");
    if (app.work?.clash && !back.length) whenQuiet(clash);
    for (const { act, refused } of back) turnedDown(act, refused);
    if (waited !== busy()) parts.paint();
    parts.undo.hidden = !data.undo;
    if (data.undo) parts.undo.replaceChildren(`Undo: ${data.undo.words}`, ...kbd("U"));
    if (app.undoing && settled) {
      app.undoing = false;
      undo();
    }
    if (app.work?.dirty && settled && !back.length) keep();
    if (app.work) parts.aid();
    fit();
    ahead();
  };

  function saving() {
    clearTimeout(app.telling);
    const tell = () => {
      top.saving.textContent = wire.saves().length ? "saving…" : "";
    };
    if (wire.saves().length) app.telling = setTimeout(tell, 400);
    else tell();
  }

  // Draws what comes next while nothing else is to be done.
  function ahead() {
    (globalThis.requestIdleCallback ?? setTimeout)(() => {
      if (trace.querySelector(".fl-find:not([hidden])")) return; // drawing another would take its tints away
      for (const id of [app.next?.[0], app.beside?.[1]]) if (sheets.get(id)?.trace) drawn(sheets.get(id));
    });
  }
  return app;
}
