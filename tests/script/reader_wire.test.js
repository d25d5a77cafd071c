const assert = require("node:assert");
const { beforeEach, mock, test } = require("node:test");
const { load } = require("./load.js");

mock.timers.enable({ apis: ["setTimeout", "Date"] });
const stored = {};
const sessionStorage = Object.create({
  setItem: (name, text) => {
    stored[name] = text;
    sessionStorage[name] = text;
  },
  getItem: (name) => stored[name] ?? null,
  removeItem: (name) => {
    delete stored[name];
    delete sessionStorage[name];
  },
});
const given = { sessionStorage, performance: { now: () => Date.now() } };
const { makeWire, makeCopies, AGAIN, SILENT } = load(["reader_wire"], ["makeWire", "makeCopies", "AGAIN", "SILENT"], given);

let wire;
let sent;
let silent;
const seqs = () => sent.at(-1)?.acts.map(({ seq }) => seq) ?? [];
const kinds = () => wire.box.map(({ kind }) => kind);
const answer = (done, refused = [], session = "a") => wire.hear({ done, refused, session });

beforeEach(() => {
  wire?.stop();
  sent = [];
  silent = [];
  wire = makeWire(
    (waits) => ({ waits }),
    () => {},
    (act) => silent.push(act),
  );
  wire.transmit = (message) => sent.push({ ...message, acts: [...message.acts] });
  for (const name of Object.keys(stored)) sessionStorage.removeItem(name);
});

test("every act without an answer goes along each time, in order, until it has one", () => {
  const acts = ["move", "look"].map((kind) => wire.put({ kind, trace: 1 }));
  assert.deepEqual(
    seqs(),
    acts.map(({ seq }) => seq),
  );
  mock.timers.tick(AGAIN);
  assert.equal(sent.length, 3);
  assert.deepEqual(
    seqs(),
    acts.map(({ seq }) => seq),
  );
  assert.deepEqual(
    answer(acts[0].seq).map(({ act }) => act),
    [acts[0]],
  );
  mock.timers.tick(60_000);
  assert.deepEqual(seqs(), [acts[1].seq]);
  answer(acts[1].seq);
  const before = sent.length;
  mock.timers.tick(60_000);
  assert.equal(sent.length, before, "nothing is sent where nothing waits");
});

test("what is written later on a trace takes the place of what was written before, and of nothing else", () => {
  wire.put({ kind: "draft", trace: 1 });
  wire.put({ kind: "move", trace: 1 });
  wire.put({ kind: "draft", trace: 2 });
  wire.put({ kind: "save", trace: 1 });
  assert.deepEqual(kinds(), ["move", "draft", "save"]);
  assert.ok(wire.pending(1) && wire.pending(2) && !wire.pending(3));
});

test("a refusal comes with its act", () => {
  const { seq } = wire.put({ kind: "save", trace: 1 });
  const refused = { seq, reason: "changed" };
  assert.equal(answer(seq, [refused])[0].refused, refused);
});

test("a new server is sent what the one before it had not answered, with numbers of its own", () => {
  const { seq } = wire.put({ kind: "save", trace: 1 });
  answer(0);
  const before = sent.length;
  answer(0, [], "b");
  assert.equal(sent.length, before + 1);
  assert.equal(sent.at(-1).heard, 0);
  assert.deepEqual(seqs(), [seq]);
});

test("a number follows every one that was answered, so that none is passed over as done", () => {
  const far = Date.now() + 1_000_000;
  answer(far);
  assert.equal(wire.put({ kind: "look", trace: 1 }).seq, far + 1);
});

test("of what waits for long it is told once, of a save before anything else", () => {
  wire.put({ kind: "move", trace: 1 });
  const save = wire.put({ kind: "save", trace: 1 });
  mock.timers.tick(SILENT + 60_000);
  assert.deepEqual(silent, [save]);
});

test("copies are one person's in one project, and are forgotten once answered but not once refused", () => {
  const [mine, hers, other] = [
    [1, 1],
    [2, 1],
    [1, 2],
  ].map(([person, project]) => makeCopies(() => ({ person, project })));
  mine.keep(10, { seq: 3, text: "a" });
  mine.keep(11, { seq: 4, text: "b" });
  mine.keep(12, { text: "c, not sent yet" });
  hers.keep(10, { seq: 1, text: "hers" });
  other.keep(10, { seq: 1, text: "other" });
  mine.answered(4, [{ seq: 4 }]);
  assert.deepEqual(
    mine
      .all()
      .map(([trace]) => trace)
      .sort(),
    [11, 12],
  );
  assert.equal(hers.find(10).text, "hers");
  assert.equal(other.find(10).text, "other");
  assert.equal(mine.find(10), null);
});

test("where the browser gives no storage, the screen works without copies", () => {
  const copies = load(["reader_wire"], ["makeCopies"], {}).makeCopies(() => ({ person: 1, project: 1 }));
  copies.keep(1, {});
  assert.deepEqual([copies.all(), copies.find(1), copies.forget(1)], [[], null, null]);
});
