// What waits for the server's answer. Every act stays, in order, until it is answered, and all that wait are
// sent each time: so a message that is lost, or sent twice, changes nothing.

const SEND_AGAIN = 3000;
const SEND_AGAIN_AT_MOST = 20_000;
const NO_ANSWER = 15_000;
const NEVER = Number.POSITIVE_INFINITY;

/** @type {(act: Reader.Act) => boolean} */
const hasWords = (act) => act.kind === "draft" || act.kind === "save";

/** @type {(s: Reader.State, trace: number | null) => boolean} */
const isPending = (s, trace) => s.waiting.some((act) => act.trace === trace);

/** @type {(s: Reader.State, trace: number) => boolean} */
const isWritten = (s, trace) => s.waiting.some((act) => act.trace === trace && act.notes);

/** @type {(s: Reader.State) => Reader.Act[]} */
const savesOf = (s) => s.waiting.filter((act) => act.kind === "save");

/**
 * Whether the screen waits to be told where to go.
 * @type {(s: Reader.State) => boolean}
 */
const isBusy = (s) => s.waiting.some((act) => act.seq === s.waits);

/**
 * Sends an act; where it `waits`, the screen goes nowhere before its answer. What is written later on the same
 * trace takes the place of what was written before.
 * @type {(s: Reader.Next, doing: Reader.Doing & { trace: number }, waits?: boolean) => Reader.Act}
 */
function putAct(s, doing, waits = false) {
  s.seq += 1;
  const act = { ...doing, seq: s.seq, since: s.now };
  const others = hasWords(act) ? s.waiting.filter((one) => one.trace !== act.trace || !hasWords(one)) : s.waiting;
  s.waiting = [...others, act];
  if (waits) s.waits = act.seq;
  s.pause = SEND_AGAIN;
  sendWaiting(s);
  return act;
}

/**
 * While it waits to be told where to go, the screen does not say where it is. The pause until all is sent again
 * grows, so that a server with much to do is not asked the same again before it can answer.
 * @type {(s: Reader.Next) => void}
 */
function sendWaiting(s) {
  s.againAt = s.now + s.pause;
  s.effects.push({ type: "send", message: messageOf(s) });
}

/** @type {(s: Reader.State) => Reader.Message} */
function messageOf(s) {
  const held = Object.values(s.openedTraces).filter(({ trace }) => trace);
  return {
    acts: s.waiting,
    shown: isBusy(s) ? null : s.shown,
    heard: s.heard,
    held: held.map(({ id }) => id),
    known: s.known,
  };
}

/**
 * What was sent while the line was lost went nowhere: all of it is sent again, and waits from now on.
 * @type {(s: Reader.Next) => void}
 */
function startAnew(s) {
  if (!s.waiting.length) return;
  s.waiting = s.waiting.map((act) => ({ ...act, since: s.now }));
  s.pause = SEND_AGAIN;
  sendWaiting(s);
}

/**
 * How many traces have words or a verdict that the server has not got.
 * @type {(s: Reader.State) => number}
 */
const unsentOf = (s) => new Set(s.waiting.filter((act) => act.notes).map(({ trace }) => trace)).size;

/**
 * Whether there are words or a verdict that the server has not got: leaving the page is then asked about.
 * @type {(s: Reader.State) => boolean}
 */
const isUnsaved = (s) => unsentOf(s) > 0 || Object.values(s.works).some(({ dirty }) => dirty);

/**
 * Sends all again, and returns the act of which it is to be told now that it has waited for long. While the line is
 * lost, the bar has told it already.
 * @type {(s: Reader.Next) => Reader.Act | undefined}
 */
function sendAgain(s) {
  s.againAt = NEVER;
  if (!s.waiting.length) return undefined;
  s.pause = Math.min(2 * s.pause, SEND_AGAIN_AT_MOST);
  const late = s.waiting.filter((act) => !s.offline && !act.late && s.now - act.since > NO_ANSWER);
  s.waiting = s.waiting.map((act) => (late.includes(act) ? { ...act, late: true } : act));
  sendWaiting(s);
  return late.find((act) => act.kind === "save") ?? late[0];
}

/**
 * Takes in what the server has answered, and returns those acts, each with what it was refused for, if it was.
 * @type {(s: Reader.Next, said: Reader.Said) => { act: Reader.Act, refused?: Reader.Refusal }[]}
 */
function hearAnswers(s, said) {
  const restarted = s.session !== undefined && s.session !== said.session;
  const why = new Map(said.refused.map((one) => [one.seq, one]));
  const answered = s.waiting.filter((act) => act.seq <= said.done);
  s.session = said.session;
  s.seq = Math.max(s.seq, said.done);
  s.waiting = s.waiting.filter((act) => act.seq > said.done);
  s.heard = restarted ? said.done : Math.max(s.heard, said.done);
  if (!s.waiting.length) s.againAt = NEVER;
  else if (restarted) sendWaiting(s);
  return answered.map((act) => ({ act, refused: why.get(act.seq) }));
}

/** @type {(s: Reader.Next, trace: number, copy: Reader.Copy) => void} */
function keepCopy(s, trace, copy) {
  s.kept = { ...s.kept, [trace]: copy };
  s.effects.push({ type: "keep", trace, copy });
}

/** @type {(s: Reader.Next, trace: number) => void} */
function forgetCopy(s, trace) {
  if (!(trace in s.kept)) return;
  const { [trace]: _gone, ...rest } = s.kept;
  s.kept = rest;
  s.effects.push({ type: "forget", trace });
}
