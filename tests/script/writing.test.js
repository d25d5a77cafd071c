// Who comes to many screens, one after the other, is listened to by the last alone.

const assert = require("node:assert");
const { test } = require("node:test");
const { load } = require("./load.js");

test("a screen listens to the whole window only while the mouse is down", () => {
  const listening = new Set();
  const given = {
    addEventListener: (name, act, { once } = {}) => {
      assert.ok(once, name);
      listening.add(act);
    },
    performance: { now: () => 0 },
    setTimeout: () => 0,
    document: {},
  };
  const { makeWriting } = load(["writing"], ["makeWriting"], given);
  for (let screens = 0; screens < 3; screens += 1) {
    const heard = {};
    const root = { getRootNode: () => ({}), addEventListener: (name, act) => (heard[name] ??= []).push(act) };
    makeWriting(root, () => null);
    assert.equal(listening.size, 0);
    const target = { closest: () => null, matches: () => false, clientWidth: 10, clientHeight: 10 };
    for (const act of heard.mousedown) act({ target, offsetX: 1, offsetY: 1 });
    assert.equal(listening.size, 1);
    for (const act of listening) act();
    listening.clear();
  }
});
