// Random sequences of what happens to the annotation screen, and what must hold in each of them.

const assert = require("node:assert");
const { World, BATCH } = require("./reader_world.js");

const LETTERS = "12dngu1a/w";
const SIDES = ["mine", "theirs", "both"];
const LEAVES = [
  { type: "did", act: "unread" },
  { type: "did", act: "leave", with: { kind: "back" } },
  { type: "did", act: "leave", with: { kind: "jump", text: "2" } },
  { type: "did", act: "leave", with: { kind: "jump", text: "4" } },
];
const WAITS = [10, 100, 450, 700, 1600, 4000, 16_000, 40_000];

// How often each thing happens, and how: `pick(list)` chooses.
const OPS = {
  letter: [24, (pick) => ["letter", pick([...LETTERS])]],
  start: [4, () => ["event", { type: "key", key: "n" }]],
  leaveNote: [4, () => ["event", { type: "blurred" }]],
  escape: [3, () => ["event", { type: "key", key: "Escape" }]],
  enter: [6, () => ["event", { type: "key", key: "Enter", ctrl: true }]],
  arrow: [3, (pick) => ["event", { type: "key", key: pick(["ArrowLeft", "ArrowRight"]) }]],
  click: [4, (pick) => ["event", { type: "did", act: "judge", verdict: pick(["pass", "fail", "defer"]) }]],
  ask: [1, (pick) => ["event", { type: "did", act: "ask", with: { kind: pick(["history", "choices"]) } }]],
  jump: [2, (pick) => ["event", pick(LEAVES)]],
  point: [3, (pick) => ["event", { type: "pointed", step: pick([1, 2]), quote: pick([undefined, "said"]) }]],
  bring: [1, () => ["event", { type: "brought", words: { verdict: "fail", notes: [{ text: "from before" }] } }]],
  away: [1, (pick) => ["event", { type: pick(["hidden", "active"]) }]],
  painted: [6, () => ["event", { type: "painted" }]],
  wait: [14, (pick) => ["wait", pick(WAITS)]],
  deliver: [16, () => ["deliver"]],
  hear: [16, () => ["hear"]],
  lose: [2, () => ["lose"]],
  disconnect: [1, () => ["disconnect"]],
  reconnect: [2, () => ["reconnect"]],
  restart: [1, () => ["restart"]],
  leave: [1, () => ["leave"]],
  reload: [1, () => ["reload"]],
  fail: [2, (pick) => ["fail", pick([1, 2])]],
  elsewhere: [2, (pick) => ["elsewhere", pick(BATCH), pick([true, false])]],
  choose: [4, (pick) => ["choose", pick(SIDES)]],
};

