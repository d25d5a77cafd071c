// Enter saves in a dialog whose button has this key, from whatever field; in a long text Shift+Enter begins a new
// line. Streamlit lets Enter save only from a short text of a form.

const HELD_AT_MOST = 5000;
const A_DIALOG = "[role='dialog']";
const SAVES = `${A_DIALOG} .st-key-enter_saves button`;
// What Enter presses or chooses itself.
const TAKES_ENTER = "button, a, summary, [aria-expanded='true']";

function letEnterSave() {
  const save = (event) => {
    const { target } = event;
    // What was typed before the dialog came is not in it yet.
    if (globalThis.faultlineKeepsKeys) return;
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {HTMLButtonElement | null} */
    const button = document.querySelector(SAVES);
    if (!button || button.disabled || !button.closest(A_DIALOG)?.contains(target) || target.matches(TAKES_ENTER)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat) return;
    holdLetters(target.closest(A_DIALOG));
    // A text is sent as it is left. The cursor stays, for Escape and for whoever goes on writing.
    if (target.matches("[data-testid='stTextInput'] input, textarea")) {
      target.blur();
      target.focus({ preventScroll: true });
    }
    setTimeout(() => button.click(), SENT_BY_THEN);
  };
  addEventListener("keydown", save, true);
  return save;
}

// What is struck between Enter and the answer is meant neither for the text that is on its way nor for what follows.
function holdLetters(dialog) {
  const began = performance.now();
  const hold = (event) => {
    if (event.key.length > 1 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const isAnswered = () => {
    const spent = performance.now() - began;
    const state = document.querySelector("[data-test-script-state]")?.getAttribute("data-test-script-state");
    return !dialog.isConnected || spent > HELD_AT_MOST || (spent > 2 * SENT_BY_THEN && state === "notRunning");
  };
  addEventListener("keydown", hold, true);
  const timer = setInterval(() => {
    if (!isAnswered()) return;
    clearInterval(timer);
    removeEventListener("keydown", hold, true);
  }, 50);
}
