// A table of Streamlit's own that is wider than its place scrolls there (widths.css); the keyboard has to get into it.

const WIDE_TABLES = "[data-testid=stMarkdownContainer]:has(> table)";

function letKeysIntoTables() {
  let due = 0;
  const mark = () => {
    due = 0;
    for (const place of document.querySelectorAll(WIDE_TABLES)) {
      if (!(place instanceof HTMLElement)) continue;
      if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
      else place.removeAttribute("tabindex");
    }
  };
  const soon = () => {
    due ||= requestAnimationFrame(mark);
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", soon);
  soon();
  return soon;
}
