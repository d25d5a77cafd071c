// Streamlit shuts everything while its line is lost, a text somebody is writing in as well: the cursor was gone and
// no letter arrived. Texts stay open. What was written there goes its way with the first run of the page after it.

function letTextsBeWritten() {
  const isCut = () => document.querySelector("[data-test-connection-state]")?.getAttribute("data-test-connection-state") !== "CONNECTED";
  // This comes before the page is drawn, so the cursor has not left yet.
  const made = new MutationObserver((records) => {
    for (const { target, oldValue } of records) {
      const text = /** @type {HTMLInputElement} */ (target);
      if (oldValue === null && text.disabled && text.matches(A_TEXT) && isCut()) text.disabled = false;
    }
  });
  made.observe(document.body, { subtree: true, attributeFilter: ["disabled"], attributeOldValue: true });
  return made;
}
