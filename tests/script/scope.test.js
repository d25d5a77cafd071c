// The scripts of a component are one text: where two declare one name, the later function stands for both, unseen.

const assert = require("node:assert");
const fs = require("node:fs");
const { test } = require("node:test");
const { SCRIPTS } = require("./load.js");

test("no name stands at the top of two scripts", () => {
  const found = new Map();
  for (const file of SCRIPTS) {
    const text = fs.readFileSync(file, "utf-8");
    if (/^export default /m.test(text)) continue; // a module of its own
    for (const [, name] of text.matchAll(/^(?:async )?(?:function\*?|const|let|var|class) (\w+)/gm)) {
      found.set(name, [...(found.get(name) ?? []), file]);
    }
  }
  assert.ok(found.size > 100);
  assert.deepEqual(
    [...found].filter(([, files]) => files.length > 1),
    [],
  );
});

test("no script is longer than can be read in one go", () => {
  const long = SCRIPTS.map((file) => [file, fs.readFileSync(file, "utf-8").trimEnd().split("\n").length]).filter(
    ([, lines]) => lines > 300,
  );
  assert.deepEqual(long, []);
});
