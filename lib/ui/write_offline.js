// Streamlit shuts everything while its line is lost, a text somebody is writing in as well: the cursor was gone and
// no letter arrived. Texts stay open. What was written there goes its way with the first run of the page after it.

const JUST_LEFT = 1000;

function letTextsBeWritten() {
  /** @type {{ text: any, start: number | null, end: number | null, at: number } | null} */
  let left = null;
  addEventListener(
    "focusout",
    ({ target }) => {
      const text = /** @type {HTMLInputElement} */ (target);
      if (text.matches?.(A_TEXT)) left = { text, start: text.selectionStart, end: text.selectionEnd, at: performance.now() };
    },
    true,
  );
  // Some browsers take the cursor out before they say that the text is shut.
  function goBack(text) {
    if (left === null || left.text !== text || document.activeElement !== document.body || performance.now() - left.at > JUST_LEFT) return;
    text.focus({ preventScroll: true });
    if (left.start !== null) text.setSelectionRange(left.start, left.end);
  }
  const isCut = () => document.querySelector("[data-test-connection-state]")?.getAttribute("data-test-connection-state") !== "CONNECTED";
  // This comes before the page is drawn, so the cursor has not left yet.
  const made = new MutationObserver((records) => {
    for (const { target, oldValue } of records) {
      const text = /** @type {HTMLInputElement} */ (target);
      if (oldValue !== null || !text.disabled || !text.matches(A_TEXT) || !isCut()) continue;
      text.disabled = false;
      goBack(text);
    }
  });
  made.observe(document.body, { subtree: true, attributeFilter: ["disabled"], attributeOldValue: true });
  return made;
}
