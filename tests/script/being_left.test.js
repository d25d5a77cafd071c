const assert = require("node:assert");
const fs = require("node:fs");
const { beforeEach, mock, test } = require("node:test");
const { load, SCRIPTS } = require("./load.js");

mock.timers.enable({ apis: ["setTimeout", "Date"] });

let heard;
let page;
let beingLeft;
let done;
const screen = { isConnected: true };

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  heard = [];
  done = [];
  page = { pathname: "/annotate", state: "notRunning" };
  const document = { querySelector: () => ({ getAttribute: () => page.state }) };
  const addEventListener = (name, act) => heard.push({ name, act });
  ({ beingLeft } = load(["being_left"], ["beingLeft"], {
    globalThis: {},
    addEventListener,
    document,
    location: page,
    performance: { now: () => Date.now() },
  }));
  beingLeft.shown(screen);
});

const press = (...path) => heard[0].act({ composedPath: () => path });
const send = (what, name = "act", root = screen) => beingLeft.send(root, name, () => done.push(what));
const wait = (milliseconds) => mock.timers.tick(milliseconds);

test("what a screen sends goes at once, whatever is pressed on it or in a dialog", () => {
  press({}, screen);
  press({ matches: () => true });
  send("draft");
  assert.deepEqual(done, ["draft"]);
});

test("after a press elsewhere it waits until it is known that no other page comes, and the last of it is sent once", () => {
  press({});
  send("draft");
  send("save");
  send("similar", "similar");
  assert.deepEqual(done, []);
  page.state = "running";
  wait(15_000);
  assert.deepEqual(done, []);
  page.state = "notRunning";
  wait(300);
  assert.deepEqual(done, ["save", "similar"]);
  wait(60_000);
  assert.equal(done.length, 2);
});

test("under another address nothing of it is sent", () => {
  page.pathname = "/failures";
  send("draft");
  wait(60_000);
  assert.deepEqual(done, []);
  page.pathname = "/annotate";
  wait(300);
  assert.deepEqual(done, ["draft"]);
});

test("what waited is sent no more once the screen is gone", () => {
  press({});
  send("draft");
  beingLeft.gone(screen);
  send("more");
  wait(60_000);
  assert.deepEqual(done, []);
});

test("a press that led to a screen does not hold it up", () => {
  press({});
  const next = {};
  beingLeft.shown(next);
  send("first", "act", next);
  assert.deepEqual(done, ["first"]);
});

test("all screens share one listener and one timer", () => {
  const shared = { isConnected: true };
  beingLeft.shown(shared);
  assert.equal(heard.length, 1);
  press({});
  send("one");
  send("two", "act", shared);
  wait(1200);
  assert.deepEqual(done, ["one", "two"]);
});

test("no screen that sends by itself does so without asking", () => {
  for (const file of SCRIPTS.filter((name) => /(reader|labeller|board)\.js$/.test(name))) {
    const text = fs.readFileSync(file, "utf-8");
    const sent = text.match(/setTriggerValue\(/g) ?? [];
    const asked = text.match(/beingLeft\.send\(root, "\w+", \(\) => setTriggerValue\(/g) ?? [];
    assert.ok(sent.length && sent.length === asked.length, file);
  }
});
