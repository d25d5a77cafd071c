// The screen's state: worked examples, and ten thousand random sequences of what can happen to it.

const assert = require("node:assert");
const { test } = require("node:test");
const { load } = require("./load.js");
const { fault, makeSequence, shrink } = require("./reader_sequences.js");
const { World } = require("./reader_world.js");
const { STATE } = require("./reader_scripts.js");

const SEQUENCES = 10_000;
const LENGTH = 25;
const NAMES = ["openedState", "makeRun", "dueAt", "sameWords", "unsentOf", "isUnsaved"];
const { openedState, makeRun, dueAt, sameWords, unsentOf, isUnsaved } = load([...STATE, "reader_run"], NAMES, {
  performance: { now: () => 0 },
  setTimeout: () => 0,
  clearTimeout: () => {},
});

// The screen as its world sees it: the reducer run as the page runs it, but for what is drawn. `seal` is done to
// every state and effect; the world itself says when time has passed.
const opener = (seal) => (tab, seq, kept, openedTraces) => {
  let effects = [];
  const ways = new Proxy({}, { get: () => (effect) => effects.push(seal(effect)) });
  const run = makeRun(seal(openedState(tab, seq, kept, openedTraces)), ways, seal);
  return {
    take(event) {
      effects = [];
      run.take(event);
      return effects;
    },
    look: () => run.state,
  };
};
const open = opener((value) => value);

// Somebody at a screen just opened, and all that has been done for them since.
function begin() {
  const seen = [];
  const world = new World(open, (_world, _event, _before, effects) => seen.push(...effects));
  seen.length = 0;
  return {
    world,
    seen,
    key: (name, more) => world.event({ type: "key", key: name, writing: world.writing, ...more }),
    type: (text) =>
      [...text].forEach((letter) => {
        world.letter(letter);
      }),
    last: (kind) => seen.findLast((effect) => effect.type === kind),
    state: () => world.screen.look(),
    answer() {
      world.deliver();
      world.hear();
    },
  };
}

test("ten thousand random sequences lose nothing, repeat nothing, claim nothing that is not so, and take no letter for a command", () => {
  for (let seed = 0; seed < SEQUENCES; seed += 1) {
    const sequence = makeSequence(seed, LENGTH);
    const problem = fault(sequence, open, sameWords);
    if (!problem) continue;
    const steps = shrink(sequence, open, sameWords).map((step) => JSON.stringify(step));
    assert.fail(`seed ${seed}: ${problem.stack}\nIt needs no more than:\n${steps.join("\n")}`);
  }
});

test("a state is never changed, only followed by another", () => {
  const freeze = (value) => {
    if (!value || typeof value !== "object" || Object.isFrozen(value)) return value;
    Object.freeze(value);
    Object.values(value).forEach(freeze);
    return value;
  };
  for (let seed = 0; seed < 100; seed += 1) assert.equal(fault(makeSequence(seed, LENGTH), opener(freeze), sameWords), null);
});

test("a verdict shows the next trace at once, and waits until it is answered", () => {
  const { key, last, state, answer } = begin();
  key("1");
  assert.equal(last("show").trace, 2);
  const [save] = last("send").message.acts;
  assert.deepEqual([save.kind, save.trace, save.verdict, save.then], ["save", 1, "pass", 2]);
  assert.equal(state().kept[1].seq, save.seq);
  answer();
  assert.deepEqual([state().waiting, state().kept, state().heard], [[], {}, save.seq]);
});

test("letters within a second of the last typing never act, nor those that follow them", () => {
  const { world, key, type, state } = begin();
  key("n");
  type("late");
  world.writing = false; // by Tab
  world.wait(900);
  key("1");
  world.wait(500);
  key("d");
  assert.equal(state().shown, 1);
  world.wait(700);
  key("d");
  assert.equal(state().shown, 2);
});

test("after the note was left on purpose, the next letter is meant as it is struck", () => {
  for (const way of [["Escape"], ["Enter", { ctrl: true }]]) {
    const { key, type, state } = begin();
    key("n");
    type("late");
    key(...way);
    const { shown } = state();
    key("d");
    assert.equal(state().shown, shown + 1);
  }
});

test("pointing at a step says where it failed, and takes the caret nowhere: it is the writing place that gives it back", () => {
  const { world, last } = begin();
  world.event({ type: "pointed", step: 2, quote: "9 pm" });
  assert.deepEqual([world.work().notes[0].step, world.work().notes[0].quote], [2, "9 pm"]);
  world.event({ type: "pointed", step: 3 });
  assert.equal(last("focus"), undefined);
  assert.equal(world.work().notes[0].step, 3);
  world.event({ type: "pointed", step: 3 });
  assert.equal(world.work().notes[0].step, null, "the same step again clears it");
});

