// What the server says, and what comes of it on the screen. See reader_state.js.

const OPENED_AT_MOST = 40;

/** @type {(s: Reader.Next, said: Reader.Said) => void} */
function takeAnswer(s, said) {
  // Drawn anew in answer to what the screen before it sent: nothing of what that one had is here.
  if (!said.batches && !s.known) {
    s.anew = true;
    s.effects.push({ type: "send", message: { acts: [], heard: 0, shown: null, held: [], known: false } });
    return;
  }
  const waited = isBusy(s);
  const first = s.shown === null;
  if (first && s.anew) muteLetters(s); // it may have taken the cursor from somebody who is typing
  s.reading = said.reading ?? 0;
  s.away = Boolean(said.back);
  learnOpenedTraces(s, said);
  const answers = hearAnswers(s, said);
  let { at } = said;
  for (const { act, refused } of answers) if (!refused) at = takeDone(s, act) ?? at;
  if (first) sendKept(s, said);
  const back = answers.filter(({ refused }) => refused);
  const settled = !s.waiting.length;
  if (settled) [s.next, s.beside] = [said.ahead, said.beside];
  if (first || !workOf(s) || (settled && !back.length && at !== s.shown)) goWhereTold(s, at);
  else catchUp(s);
  endSilence(s);
  if (said.message) tellReader(s, said.message);
  else if (waited && !isBusy(s) && !s.asked && !back.length) tellReader(s, "");
  if (workOf(s)?.clash && !back.length) whenQuiet(s, { trace: s.shown ?? 0 });
  for (const { act, refused } of back) if (refused) takeRefusal(s, act, refused);
  if (waited !== isBusy(s)) s.effects.push({ type: "paint" });
  s.undo = said.undo ?? null;
  if (s.undoing && settled) {
    s.undoing = false;
    if (workOf(s)) undoLast(s);
  }
  if (settled && !back.length) keepAll(s);
  if (!back.length && !said.message) endTrouble(s);
}

/**
 * What was written while the screen waited to be told where to go has not been sent yet. What was refused is
 * first to be seen.
 * @type {(s: Reader.Next) => void}
 */
function keepAll(s) {
  s.keepAt = NEVER;
  const waits = isBusy(s);
  const refused = s.later.map(({ trace }) => trace);
  for (const id of Object.keys(s.works).map(Number)) if (!refused.includes(id) && !(waits && id === s.shown)) putDraft(s, id);
}

/** @type {(s: Reader.Next, said: Reader.Said) => void} */
function learnOpenedTraces(s, said) {
  s.known = true;
  const openedTraces = new Map(Object.values(s.openedTraces).map((openedTrace) => [openedTrace.id, openedTrace]));
  for (const openedTrace of said.openedTraces) openedTraces.set(openedTrace.id, { ...openedTraces.get(openedTrace.id), ...openedTrace });
  const wanted = new Set([...said.openedTraces.map(({ id }) => id), ...s.waiting.map(({ trace }) => trace), s.shown]);
  const works = { ...s.works };
  for (const id of [...openedTraces.keys()].slice(0, -OPENED_AT_MOST)) {
    if (wanted.has(id)) continue;
    openedTraces.delete(id);
    delete works[id];
  }
  s.works = works;
  s.openedTraces = Object.fromEntries(openedTraces);
}

/**
 * What the tab kept of acts whose answer came to nobody: a reload was before it, or the end of the batch. What
 * was not answered is sent again, in case it never arrived.
 * @type {(s: Reader.Next, said: Reader.Said) => void}
 */
function sendKept(s, { done, refused, at }) {
  const turned = new Set(refused.map(({ seq }) => seq));
  for (const [id, copy] of Object.entries(s.kept)) {
    const trace = Number(id);
    if (copy.seq !== undefined && copy.seq <= done && !turned.has(copy.seq)) forgetCopy(s, trace);
    else if (copy.kind === "save") keepCopy(s, trace, { ...copy, ...putAct(s, { ...copy, kind: "save", trace, then: at }) });
    else if (trace !== at) putAct(s, { ...copy, kind: "draft", trace });
  }
}

/** @type {(s: Reader.Next, at: number) => void} */
function goWhereTold(s, at) {
  if (!s.openedTraces[at]?.trace) {
    waitFor(s, { kind: "look", trace: at });
    return;
  }
  s.shown = at;
  openTrace(s);
}

/** @type {(s: Reader.Next) => void} */
function openTrace(s) {
  const id = /** @type {number} */ (s.shown);
  const openedTrace = s.openedTraces[id];
  s.ticked = s.now;
  if (!(id in s.spent)) s.spent = { ...s.spent, [id]: 1000 * (openedTrace.draft?.seconds ?? 0) };
  if (!s.works[id]) s.works = { ...s.works, [id]: workFor(s, openedTrace) };
  s.seen = false;
  s.opened = s.now;
  s.effects.push({ type: "show", trace: id });
  if (!isBrought(s)) {
    s.brought = null;
    if (s.later.length) s.laterAt = s.now;
  }
  if (s.works[id].clash) whenQuiet(s, { trace: id });
  else if (s.works[id].dirty) touchWork(s);
}

