// What find finds: hits as ranges of text that can be tinted and brought into sight.

const HITS_AT_MOST = 1000;

// The hits in the steps, the reference and the rest of the record, as ranges. Words of two blocks are no hit
// together; a line that only begins what is folded below it (fl-again) does not count twice.
function hitsIn(within, pattern) {
  /** @type {Range[]} */
  const ranges = [];
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT, (text) =>
    text.parentElement?.closest(".fl-again, .fl-own, .fl-number, .fl-role, .fl-mark, button, summary:not(.fl-json summary)")
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  /** @type {any} */
  let block = null;
  let parts = [];
  const flush = () => {
    if (parts.length) ranges.push(...rangesOf(parts, pattern));
    parts = [];
  };
  for (let text = /** @type {any} */ (walker.nextNode()); text && ranges.length < HITS_AT_MOST; text = walker.nextNode()) {
    const around = text.parentElement.closest("p, li, td, th, pre, div, dt, dd, summary, section, article");
    if (around !== block) flush();
    block = around;
    parts.push(text);
  }
  flush();
  return ranges.slice(0, HITS_AT_MOST);
}

// Which hit of how many, and how many of them nobody sees yet: those in a prompt or anything else that is folded.
function hitsInWords(ranges, at) {
  if (!ranges.length) return "no hit";
  const total = ranges.length >= HITS_AT_MOST ? `${number(HITS_AT_MOST)} or more` : number(ranges.length);
  const place = at < 0 ? total : `${number(at + 1)} of ${total}`;
  const folded = ranges.filter((range) => range.startContainer.parentElement?.closest("details:not([open])")).length;
  return folded ? `${place}, ${number(folded)} in folded parts` : place;
}

function farInWords(all, at) {
  if (!all) return "no hit";
  return at < 0 ? number(all) : `${number(at + 1)} of ${number(all)}`;
}

// The hits of a very long trace: those in its steps, which the server counts, then what stands below and beside them.
function farHits({ steps, counts }, ranges) {
  const rest = ranges().filter((range) => !range.startContainer.parentElement?.closest(".fl-step"));
  const ends = [];
  let inSteps = 0;
  for (const one of counts) ends.push((inSteps += one));
  return {
    count: inSteps + rest.length,
    at: (place) => {
      if (place >= inSteps) return { step: 0, nth: 0, range: rest[place - inSteps] };
      const index = ends.findIndex((end) => place < end);
      return { step: steps[index], nth: place - (index ? ends[index - 1] : 0), range: null };
    },
    // The place of the first hit that is in none of these steps; -1 where there is none.
    after: (others) => {
      const index = steps.findIndex((step) => !others.includes(step));
      return index < 0 ? (rest.length ? inSteps : -1) : index ? ends[index - 1] : 0;
    },
  };
}

function rangesOf(parts, pattern) {
  const ranges = [];
  const ends = [];
  let length = 0;
  for (const part of parts) ends.push((length += part.length));
  /** @returns {[Text, number]} */
  const place = (at, isEnd) => {
    const index = ends.findIndex((end) => (isEnd ? at <= end : at < end));
    return [parts[index], at - (index ? ends[index - 1] : 0)];
  };
  for (const hit of parts
    .map((part) => part.data)
    .join("")
    .matchAll(pattern)) {
    const range = document.createRange();
    range.setStart(...place(hit.index, false));
    range.setEnd(...place(hit.index + hit[0].length, true));
    ranges.push(range);
    if (ranges.length >= HITS_AT_MOST) break;
  }
  return ranges;
}

function bringIntoSight(range) {
  const at = range.startContainer.parentElement;
  at.scrollIntoView({ block: "nearest" });
  // A long text is higher than the screen: what has to be seen is the hit in it.
  requestAnimationFrame(() => {
    const pane = scrollerOf(at);
    const seen = pane.getBoundingClientRect();
    const hit = range.getBoundingClientRect();
    if (!hit.height) return; // folded again meanwhile
    pane.scrollTop += hit.top - seen.top - seen.height * 0.4;
  });
}

function scrollerOf(element) {
  for (let one = element; one; one = one.parentElement) {
    if (one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY)) return one;
  }
  return document.scrollingElement;
}

function tint(name, ranges) {
  if (!globalThis.CSS?.highlights) return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}
