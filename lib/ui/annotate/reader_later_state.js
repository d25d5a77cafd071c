// What is put before somebody without their asking: what was refused comes back, and two versions are to be chosen
// from. Nothing of it comes under the fingers of somebody who is typing. See reader_state.js.

/** @type {(s: Reader.Next, act: Reader.Act) => void} */
function noAnswer(s, act) {
  const gone = "No answer from the server. What you wrote is kept in this tab, and is sent again until there is one.";
  if (act.kind === "save") bringBack(s, { trace: act.trace, reason: gone, seq: act.seq });
  else tellReader(s, gone);
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
  if (!next || isBrought(s)) return;
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
    const resume = s.shown;
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