/** @type {(words: Reader.Words, openedTrace: Reader.OpenedTrace, more?: Partial<Reader.Work>) => Reader.Work} */
function workOn({ notes, verdict }, openedTrace, more) {
  const written = notes.length ? withModes(notes, openedTrace) : [{ text: "" }];
  const seen = { revision: openedTrace.revision, stamp: openedTrace.draft?.stamp ?? "" };
  return { notes: written, verdict, ...seen, active: 0, dirty: false, ...more };
}

/**
 * What is written on a trace as it is opened: what this tab kept, else the draft, else the review.
 * @type {(s: Reader.Next, openedTrace: Reader.OpenedTrace) => Reader.Work}
 */
function workFor(s, openedTrace) {
  const { draft } = openedTrace;
  const copy = s.kept[openedTrace.id];
  if (copy && !sameWords(copy, draft ?? openedTrace)) {
    const seen = copy.revision === openedTrace.revision && (!draft || draft.tab === copy.tab || draft.stamp === copy.stamp);
    if (seen) return workOn(copy, openedTrace, { dirty: !isWritten(s, openedTrace.id) });
    return workOn(copy, openedTrace, { clash: draft ?? openedTrace });
  }
  if (!isPending(s, openedTrace.id)) forgetCopy(s, openedTrace.id);
  const overtaken = draft && draft.revision !== null && draft.revision !== openedTrace.revision && !sameWords(draft, openedTrace);
  return workOn(draft ?? openedTrace, openedTrace, overtaken ? { clash: openedTrace } : {});
}

/**
 * Takes in that an act was done. Words written since are written over what it stored. Returns where the screen
 * goes back to, where the act was brought back meanwhile.
 * @type {(s: Reader.Next, act: Reader.Act) => number | undefined}
 */
function takeDone(s, act) {
  const work = s.works[act.trace];
  const openedTrace = s.openedTraces[act.trace];
  if (!hasWords(act) && !act.notes) return undefined;
  if (s.failing?.trace === act.trace) s.failing = null;
  const later = isWritten(s, act.trace) || (work && !sameWords(work, { notes: [], verdict: null, ...act }));
  if (!later) forgetCopy(s, act.trace);
  if (act.kind === "save" && !later) {
    const { [act.trace]: _stored, ...works } = s.works;
    s.works = works;
    return act.trace === s.shown && act.resume && s.openedTraces[act.resume]?.trace ? act.resume : undefined;
  }
  if (work && openedTrace) {
    // Of the two only a save makes a revision: any other one is another window's, and has not been seen.
    if (act.kind === "save") setWork(s, { revision: openedTrace.revision }, act.trace);
    else if (work.revision !== openedTrace.revision && !sameWords(work, openedTrace)) setWork(s, { clash: openedTrace }, act.trace);
    if (openedTrace.draft?.tab === s.tab) setWork(s, { stamp: openedTrace.draft.stamp }, act.trace);
    const idOf = (/** @type {string} */ text) => openedTrace.notes.find((one) => one.text === text.trim())?.id;
    setWork(s, { notes: work.notes.map((note) => ({ ...note, id: note.id ?? idOf(note.text) })) }, act.trace);
  }
  if (act.kind === "draft" && !later && act.trace === s.shown) s.effects.push({ type: "standing", words: standingOf(s, act.trace) });
  return undefined;
}

/**
 * How a trace stands beside its note: words the server keeps count for nothing until they are saved.
 * @type {(s: Reader.State, trace: number) => string}
 */
function standingOf(s, trace) {
  const [work, openedTrace] = [s.works[trace], s.openedTraces[trace]];
  return openedTrace?.draft && work && !work.dirty && !sameWords(work, openedTrace) ? "draft kept, not saved yet" : "";
}

/** @type {(s: Reader.Next, act: Reader.Act, refused: Reader.Refusal) => void} */
function takeRefusal(s, act, { reason, clash }) {
  if (!hasWords(act) && !(act.notes && clash)) {
    // The words that went along may not be stored either.
    if (act.notes) setWork(s, { dirty: true }, act.trace);
    return tellReader(s, reason);
  }
  const openedTrace = s.openedTraces[act.trace];
  if (s.works[act.trace] && openedTrace) {
    setWork(s, { dirty: !clash }, act.trace);
    if (clash) setWork(s, { clash: openedTrace.draft && openedTrace.draft.tab !== s.tab ? openedTrace.draft : openedTrace }, act.trace);
  }
  // A later answer must not be taken for that of these words.
  const copy = s.kept[act.trace];
  if (copy?.seq === act.seq) keepCopy(s, act.trace, { ...copy, seq: undefined });
  bringBack(s, { trace: act.trace, reason: act.kind === "draft" && !clash ? refusedAgain(s, act, reason) : reason });
}

/**
 * Another window may have written on the trace that is open here without a word of one's own.
 * @type {(s: Reader.Next) => void}
 */
function catchUp(s) {
  const work = workOf(s);
  if (s.shown === null || !work || work.dirty || work.clash || isPending(s, s.shown)) return;
  const openedTrace = s.openedTraces[s.shown];
  const stamp = openedTrace.draft?.stamp ?? "";
  if (work.revision === openedTrace.revision && (work.stamp === stamp || openedTrace.draft?.tab === s.tab)) return;
  s.works = { ...s.works, [s.shown]: workFor(s, openedTrace) };
  s.effects.push({ type: "draw", caughtUp: true });
  if (workOf(s)?.clash) whenQuiet(s, { trace: s.shown });
}
