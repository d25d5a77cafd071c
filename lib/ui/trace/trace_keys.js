// The keys of a trace on a page that has no keys of its own but Streamlit's: `/` opens find, Escape closes what lies open
// before anything around the trace hears of it, and what is typed while somebody looks for something goes to find.

// Returns how to stop listening.
function traceKeys(root) {
  root.writing ??= makeWriting(root, () => [root.find?.field()]);
  root.onTraceKey ??= (event) => {
    if (!root.isConnected || event.isComposing) return;
    const dialog = document.querySelector("[role='dialog']");
    if (dialog && !dialog.contains(root)) return;
    const focus = document.activeElement;
    const isWriting = focus?.matches?.("input, textarea, select, [contenteditable='true']");
    if (event.key === "Escape" && (!isWriting || root.contains(focus)) && shutOver(root)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (isWriting) return;
    else if (root.writing.takes(event)) event.stopPropagation();
    else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      root.find.open();
    }
  };
  addEventListener("keydown", root.onTraceKey, true);
  return () => removeEventListener("keydown", root.onTraceKey, true);
}

const SCREENFULS = { " ": 0.85, PageDown: 0.85, PageUp: -0.85, ArrowDown: 0.1, ArrowUp: -0.1 };
const ENDS = { Home: 0, End: 1 };
// These do nothing to a button that has the focus.
const NOT_FOR_BUTTONS = ["PageDown", "PageUp", "Home", "End"];

// Scrolls `pane` by a key that nobody writes with, and says whether it was one. Where something of `root` has the
// focus, only by those that mean nothing to it; `pane` itself scrolls by its own.
function scrollByKey(event, root, pane) {
  const { key, shiftKey } = event;
  const focus = document.activeElement;
  const isFree = !focus || focus === document.body;
  if (!isFree && !(NOT_FOR_BUTTONS.includes(key) && root.contains(focus))) return false;
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  if (Object.hasOwn(ENDS, key)) pane.scrollTo({ top: ENDS[key] * pane.scrollHeight });
  else if (Object.hasOwn(SCREENFULS, key)) pane.scrollBy({ top: SCREENFULS[key] * pane.clientHeight * (shiftKey ? -1 : 1) });
  else return false;
  event.preventDefault();
  return true;
}
