const assert = require("node:assert");
const { test } = require("node:test");
const { load } = require("./load.js");
const { document, inside, outline } = require("./page.js");

const NAMES = [
  "shorten",
  "number",
  "lazy",
  "folded",
  "plain",
  "value",
  "called",
  "sameBefore",
  "call",
  "result",
  "written",
  "FOLD",
  "RAW_FROM",
];
const scope = load(["markdown", "code_block", "json_tree", "trace_parts"], NAMES, { document });

test("what is shortened is at most as long as asked, and says that it was", () => {
  assert.equal(scope.shorten("short", 5), "short");
  assert.equal(scope.shorten("a longer one", 9), "a longer…");
  assert.equal(scope.shorten("two words", 5), "two…");
});

test("text of any length is there in full once it is opened", () => {
  for (const length of [scope.FOLD, scope.FOLD + 1, scope.RAW_FROM + 1, 3 * scope.RAW_FROM]) {
    const text = Array.from({ length }, (_, place) => String.fromCharCode(97 + (place % 26))).join("");
    const made = scope.folded(text, scope.plain);
    if (length > scope.FOLD) {
      assert.ok(made.textContent.length < scope.FOLD + 100);
      made.fill();
    }
    assert.equal(made.textContent.replaceAll(/[^a-z]/g, "").length, length);
  }
});

test("the cut of a long text falls into no character of two halves", () => {
  const made = scope.folded(`${"a".repeat(scope.FOLD - 1)}😀${"b".repeat(10)}`, scope.plain);
  assert.equal(made.childNodes[0].textContent, "a".repeat(scope.FOLD - 1));
});

test("what find looks through holds both sides of the cut", () => {
  const made = scope.folded(`${"a".repeat(scope.FOLD - 3)}needle${"b".repeat(100)}`, scope.plain);
  assert.ok(made.holds().includes("needle"));
});

test("what waits is drawn once", () => {
  let times = 0;
  const made = scope.lazy("", "More", "text", () => {
    times += 1;
    return "drawn";
  });
  made.fill();
  made.fill();
  assert.equal(times, 1);
  assert.equal(outline(made), "details(summary(More)drawn)");
});

test("JSON objects and lists become trees, everything else stays as it came", () => {
  assert.equal(scope.value('{"a": 1}').className, "fl-json");
  for (const text of ["12", '"a"', "{broken", "null", "[1, 2"]) assert.equal(outline(scope.value(text)), `div(${text})`);
});

test("a call says its name, its arguments and what came back", () => {
  const step = { kind: "tool", name: "book", args: '{"room": 4, "note": null}', result: '{"ok": true}' };
  assert.equal(inside(scope.call(step)), "div(span(book)span((room=4, note=null)))div(→ span(ok: true))");
  assert.equal(
    inside(scope.call({ ...step, args: "not json", result: undefined })),
    "div(span(book)span((not json)))div(→ no result recorded)",
  );
  const failed = scope.call({ ...step, error: true, result: "" });
  assert.equal(failed.className, "fl-call fl-failed");
  assert.equal(inside(failed.childNodes[1]), "span(Error)→ bdi(empty result)");
});

test("a step is a call where it is a tool's, or has arguments or a result", () => {
  assert.ok(scope.called({ kind: "tool" }) && scope.called({ kind: "other", args: "" }) && scope.called({ kind: "other", result: "" }));
  assert.ok(!scope.called({ kind: "assistant", text: "said" }));
});

test("text in JSON is searched as it is shown", () => {
  assert.equal(scope.written('{"a": "one\\ntwo"}'), "a: one\ntwo");
  assert.equal(scope.written("C:\\temp"), "C:\\temp");
});

test("a prompt is the same as before only in a row of traces that have it", () => {
  assert.deepEqual(
    [1, 2, 3].map((trace) => scope.sameBefore(trace, "be kind")),
    [0, 1, 2],
  );
  assert.equal(scope.sameBefore(4, "be brief"), 0);
  assert.equal(scope.sameBefore(5, "be kind"), 0);
  assert.equal(scope.sameBefore(3, "be kind"), 2, "a trace shown again says what it said");
});
