// The screen code without a page: scripts of lib/ as one text in one scope, the way the browser gets them.

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const LIB = path.join(__dirname, "..", "..", "lib");
const SCRIPTS = fs
  .readdirSync(LIB, { recursive: true })
  .filter((name) => name.endsWith(".js"))
  .map((name) => path.join(LIB, name));

// A script is found by its name, wherever in lib/ it lies, so that a move of it is no matter here.
function find(name) {
  const found = SCRIPTS.filter((file) => path.basename(file) === `${name}.js`);
  if (found.length !== 1) throw new Error(`${found.length} scripts are called ${name}.js: ${found.join(", ")}`);
  return found[0];
}

// Returns what these scripts declare under the `wanted` names. `given` stands for what a page would have.
function load(scripts, wanted, given = {}) {
  const text = scripts.map((name) => fs.readFileSync(find(name), "utf-8")).join("\n");
  const joined = `${text.replaceAll(/^export default /gm, "")}\nreturn { ${wanted.join(", ")} };`;
  return vm.compileFunction(joined, Object.keys(given))(...Object.values(given));
}

module.exports = { load, SCRIPTS };
