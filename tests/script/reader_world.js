// What is around the annotation screen in its tests: a server that stores, refuses, fails and starts anew, the
// wire to it, another window, a reload, and a clock. `screen` is what is tried: it takes events and gives effects.

const FAILS = { reason: "The server could not store this. Try again in a moment.", clash: false };
const ELSEWHERE = { reason: "In another window you wrote something else on this trace.", clash: true };
const BATCH = [1, 2, 3, 4, 5];

// A review taken back counts as none.
const seen = ({ verdict, revision }) => (verdict ? revision : 0);

class Server {
  constructor() {
    Object.assign(this, {
      at: 1,
      session: 1,
      done: 0,
      refused: [],
      held: [],
      known: false,
      failing: 0,
      stamps: 0,
      last: null,
      left: null,
      stored: [],
    });
    this.rows = new Map(BATCH.map((id) => [id, { revision: 0, verdict: null, notes: [], draft: null }]));
  }

  // As pages/annotate.py does it.
  take({ acts, shown, heard, held, known }) {
    this.refused = this.refused.filter(({ seq }) => seq > heard);
    Object.assign(this, { held, known, message: null });
    if (shown !== null) this.at = shown;
    for (const act of acts) {
      if (act.seq <= this.done) continue;
      const problem = this.failing > 0 ? FAILS : this.act(act);
      this.failing = Math.max(0, this.failing - 1);
      if (problem) this.refused.push({ seq: act.seq, trace_id: act.trace, ...problem });
      this.done = act.seq;
    }
    return this.say();
  }

  act(act) {
    const row = this.rows.get(act.trace);
    if (act.notes && act.kind !== "save") {
      const problem = this.draft(row, act);
      if (problem) return problem;
    }
    if (act.kind === "save") {
      if (row.draft && row.draft.stamp !== act.stamp && row.draft.tab !== act.tab) return ELSEWHERE;
      if (act.revision !== seen(row)) return this.draft(row, act) ?? ELSEWHERE;
      const notes = act.notes.filter(({ text }) => text.trim()).map((note, place) => ({ ...note, id: act.seq * 10 + place }));
      Object.assign(row, { revision: row.revision + 1, verdict: act.verdict, notes, draft: null });
      this.last = act.trace;
      this.stored.push(act);
      if (!act.then) this.at = this.unread(act.trace) ?? this.at;
    } else if (act.kind === "discard") {
      if (row.draft && row.draft.stamp !== act.stamp) return ELSEWHERE;
      row.draft = null;
    } else if (act.kind === "undo") this.undo(act);
    else if (act.kind === "move" && !act.then) {
      const beside = BATCH[BATCH.indexOf(act.trace) + act.by];
      if (!beside) return { reason: "This is the last one.", clash: false };
      this.at = beside;
    } else if (act.kind === "jump") {
      // Whatever is jumped to stands for a trace of another batch.
      this.left ??= act.trace;
      this.at = Number(act.text);
    } else if (act.kind === "back") {
      if (!this.left) return { reason: "There is nothing to go back to.", clash: false };
      [this.at, this.left] = [this.left, null];
    } else if (act.kind === "unread") [this.at, this.left] = [this.unread(this.left ?? act.trace) ?? this.at, null];
    return null;
  }

  draft(row, act) {
    const { draft } = row;
    if (draft && draft.stamp !== act.stamp && draft.tab !== act.tab) return ELSEWHERE;
    const { notes, verdict, seconds, revision, tab } = act;
    this.stamps += 1;
    row.draft = { notes, verdict, seconds, revision, tab, stamp: `s${this.stamps}` };
    this.stored.push(act);
    return null;
  }

  undo({ undone }) {
    const row = this.rows.get(undone);
    if (row.notes.length && !row.draft) this.draft(row, { ...row, trace: undone, seconds: 0, revision: 0, tab: "" });
    Object.assign(row, { revision: row.revision + 1, verdict: null, notes: [] });
    [this.at, this.last] = [undone, null];
  }

  unread(after) {
    const from = BATCH.indexOf(after) + 1;
    return [...BATCH.slice(from), ...BATCH.slice(0, from)].find((id) => id !== after && !this.rows.get(id).verdict);
  }

  say() {
    const { at, session, done, held } = this;
    const place = BATCH.indexOf(at);
    const ahead = BATCH.slice(place + 1, place + 4).filter((id) => !this.rows.get(id).verdict);
    const beside = [BATCH[place - 1] ?? null, BATCH[place + 1] ?? null];
    const wanted = new Set([at, ...ahead, ...beside, ...this.refused.map((one) => one.trace_id)].filter(Boolean));
    const openedTraces = [...wanted].map((id) => ({
      id,
      position: id,
      why: "",
      ...this.rows.get(id),
      revision: seen(this.rows.get(id)),
      ...(held.includes(id) ? {} : { trace: { id_text: `t-${id}`, steps: [] } }),
    }));
    const undo = this.last ? { trace: this.last, revision: this.rows.get(this.last).revision } : null;
    const batches = this.known ? null : [];
    Object.assign(this, { held: [], known: false });
    return {
      person: 1,
      session,
      done,
      message: this.message,
      refused: [...this.refused],
      batches,
      at,
      ahead,
      beside,
      openedTraces,
      undo,
      back: this.left ? { words: "Back" } : null,
    };
  }

