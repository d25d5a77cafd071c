// What belongs to a text, where it goes, and what listens to it.

const assert = require("node:assert");
const { test } = require("node:test");
const { load } = require("./load.js");

// A screen with these texts to write in. `go(to)` gives something the focus.
function screen(...names) {
  const page = { activeElement: null, getSelection: () => null };
  const later = [];
  const given = {
    addEventListener: () => {},
    performance: { now: () => 10_000 },
    setTimeout: (act) => later.push(act),
    document: page,
  };
  const { makeWriting } = load(["writing"], ["makeWriting"], given);
  const heard = {};
  const inside = new Set();
  const root = {
    addEventListener: (name, act) => (heard[name] ??= []).push(act),
    contains: (one) => inside.has(one),
    getRootNode: () => page,
    querySelector: () => null,
  };
  const isAround = (one) => one === root || inside.has(one);
  const fire = (name, target, more) => {
    for (const act of heard[name] ?? []) act({ target, ...more });
    for (const act of later.splice(0)) act();
  };
  const go = (to) => {
    page.activeElement = to;
    if (inside.has(to)) fire("focusin", to);
  };
  const one = (kind) => ({ matches: (selector) => selector.includes(kind), contains: () => false, focus() {}, setSelectionRange() {} });
  const made = (kind) => {
    const element = one(kind);
    element.focus = () => go(element);
    inside.add(element);
    return element;
  };
  const texts = names.map(() => made("textarea"));
  const wanted = [...texts];
  const body = { contains: isAround, matches: () => false };
  page.activeElement = body;
  const writing = makeWriting(root, () => wanted);
  const takes = (key, more = {}) => {
    const event = { key, getModifierState: () => false, preventDefault() {}, ...more };
    return writing.takes(event);
  };
  return { page, body, texts, wanted, writing, takes, go, fire, link: one("a"), button: made("button") };
}

test("what makes a letter, pastes or takes back goes to the text that is written in", () => {
  const keys = [["x"], ["Dead"], ["Process"], ["Backspace"], ["v", { ctrlKey: true }], ["V", { metaKey: true }], ["z", { ctrlKey: true }]];
  for (const [key, more] of [...keys, ["Insert", { shiftKey: true }]]) {
    const { page, body, texts, takes, go } = screen("note");
    go(texts[0]);
    go(body);
    assert.ok(takes(key, more), key);
    assert.equal(page.activeElement, texts[0], key);
  }
  for (const [key, more] of [["PageDown"], ["c", { ctrlKey: true }], ["v", { ctrlKey: true, altKey: true }], ["Insert"]]) {
    const { page, body, texts, takes, go } = screen("note");
    go(texts[0]);
    go(body);
    assert.ok(!takes(key, more), key);
    assert.equal(page.activeElement, body);
  }
});

test("who is beside the screen stays there, and no letter is a command of it", () => {
  const { page, texts, takes, go, fire, link } = screen("note");
  go(texts[0]);
  go(link);
  for (const name of ["change", "toggle", "close"]) fire(name, name === "change" ? texts[0] : {});
  for (const key of ["d", "1", "Enter", "ArrowLeft"]) assert.ok(takes(key));
  assert.equal(page.activeElement, link);
});

test("a text that is left by no mouse does not call back from within the screen either", () => {
  const { page, texts, go, fire, button } = screen("note");
  go(texts[0]);
  go(button);
  fire("change", texts[0]);
  assert.equal(page.activeElement, button);
  fire("mouseup", button);
  assert.equal(page.activeElement, texts[0]);
});

test("of several texts the one somebody was in last is written in, while there is something to write on", () => {
  const { page, body, texts, wanted, writing, takes, go } = screen("note", "find");
  const [note, find] = texts;
  assert.ok(!takes("x"));
  writing.begin(0);
  assert.equal(page.activeElement, note);
  go(find);
  go(body);
  takes("x");
  assert.equal(page.activeElement, find);
  wanted[1] = null;
  go(body);
  takes("x");
  assert.equal(page.activeElement, note);
  go(body);
  assert.ok(takes("Escape"));
  assert.ok(!takes("x"));
  assert.equal(page.activeElement, body);
});

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
    makeWriting(root, () => []);
    assert.equal(listening.size, 0);
    const target = { closest: () => null, matches: () => false, clientWidth: 10, clientHeight: 10 };
    for (const act of heard.mousedown) act({ target, offsetX: 1, offsetY: 1 });
    assert.equal(listening.size, 1);
    for (const act of listening) act();
    listening.clear();
  }
});
