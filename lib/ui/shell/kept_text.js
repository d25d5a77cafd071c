// What is written in a text box of kept_text.py and not stored yet stays on this computer, over a reload and a closed
// tab, and stands in its box again: see kept_here.js.

const KEPT_TEXTS = ":is([class*='st-key-own_'], [class*='st-key-drift_note_'], [class*='st-key-again_note_']) textarea";
// What the server has for a box comes a little after it.
const OFFERED_IN = 100;

// One for all drawings: what is written in a window is one.
const keptTexts = (globalThis.faultlineKeptTexts ??= makeKeptTexts());

function makeKeptTexts() {
  let place = "";
  /** @type {any} */
  let store = null;
  /** @type {Record<string, string>} By the class of their box. */
  let texts = {};
  // How often each was stored, as the server said last.
  let stored = {};
  const offered = new WeakSet();
  const nameOf = (box) => [...(box.closest("[class*='st-key-']")?.classList ?? [])].find((name) => name.startsWith("st-key-")) ?? "";
  /** @returns {HTMLTextAreaElement[]} */
  const boxes = () => [...document.querySelectorAll(/** @type {"textarea"} */ (KEPT_TEXTS))];
  const save = () => (Object.keys(texts).length ? store.keep(0, texts) : store.forget(0));

  function hear(data) {
    if (data.place !== place) {
      place = data.place;
      store = keptHere.at(`${place}/texts`);
      texts = {};
      stored = {};
    }
    if (!Object.keys(texts).length) texts = store.all()[0]?.[1] ?? {};
    for (const [key, times] of Object.entries(data.stored)) if (stored[key] !== times) delete texts[`st-key-${key}`];
    stored = data.stored;
    save();
    offer();
  }

  function offer() {
    for (const box of boxes()) {
      if (offered.has(box)) continue;
      offered.add(box);
      if (texts[nameOf(box)]) setTimeout(fill, OFFERED_IN, box);
    }
  }

  function fill(box) {
    const text = texts[nameOf(box)];
    if (!text || box.value || !box.isConnected) return;
    setText(box, text);
    // A text is sent as it is left.
    if (document.activeElement !== box) box.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  }

  addEventListener(
    "input",
    ({ target }) => {
      const box = /** @type {HTMLTextAreaElement} */ (target);
      if (!store || !box.matches?.(KEPT_TEXTS)) return;
      if (box.value) texts[nameOf(box)] = box.value;
      else delete texts[nameOf(box)];
      save();
    },
    true,
  );
  new MutationObserver(offer).observe(document.body, { childList: true, subtree: true });
  keptHere.asks(() => boxes().some((box) => texts[nameOf(box)]));
  return { hear };
}

function showKeptTexts({ data }) {
  keptTexts.hear(data);
}
