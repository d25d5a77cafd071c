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
