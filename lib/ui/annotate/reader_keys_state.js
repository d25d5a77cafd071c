// What a key means on the annotation screen, and when it means nothing. See reader_state.js.

/**
 * Letters that follow a key nothing came of were meant for a note: none of them acts before a pause.
 * @type {(s: Reader.Next) => void}
 */
const muteLetters = (s) => {
  s.muted = s.now + MUTE_FOR;
};

/**
 * Left on purpose, so that the next key is meant as it is struck.
 * @type {(s: Reader.Next) => void}
 */
function endWriting(s) {
  s.typed = -LETTERS_REST;
  s.effects.push({ type: "blur" });
}

/** @type {(s: Reader.Next, struck: string) => boolean} */
function isMuted(s, struck) {
  const letter = struck.length === 1 && s.now - s.typed < LETTERS_REST;
  if (s.now >= s.muted && !letter) return false;
  muteLetters(s);
  return true;
}

/** @type {Record<string, (s: Reader.Next) => void>} */
const COMMANDS = {
  1: (s) => judgeTrace(s, "pass"),
  2: (s) => judgeTrace(s, "fail"),
  d: (s) => judgeTrace(s, "defer"),
  n: (s) => focusNote(s, 0),
  u: (s) => undoLast(s),
  g: (s) => goToUnread(s),
  ArrowLeft: (s) => goBeside(s, -1),
  ArrowRight: (s) => goBeside(s, 1),
};
// These the page does: the steps, find, the hint and the list of keys are nothing but drawn. A quick tag is one of them.
const isOfPage = (/** @type {string} */ key) => ["[", "]", "w", "/", "?", "Escape"].includes(key) || key.startsWith("tag ");
const isOfScreen = (/** @type {string} */ key) => Object.hasOwn(COMMANDS, key) || isOfPage(key);

/**
 * What a key is for: a command by its own name, "save", or "leave" of the note. None but Escape and Ctrl+Enter acts
 * while somebody types.
 * @type {(s: Reader.Next, event: Reader.Key) => string | null}
 */
function meantBy(s, { key, struck = key, writing, outside, repeat, ctrl }) {
  if (key === "Enter" && ctrl && !outside) return repeat ? null : "save";
  if (writing) return key === "Escape" && !outside ? "leave" : null;
  if (ctrl || !isOfScreen(key) || isMuted(s, struck)) return null;
  return repeat && key !== "[" && key !== "]" ? null : key;
}

/** @type {(s: Reader.Next, event: Reader.Key) => void} */
function takeKey(s, event) {
  countTime(s);
  const meant = meantBy(s, event);
  if (meant === null) return;
  if (meant === "save") return saveReview(s, null);
  if (meant === "leave") return endWriting(s);
  if (meant !== "1" && !meant.startsWith("tag ")) unaskReader(s);
  if (isOfPage(meant)) s.effects.push({ type: "page", key: meant });
  else if (workOf(s)) COMMANDS[meant](s);
}
