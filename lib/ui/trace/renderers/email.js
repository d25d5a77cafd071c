// E-mail: each message as a letter with its heading; what it quotes is folded.
const LETTER_FIELD = /^(from|to|cc|bcc|subject|date|sent|reply-to):[ \t]*(.*)$/i;
const LETTER_QUOTED = /^(>|On .{5,200} wrote:\s*$|-{2,} ?(Original|Forwarded) message ?-{2,}\s*$)/i;

renderers.email = {
  said(step, trace) {
    if (called(step) || step.kind === "system" || !step.text) return renderers.chat.said(step, trace);
    return [...speaker(step), folded(step.text, letter)];
  },
};

function letter(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const made = node("div", "fl-letter");
  const heading = node("dl", "fl-letter-head");
  while (lines.length && LETTER_FIELD.test(lines[0])) {
    const [, name, said] = LETTER_FIELD.exec(lines.shift() ?? "") ?? [];
    heading.append(node("dt", "", name), node("dd", "", said));
  }
  if (heading.childElementCount) made.append(heading);
  const quoted = lines.findIndex((line) => LETTER_QUOTED.test(line));
  const own = (quoted < 0 ? lines : lines.slice(0, quoted)).join("\n").trim();
  const signed = own.search(/^-- ?$/m);
  made.append(plain(signed < 0 ? own : own.slice(0, signed).trimEnd()));
  if (signed >= 0) made.append(node("div", "fl-plain fl-quiet fl-signature", own.slice(signed)));
  if (quoted >= 0) made.append(quotedPart(lines.slice(quoted)));
  return made;
}

// A reply written below each quoted line would be hidden with it: then nothing is folded.
function quotedPart(lines) {
  const text = lines.join("\n").trimEnd();
  const answersBetween = lines[0].startsWith(">") && lines.some((line) => line.trim() && !line.startsWith(">"));
  if (answersBetween) return plain(text);
  return lazy("fl-unfold", `Quoted text · ${number(lines.length)} ${lines.length === 1 ? "line" : "lines"}`, text, () =>
    folded(text, plain),
  );
}
