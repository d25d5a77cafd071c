const assert = require("node:assert");
const { test } = require("node:test");
const { load } = require("./load.js");

const scope = load(["reader_words"], ["modeOf", "withModes", "withTag", "sameWords"]);
const { sameWords } = scope;
const said = (verdict, ...notes) => ({ verdict, notes });

test("words are the same whatever spaces are around them, and whatever empty notes are among them", () => {
  assert.ok(sameWords(said("fail", { text: " late " }, { text: "" }), said("fail", { text: "late" })));
  assert.ok(sameWords(said(null), said(undefined, { text: "  " })));
});

test("another verdict, word, step or quote is a difference", () => {
  const one = said("fail", { text: "late", step: 2, quote: "9 pm" });
  for (const other of [
    said("pass", ...one.notes),
    said("fail", { ...one.notes[0], text: "later" }),
    said("fail", { ...one.notes[0], step: 3 }),
    said("fail", { ...one.notes[0], quote: null }),
    said("fail"),
  ])
    assert.ok(!sameWords(one, other));
});

test("a failure mode is a difference only where somebody chose it", () => {
  const tagged = (more) => said("fail", { text: "late", ...more });
  assert.ok(sameWords(tagged({ mode: 1 }), tagged({ mode: 2 })));
  assert.ok(!sameWords(tagged({ tag: 1 }), tagged({ mode: 2 })));
  assert.ok(!sameWords(tagged({ tag: null }), tagged({ mode: 2 })));
  assert.ok(sameWords(tagged({ tag: 2 }), tagged({ mode: 2 })));
});

test("a note that comes back from a draft is in the failure mode the review says", () => {
  const openedTrace = { notes: [{ id: 5, mode: 9 }] };
  const [known, loose] = scope.withModes([{ id: 5, mode: 1 }, { text: "new" }], openedTrace);
  assert.deepEqual([known.mode, loose.mode], [9, null]);
  assert.deepEqual(scope.withTag({ mode: 9 }), { mode: 9 });
  assert.deepEqual(scope.withTag({ mode: 9, tag: null }), { mode: 9, tag: null });
});
