// Code and patches as DOM nodes, with their words in colours. Text only ever becomes textContent.

const TOKEN = new RegExp(
  [
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/.source,
    /((?:^|(?<=\s))(?:#|\/\/)[^\n]*)/.source,
    /\b(\d[\d_.]*)\b/.source,
    /\b(def|class|return|if|else|elif|for|while|in|import|from|const|let|var|function|async|await|try|catch|except|raise|throw|new|and|or|not|null|None|true|false|True|False|SELECT|FROM|WHERE|AND|OR|JOIN|ON|INSERT|UPDATE|DELETE|GROUP|ORDER|BY|LIMIT)\b/
      .source,
  ].join("|"),
  "gm",
);

function codeBlock(code) {
  const made = node("pre", "fl-code");
  if (code.length > 20000) {
    made.textContent = code;
    return made;
  }
  let done = 0;
  for (const found of code.matchAll(TOKEN)) {
    made.append(code.slice(done, found.index));
    const kind = found[1] ? "str" : found[2] ? "com" : found[3] ? "num" : "key";
    made.append(node("span", `fl-${kind}`, found[0]));
    done = found.index + found[0].length;
  }
  made.append(code.slice(done));
  return made;
}

function isDiff(text) {
  return /^(diff --git |Index: |--- \S.*\n\+\+\+ |@@ -\d)/m.test(text.slice(0, 5000)) && /^[-+]/m.test(text);
}

// A patch, line by line: what came, what went, and where.
function diffBlock(text) {
  const made = node("pre", "fl-code fl-diff");
  for (const line of text.split("\n")) {
    const kind = /^(\+\+\+|---|diff |index |Index: )/.test(line)
      ? "file"
      : /^@@/.test(line)
        ? "place"
        : line[0] === "+"
          ? "came"
          : line[0] === "-"
            ? "went"
            : "";
    made.append(node("span", `fl-line ${kind && `fl-${kind}`}`.trim(), `${line}\n`));
  }
  return made;
}
