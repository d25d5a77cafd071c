// Ctrl+Enter saves wherever the focus is: Streamlit's radio buttons and ticks would keep that key to themselves,
// and press what has the focus once more.

const KEEP_IT = ":is([data-testid='stRadio'], [data-testid='stCheckbox']) :is(input, label)";

function letCtrlEnterPass() {
  const pass = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches?.(KEEP_IT)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat) return;
    // Told again where nothing keeps it, and where Streamlit listens for the keys of its buttons.
    const { key, code, keyCode, ctrlKey, metaKey, shiftKey, altKey } = event;
    const again = { key, code, keyCode, ctrlKey, metaKey, shiftKey, altKey, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", again));
  };
  addEventListener("keydown", pass, true);
  return pass;
}
