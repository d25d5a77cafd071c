const assert = require("node:assert");
const { test } = require("node:test");
const { load } = require("./load.js");
const { document, inside, outline } = require("./page.js");

const scope = load(
  ["markdown", "code_block", "json_tree", "trace_parts"],
  ["markdown", "parseJson", "jsonText", "jsonTree", "leaves", "isDiff", "diffBlock", "codeBlock", "Written", "DEEPEST", "LOOK_AHEAD"],
  { document },
);
const { markdown, parseJson, jsonText, leaves } = scope;

const READ = [
  ["one\ntwo", "p(one\ntwo)"],
  ["one\n\ntwo", "p(one)p(two)"],
  ["one\r\n\rtwo", "p(one)p(two)"],
  ["## Head *this*", "p(Head em(this))"],
  ["**bold** __bold__ ~~gone~~ _em_", "p(strong(bold) strong(bold) s(gone) em(em))"],
  ["snake_case_name stays, so does 2 * 3 * 4", "p(snake_case_name stays, so does 2 * 3 * 4)"],
  ["\\*not em\\*", "p(*not em*)"],
  ["a `b *c*` d", "p(a code(b *c*) d)"],
  ["so \\(a_1 * b_2 * c\\) *is*", "p(so \\(a_1 * b_2 * c\\) em(is))"],
  ["\\[\n- x_1\n+ \\{y\\}\n\\] then\n- one", "p(\\[\n- x_1\n+ \\{y\\}\n\\] then)ul(li(p(one)))"],
  ["$$\n# \\sum_{i}*j*\n$$", "p($$\n# \\sum_{i}*j*\n$$)"],
  ["is $\\{x_1\\}$ so", "p(is $\\{x_1\\}$ so)"],
  ["from $5 and *not* \\$6", "p(from $5 and em(not) $6)"],
  ["never \\(closed \\*", "p(never (closed *)"],
  ["> \\(x\\)", "blockquote(p(\\(x\\)))"],
  ["an open `tick and an open **star", "p(an open `tick and an open **star)"],
  ["[words](https://example.org/a_(b))", "p(u(words)span( (https://example.org/a_(b))))"],
  ["[https://a.org](https://a.org)", "p(u(https://a.org))"],
  ["![a cat](cat.png)", "p(span([image: a cat]))"],
  ["[no link] (here)", "p([no link] (here))"],
  ["- one\n- two\n  - three", "ul(li(p(one))li(p(two)ul(li(p(three)))))"],
  ["3. three\n4. four", "ol(li(p(three))li(p(four)))"],
  ["- one\n\n- two", "ul(li(p(one))li(p(two)))"],
  ["- one\n1. first", "ul(li(p(one)))ol(li(p(first)))"],
  ["> said\n> *twice*\nafter", "blockquote(p(said\nem(twice)))p(after)"],
  ["---\n***", "hr()hr()"],
  ["|a|b|\n|-|-|\n|1|**2**|\nend", "div(table(thead(tr(th(a)th(b)))tbody(tr(td(1)td(strong(2))))))p(end)"],
  ["a | b", "p(a | b)"],
  ["```\nx < 1 # why\n```\nafter", "pre(x < span(1) span(# why))p(after)"],
  ["~~~\nnever closed", "pre(never closed)"],
];

for (const [text, expected] of READ) {
  test(`markdown: ${JSON.stringify(text)}`, () => assert.equal(inside(markdown(text)), expected));
}

test("markup of another kind stays text", () => {
  const text = "<img src=x onerror=alert(1)> &amp; <script>";
  assert.equal(inside(markdown(text)), `p(${text})`);
});

test("a mark whose other end lies further than is looked ahead is text", () => {
  const near = `**${"a".repeat(100)}**`;
  const far = `**${"a".repeat(scope.LOOK_AHEAD)}**`;
  assert.match(inside(markdown(near)), /^p\(strong/);
  assert.equal(inside(markdown(far)), `p(${far})`);
});

test("no character of a text without marks is lost, however deep its quotes and lists go", () => {
  const deep = `${"> ".repeat(40)}deep`;
  assert.ok(markdown(deep).textContent.endsWith("deep"));
  const list = Array.from({ length: 20 }, (_, depth) => `${"  ".repeat(depth)}- item${depth}`).join("\n");
  for (let depth = 0; depth < 20; depth += 1) assert.ok(markdown(list).textContent.includes(`item${depth}`), String(depth));
});

test("a number is shown as it was written", () => {
  const value = parseJson('{"a": 1.0, "b": 12345678901234567890, "c": [2, "2"]}');
  assert.equal(jsonText(value), '{a: 1.0, b: 12345678901234567890, c: [2, "2"]}');
  assert.equal(leaves(value), "a: 1.0\nb: 12345678901234567890\nc: 0: 2\n1: 2");
});

test("what is no JSON, or nested too deeply to be drawn, is none", () => {
  assert.equal(parseJson("{not json"), undefined);
  const nested = (depth) => "[".repeat(depth) + "]".repeat(depth);
  assert.notEqual(parseJson(nested(scope.DEEPEST)), undefined);
  assert.equal(parseJson(nested(scope.DEEPEST + 2)), undefined);
});

test("a tree of a few fields is open, one of many waits until it is opened", () => {
  assert.match(outline(scope.jsonTree({ a: 1 })), /details\(summary\(span\(1 field\)\)div\(span\(a: \)span\(1\)\)\)/);
  const many = scope.jsonTree(Array.from({ length: 41 }, (_, place) => place));
  assert.equal(outline(many), "div(details(summary(span(41 items))))");
  const [details] = many.childNodes;
  assert.match(details.holds(), /40: 40$/);
  details.fill();
  assert.match(outline(many), /span\(40: \)span\(40\)/);
});

test("a patch is told from other text that has plus and minus signs", () => {
  assert.ok(scope.isDiff("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b"));
  assert.ok(!scope.isDiff("- a list\n+ of signs"));
  const kinds = scope.diffBlock("@@ -1 +1 @@\n-a\n+b\n c").childNodes.map((line) => line.className);
  assert.deepEqual(kinds, ["fl-line fl-place", "fl-line fl-went", "fl-line fl-came", "fl-line"]);
});

test("code that is coloured loses no character", () => {
  const code = 'def f(x):\n  # why \'not\'\n  return "a\\"b" + 1_000 // 2\n';
  assert.equal(scope.codeBlock(code).textContent, code);
});
