// A text of Streamlit's own is sent as it is left. What is clicked too quickly for that, as by a tap on a touchpad,
// would be told before it: a button would act without the words, and the page of a link, met by them, stay blank.
// So a click waits until the text it left has been sent.

const SENT_BY_THEN = 250;
const A_TEXT = ":is([data-testid='stTextArea'], [data-testid='stTextInput'], [data-testid='stNumberInput']) :is(textarea, input)";

function letTextGoFirst() {
  let typedIn = null;
  let left = -SENT_BY_THEN;
  const typed = (event) => {
    if (event.target.matches?.(A_TEXT)) typedIn = event.target;
  };
  const leave = (event) => {
    if (event.target !== typedIn) return;
    typedIn = null;
    left = performance.now();
  };
  const click = (event) => {
    const pressed = event.target.closest?.("button, a[href]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!pressed || elsewhere || !event.isTrusted || performance.now() - left >= SENT_BY_THEN) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => pressed.click(), SENT_BY_THEN);
  };
  addEventListener("input", typed, true);
  addEventListener("focusout", leave, true);
  addEventListener("click", click, true);
  return click;
}