// Mulberry32: numbers in [0, 1), the same for the same seed everywhere.
function numbers(seed) {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const DECK = Object.values(OPS).flatMap(([often, make]) => Array(often).fill(make));

function makeSequence(seed, length) {
  const random = numbers(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  return Array.from({ length }, () => pick(DECK)(pick));
}

// What was written, and what the server was heard to say of it, told by looking on.
class Watch {
  constructor(sameWords) {
    Object.assign(this, { sameWords, mine: new Map(), safe: new Set(), refused: new Set(), heard: new Set(), typed: -Infinity, tab: 0 });
  }

  // Whatever the verdict; a step or a quote alone is no note.
  same(words, other) {
    if (!words?.notes || !other?.notes) return false;
    return this.sameWords({ ...words, verdict: null }, { ...other, verdict: null });
  }

  look(world, event, before, effects) {
    if (this.tab !== world.tabs) Object.assign(this, { tab: world.tabs, heard: new Set(), typed: -Infinity });
    const after = world.screen.look();
    if (event.type === "typed") this.typed = world.now;
    if (event.type === "key") this.key(world, event, before, after, effects);
    else if (event.type === "answered") this.answered(world.server, event.said, before, after);
    else if (before.works[before.shown]) this.wrote(event, before.shown, after.works[before.shown]);
    for (const id of [before.shown, after.shown]) this.refused.delete(id);
    assert.ok(!world.asked || world.asked === after.shown, "what is asked is about the trace on the screen");
    for (const effect of effects) this.told(effect, before.shown);
    this.nothingDropped(world, before, after, event.said?.done ?? 0);
    // Left on purpose: the next letter is meant as it is struck.
    if (effects.some(({ type }) => type === "blur")) this.typed = -Infinity;
  }

  wrote({ type, side }, trace, words) {
    if (side === "theirs") this.mine.delete(trace);
    if (["typed", "changed", "pointed", "brought"].includes(type) || side === "both") {
      this.safe.delete(trace);
      if (words.notes.some(({ text }) => text.trim())) this.mine.set(trace, words);
      else this.mine.delete(trace);
    }
  }

  key(world, { key, writing, ctrl }, before, after, effects) {
    const typed = writing && key !== "Escape" && !ctrl;
    const soon = !writing && key.length === 1 && world.now - this.typed < 1000;
    if (!typed && !soon) return;
    assert.ok(!effects.length && after.shown === before.shown, "no letter typed into a note, or right after, is a command");
  }

  answered(server, { done, refused, openedTraces }, before, after) {
    const turned = new Set(refused.map(({ seq }) => seq));
    const stored = ({ seq }) => seq <= done && !turned.has(seq);
    for (const act of before.waiting.filter(({ seq }) => seq <= done)) {
      this.heard.add(act.seq);
      if (act.kind === "save" && turned.has(act.seq)) this.refused.add(act.trace);
      if (act.kind !== "save" || turned.has(act.seq)) continue;
      assert.notEqual(after.kept[act.trace]?.seq, act.seq, "what is answered is not kept to be sent again");
    }
    const copies = Object.entries(before.kept).map(([trace, copy]) => ({ ...copy, trace: Number(trace) }));
    for (const act of [...before.waiting, ...copies].filter(stored)) this.heardOf(server, act);
    for (const openedTrace of openedTraces)
      if (this.mine.has(openedTrace.id)) this.heardOf(server, { ...(openedTrace.draft ?? openedTrace), trace: openedTrace.id });
  }

  heardOf({ stored }, { trace, kind, notes }) {
    const there = stored.some((act) => act.trace === trace && this.same({ notes }, act));
    if (there && this.same(this.mine.get(trace), { notes })) this.safe.add(trace);
    if (there && kind === "save") this.refused.delete(trace);
  }

  told({ type, message, words }, shown) {
    if (type === "send") for (const { seq } of message.acts) assert.ok(!this.heard.has(seq), "nothing answered is sent again");
    if (type !== "standing" || !words) return;
    assert.equal(words, "draft kept, not saved yet", "nothing that counts for nothing is called saved");
    assert.ok(this.safe.has(shown) || !this.mine.has(shown), "what is shown as kept was answered");
  }

  nothingDropped(world, before, after, done) {
    const last = after.waiting.at(-1);
    for (const { seq, kind, trace } of before.waiting === after.waiting ? [] : before.waiting) {
      const rewritten = ["draft", "save"].includes(kind) && after.waiting.some((act) => act.trace === trace && act.seq > seq && act.notes);
      assert.ok(seq <= done || rewritten || after.waiting.some((act) => act.seq === seq), "what waits is answered, or written anew");
    }
    if (last) assert.ok(last.seq > after.heard, "no new act has the number of one that was answered");
    for (const [trace, words] of this.mine) {
      const waits = after.waiting.some((act) => act.trace === trace && this.same(words, act));
      assert.ok(
        this.safe.has(trace) || waits || this.same(words, world.storage[trace]),
        `what was written on ${trace} waits, is kept, or was stored`,
      );
    }
  }

  // In the end the server has all that was written, but where other words stand against it that nobody has
  // chosen between yet; and what was refused has been on the screen again.
  end(world) {
    const { waiting, works } = world.screen.look();
    assert.deepEqual(waiting, [], "everything is answered in the end");
    assert.deepEqual([...this.refused], [], "what was refused is brought back");
    for (const [trace, words] of this.mine) {
      const kept = works[trace]?.clash && this.same(words, world.storage[trace]);
      assert.ok(this.safe.has(trace) || kept, `what was written on ${trace} is stored in the end`);
    }
  }
}

function play(ops, open, sameWords) {
  const watch = new Watch(sameWords);
  const world = new World(open, (...seen) => watch.look(...seen));
  for (const [name, ...given] of ops) {
    if (name === "event") {
      if (world.asked) continue;
      const [event] = given;
      world.event(event.type === "key" ? { writing: world.writing, ...event } : event);
    } else if (name === "fail") world.server.failing = given[0];
    else if (name === "elsewhere") world.server.elsewhere(...given);
    else world[name](...given);
  }
  world.settle();
  watch.end(world);
}

// The words of what goes wrong in a sequence, or nothing.
function fault(ops, open, sameWords) {
  try {
    play(ops, open, sameWords);
    return null;
  } catch (problem) {
    return problem;
  }
}

// As few of these as still go wrong in the same way.
function shrink(ops, open, sameWords) {
  const words = (problem) => problem?.message.replaceAll(/\d+/g, "");
  const wrong = words(fault(ops, open, sameWords));
  let left = ops;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.length; ) {
      const fewer = [...left.slice(0, at), ...left.slice(at + size)];
      if (words(fault(fewer, open, sameWords)) === wrong) left = fewer;
      else at += size;
    }
  }
  return left;
}

module.exports = { OPS, makeSequence, fault, play, shrink };
