// The keys of the annotation screen, as they are shown.

function keyLine(list, stepBy) {
  const line = node("div", "fl-keys fl-quiet");
  const pair = (word, ...keys) => {
    const made = node("span");
    made.append(...kbd(...keys), ` ${word}`);
    return made;
  };
  const step = node("span", "fl-stepping");
  for (const [key, words, by] of [
    ["[", "Failing step one up", -1],
    ["]", "Failing step one down", 1],
  ]) {
    const one = button("fl-step-by", "", ({ detail }) => stepBy(by, detail > 0));
    one.append(...kbd(key));
    one.setAttribute("aria-label", words);
    one.title = words;
    one.setAttribute("aria-keyshortcuts", ownKeys.sign(key));
    step.append(one);
  }
  step.append(" failing step");
  const all = button("fl-link fl-all-keys", "", () => list.toggle());
  all.append(...kbd("?"), " all keys");
  all.setAttribute("aria-expanded", "false");
  list.opener = all;
  line.append(pair("previous, next", "←", "→"), step, pair("leave the note", "Esc"), all);
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
  made.toggle = (open = made.hidden) => {
    made.hidden = !open;
    made.opener.setAttribute("aria-expanded", String(open));
  };
  // Says whether it was open.
  made.shut = () => {
    const was = !made.hidden;
    made.toggle(false);
    return was;
  };
  return made;
}

// Listens for the keys of the screen, and hands on (`take`) those that are its own: what comes of one, and that none
// but Esc and Ctrl+Enter acts while somebody types, is said in reader_state.js. `shut()` closes the innermost of what
// lies open, and says whether something did.
function makeKeys(root, trace, { take, writing, tags, shut }) {
  // What was a command is none of the note's letters, as long as it is held.
  let held = "";
  return (event) => {
    if (!event.repeat) held = "";
    if (!root.isConnected || event.defaultPrevented || event.isComposing || root.querySelector("dialog[open]")) return;
    take({ type: "active" });
    const press = (key, more) => take({ type: "key", key, repeat: event.repeat, ...more });
    const focus = document.activeElement;
    const elsewhere = focus && focus !== document.body && !root.contains(focus);
    const typing = focus?.matches?.("input, textarea, select, [contenteditable='true']");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !elsewhere) {
      event.preventDefault();
      press("Enter", { ctrl: true });
      return;
    }
    // What lies open is closed first. Who writes stays in the text.
    if (event.key === "Escape" && !elsewhere && shut()) {
      event.preventDefault();
      writing.back();
      return;
    }
    if (typing) {
      if (held && event.code === held) event.preventDefault();
      press(event.key, { writing: true, outside: elsewhere });
      return;
    }
    if (writing.takes(event)) {
      press(event.key, { writing: true });
      return;
    }
    if ((event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph")) return;
    const digit = Number(/^Digit([1-9])$/.exec(event.code)?.[1]);
    if (digit && event.shiftKey && tags().has(digit)) {
      event.preventDefault();
      press(`tag ${digit}`);
      return;
    }
    // Where a digit takes Shift to type, its key alone is the digit while quick tags are there.
    const struck = digit && !event.shiftKey && tags().has(1) ? String(digit) : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const key = ownKeys.meant(struck);
    if (isOfScreen(key)) {
      held = event.code;
      event.preventDefault();
      press(key, { struck });
    } else scrollByKey(event, root, trace);
  };
}