test("what is typed is kept at once, and sent as a draft when the fingers rest", () => {
  const { world, key, type, last, state, answer } = begin();
  key("n");
  type("ab");
  assert.equal(last("keep").copy.notes[0].text, world.work().notes[0].text);
  assert.equal(last("send"), undefined);
  assert.equal(dueAt(state()), world.now + 400);
  world.wait(400);
  assert.equal(last("send").message.acts[0].kind, "draft");
  answer();
  assert.deepEqual(last("standing"), { type: "standing", words: "draft kept, not saved yet" });
});

test("a key that nothing came of is followed by a pause in which none acts", () => {
  const { world, key, state, answer } = begin();
  world.event({ type: "did", act: "leave", with: { kind: "unread" } });
  key("1");
  answer();
  key("d");
  assert.deepEqual([state().shown, state().waiting], [2, []]);
});

test("a key struck twice before anybody can have seen the next trace is one", () => {
  const { world, key, state } = begin();
  key("1");
  key("1");
  assert.equal(state().shown, 2);
  world.wait(200);
  world.event({ type: "drawn" });
  key("1");
  assert.equal(state().shown, 2, "however long it took to draw it");
  world.event({ type: "painted" });
  key("1");
  assert.equal(state().shown, 3);
});

test("a pass over notes, and a failure without a word, are asked about once", () => {
  const { world, key, type, last, state } = begin();
  key("2");
  key("Enter", { ctrl: true });
  assert.match(last("tell").words, /^No note yet/);
  type("a");
  key("Escape");
  world.wait(1100);
  key("1");
  assert.match(last("tell").words, /^This trace has 1 note\./);
  assert.equal(state().shown, 1);
  key("1");
  assert.equal(state().shown, 2);
});

test("a save without an answer comes back, and the screen goes on where it was once there is one", () => {
  const { world, key, last, state, answer } = begin();
  key("1");
  world.cut = true;
  world.wait(22_000);
  assert.equal(state().shown, 1);
  assert.match(last("tell").words, /^No answer from the server/);
  world.reconnect();
  answer();
  assert.equal(state().shown, 2);
});

test("a lost connection is said, and what waited is sent once it is back", () => {
  const { world, key, last, seen, state } = begin();
  world.disconnect();
  assert.deepEqual([state().offline, unsentOf(state())], [true, 0]);
  key("1");
  key("ArrowRight");
  assert.equal(unsentOf(state()), 1, "moves are nothing that could be lost");
  seen.length = 0;
  world.reconnect();
  assert.deepEqual(last("send").message.acts, state().waiting);
  assert.equal(state().offline, false);
});

test("while the line is known to be lost nothing is brought back for want of an answer, nor right after", () => {
  const { world, key, seen, state, answer } = begin();
  world.disconnect();
  key("1");
  world.wait(60_000);
  world.reconnect();
  world.wait(4000);
  assert.equal(state().shown, 2);
  assert.doesNotMatch(JSON.stringify(seen), /No answer/);
  answer();
  assert.deepEqual([state().waiting, state().shown], [[], 2]);
});

test("a save whose answer came while somebody typed is not brought back for want of one", () => {
  const { world, key, type, last, state, answer } = begin();
  key("1");
  world.cut = true;
  key("n");
  for (let letter = 0; letter < 80; letter += 1) {
    type("a");
    world.wait(300);
  }
  assert.match(last("tell").words, /^t-1 was not saved. No answer/);
  world.reconnect();
  answer();
  world.wait(10_000);
  assert.equal(state().shown, 2, "it has been stored meanwhile");
  assert.equal(last("tell").words, "");
});

test("a new server is sent what the one before had not answered", () => {
  const { world, key, last, seen } = begin();
  key("1");
  world.lose();
  world.restart();
  seen.length = 0;
  world.hear();
  assert.deepEqual(
    last("send").message.acts.map(({ kind, trace }) => [kind, trace]),
    [["save", 1]],
  );
});

test("a verdict is taken back once it has arrived", () => {
  const { world, key, last, state, answer } = begin();
  key("1");
  world.event({ type: "painted" });
  key("u");
  assert.ok(state().undoing);
  answer();
  const [{ kind, undone }] = last("send").message.acts;
  assert.deepEqual([kind, undone], ["undo", 1]);
});

