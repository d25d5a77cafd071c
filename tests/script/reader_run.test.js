// How the state is run: events in their order, time by one timer, and nobody else who says what waits and is kept.

const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { load, SCRIPTS } = require("./load.js");
const { SCREEN, STATE } = require("./reader_scripts.js");

function begin(ways = {}) {
  const page = { now: 1000, due: null };
  const given = {
    performance: { now: () => page.now },
    setTimeout: (act, after) => {
      page.due = { act, after };
      return 1;
    },
    clearTimeout: () => {
      page.due = null;
    },
  };
  const { makeRun, openedState } = load([...STATE, "reader_run"], ["makeRun", "openedState"], given);
  const each = new Proxy(ways, { get: (known, type) => (effect) => known[type]?.(effect) });
  const run = makeRun(openedState("tab", 1), each, () => {});
  const openedTraces = [1, 2].map((id) => ({ id, revision: 0, verdict: null, notes: [], draft: null, trace: { id_text: `t-${id}` } }));
  const said = { session: "a", done: 0, refused: [], batches: [], at: 1, ahead: [2], beside: [null, 2], openedTraces };
  run.take({ type: "answered", said });
  return { page, run };
}

test("what happens while an effect is done waits for its turn", () => {
  const [seen, ways] = [[], {}];
  const { run } = begin(ways);
  ways.show = () => seen.push(`shown ${run.state.shown}`);
  ways.blur = () => {
    run.take({ type: "blurred" });
    seen.push(`left, ${run.state.shown}`);
  };
  run.take({ type: "did", act: "judge", verdict: "pass" });
  assert.deepEqual(seen, ["left, 2", "shown 2"]);
});

test("an effect that fails stops none of what happens later", () => {
  const ways = {};
  const { run } = begin(ways);
  ways.blur = () => assert.fail("it does");
  assert.throws(() => run.take({ type: "did", act: "judge", verdict: "pass" }));
  run.take({ type: "typed", notes: [{ text: "a" }] });
  assert.equal(run.state.works[2].notes[0].text, "a");
});

test("what is due happens by the one timer, without another event", () => {
  const { page, run } = begin();
  run.take({ type: "typed", notes: [{ text: "a" }] });
  const { act, after } = page.due;
  assert.equal(after, 400);
  page.now += after;
  act();
  assert.deepEqual(
    run.state.waiting.map(({ kind }) => kind),
    ["draft"],
  );
});

// All that the state alone is to say.
const SAID = "waiting|waits|answered|heard|kept|works|shown|offline|later|brought|undoing|dirty|edits|revision|stamp|openedTraces|clash";
const OTHERS = SCREEN.filter((name) => !/_(state|words)$/.test(name)).map((name) => {
  const file = SCRIPTS.find((one) => path.basename(one) === `${name}.js`);
  return { name, text: fs.readFileSync(file, "utf-8") };
});

test("no other script of the screen says what is shown, waits, was answered, was refused, is kept or brought back", () => {
  assert.ok(OTHERS.length > 10);
  // What is shown of it, and what is held for the next screen: read by nobody as the state.
  const copied = /root\.dataset\.waiting = state\.waiting\.length|TOLD\.openedTraces = state\.openedTraces/g;
  const assigned = new RegExp(`\\.(?:${SAID})\\s*(?:[-+|&?*]{0,2}=(?!=)|\\+\\+|--)`, "g");
  const changed =
    /\b(?:work|notes|note|waiting|state|openedTrace)(?:\.\w+)*\.(?:push|pop|splice|shift|unshift|sort|reverse)\(|Object\.assign\((?:app\.)?(?:work|note|openedTrace|state|run)/g;
  for (const { name, text } of OTHERS) {
    const code = text.replaceAll(copied, "");
    assert.deepEqual([...(code.match(assigned) ?? []), ...(code.match(changed) ?? [])], [], name);
  }
});

test("a state is made in one place, and what is kept is written by its effects alone", () => {
  const users = (words) => OTHERS.filter(({ text }) => words.test(text)).map(({ name }) => name);
  assert.deepEqual(users(/reduceReader\(/), ["reader_run"]);
  assert.deepEqual(users(/keptHere\.at/), ["reader_copies"]);
  assert.deepEqual(users(/app\.copies\.(?:keep|forget)\(/), ["reader"]);
});
