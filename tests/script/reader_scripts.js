// The scripts of the annotation screen's state, as the component reads them.

const fs = require("node:fs");
const path = require("node:path");

const SAID = fs.readFileSync(path.join(__dirname, "..", "..", "lib", "ui", "annotate", "reader.py"), "utf-8");
const SCREEN = [...SAID.matchAll(/"(?:annotate|shell)\/(\w+)\.js"/g)].map(([, name]) => name);
const STATE = SCREEN.filter((name) => /_(state|words)$/.test(name));

module.exports = { SCREEN, STATE };