  restart(at) {
    Object.assign(this, { session: this.session + 1, done: 0, refused: [], held: [], known: false, at: at ?? this.at, last: null });
    return this.say();
  }

  // Another window of the same person writes a draft, or saves; never over a draft it has not seen.
  elsewhere(id, saves) {
    const row = this.rows.get(id);
    if (row.draft && row.draft.tab !== "other") return;
    this.stamps += 1;
    const notes = [{ id: null, text: `elsewhere ${this.stamps}`, step: null, quote: null, mode: null }];
    this.stored.push({ trace: id, notes });
    if (saves) Object.assign(row, { revision: row.revision + 1, verdict: "fail", notes: [{ ...notes[0], id: this.stamps }], draft: null });
    else row.draft = { notes, verdict: null, seconds: 1, revision: row.revision, tab: "other", stamp: `s${this.stamps}` };
  }
}

// One person at a screen. Every method is something that happens; `event` is how the screen hears of it.
class World {
  constructor(open, watch) {
    Object.assign(this, { open, watch, server: new Server(), now: 1000, tabs: 0, storage: {}, letters: 0 });
    this.reload();
  }

  event(event) {
    const full = { at: this.now, ...event };
    const before = this.screen.look();
    const effects = this.screen.take(full);
    for (const effect of effects) this.feel(effect);
    this.watch(this, full, before, effects);
  }

  work() {
    const { works, shown } = this.screen.look();
    return works[shown];
  }

  feel(effect) {
    if (effect.type === "send" && !this.cut) this.inbox.push(effect.message);
    else if (effect.type === "keep") this.storage[effect.trace] = effect.copy;
    else if (effect.type === "forget") delete this.storage[effect.trace];
    else if (effect.type === "focus") this.writing = true;
    else if (effect.type === "blur") this.writing = false;
    // Another trace takes the caret out of the note, and shuts what was asked about the one before.
    else if (effect.type === "show") [this.writing, this.asked] = [false, this.asked === effect.trace && this.asked];
    else if (effect.type === "clash") this.asked = effect.trace;
  }

  reload() {
    this.opened(this.server.restart());
  }

  // To another page and back: the session behind it stays what it was, and so does what the page was told.
  leave() {
    this.event({ type: "left" });
    while (this.inbox.length) this.deliver();
    this.opened(this.server.say(), this.screen.look().openedTraces);
  }

  opened(said, openedTraces) {
    this.tabs += 1;
    this.screen = this.open(`tab${this.tabs}`, this.now, { ...this.storage }, openedTraces);
    Object.assign(this, { inbox: [], outbox: [said], cut: false, writing: false, asked: false });
    this.hear();
  }

  letter(letter) {
    if (this.asked) return;
    const { writing } = this;
    this.event({ type: "key", key: letter, writing });
    if (!writing || !this.writing) return;
    this.letters += 1;
    const { notes, active } = this.work() ?? {};
    if (!notes) return;
    const place = notes[active] ? active : 0;
    this.event({
      type: "typed",
      notes: notes.map((note, at) => (at === place ? { ...note, text: `${note.text}${letter}${this.letters} ` } : note)),
    });
  }

  wait(milliseconds) {
    this.now += milliseconds;
    this.event({ type: "tick" });
  }

  deliver() {
    if (this.inbox.length) this.outbox.push(this.server.take(this.inbox.shift()));
  }

  lose() {
    this.inbox.shift();
  }

  hear() {
    if (this.outbox.length && !this.cut) this.event({ type: "answered", said: this.outbox.shift() });
  }

  disconnect() {
    Object.assign(this, { cut: true, inbox: [] });
    this.event({ type: "lost" });
  }

  reconnect() {
    if (!this.cut) return;
    this.cut = false;
    this.event({ type: "reconnected" });
  }

  restart() {
    Object.assign(this, { inbox: [], outbox: [this.server.restart(this.screen.look().shown)] });
  }

  choose(side) {
    if (!this.asked) return;
    this.asked = false;
    this.event({ type: "chose", side });
  }

  // Whatever was under way comes to its end: the wire is whole, the server answers, and nobody types.
  settle() {
    this.server.failing = 0;
    this.reconnect();
    for (let round = 0; round < 60; round += 1) {
      while (this.inbox.length) this.deliver();
      while (this.outbox.length) this.hear();
      if (this.asked) this.choose("mine");
      const { waiting, later, works } = this.screen.look();
      if (!waiting.length && !later.length && Object.values(works).every(({ dirty, clash }) => !dirty || clash)) break;
      this.event({ type: "hidden" });
      // What was refused comes one after the other, each once the one before it has been left.
      if (later.length && !waiting.length) this.event({ type: "did", act: "move", by: this.screen.look().shown === BATCH.at(-1) ? -1 : 1 });
      this.wait(round < 20 ? 700 : 4000);
    }
  }
}

module.exports = { World, BATCH };
