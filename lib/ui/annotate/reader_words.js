// The words of a review: a verdict, and notes with their steps, quotes and failure modes. When two are the same.

/**
 * The note that is being written: the one the caret was in last.
 * @type {(work: Reader.Work) => number}
 */
const placeIn = ({ notes, active }) => (notes[active] ? active : 0);

/** @type {(note: Reader.Note) => number | null} */
const modeOf = (note) => (note.tag !== undefined ? note.tag : (note.mode ?? null));

/**
 * Where a note was in a draft, the mode it is in is the one the review says.
 * @type {(said: Reader.Note[], openedTrace: Reader.Words) => Reader.Note[]}
 */
const withModes = (said, openedTrace) =>
  said.map((note) => ({
    ...note,
    mode: openedTrace.notes.find(({ id }) => id && id === note.id)?.mode ?? note.mode ?? null,
  }));

/** @type {(note: Reader.Note) => Pick<Reader.Note, "mode" | "tag">} */
const withTag = (note) => ({ mode: note.mode ?? null, ...(note.tag === undefined ? {} : { tag: note.tag }) });

/**
 * What nobody touched is no difference, wherever the note has been put meanwhile.
 * @type {(one: Reader.Words, other: Reader.Words) => boolean}
 */
const sameTags = (one, other) =>
  one.notes.every((note, place) => {
    const there = other.notes[place];
    return !there || (note.tag === undefined && there.tag === undefined) || modeOf(note) === modeOf(there);
  });

/** @type {(one: Reader.Words, other: Reader.Words) => boolean} */
function sameWords(one, other) {
  const said = (/** @type {Reader.Words} */ { verdict, notes }) =>
    JSON.stringify([
      verdict ?? null,
      notes.filter(({ text }) => text.trim()).map(({ text, step, quote }) => [text.trim(), step ?? null, quote ?? null]),
    ]);
  return said(one) === said(other) && sameTags(one, other);
}
