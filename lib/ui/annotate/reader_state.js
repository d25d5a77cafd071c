// The state of the annotation screen: `reduceReader(state, event)` is the next state and what is to be done for it.
// Nothing here draws, sends, stores or looks at a clock. Only this says what waits, was answered and is kept.
// The rest of it is in reader_waiting_state.js, reader_answer_state.js, reader_later_state.js, reader_acts_state.js and
// reader_keys_state.js.

const AWAY_FROM = 300_000;
const DRAFT_AFTER = 400;
const QUIET_FOR = 1500;
const MUTE_FOR = 600;
const LETTERS_REST = 1000;
const UNSEEN_FOR = 25;

/**
 * The state of a screen just opened. `kept` is what its tab has kept, `seq` is above every number used before;
 * `openedTraces` are those a screen before it was told, whose bodies need not come again.
 * @type {(tab: string, seq: number, kept?: Record<number, Reader.Copy>, openedTraces?: Record<number, Reader.OpenedTrace>) => Reader.State}
 */
function openedState(tab, seq, kept = {}, openedTraces = {}) {
  const nothing = {
    shown: null,
    waiting: [],
    waits: 0,
    heard: 0,
    reading: 0,
    works: {},
    later: [],
    brought: null,
    next: null,
    beside: null,
  };
  const before = { now: 0, opened: 0, ticked: -1, spent: {}, typed: -LETTERS_REST, touched: -QUIET_FOR, muted: 0 };
  const due = { pause: SEND_AGAIN, keepAt: NEVER, againAt: NEVER, laterAt: NEVER };
  const flags = {
    away: false,
    known: false,
    anew: false,
    offline: false,
    undoing: false,
    seen: true,
    asked: null,
    told: "",
    struck: undefined,
    undo: null,
  };
  const troubles = { trouble: false, failing: null };
  return { tab, seq, kept, openedTraces, effects: [], ...nothing, ...before, ...due, ...flags, ...troubles };
}

/** @type {(state: Reader.State, event: Reader.Event) => { state: Reader.State, effects: Reader.Effect[] }} */
function reduceReader(state, event) {
  /** @type {Reader.Next} */
  const s = { ...state, effects: [] };
  passTime(s, event.at);
  takeEvent(s, event);
  return { state: s, effects: s.effects };
}

/**
 * When something is to be done, should nothing happen before: the page says "tick" then.
 * @type {(state: Reader.State) => number}
 */
const dueAt = (state) => Math.min(state.keepAt, state.againAt, state.laterAt);

/** @type {(s: Reader.Next, at: number) => void} */
function passTime(s, at) {
  for (let due = dueAt(s); due <= at; due = dueAt(s)) {
    s.now = Math.max(s.now, due);
    if (s.keepAt === due) keepDraft(s);
    else if (s.laterAt === due) showLater(s);
    else {
      const late = sendAgain(s);
      if (late) noAnswer(s, late);
    }
  }
  s.now = Math.max(s.now, at);
}

/** @type {(s: Reader.Next, event: Reader.Event) => void} */
function takeEvent(s, event) {
  switch (event.type) {
    case "answered":
      return takeAnswer(s, event.said);
    case "key":
      return takeKey(s, event);
    case "typed":
    case "changed":
      return changeNotes(s, event);
    case "pointed":
      return pointAt(s, event);
    case "did":
      return takeCommand(s, event);
    case "chose":
      return settleClash(s, event.side);
    case "brought":
      return bringIn(s, event.words);
    case "added":
      return addNote(s);
    case "focused":
      return setWork(s, { active: event.place });
    case "active":
      return countTime(s);
    case "blurred":
      return keepDraft(s);
    case "hidden":
      return keepAll(s);
    case "left":
      keepAll(s);
      s.againAt = s.laterAt = NEVER;
      return;
    case "drawn":
      // To draw a long trace takes a while, in which nobody can have seen it.
      s.opened = s.now;
      return;
    case "painted":
      s.seen = true;
      return;
    case "lost":
      s.offline = true;
      s.waiting = s.waiting.map((act) => ({ ...act, late: false }));
      return endSilence(s);
    case "reconnected":
      s.offline = false;
      return startAnew(s);
  }
}

/** @type {(s: Reader.State) => Reader.Work | undefined} */
const workOf = (s) => (s.shown === null ? undefined : s.works[s.shown]);

/** @type {(s: Reader.Next, changes: Partial<Reader.Work>, trace?: number | null) => void} */
function setWork(s, changes, trace = s.shown) {
  if (trace !== null && s.works[trace]) s.works = { ...s.works, [trace]: { ...s.works[trace], ...changes } };
}

