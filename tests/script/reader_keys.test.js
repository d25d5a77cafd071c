const assert = require("node:assert");
const { beforeEach, test } = require("node:test");
const { load } = require("./load.js");
const { STATE } = require("./reader_scripts.js");

const page = { body: { blur: () => {} }, activeElement: null };
const { makeKeys, openedState, meantBy, ownKeys } = load(
  ["own_keys", ...STATE, "trace_keys", "reader_keys"],
  ["makeKeys", "openedState", "meantBy", "ownKeys"],
  { document: page },
);
const ACTS = ["1", "2", "d", "n", "u", "g", "w", "/", "?", "[", "]", "ArrowLeft", "ArrowRight", "Escape"];

const note = {
  matches: () => true,
  blur: () => {
    page.activeElement = page.body;
  },
  here: true,
};
const elsewhere = { matches: () => true, blur: () => assert.fail("it is none of ours") };
const root = { isConnected: true, contains: (one) => one.here === true, querySelector: () => root.dialog, dialog: null };
const trace = {
  clientHeight: 100,
  scrollHeight: 1000,
  scrollTo: ({ top }) => {
    trace.scrolled = top;
  },
  scrolled: 0,
  scrollBy: ({ top }) => {
    trace.scrolled += top;
  },
};
let done;
let stopped;
let state;
let tagged;
let written;
let left;
const open = [];

// What a key means is asked of the screen's state.
function take(event) {
  if (event.type !== "key") return;
  const meant = meantBy(state, event);
  if (meant === "leave") {
    page.activeElement.blur();
    left += 1;
  } else if (meant) done.push(meant);
}

const onKey = makeKeys(root, trace, {
  take,
  writing: { takes: () => written, back: () => {} },
  tags: () => ({ has: (digit) => digit <= tagged }),
  shut: () => open.pop() !== undefined,
});

function press(key, more = {}) {
  onKey({
    key,
    code: "",
    getModifierState: () => false,
    preventDefault: () => {
      stopped += 1;
    },
    ...more,
  });
  return done.splice(0);
}

beforeEach(() => {
  Object.assign(page, { activeElement: page.body });
  Object.assign(root, { isConnected: true, dialog: null });
  Object.assign(trace, { scrolled: 0 });
  [done, stopped, tagged, written, left] = [[], 0, 0, false, 0];
  state = openedState("tab", 1);
});

test("every key does what it is for, in either case of a letter", () => {
  for (const key of ACTS) assert.deepEqual(press(key), [key]);
  assert.deepEqual(press("D"), ["d"]);
  assert.deepEqual(press("x"), []);
});

test("while a note is written, Escape leaves it, Ctrl and Enter save it, and nothing else acts", () => {
  for (const key of ACTS.filter((one) => one !== "Escape")) {
    page.activeElement = note;
    assert.deepEqual(press(key), [], key);
    assert.equal(page.activeElement, note);
  }
  assert.deepEqual(press("Escape"), []);
  assert.equal(page.activeElement, page.body);
  assert.equal(left, 1, "the next key is meant as it is struck");
  page.activeElement = note;
  assert.deepEqual(press("Enter"), []);
  for (const more of [{ ctrlKey: true }, { metaKey: true }]) assert.deepEqual(press("Enter", more), ["save"]);
  assert.deepEqual(press("Enter", { ctrlKey: true, repeat: true }), [], "one save for a key held down");
});

test("Escape closes what lies open, one after the other, and then leaves the note", () => {
  page.activeElement = note;
  open.push("similar traces", "find");
  press("Escape");
  press("Escape");
  assert.deepEqual([open.length, left, page.activeElement], [0, 0, note]);
  press("Escape");
  assert.equal(left, 1);
  page.activeElement = elsewhere;
  open.push("find");
  press("Escape");
  assert.equal(open.pop(), "find");
});

test("a key that belongs to the note somebody writes is none of the screen's, but for Ctrl and Enter", () => {
  written = true;
  for (const key of ACTS) assert.deepEqual(press(key), [], key);
  assert.deepEqual(press("Enter", { ctrlKey: true }), ["save"]);
});

test("a field that is none of the screen's keeps its keys", () => {
  page.activeElement = elsewhere;
  for (const key of ACTS) assert.deepEqual(press(key), [], key);
  assert.deepEqual(press("Enter", { ctrlKey: true }), []);
});

test("nothing acts under an open dialog, in the middle of a sign, in what is gone, or after a pause was asked for", () => {
  root.dialog = {};
  assert.deepEqual(press("1"), []);
  root.dialog = null;
  assert.deepEqual(press("1", { isComposing: true }), []);
  assert.deepEqual(press("1", { defaultPrevented: true }), []);
  state.muted = Infinity;
  assert.deepEqual(press("1"), []);
  state.muted = 0;
  root.isConnected = false;
  assert.deepEqual(press("1"), []);
});

test("a browser's own shortcut is left to it, a sign typed by AltGraph is not", () => {
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) assert.deepEqual(press("d", more), []);
  assert.deepEqual(press("[", { ctrlKey: true, altKey: true, getModifierState: () => true }), ["["]);
});

test("a key held down acts once, but for those that go from step to step", () => {
  assert.deepEqual(press("1", { repeat: true }), []);
  assert.deepEqual(press("[", { repeat: true }), ["["]);
});

test("Shift and a digit is a quick tag only where there is one", () => {
  assert.deepEqual(press("!", { code: "Digit1", shiftKey: true }), []);
  tagged = 2;
  assert.deepEqual(press("!", { code: "Digit1", shiftKey: true }), ["tag 1"]);
  assert.deepEqual(press("&", { code: "Digit1" }), ["1"], "the key alone is the digit where a digit takes Shift");
  assert.deepEqual(press("#", { code: "Digit3", shiftKey: true }), []);
});

test("Space scrolls the trace, and presses a button that has the focus instead", () => {
  press(" ");
  assert.equal(trace.scrolled, 85);
  press(" ", { shiftKey: true });
  assert.equal(trace.scrolled, 0);
  page.activeElement = { here: true };
  press(" ");
  assert.equal(trace.scrolled, 0);
});

test("Home, End and pages scroll the trace with a button in focus, and stay the text's while somebody writes", () => {
  page.activeElement = { here: true };
  press("End");
  assert.equal(trace.scrolled, 1000);
  press("PageUp");
  assert.equal(trace.scrolled, 915);
  page.activeElement = note;
  press("Home");
  assert.equal(trace.scrolled, 915);
  page.activeElement = page.body;
  press("Home");
  assert.equal(trace.scrolled, 0);
});

test("a key of one's own does what the usual one did, which does nothing then, and is no command right after typing", () => {
  ownKeys.use({ D: "j", "←": "h", 1: "2", 2: "1" });
  for (const [key, meant] of Object.entries({ j: "d", H: "ArrowLeft", 2: "1", 1: "2", n: "n" })) assert.deepEqual(press(key), [meant]);
  for (const key of ["d", "ArrowLeft"]) assert.deepEqual(press(key), [], key);
  assert.deepEqual(["D", "N"].map(ownKeys.sign), ["J", "N"]);
  state = { ...state, typed: state.now };
  assert.deepEqual(press("h"), []);
  ownKeys.use({});
});
