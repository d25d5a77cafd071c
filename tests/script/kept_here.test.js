const assert = require("node:assert");
const { beforeEach, test } = require("node:test");
const { load } = require("./load.js");

let now;
let windows = 0;
const localStorage = Object.create({
  setItem: (name, text) => {
    localStorage[name] = text;
  },
  getItem: (name) => localStorage[name] ?? null,
  removeItem: (name) => {
    delete localStorage[name];
  },
});

// A window of the same browser, with what it was told to do when something happens to it.
function opened(storage = { localStorage }) {
  const happens = {};
  const given = {
    navigator: {},
    ...storage,
    globalThis: {},
    crypto: {
      getRandomValues: (parts) => {
        windows += 1;
        return parts.fill(windows);
      },
    },
    Date: { now: () => now },
    setInterval: (act) => {
      happens.interval = act;
    },
    addEventListener: (name, act) => {
      happens[name] = act;
    },
  };
  return { happens, ...load(["kept_here", "reader_copies"], ["keptHere", "makeCopies"], given) };
}

const namesOf = (copies) =>
  copies
    .all()
    .map(([name]) => name)
    .sort();

beforeEach(() => {
  now = 1_000_000;
  for (const name of Object.keys(localStorage)) localStorage.removeItem(name);
});

test("copies are one person's in one project, and are forgotten once answered but not once refused", () => {
  const { makeCopies } = opened();
  const [mine, hers, other] = ["1/1-a", "2/1-a", "1/2-a"].map(makeCopies);
  mine.keep(10, { seq: 3, text: "a" });
  mine.keep(11, { seq: 4, text: "b" });
  mine.keep(12, { text: "c, not sent yet" });
  hers.keep(10, { seq: 1, text: "hers" });
  other.keep(10, { seq: 1, text: "other" });
  mine.answered(4, [{ seq: 4 }]);
  assert.deepEqual(namesOf(mine), [11, 12]);
  assert.equal(hers.all()[0][1].text, "hers");
  assert.equal(other.all()[0][1].text, "other");
});

test("a window that was closed leaves its words to the next one, an open one does not", () => {
  const [first, second] = [opened(), opened()];
  first.makeCopies("1/1").keep(10, { text: "a" });
  assert.deepEqual(second.makeCopies("1/1").all(), []);
  first.happens.pagehide();
  assert.deepEqual(second.makeCopies("1/1").all(), [[10, { text: "a" }]]);
  assert.deepEqual(first.makeCopies("1/1").all(), []);
});

test("a window that was killed counts as closed once it has said nothing for long", () => {
  const [first, second] = [opened(), opened()];
  first.makeCopies("1/1").keep(10, { text: "a" });
  now += 119_000;
  assert.deepEqual(second.makeCopies("1/1").all(), []);
  now += 2000;
  assert.deepEqual(namesOf(second.makeCopies("1/1")), [10]);
});

test("where the browser knows which windows are open, one that was killed leaves its words at once", async () => {
  const held = [];
  const locks = { query: async () => ({ held: held.map((name) => ({ name })) }), request: (name) => held.push(name) };
  const [first, other] = [opened({ localStorage, navigator: { locks } }), opened({ localStorage, navigator: { locks } })];
  first.makeCopies("1/1").keep(10, { text: "a" });
  other.makeCopies("1/1").keep(11, { text: "b" });
  held.shift();
  now += 1000;
  const third = opened({ localStorage, navigator: { locks } });
  now += 1000;
  await null;
  await null;
  now += 1000;
  assert.deepEqual(namesOf(third.makeCopies("1/1")), [10]);
});

test("words of two closed windows on one trace do not take each other's place", () => {
  const [first, second, third] = [opened(), opened(), opened()];
  first.makeCopies("1/1").keep(10, { text: "a" });
  second.makeCopies("1/1").keep(10, { text: "b" });
  first.happens.pagehide();
  second.happens.pagehide();
  const copies = third.makeCopies("1/1");
  const [[, { text }]] = copies.all();
  copies.forget(10);
  assert.deepEqual([text, copies.all()[0][1].text].sort(), ["a", "b"]);
});

test("leaving the page is asked about while something waits", () => {
  const { keptHere, happens } = opened();
  let waits = true;
  const stop = keptHere.asks(() => waits);
  const isAsked = () => {
    let asked = false;
    happens.beforeunload({
      preventDefault: () => {
        asked = true;
      },
    });
    return asked;
  };
  assert.equal(isAsked(), true);
  waits = false;
  assert.equal(isAsked(), false);
  waits = true;
  stop();
  assert.equal(isAsked(), false);
});

test("where the browser gives no storage, the screen works without copies", () => {
  const copies = opened({}).makeCopies("1/1");
  copies.keep(1, {});
  assert.deepEqual([copies.all(), copies.forget(1)], [[], null]);
});
