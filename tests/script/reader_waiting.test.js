const assert = require("node:assert");
const { beforeEach, test } = require("node:test");
const { load } = require("./load.js");
const { STATE } = require("./reader_scripts.js");

const FUNCTIONS = ["openedState", "putAct", "sendAgain", "hearAnswers", "isPending"];
const scope = load(STATE, [...FUNCTIONS, "SEND_AGAIN", "NO_ANSWER"]);

// A state that is being changed, what was sent of it, and the acts of which it was told that they have no answer.
let s;
let silent;
const sent = () => s.effects.filter(({ type }) => type === "send").map(({ message }) => message);
const seqs = () =>
  sent()
    .at(-1)
    ?.acts.map(({ seq }) => seq) ?? [];
const kinds = () => s.waiting.map(({ kind }) => kind);
const put = (act) => scope.putAct(s, act);
const answer = (done, refused = [], session = "a") => scope.hearAnswers(s, { done, refused, session });

function pass(milliseconds) {
  const until = s.now + milliseconds;
  while (s.againAt <= until) {
    s.now = s.againAt;
    const late = scope.sendAgain(s);
    if (late) silent.push(late);
  }
  s.now = until;
}

beforeEach(() => {
  s = scope.openedState("tab", 1000);
  silent = [];
});

test("every act without an answer goes along each time, in order, until it has one", () => {
  const acts = ["move", "look"].map((kind) => put({ kind, trace: 1 }));
  assert.deepEqual(
    seqs(),
    acts.map(({ seq }) => seq),
  );
  pass(scope.SEND_AGAIN);
  assert.equal(sent().length, 3);
  assert.deepEqual(
    seqs(),
    acts.map(({ seq }) => seq),
  );
  assert.deepEqual(
    answer(acts[0].seq).map(({ act }) => act),
    [acts[0]],
  );
  pass(60_000);
  assert.deepEqual(seqs(), [acts[1].seq]);
  answer(acts[1].seq);
  const before = sent().length;
  pass(60_000);
  assert.equal(sent().length, before, "nothing is sent where nothing waits");
});

test("what is written later on a trace takes the place of what was written before, and of nothing else", () => {
  put({ kind: "draft", trace: 1 });
  put({ kind: "move", trace: 1 });
  put({ kind: "draft", trace: 2 });
  put({ kind: "save", trace: 1 });
  assert.deepEqual(kinds(), ["move", "draft", "save"]);
  assert.ok([1, 2].every((trace) => scope.isPending(s, trace)) && !scope.isPending(s, 3));
});

test("a refusal comes with its act", () => {
  const { seq } = put({ kind: "save", trace: 1 });
  const refused = { seq, reason: "changed" };
  assert.equal(answer(seq, [refused])[0].refused, refused);
});

test("a new server is sent what the one before it had not answered, with numbers of its own", () => {
  const { seq } = put({ kind: "save", trace: 1 });
  answer(0);
  const before = sent().length;
  answer(0, [], "b");
  assert.equal(sent().length, before + 1);
  assert.equal(sent().at(-1).heard, 0);
  assert.deepEqual(seqs(), [seq]);
});

test("a number follows every one that was answered, so that none is passed over as done", () => {
  const far = s.seq + 1_000_000;
  answer(far);
  assert.equal(put({ kind: "look", trace: 1 }).seq, far + 1);
});

test("of what waits for long it is told once, of a save before anything else", () => {
  put({ kind: "move", trace: 1 });
  const save = put({ kind: "save", trace: 1 });
  pass(scope.NO_ANSWER + 60_000);
  assert.deepEqual(silent, [save]);
});
