const assert = require("node:assert");
const { test } = require("node:test");
const { load } = require("./load.js");

class Range {
  setStart(part, at) {
    this.start = [part.data, at];
  }

  setEnd(part, at) {
    this.end = [part.data, at];
  }
}

const { rangesOf, HITS_AT_MOST } = load(["trace_hits"], ["rangesOf", "HITS_AT_MOST"], { document: { createRange: () => new Range() } });
const texts = (...words) => words.map((data) => ({ data, length: data.length }));

test("a hit may begin in one text and end in the next", () => {
  const [hit] = rangesOf(texts("the cal", "en", "dar says"), /calendar/giu);
  assert.deepEqual(
    [hit.start, hit.end],
    [
      ["the cal", 4],
      ["dar says", 3],
    ],
  );
});

test("a hit at the seam of two texts lies in one of them", () => {
  const hits = rangesOf(texts("one", "two"), /one|two/giu);
  assert.deepEqual(
    hits.map(({ start, end }) => [start, end]),
    [
      [
        ["one", 0],
        ["one", 3],
      ],
      [
        ["two", 0],
        ["two", 3],
      ],
    ],
  );
});

test("no more hits than can be shown", () => {
  assert.equal(rangesOf(texts("a".repeat(HITS_AT_MOST + 5)), /a/giu).length, HITS_AT_MOST);
});