test("words of another window are put beside one's own, and the person chooses", () => {
  const { world, key, type, last, state, answer } = begin();
  world.server.elsewhere(1, false);
  key("n");
  type("m");
  world.wait(500);
  answer();
  assert.equal(last("clash"), undefined, "not under the fingers of somebody who types");
  world.wait(1600);
  assert.match(last("clash").theirs.notes[0].text, /^elsewhere/);
  world.choose("both");
  assert.equal(world.work().notes.length, 2);
  world.settle();
  assert.deepEqual(
    world.server.rows.get(1).draft.notes.map(({ text }) => text[0]),
    ["m", "e"],
  );
});

test("of what another window wrote and was taken, nothing of one's own is kept", () => {
  const { world, key, type, state, answer } = begin();
  world.server.elsewhere(1, false);
  key("n");
  type("m");
  world.wait(500);
  answer();
  world.wait(1600);
  world.choose("theirs");
  assert.match(world.work().notes[0].text, /^elsewhere/);
  assert.deepEqual([state().kept, world.storage], [{}, {}]);
});

test("of two saves refused in one answer, each is brought back: the second once the first has been left", () => {
  const { world, key, last, state } = begin();
  for (const _ of [1, 2]) {
    key("1");
    world.event({ type: "painted" });
  }
  world.server.failing = 2;
  world.inbox.splice(0, 1); // both with the second message
  world.deliver();
  world.hear();
  assert.equal(state().shown, 1);
  assert.match(last("tell").words, /^The server could not store this\. .* t-2 was not saved either, and comes back once you leave/);
  world.wait(1000);
  key("1");
  while (world.inbox.length) world.deliver();
  while (world.outbox.length) world.hear();
  world.wait(1600);
  assert.equal(state().shown, 2);
  assert.match(last("tell").words, /^The server could not store this/);
});

test("what is asked about two versions is shut when another trace comes on the screen", () => {
  const { world, key, type } = begin();
  world.server.elsewhere(1, false);
  key("n");
  type("m");
  world.wait(500);
  world.deliver();
  world.hear();
  world.wait(1600);
  assert.equal(world.asked, 1);
  world.event({ type: "did", act: "leave", with: { kind: "unread" } });
  world.deliver();
  world.hear();
  assert.deepEqual([world.screen.look().shown, world.asked], [2, false]);
});

test("what is a draft is not shown as saved", () => {
  const { world, key, type, last, answer } = begin();
  key("n");
  type("a");
  world.wait(500);
  answer();
  assert.equal(last("standing").words, "draft kept, not saved yet");
});

test("closing the tab asks while a judged trace or a word is not stored, and no longer", () => {
  const { key, type, state, answer, world } = begin();
  assert.equal(isUnsaved(state()), false);
  key("1");
  assert.equal(isUnsaved(state()), true);
  answer();
  assert.equal(isUnsaved(state()), false);
  key("n");
  type("a");
  assert.equal(isUnsaved(state()), true, "within the pause before it is sent");
  world.wait(500);
  answer();
  assert.equal(isUnsaved(state()), false);
});

test("once there is an answer, it is no longer said that there is none", () => {
  const { world, key, type, last, answer } = begin();
  key("n");
  type("a");
  world.cut = true;
  world.wait(500);
  world.wait(40_000);
  assert.match(last("tell").words, /^No answer from the server/);
  world.cut = false;
  world.wait(40_000);
  answer();
  assert.equal(last("standing").words, "draft kept, not saved yet");
  assert.equal(last("tell").words, "");
});

test("a draft that is refused again and again says so, and says nothing any more once it is stored", () => {
  const { world, key, type, last, answer } = begin();
  key("n");
  for (const times of [1, 2, 3]) {
    type("a");
    world.server.failing = 1;
    world.wait(500);
    answer();
    world.wait(2000);
    assert.match(last("tell").words, /^The server could not store this/);
    assert.equal(/Tried (\d) times/.exec(last("tell").words)?.[1], times > 1 ? String(times) : undefined);
  }
  type("b");
  world.wait(500);
  answer();
  assert.equal(last("tell").words, "");
  assert.equal(last("standing").words, "draft kept, not saved yet");
});

test("what came back for want of an answer does not hold the screen at a trace that was saved meanwhile", () => {
  const { world, key, state, answer } = begin();
  for (let read = 0; read < 4; read += 1) {
    key("1");
    world.wait(1500);
  }
  assert.equal(state().shown, 4, "it is not known yet where to go from here");
  world.wait(20_000);
  assert.equal(state().shown, 1);
  // Of all that was sent, the server has got the last message alone.
  while (world.inbox.length > 1) world.lose();
  answer();
  assert.equal(state().shown, 5);
});
