// Code: patches coloured line by line; what a call was given and what it gave back as code.
const CODE_IN_SIGHT = 12;

renderers.code = {
  said(step, trace) {
    if (called(step)) return [codeCall(step)];
    if (step.kind === "system") return [prompt(step, trace)];
    return [...speaker(step), content(step, isDiff(step.text ?? "") && !/^ {0,3}```/m.test(step.text) ? diffBlock : markdown)];
  },
};

function codeCall(step) {
  const given = step.args === undefined ? undefined : parseJson(step.args);
  const blocks =
    given && typeof given === "object" ? Object.entries(given).filter(([, part]) => typeof part === "string" && part.includes("\n")) : [];
  if (!blocks.length) return call(step, codeResult);
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !blocks.some(([block]) => block === name)));
  const made = call({ ...step, text: "" }, () => [], rest);
  for (const [name, text] of blocks) made.append(node("div", "fl-quiet", name), codeText(text));
  made.append(...codeResult(step));
  return made;
}

function codeResult(step) {
  if (step.result === undefined || !step.result.includes("\n") || parseJson(step.result) !== undefined) return result(step);
  return [node("div", step.error ? "fl-error-mark fl-own" : "fl-quiet fl-own", step.error ? "Error" : "→ result"), codeText(step.result)];
}

// The first lines in sight, the rest folded.
function codeText(text) {
  const draw = (part) => (isDiff(text) ? diffBlock(part) : codeBlock(part));
  const lines = text.replace(/\n+$/, "").split("\n");
  if (lines.length <= CODE_IN_SIGHT + 4 && text.length <= FOLD) return draw(lines.join("\n"));
  const made = node("div");
  const start = lines.slice(0, CODE_IN_SIGHT).join("\n").slice(0, FOLD);
  made.append(
    draw(start),
    button("fl-link", `Show all ${number(lines.length)} lines`, () => made.fill()),
  );
  return waits(
    made,
    () => text.slice(Math.max(0, start.length - 200)),
    () => made.replaceChildren(draw(text)),
  );
}
