// The screen's state: worked examples, and ten thousand random sequences of what can happen to it.

const assert = require("node:assert");
const { test } = require("node:test");
const { load } = require("./load.js");
const { fault, makeSequence, shrink } = require("./reader_sequences.js");
const { World } = require("./reader_world.js");

const SEQUENCES = 10_000;
const LENGTH = 25;
const SCRIPTS = ["reader_words", "reader_waiting_state", "reader_answer_state", "reader_acts_state", "reader_state"];
const { openedState, reduceReader, dueAt, sameWords } = load(SCRIPTS, ["openedState", "reduceReader", "dueAt", "sameWords"]);

// The screen as its world sees it, around the reducer alone. `seal` is done to every state and effect.
const opener = (seal) => (tab, seq, kept) => {
  let state = seal(openedState(tab, seq, kept));
  return {
    take(event) {
      const done = seal(reduceReader(state, event));
      state = done.state;
      return done.effects;
    },
    look: () => state,
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
  key("Escape");
  world.wait(900);
  key("1");
  world.wait(500);
  key("d");
  assert.equal(state().shown, 1);
  world.wait(700);
  key("d");
  assert.equal(state().shown, 2);
});

test("after pointing with the mouse the caret is in the note again, after pointing by key it is where it was", () => {
  const { world, last, state } = begin();
  world.event({ type: "pointed", step: 2, quote: "9 pm", mouse: false });
  assert.equal(last("focus"), undefined);
  world.event({ type: "pointed", step: 3, mouse: true });
  assert.deepEqual(last("focus"), { type: "focus", place: 0 });
  assert.equal(world.work().notes[0].step, 3);
  world.event({ type: "pointed", step: 3, mouse: true });
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
  assert.deepEqual(last("standing"), { type: "standing", words: "saved" });
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
  assert.match(last("tell").words, /^Not connected/);
  key("1");
  seen.length = 0;
  world.reconnect();
  assert.deepEqual(last("send").message.acts, state().waiting);
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
