// Below 1100 px the sidebar folds, which Streamlit does only below 768, so that a page has the room. Who opens it
// there again keeps it open; on a phone, where it lies over the page, it folds once it has led somewhere.

const PHONE = 768;
const NARROW = 1100;
const CHOSEN = "faultlineSidebar";
const BUTTONS = "[data-testid=stSidebarCollapseButton] button, [data-testid=stExpandSidebarButton]";

function foldSidebar() {
  let fitted = "";
  const width = () => (innerWidth <= PHONE ? "phone" : innerWidth < NARROW ? "narrow" : "wide");
  const isOpen = () => document.querySelector("[data-testid=stSidebar]")?.getAttribute("data-collapsed") === "false";
  const toggle = () => {
    const button = document.querySelector(BUTTONS);
    if (button instanceof HTMLElement) button.click();
  };

  const fit = () => {
    const now = width();
    if (now === fitted || !document.querySelector(BUTTONS)) return;
    fitted = now;
    const chosen = now === "phone" ? null : keptSidebar(now);
    if (isOpen() !== (chosen ? chosen === "open" : now === "wide")) toggle();
  };
  const clicked = (event) => {
    if (!event.isTrusted) return;
    const now = width();
    if (now !== "phone" && event.target.closest?.(BUTTONS)) keepSidebar(now, isOpen() ? "folded" : "open");
    if (now === "phone" && isOpen() && event.target.closest?.("[data-testid=stSidebar] a[href]")) setTimeout(toggle);
  };
  // Sidebar and button may come later than this.
  const comes = new MutationObserver(() => {
    fit();
    if (fitted) comes.disconnect();
  });
  comes.observe(document.body, { childList: true, subtree: true });
  fit();
  addEventListener("resize", fit);
  addEventListener("click", clicked, true);
  return fit;
}

function keptSidebar(width) {
  try {
    return localStorage.getItem(`${CHOSEN}-${width}`);
  } catch {
    return null; // no storage
  }
}

function keepSidebar(width, chosen) {
  try {
    localStorage.setItem(`${CHOSEN}-${width}`, chosen);
  } catch {
    // no storage: it holds until the next load
  }
}
