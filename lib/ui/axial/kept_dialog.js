// The dialog that is open, and what is written in it, last over a restart of the server and over a reload: a session
// that knows nothing of the dialog is asked for it again, and its texts are filled. Until then no key is a command.

const DIALOG_TEXTS = ":is([data-testid='stTextInput'] input, [data-testid='stTextArea'] textarea)";
const FILLED_IN = 100;
const DIALOG_AGAIN = 3000;
const CLOSED_BY_THEN = 1000;

// One for all drawings: it is the page that has a dialog.
const keptDialog = (globalThis.faultlineKeptDialog ??= makeKeptDialog());

function makeKeptDialog() {
  /** @type {any} The dialog that was asked for, its `words` by their field, and the field and place written `at`. */
  let kept = null;
  /** @type {any} */
  let store = null;
  let place = "";
  // What stood in the fields before.
  let before = {};
  /** @type {any} */
  let writtenIn = null;
  // No key is a command, as it is on its way.
  let isComing = false;
  // Since the server was last heard: it may be another one, whose first run takes the dialog away.
  let wasLost = false;
  let isThere = false;
  // Its person has just closed it, of which the server may not hear.
  let isLeft = false;
  let path = "";
  let isDrawn = false;
  let filling;
  let asking;
  const dialogOf = () => document.querySelector("[role='dialog']");
  const nameOf = (field) =>
    [...(field.closest("[class*='st-key-mode_']")?.classList ?? [])].find((name) => name.startsWith("st-key-mode_"));
  const fieldsOf = (dialog) => [...dialog.querySelectorAll(DIALOG_TEXTS)];
  const isWritten = () => Object.keys(kept?.words ?? {}).length > 0;

  function forget() {
    kept = null;
    store?.forget(0);
    stop();
  }

  function stop() {
    isComing = false;
    clearTimeout(filling);
    clearTimeout(asking);
  }

  function begin(asked) {
    forget();
    kept = { asked, words: {} };
    before = {};
    writtenIn = null;
  }

  function askAgain(ask) {
    isComing = true;
    isDrawn = false;
    ask(kept.asked);
    clearTimeout(asking);
    asking = setTimeout(() => askAgain(ask), DIALOG_AGAIN);
  }

  // What the server says: which dialog it shows, and which was closed last.
  function hear({ asked, done, place: of }, ask) {
    wasLost = connection.isLost;
    path = location.pathname;
    if (of !== place) {
      stop();
      kept = null;
      place = of;
      store = keptHere.at(`${of}/dialog`);
    }
    kept ??= asked ? null : (store.all()[0]?.[1] ?? null);
    if (kept && kept.asked.token === done) forget();
    if (asked && kept?.asked.token !== asked.token) begin(asked);
    if (!asked && kept) askAgain(ask);
    if (!asked || !isComing) return;
    clearTimeout(asking);
    isDrawn = true;
    fillSoon();
    // Where none is drawn, what it is about is gone.
    asking = setTimeout(() => !dialogOf() && stop(), DIALOG_AGAIN);
  }

  function look() {
    const dialog = dialogOf();
    if (isThere && !dialog && isLeft) forget();
    if (isThere && !dialog && wasLost && kept) isComing = true;
    isThere = dialog !== null;
    fillSoon();
  }

  function fillSoon() {
    const dialog = dialogOf();
    if (!isComing || !isDrawn || !dialog) return;
    const names = new Set(fieldsOf(dialog).map(nameOf));
    if (!Object.keys(kept.words).every((name) => names.has(name))) return;
    clearTimeout(filling);
    // What the server has for it comes a little after the field.
    filling = setTimeout(fill, FILLED_IN);
  }

  function fill() {
    const dialog = dialogOf();
    if (!dialog || !kept) return;
    const fields = fieldsOf(dialog);
    const at = fields.find((field) => nameOf(field) === kept.at) ?? fields[0];
    const { words, caret } = kept;
    stop();
    for (const field of fields) {
      const text = words[nameOf(field)];
      if (text === undefined || text === field.value) continue;
      setText(field, text);
      // A text is sent as it is left.
      if (field !== at) field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    }
    (at ?? dialog.querySelector("input, .st-key-enter_saves button"))?.focus({ preventScroll: true });
    if (caret !== undefined && at && nameOf(at) === kept.at) at.setSelectionRange(caret, caret);
  }

  function keep(field) {
    writtenIn = field;
    kept.at = nameOf(field);
    kept.words[kept.at] = field.value;
    kept.caret = field.selectionStart;
    store.keep(0, kept);
  }

  // While the dialog is away: to where the cursor was in it.
  function write(text, takes = 0) {
    if (!kept?.at) return;
    const old = kept.words[kept.at] ?? before[kept.at] ?? "";
    const caret = kept.caret ?? old.length;
    const start = old.slice(0, Math.max(0, caret - takes));
    kept.words[kept.at] = start + text + old.slice(caret);
    kept.caret = start.length + text.length;
    store.keep(0, kept);
  }

  // The dialog that goes away may still be there, and whoever writes in it writes on.
  const isElsewhere = ({ target }) => isComing && location.pathname === path && !(target === writtenIn && target.isConnected);

  function key(event) {
    const { key: struck } = event;
    if (struck === "Escape") leave();
    if (!isElsewhere(event) || event.isComposing || struck === "Tab") return;
    if ((event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph")) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (struck.length === 1) write(struck);
    else if (struck === "Backspace") write("", 1);
  }

  function leave() {
    if (isComing) return forget();
    isLeft = true;
    setTimeout(() => {
      isLeft = false;
    }, CLOSED_BY_THEN);
  }

  const inDialog = ({ target }) => kept && target.matches?.(`[role='dialog'] ${DIALOG_TEXTS}`) && nameOf(target);
  addEventListener("keydown", key, true);
  addEventListener(
    "paste",
    (event) => {
      if (!isElsewhere(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      write(event.clipboardData?.getData("text/plain") ?? "");
    },
    true,
  );
  addEventListener("input", (event) => inDialog(event) && !isElsewhere(event) && keep(event.target), true);
  addEventListener(
    "focusin",
    (event) => {
      if (!inDialog(event) || isComing) return;
      const field = /** @type {HTMLInputElement} */ (event.target);
      before[nameOf(field) ?? ""] = field.value;
      if (kept.at === nameOf(field)) return;
      kept.at = nameOf(field);
      kept.caret = undefined;
      writtenIn = field;
    },
    true,
  );
  addEventListener(
    "click",
    ({ target }) => {
      if (/** @type {Element} */ (target).closest?.("[role='dialog'] button[aria-label='Close']")) leave();
    },
    true,
  );
  connection.tell((isLost) => {
    wasLost ||= isLost;
  }, false);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  keptHere.asks(() => isWritten() && dialogOf() !== null);
  return { hear, wait: () => clearTimeout(asking) };
}

function showKeptDialog({ data, setTriggerValue }) {
  keptDialog.hear(data, (asked) => setTriggerValue("again", asked));
  return keptDialog.wait;
}
