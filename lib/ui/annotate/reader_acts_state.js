// What the reader does: verdicts, and the ways from one trace to another. See reader_state.js.

/** @type {(s: Reader.Next, event: Extract<Reader.Event, { type: "did" }>) => void} */
function takeCommand(s, event) {
  if (event.act === "ask") {
    if (s.shown !== null) putAct(s, { trace: s.shown, ...event.with });
    return undefined;
  }
  if (!workOf(s)) return undefined;
  switch (event.act) {
    case "judge":
      return judgeTrace(s, event.verdict);
    case "save":
      return saveReview(s, null);
    case "undo":
      return undoLast(s);
    case "unread":
      return goToUnread(s);
    case "move":
      return goBeside(s, event.by);
    case "leave":
      return leaveFor(s, event.with);
  }
}

/** @type {(s: Reader.Next, verdict: Reader.Verdict) => void} */
function judgeTrace(s, verdict) {
  if (isBusy(s)) return muteLetters(s);
  if (verdict !== "fail") return saveReview(s, verdict);
  setWork(s, { verdict: "fail" });
  tellReader(s, "");
  s.effects.push({ type: "paint" });
  touchWork(s);
  focusNote(s, 0);
}

/** @type {(s: Reader.Next, given: Reader.Verdict | null) => void} */
function saveReview(s, given) {
  const work = workOf(s);
  // The same key again, before anybody can have seen the next trace, is one key struck twice.
  const twice = s.struck === given && !s.seen && s.now - s.opened < UNSEEN_FOR;
  if (s.shown === null || !work || isBusy(s) || twice) return;
  if (work.clash) return showClash(s);
  const wrote = work.notes.some((note) => note.text.trim());
  const verdict = given ?? work.verdict ?? (wrote ? "fail" : null);
  if (!verdict) return tellReader(s, "Choose Pass, Fail or Defer first, or write what went wrong.");
  if (verdict === "fail" && !saysWhy(s)) return;
  if (!isMeant(s, verdict)) return;
  s.keepAt = NEVER;
  s.struck = given;
  setWork(s, { verdict, dirty: false });
  const doing = { kind: "save", trace: s.shown, batch: s.reading, was: s.openedTraces[s.shown].verdict, ...writtenOn(s, s.shown) };
  const { [s.shown]: _spent, ...spent } = s.spent;
  s.spent = spent;
  endWriting(s);
  tellReader(s, "");
  const onward = (s.next ?? []).filter((id) => id !== doing.trace && !savesOf(s).some((one) => one.trace === id));
  const [then] = onward;
  const known = then !== undefined && s.openedTraces[then]?.trace;
  const act = known ? goTo(s, { ...doing, then }, then) : waitFor(s, doing);
  if (known) s.next = onward.filter((id) => id !== then);
  keepCopy(s, doing.trace, { ...act, ...doing });
}

/**
 * Whether every note says what went wrong; a quote alone is taken for its words.
 * @type {(s: Reader.Next) => boolean}
 */
function saysWhy(s) {
  const { notes } = /** @type {Reader.Work} */ (workOf(s));
  const said = notes.map((note) => (!note.text.trim() && note.quote ? { ...note, text: note.quote } : note));
  setWork(s, { notes: said });
  const bare = said.findIndex((note) => !note.text.trim() && (note.step || note.tag));
  if (bare < 0) return true;
  const { step } = said[bare];
  tellReader(
    s,
    step
      ? `Say in a few words what went wrong at step ${step}, or clear the step.`
      : "Say in a few words what went wrong: a failure mode alone is no note.",
  );
  focusNote(s, bare);
  return false;
}

/**
 * What is easily done by a slip of the finger is asked about once.
 * @type {(s: Reader.Next, verdict: Reader.Verdict) => boolean}
 */
function isMeant(s, verdict) {
  const count = workOf(s)?.notes.filter((note) => note.text.trim()).length ?? 0;
  if (verdict === "pass" && count) {
    const [notes, kept] = count === 1 ? ["1 note", "the note is kept but counts"] : [`${count} notes`, "the notes are kept but count"];
    return isConfirmed(s, "pass", `This trace has ${notes}. Press Pass again to pass it all the same; ${kept} no more.`);
  }
  if (verdict !== "fail" || count) return true;
  focusNote(s, 0);
  return isConfirmed(s, "fail", "No note yet: what went wrong? Save again to keep it without one.");
}

/**
 * Asks the first time, and says yes when the same is done again at once.
 * @type {(s: Reader.Next, what: string, words: string) => boolean}
 */
function isConfirmed(s, what, words) {
  const again = s.asked === what;
  tellReader(s, again ? "" : words);
  s.asked = again ? null : what;
  return again;
}

/**
 * What is written goes along with the act that leaves the trace.
 * @type {(s: Reader.Next) => Reader.Copy & { trace: number } | { trace: number }}
 */
function wordsAlong(s) {
  s.keepAt = NEVER;
  const trace = s.shown ?? 0;
  const { dirty, clash } = s.works[trace];
  setWork(s, { dirty: false });
  return { trace, ...(dirty && !clash ? writtenOn(s, trace) : {}) };
}

/**
 * Sends the act and shows the trace that comes of it at once.
 * @type {(s: Reader.Next, doing: Reader.Doing & { trace: number }, then: number) => Reader.Act}
 */
function goTo(s, doing, then) {
  s.shown = then;
  s.next = s.beside = null;
  const act = putAct(s, doing);
  openTrace(s);
  return act;
}

/**
 * Sends the act and waits to be told where it leads.
 * @type {(s: Reader.Next, doing: Reader.Doing & { trace: number }) => Reader.Act}
 */
function waitFor(s, doing) {
  const act = putAct(s, doing, true);
  s.effects.push({ type: "paint" });
  return act;
}

/** @type {(s: Reader.Next, doing: Reader.Doing) => void} */
function leaveFor(s, doing) {
  if (isBusy(s)) return;
  tellReader(s, "");
  waitFor(s, { ...wordsAlong(s), ...doing });
}

/** @type {(s: Reader.Next, by: number) => void} */
function goBeside(s, by) {
  if (isBusy(s)) return;
  const then = s.beside?.[by < 0 ? 0 : 1];
  if (!then || !s.openedTraces[then]?.trace) return leaveFor(s, { kind: "move", by });
  tellReader(s, "");
  goTo(s, { ...wordsAlong(s), kind: "move", by, then }, then);
}

/** @type {(s: Reader.Next) => void} */
function goToUnread(s) {
  if (isBusy(s)) return;
  // Outside of the batch that was left, what comes next is of that one: the server knows it.
  if (s.away) return leaveFor(s, { kind: "unread" });
  const then = (s.next ?? []).find((id) => id !== s.shown && s.openedTraces[id]?.trace && !s.openedTraces[id].verdict && !isPending(s, id));
  if (then === undefined) return leaveFor(s, { kind: "unread" });
  tellReader(s, "");
  goTo(s, { ...wordsAlong(s), kind: "move", by: 1, then }, then);
}

/** @type {(s: Reader.Next) => void} */
function undoLast(s) {
  // What is still on its way is taken back once it has arrived.
  if (savesOf(s).length) s.undoing = true;
  else if (s.undo) leaveFor(s, { kind: "undo", revision: s.undo.revision, undone: s.undo.trace });
}