/** @type {(s: Reader.Next, words: string) => void} */
function tellReader(s, words) {
  s.effects.push({ type: "tell", words });
  s.told = words;
  s.asked = null;
}

/** @type {(s: Reader.Next) => void} */
function unaskReader(s) {
  if (s.asked) tellReader(s, "");
}

// ---- what is being written ---------------------------------------------------------------------

/** @type {(s: Reader.Next) => void} */
function countTime(s) {
  const gap = s.ticked < 0 ? 0 : Math.min(s.now - s.ticked, AWAY_FROM);
  s.ticked = s.now;
  if (s.shown !== null) s.spent = { ...s.spent, [s.shown]: (s.spent[s.shown] ?? 0) + gap };
}

/**
 * What is written on a trace, as it is sent and kept.
 * @type {(s: Reader.Next, trace: number) => Reader.Draft}
 */
function writtenOn(s, trace) {
  countTime(s);
  const { notes, verdict, revision, stamp } = s.works[trace];
  const plain = notes.map((note) => ({
    id: note.id ?? null,
    text: note.text,
    step: note.step ?? null,
    quote: note.quote ?? null,
    ...withTag(note),
  }));
  return { notes: plain, verdict, revision, stamp, tab: s.tab, seconds: (s.spent[trace] ?? 0) / 1000 };
}

/** @type {(s: Reader.Next) => void} */
function touchWork(s) {
  const work = workOf(s);
  if (s.shown === null || !work) return;
  setWork(s, { dirty: true });
  unaskReader(s);
  s.effects.push({ type: "standing", words: "" });
  keepCopy(s, s.shown, writtenOn(s, s.shown));
  s.keepAt = s.now + DRAFT_AFTER;
  s.touched = s.now;
}

/**
 * Where it says which note is written now, there are others than before.
 * @type {(s: Reader.Next, event: { type: "typed" | "changed", notes: Reader.Note[], active?: number }) => void}
 */
function changeNotes(s, { type, notes, active }) {
  if (!workOf(s)) return;
  setWork(s, active === undefined ? { notes } : { notes, active });
  if (type === "typed") s.typed = s.now;
  touchWork(s);
  s.effects.push({ type: active === undefined ? "paint" : "draw" });
}

/** @type {(s: Reader.Next) => void} */
function addNote(s) {
  const { notes } = workOf(s) ?? {};
  if (!notes) return;
  setWork(s, { notes: [...notes, { text: "" }] });
  s.effects.push({ type: "draw" });
  focusNote(s, notes.length);
}

/** @type {(s: Reader.Next, place: number) => void} */
function focusNote(s, place) {
  setWork(s, { active: place });
  s.effects.push({ type: "focus", place });
}

/** @type {(s: Reader.Next) => void} */
function keepDraft(s) {
  s.keepAt = NEVER;
  if (s.shown !== null && !isBusy(s)) putDraft(s, s.shown);
}

/** @type {(s: Reader.Next, trace: number) => void} */
function putDraft(s, trace) {
  const work = s.works[trace];
  if (!work?.dirty || work.clash) return;
  setWork(s, { dirty: false }, trace);
  putAct(s, { kind: "draft", trace, ...writtenOn(s, trace) });
}

/**
 * A step, or words of one, become the note's. The caret stays with what is written: see writing.js.
 * @type {(s: Reader.Next, event: { step: number, quote?: string }) => void}
 */
function pointAt(s, { step, quote }) {
  const work = workOf(s);
  if (!work) return;
  const place = placeIn(work);
  const same = work.notes[place].step === step && quote === undefined;
  setWork(s, {
    notes: work.notes.map((note, at) => (at === place ? { ...note, step: same ? null : step, quote: quote ?? null } : note)),
  });
  touchWork(s);
  s.effects.push({ type: "paint" });
}

/**
 * An older revision comes into the rail, as if it had been typed there.
 * @type {(s: Reader.Next, words: Reader.Words) => void}
 */
function bringIn(s, words) {
  const work = workOf(s);
  if (s.shown === null || !work) return;
  const openedTrace = s.openedTraces[s.shown];
  const unsaved = !sameWords(work, openedTrace) && !sameWords(work, words);
  if (unsaved) s.effects.push({ type: "aside", trace: s.shown, words: work });
  setWork(s, { verdict: words.verdict, active: 0, notes: words.notes.length ? withModes(words.notes, openedTrace) : [{ text: "" }] });
  touchWork(s);
  s.effects.push({ type: "draw" });
  tellReader(s, `Brought back, not saved yet.${unsaved ? " What was here before is in the history." : ""}`);
}
