// Who writes and points at something in between goes on writing: the cursor goes back to the text, and no letter
// is taken for a command.

const STILL_TYPING = 1000;
const TEXT_FIELDS = "input, textarea, select, [contenteditable='true']";
const PRESSED = "button, summary, a, [role='button']";

// `field()` is what is written in, or null. `ends` selects what one means to go on with who points at it.
function makeWriting(root, field, ends) {
  const made = { on: false };
  const within = root.getRootNode();
  let typed = -STILL_TYPING;
  let held = false;
  /** @type {{ at: any, start: number, end: number } | null} */
  let caret = null;
  const focused = () => within.activeElement;
  const isText = (element) => element?.matches?.(TEXT_FIELDS) ?? false;
  const selection = () => {
    const now = document.getSelection();
    return !now || now.isCollapsed || !root.contains(now.anchorNode) ? null : now;
  };

  made.stop = () => {
    made.on = false;
  };
  // Left on purpose, so that the next key is meant as it is struck.
  made.end = () => {
    made.on = false;
    typed = -STILL_TYPING;
  };

  // A selection stays until the next letter: to give the focus away would lose it.
  made.back = () => {
    const at = made.on ? field() : null;
    // A closed dialog gives the focus back, but not the place for the next letter: said again, it is there.
    if (at && focused() === at && caret && caret.at === at) at.setSelectionRange(caret.start, caret.end);
    // Not while the mouse is down: a text that was changed says so as it is left, and the words being marked would be lost.
    if (held || !made.on || isText(focused()) || isText(document.activeElement) || selection() || root.querySelector("dialog[open]"))
      return;
    field()?.focus({ preventScroll: true });
  };

  // Says whether a key that was struck outside of a text belongs to one, and takes it there. For listeners.
  made.takes = (event) => {
    if ((event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph")) return false;
    const letter = event.key.length === 1;
    const at = made.on ? field() : null;
    if (at) {
      if (event.key === "Escape") {
        made.end();
        return true;
      }
      const edits = ["Backspace", "Delete", "Enter", "ArrowLeft", "ArrowRight"].includes(event.key) && !event.shiftKey;
      if (!letter && (!edits || focused()?.matches?.(PRESSED))) return false;
      at.focus({ preventScroll: true });
      return true;
    }
    if (!letter || performance.now() - typed >= STILL_TYPING) return false;
    typed = performance.now();
    event.preventDefault();
    return true;
  };

  for (const name of ["focusin", "input"])
    root.addEventListener(name, (event) => {
      if (event.target === field()) made.on = true;
    });
  root.addEventListener(
    "keydown",
    (event) => {
      const { key, target } = event;
      // Who goes on by Tab wants to be elsewhere.
      if (key === "Tab") made.on = false;
      if (!isText(target)) return;
      // Done with this field: what comes next is meant as it is struck.
      if (key === "Escape" || (key === "Enter" && target.matches("input"))) typed = -STILL_TYPING;
      else if (key.length === 1 || key === "Backspace" || event.isComposing) typed = performance.now();
      // A list that was closed again without a choice keeps the focus, and would go by letters.
      if (made.on && key.length === 1 && target.matches("select") && CSS.supports("selector(:open)") && !target.matches(":open"))
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
      if (ends && event.target.closest(ends)) made.on = false;
      // What is pressed, and the bar something is scrolled by, take the focus from nobody who writes.
      const { target } = event;
      const bar =
        !isText(target) && target.clientWidth > 0 && (event.offsetX >= target.clientWidth || event.offsetY >= target.clientHeight);
      if (made.on && focused() === field() && (bar || target.closest(PRESSED))) event.preventDefault();
    },
    true,
  );
  const later = () => setTimeout(made.back);
  for (const name of ["mouseup", "change", "close", "toggle"]) root.addEventListener(name, later, true);
  return made;
}
