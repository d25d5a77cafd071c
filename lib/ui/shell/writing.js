// Who writes and points at something in between goes on writing: the cursor goes back to the text, and no letter
// is taken for a command.

const STILL_TYPING = 1000;
const TEXT_FIELDS = "input, textarea, select, [contenteditable='true']";
const PRESSED = "button, summary, a, [role='button']";
const EDITS = ["Backspace", "Delete", "Enter", "ArrowLeft", "ArrowRight"];
// What a key says that makes a letter together with others: an accent, or a method of input.
const MAKES_LETTERS = ["Dead", "Process"];

const isShortcut = (event) => (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph");
const isLetter = ({ key }) => key.length === 1 || MAKES_LETTERS.includes(key);

// Whether a key changes the text one stands in, letters aside: pasting and taking back do.
function isEdit(event) {
  const { key, shiftKey } = event;
  if (isShortcut(event)) return !event.altKey && ["v", "z", "y"].includes(key.toLowerCase());
  return shiftKey ? key === "Insert" : EDITS.includes(key);
}

// `fields()` are those that may be written in, the main one first, each or null where there is nothing to write on.
// `ends` selects what one means to go on with who points at it.
function makeWriting(root, fields, ends) {
  const made = {};
  const within = root.getRootNode();
  // By their place among the fields: those somebody was in, the last one last.
  let written = [];
  let typed = -STILL_TYPING;
  let held = false;
  /** @type {{ at: any, start: number, end: number } | null} */
  let caret = null;
  const focused = () => within.activeElement;
  const isText = (element) => element?.matches?.(TEXT_FIELDS) ?? false;
  // What is written in, or null.
  const field = () => {
    const all = fields();
    return all[written.findLast((place) => all[place])] ?? null;
  };
  // Whoever went to something beside the screen, as by a screen reader, is not called back.
  const isElsewhere = () => {
    const at = document.activeElement;
    return Boolean(at) && !at?.contains(within.host ?? root) && !root.contains(at);
  };
  const went = (place) => {
    written = [...written.filter((one) => one !== place), place];
  };
  const selection = () => {
    const now = document.getSelection();
    return !now || now.isCollapsed || !root.contains(now.anchorNode) ? null : now;
  };

  made.stop = () => {
    written = [];
  };
  // Left on purpose, so that the next key is meant as it is struck.
  made.end = () => {
    made.stop();
    typed = -STILL_TYPING;
  };
  // From now on the field at this place is written in.
  made.begin = (place) => {
    went(place);
    made.back();
  };

  // A selection stays until the next letter: to give the focus away would lose it.
  made.back = () => {
    const at = field();
    // A closed dialog gives the focus back, but not the place for the next letter: said again, it is there.
    if (at && focused() === at && caret && caret.at === at) at.setSelectionRange(caret.start, caret.end);
    // Not while the mouse is down: the words being marked would be lost.
    if (held || !at || isText(focused()) || isText(document.activeElement) || isElsewhere()) return;
    if (!selection() && !root.querySelector("dialog[open]")) at.focus({ preventScroll: true });
  };

  // Says whether a key that was struck outside of a text belongs to one, and takes it there. For listeners.
  made.takes = (event) => {
    const letter = isLetter(event) && !isShortcut(event);
    const at = field();
    if (at) {
      if (event.key === "Escape") {
        made.end();
        return true;
      }
      if (!letter && !isEdit(event)) return false;
      if (isElsewhere()) return true;
      if (!letter && !isShortcut(event) && focused()?.matches?.(PRESSED)) return false;
      at.focus({ preventScroll: true });
      return true;
    }
    if (!letter || performance.now() - typed >= STILL_TYPING) return false;
    typed = performance.now();
    event.preventDefault();
    return true;
  };

  for (const name of ["focusin", "input"])
    root.addEventListener(name, ({ target }) => {
      const place = fields().indexOf(target);
      if (place >= 0) went(place);
    });
  root.addEventListener(
    "keydown",
    (event) => {
      const { key, target } = event;
      // Who goes on by Tab wants to be elsewhere.
      if (key === "Tab") made.stop();
      if (!isText(target)) return;
      // Done with this field: what comes next is meant as it is struck.
      if (key === "Escape" || (key === "Enter" && target.matches("input"))) typed = -STILL_TYPING;
      else if (isLetter(event) || key === "Backspace" || event.isComposing) typed = performance.now();
      // A list that was closed again without a choice keeps the focus, and would go by letters.
      if (key.length === 1 && target.matches("select") && CSS.supports("selector(:open)") && !target.matches(":open"))
        field()?.focus({ preventScroll: true });
    },
    true,
  );
  for (const name of ["input", "keyup", "mouseup"])
    root.addEventListener(name, ({ target }) => {
      if (target === field() && target.matches("textarea")) caret = { at: target, start: target.selectionStart, end: target.selectionEnd };
    });
  const letGo = () => {
    held = false;
  };
  root.addEventListener(
    "mousedown",
    (event) => {
      held = true;
      // Wherever it is let go. No screen that is gone goes on listening.
      addEventListener("mouseup", letGo, { capture: true, once: true });
      if (ends && event.target.closest(ends)) made.stop();
      // What is pressed, and the bar something is scrolled by, take the focus from nobody who writes.
      const { target } = event;
      const at = field();
      const bar =
        !isText(target) && target.clientWidth > 0 && (event.offsetX >= target.clientWidth || event.offsetY >= target.clientHeight);
      if (at && focused() === at && (bar || target.closest(PRESSED))) event.preventDefault();
    },
    true,
  );
  for (const name of ["mouseup", "change", "close", "toggle"])
    root.addEventListener(
      name,
      ({ target }) => {
        // A text that was changed says so as it is left: who leaves it by no mouse has left it.
        if (name !== "change" || target !== field()) setTimeout(made.back);
      },
      true,
    );
  return made;
}
