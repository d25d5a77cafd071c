// A text of Streamlit's own is sent as it is left. What is clicked too quickly for that, as by a tap on a touchpad,
// would be told before it: a button would act without the words, and the page of a link, met by them, stay blank.
// So a click waits until the text it left has been sent.

const SENT_BY_THEN = 250;
const A_TEXT = ":is([data-testid='stTextArea'], [data-testid='stTextInput'], [data-testid='stNumberInput']) :is(textarea, input)";

const OWN_TEXT = ".fl-reader textarea";

function letTextGoFirst() {
  let typedIn = null;
  let isOwn = false;
  let left = -SENT_BY_THEN;
  const typed = (event) => {
    const { target } = event;
    if (!target.matches?.(`${A_TEXT}, ${OWN_TEXT}`)) return;
    typedIn = target;
    isOwn = target.matches(OWN_TEXT);
  };
  const leave = (event) => {
    if (event.target !== typedIn) return;
    typedIn = null;
    left = performance.now();
  };
  const click = (event) => {
    // A note is sent as it is left, too; the buttons of its own screen know what stands in it.
    const pressed = event.target.closest?.(isOwn ? "a[href]" : "button, a[href]");
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
