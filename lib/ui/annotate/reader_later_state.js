// What is put before somebody without their asking: what was refused comes back, and two versions are to be chosen
// from. Nothing of it comes under the fingers of somebody who is typing. See reader_state.js.

const SILENCE = "No answer from the server. What you wrote is kept, and is sent again until there is one.";

/** @type {(s: Reader.Next, act: Reader.Act) => void} */
function noAnswer(s, act) {
  if (act.kind === "save") bringBack(s, { trace: act.trace, reason: SILENCE, seq: act.seq });
  else tellReader(s, SILENCE);
  s.trouble = true;
}

/**
 * What a draft is refused for, and how often one on this trace was, without one stored in between.
 * @type {(s: Reader.Next, act: Reader.Act, reason: string) => string}
 */
function refusedAgain(s, { trace }, reason) {
  const times = (s.failing?.trace === trace ? s.failing.times : 0) + 1;
  s.failing = { trace, times };
  s.trouble = true;
  return times === 1 ? reason : `${reason} Tried ${times} times; your words are kept in this tab.`;
}

/**
 * That something was not stored, or not answered, is no longer said once all is.
 * @type {(s: Reader.Next) => void}
 */
function endTrouble(s) {
  if (!s.trouble || s.waiting.length || s.later.length) return;
  s.trouble = false;
  s.failing = null;
  if (!s.asked) tellReader(s, "");
}

/**
 * Once there is an answer, nothing is told, nor brought back, for want of one.
 * @type {(s: Reader.Next) => void}
 */
function endSilence(s) {
  const late = s.waiting.filter((act) => act.late);
  const isOver = (/** @type {Reader.Later} */ { trace, reason }) => reason === SILENCE && !late.some((act) => act.trace === trace);
  const left = s.later.filter((one) => !isOver(one));
  const isLess = left.length < s.later.length;
  s.later = left;
  if (s.brought && isOver(s.brought)) {
    s.brought = null;
    if (s.later.length) s.laterAt = s.now;
  }
  if (isLess && isBrought(s)) tellBrought(s);
  else if (!late.length && s.told.includes(SILENCE)) tellReader(s, "");
}

/** @type {(s: Reader.State, trace: number) => string} */
const nameOf = (s, trace) => s.openedTraces[trace]?.trace?.id_text ?? "A trace";

/**
 * Whether the trace on the screen was brought back, and not left since.
 * @type {(s: Reader.State) => boolean}
 */
const isBrought = (s) => s.brought !== null && s.brought.trace === s.shown;

/** @type {(s: Reader.Next) => void} */
function tellBrought(s) {
  const names = s.later.filter(({ reason }) => reason !== undefined).map(({ trace }) => nameOf(s, trace));
  const rest = `${names.join(", ")} ${names.length === 1 ? "was not saved either, and comes" : "were not saved either, and come"} back once you leave this trace.`;
  tellReader(s, names.length ? `${s.brought?.reason} ${rest}` : (s.brought?.reason ?? ""));
}

/** @type {(s: Reader.Next, later: Reader.Later) => void} */
function bringBack(s, later) {
  const name = nameOf(s, later.trace);
  const another = isBrought(s) && later.trace !== s.shown;
  if (!another) tellReader(s, later.trace === s.shown ? (later.reason ?? "") : `${name} was not saved. ${later.reason}`);
  whenQuiet(s, later);
  if (another) tellBrought(s);
}

/** @type {(s: Reader.Next, later: Reader.Later) => void} */
function whenQuiet(s, later) {
  s.later = [...s.later.filter(({ trace }) => trace !== later.trace), later];
  showLater(s);
}

/**
 * Of several that were refused, the next one comes once the one before it has been left, so that each is seen.
 * @type {(s: Reader.Next) => void}
 */
function showLater(s) {
  s.laterAt = NEVER;
  if (s.later.length && s.now - s.touched < QUIET_FOR) {
    s.laterAt = s.touched + QUIET_FOR;
    return;
  }
  const here = s.later.filter(({ trace }) => trace === s.shown);
  s.later = s.later.filter(({ trace, reason }) => trace !== s.shown && reason !== undefined);
  for (const one of here) {
    if (one.reason === undefined) showClash(s);
    else showRefused(s, one, one.reason);
  }
  const [next, ...rest] = s.later;
  // What is asked about this trace is to be answered here.
  const asks = here.length > 0 && workOf(s)?.clash;
  if (!next || isBrought(s) || asks) return;
  s.later = rest;
  showRefused(s, next, next.reason ?? "");
}

/** @type {(s: Reader.Next, later: Reader.Later, reason: string) => void} */
function showRefused(s, { trace, seq }, reason) {
  s.brought = { trace, reason };
  if (!s.openedTraces[trace]?.trace) {
    putAct(s, { kind: "look", trace });
    return;
  }
  if (trace !== s.shown) {
    keepDraft(s);
    // Who has saved what is shown goes where they are told, not back to it.
    const resume = isBusy(s) ? undefined : s.shown;
    s.waiting = s.waiting.map((act) => (act.seq === seq ? { ...act, resume } : act));
    muteLetters(s);
    s.shown = trace;
    s.next = s.beside = null;
    openTrace(s);
    // The server is told where the screen is now, or its next answer would lead away from there.
    if (!isPending(s, trace)) putAct(s, { kind: "look", trace });
  } else if (workOf(s)?.clash) showClash(s);
  tellBrought(s);
}

/** @type {(s: Reader.Next) => void} */
function showClash(s) {
  const mine = workOf(s);
  if (s.shown === null || !mine?.clash) return;
  const words = `${nameOf(s, s.shown)} was changed in another window of yours. Nothing has been overwritten.`;
  s.effects.push({ type: "clash", trace: s.shown, mine, theirs: mine.clash, words });
}

/**
 * Two windows of one person held different words, and the person has chosen.
 * @type {(s: Reader.Next, side: "mine" | "theirs" | "both") => void}
 */
function settleClash(s, side) {
  const work = workOf(s);
  if (s.shown === null || !work?.clash) return;
  const theirs = work.clash;
  const openedTrace = s.openedTraces[s.shown];
  const seen = { clash: null, revision: openedTrace.revision, stamp: openedTrace.draft?.stamp ?? "" };
  if (side === "theirs") {
    s.works = { ...s.works, [s.shown]: workOn(theirs, openedTrace) };
    forgetCopy(s, s.shown);
    if (openedTrace.draft && theirs !== openedTrace.draft) putAct(s, { kind: "discard", trace: s.shown, stamp: openedTrace.draft.stamp });
    s.effects.push({ type: "draw" });
    return;
  }
  if (side === "both") {
    const mine = new Set(work.notes.map((note) => note.text.trim()));
    const notes = [...work.notes, ...theirs.notes.filter((note) => !mine.has(note.text.trim()))].filter((note) => note.text.trim());
    setWork(s, { notes: notes.length ? notes : [{ text: "" }] });
  }
  // From here on, what the other window wrote has been seen.
  setWork(s, seen);
  touchWork(s);
  if (side === "both") s.effects.push({ type: "draw" });
  else if (work.verdict) saveReview(s, work.verdict);
}
