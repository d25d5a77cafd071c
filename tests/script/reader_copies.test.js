const assert = require("node:assert");
const { beforeEach, test } = require("node:test");
const { load } = require("./load.js");

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
const { makeCopies } = load(["reader_copies"], ["makeCopies"], { sessionStorage });

beforeEach(() => {
  for (const name of Object.keys(stored)) sessionStorage.removeItem(name);
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
  const copies = load(["reader_copies"], ["makeCopies"], {}).makeCopies(() => ({ person: 1, project: 1 }));
  copies.keep(1, {});
  assert.deepEqual([copies.all(), copies.find(1), copies.forget(1)], [[], null, null]);
});
