// What is typed between the key that asks the server for a dialog and the dialog: it is meant for the dialog's text,
// and no letter of it is a command of the board.

const SAID_AFTER = 3_000;
const DIALOG_AFTER_ANSWER = 3_000;
const FIELD_READY_IN = 100;
const GONE_FOR = 50;
// Those with a text to write. The others have a choice or a button.
const WITH_TEXT = ["new", "split", "edit"];
// What stands in these already is of one that was closed without saving.
const FOR_ANOTHER = ["new", "split"];

// `back()` is called when a dialog is closed: Streamlit's neither takes the focus nor gives it back. `says(words)` says
// that it takes long to come, or nothing any more.
function makeAsked(root, back, says) {
  const made = {};
  let text = "";
  // Struck in the dialog itself, as the last key: it is meant for the button.
  let entered = false;
  let timer;
  let leaving;
  /** @type {MutationObserver | undefined} */
  let observer;
  const dialogOf = () => document.querySelector("[role='dialog']");

  // `kind` is what was asked for.
  made.start = (kind) => {
    made.close();
    globalThis.faultlineKeepsKeys = true;
    addEventListener("keydown", keep, true);
    addEventListener("paste", keepPasted, true);
    timer = setTimeout(() => says("Waiting for the server. What you type is kept for the dialog; Esc drops it."), SAID_AFTER);
    follow(WITH_TEXT.includes(kind), FOR_ANOTHER.includes(kind));
  };
  // From here on keys are meant as they are struck.
  made.stop = () => {
    text = "";
    says("");
    entered = false;
    globalThis.faultlineKeepsKeys = false;
    clearTimeout(timer);
    removeEventListener("keydown", keep, true);
    removeEventListener("paste", keepPasted, true);
  };
  // The server has answered: where no dialog comes now, none will.
  made.answered = (isRefused) => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, isRefused ? 0 : DIALOG_AFTER_ANSWER);
  };
  function giveUp() {
    if (document.querySelector("[data-test-script-state=running]")) timer = setTimeout(giveUp, DIALOG_AFTER_ANSWER);
    else made.stop();
  }
  made.close = () => {
    // The one that is gone must not end what was asked for next.
    clearTimeout(leaving);
    made.stop();
    observer?.disconnect();
  };

  function isKept(event) {
    const path = event.composedPath();
    const dialog = dialogOf();
    // Its text has the focus before it holds what was typed until then: what comes now belongs behind that.
    if (dialog && path.includes(dialog)) return true;
    // A list would go by the letters.
    if (isTyping(path[0]) && !path[0].matches("select")) return false;
    return path[0] === document.body || path.includes(root);
  }

  function keep(event) {
    const { key } = event;
    if (!isKept(event) || key === "Tab") return;
    if (key === "Escape") {
      made.stop();
      if (dialogOf()) return;
    }
    event.stopImmediatePropagation();
    if (isShortcut(event) || !(isLetter(event) || ["Backspace", "Enter", "Escape"].includes(key))) return;
    event.preventDefault();
    // The key that asked may still be held down.
    if (event.repeat && !text) return;
    entered = key === "Enter" && event.composedPath().includes(dialogOf());
    if (key.length === 1) text += key;
    else if (key === "Backspace") text = Array.from(text).slice(0, -1).join("");
  }

  function keepPasted(event) {
    if (isKept(event)) text += event.clipboardData?.getData("text/plain").replace(/\s+/g, " ") ?? "";
  }

  function follow(hasText, isAnother) {
    let isFirst = isAnother;
    let isThere = false;
    /** @type {HTMLInputElement | null} */
    let field = null;
    observer = new MutationObserver(() => {
      const dialog = dialogOf();
      if (!dialog && isThere) leaving = setTimeout(leave, GONE_FOR);
      isThere = dialog !== null;
      // Drawn anew, the dialog has another field, and nothing in it has the focus.
      if (!dialog || field?.isConnected) return;
      field = dialog.querySelector(hasText ? "[data-testid='stTextInput'] input" : "input, .st-key-enter_saves button");
      if (!hasText) made.stop();
      // What stands in it already comes a little later.
      if (field) setTimeout(arrive, FIELD_READY_IN, field, isFirst);
      isFirst &&= !field;
    });
    observer.observe(document.body, { childList: true, subtree: true });
  }

  function leave() {
    if (dialogOf()) return;
    made.close();
    back();
  }

  // One letter after the other, as by hand: only what there is no room for is left out.
  function arrive(field, replaces) {
    if (!isTyping(document.activeElement)) field.focus();
    if (replaces && text) setText(field, "");
    for (const letter of text) setText(field, field.value + letter);
    if (field.matches("input")) field.setSelectionRange(replaces && !text ? 0 : field.value.length, field.value.length);
    const saves = entered;
    made.stop();
    if (saves) field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true }));
  }
  return made;
}
