// The keys of the annotation screen, as they are shown.

const KEYS = [
  [["1"], "pass, and on to the next"], [["2"], "fail, and write why"], [["D"], "defer, and on to the next"],
  [["N"], "write the note"], [["Esc"], "leave the note"], [["Ctrl", "↵"], "save, and on to the next"],
  [["←"], "previous trace, nothing is saved but the draft"], [["→"], "next trace"],
  [["["], "the failing step is one up"], [["]"], "the failing step is one down"],
  [["U"], "take back the last verdict"], [["Space"], "scroll the trace"], [["/"], "find in the trace"], [["?"], "this list"],
];

function keyLine(list) {
  const line = node("div", "fl-keys fl-quiet");
  const pair = (word, ...keys) => { const made = node("span"); made.append(...kbd(...keys), ` ${word}`); return made; };
  const all = button("fl-link fl-all-keys", "", () => list.toggle());
  all.append(...kbd("?"), " all keys");
  all.setAttribute("aria-expanded", "false");
  list.opener = all;
  line.append(pair("move", "←", "→"), pair("failing step", "[", "]"), pair("leave the note", "Esc"), all);
  return line;
}

function keyHelp() {
  const made = node("div", "fl-help");
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", "All keys");
  made.hidden = true;
  const list = node("dl");
  for (const [keys, words] of KEYS) {
    const term = node("dt");
    term.append(...kbd(...keys));
    list.append(term, node("dd", "", words));
  }
  made.append(list, node("p", "fl-quiet", "No key but Esc and Ctrl ↵ acts while you type."));
  made.toggle = (open = made.hidden) => { made.hidden = !open; made.opener.setAttribute("aria-expanded", String(open)); };
  return made;
}
