// Find within a trace: every hit counted and tinted, one after another brought into sight, folded parts too.

const HITS_AT_MOST = 1000;
const FIND_WAITS = 120;
/** @type {[string[], string][]} */
const FIND_KEYS = [
  [["/"], "find in the trace"],
  [["↵"], "next hit"],
  [["⇧", "↵"], "previous hit"],
  [["Esc"], "close find"],
];

function makeFind(root) {
  // `from` is how far one had scrolled before.
  /** @type {{ranges: Range[], at: number, pattern: RegExp | null, from: number}} */
  const found = { ranges: [], at: -1, pattern: null, from: 0 };
  const folds = makeFolds(root);
  const bar = node("div", "fl-find");
  bar.setAttribute("role", "search");
  // In the top layer: what scrolls the trace may lie several elements up, and one between may clip.
  bar.popover = "manual";
  bar.hidden = true;
  const box = node("input", "fl-find-box");
  box.type = "text";
  box.dir = "auto";
  box.setAttribute("aria-label", "Find in this trace");
  box.placeholder = "Find in this trace";
  box.title = FIND_KEYS.slice(1)
    .map(([keys, words]) => `${keys.join(" ")} ${words}`)
    .join(", ");
  const says = node("span", "fl-quiet fl-find-says");
  says.setAttribute("role", "status");
  const moves = [
    ["↑", "Previous hit", -1],
    ["↓", "Next hit", 1],
  ].map(([sign, words, by]) => {
    const one = button("fl-move", sign, () => go(by));
    one.setAttribute("aria-label", words);
    one.title = words;
    return one;
  });
  const end = button("fl-move", "✕", () => close());
  end.setAttribute("aria-label", "Close find");
  const inside = node("div", "fl-find-in");
  inside.append(box, says, ...moves, end);
  bar.append(inside);

  function look() {
    found.at = -1;
    foldAgain(folds.shut, null);
    refresh();
    if (!found.ranges.length) return;
    // Folded parts are opened when one gets to them, not while one is typing: what is in sight comes first.
    found.at =
      Math.max(
        0,
        found.ranges.findIndex((range) => !range.startContainer.parentElement?.closest("details:not([open])")),
      ) - 1;
    go(1);
  }

  // Looks again in what is shown now. The place among the hits is kept where it still is one.
  function refresh() {
    const words = box.value.trim();
    found.pattern = words ? new RegExp(words.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+"), "giu") : null;
    if (found.pattern) folds.fill(found.pattern);
    found.ranges = found.pattern ? hitsIn(root, found.pattern) : [];
    if (found.at >= found.ranges.length) found.at = -1;
    paint();
  }

  function paint() {
    says.textContent = !found.pattern ? "" : hitsInWords(found.ranges, found.at);
    for (const one of moves) one.disabled = !found.ranges.length;
    tint("fl-hit", found.ranges);
    tint("fl-hit-now", found.at < 0 ? [] : [found.ranges[found.at]]);
  }

  function go(by) {
    if (timer) {
      settle();
      return;
    }
    if (!found.ranges.length) return;
    if (!found.ranges.every((range) => range.startContainer.isConnected)) refresh();
    if (!found.ranges.length) return;
    const count = found.ranges.length;
    found.at = found.at < 0 && by < 0 ? count - 1 : (found.at + by + count) % count;
    folds.openTo(found.ranges[found.at]);
    paint();
    bringIntoSight(found.ranges[found.at]);
  }

  // The hit that stays is seen where it was; without one, one is where one was before.
  function foldAgain(fold, stays) {
    const top = () => stays?.getBoundingClientRect().top ?? 0;
    const before = top();
    if (!fold(stays)) return;
    const pane = scrollerOf(root);
    pane.scrollTop = stays ? pane.scrollTop + top() - before : found.from;
  }

  function open() {
    if (bar.hidden) found.from = scrollerOf(root).scrollTop;
    bar.hidden = false;
    bar.showPopover?.();
    const pane = scrollerOf(root);
    // The document's own box says nothing where only parts of it scroll.
    const { right, bottom } =
      pane === document.scrollingElement ? { right: innerWidth, bottom: innerHeight } : pane.getBoundingClientRect();
    bar.style.bottom = `${Math.max(innerHeight - bottom, 0) + 8}px`;
    bar.style.left = `${Math.max(8, Math.min(right, root.getBoundingClientRect().right) - bar.offsetWidth - 16)}px`;
    box.focus();
    box.select();
    refresh();
  }

  // Says whether it was open.
  function close() {
    if (bar.hidden) return false;
    const now = found.ranges[found.at];
    const prompt = now && folds.promptOf(now);
    // Nobody went to a prompt that only came because nothing else had a hit.
    const isOnly = prompt && found.ranges.every((range) => prompt.contains(range.startContainer));
    shut();
    foldAgain(folds.end, now && !isOnly ? now : null);
    return true;
  }

  function shut() {
    // The keys go back to where the trace is read, if they were here.
    if (bar.contains(document.activeElement)) {
      document.activeElement?.blur();
      root.closest("[tabindex]")?.focus({ preventScroll: true });
    }
    bar.hidden = true;
    bar.hidePopover?.();
    found.ranges = [];
    found.at = -1;
    clearTimeout(timer);
    timer = 0;
    paint();
  }

  let timer = 0;
  const settle = () => {
    clearTimeout(timer);
    timer = 0;
    look();
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(settle, FIND_WAITS);
  });
  // Its own keys end here: Enter saves nothing and Escape closes nothing else.
  bar.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Enter" && event.target === box) {
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.target === box) return;
    else if (event.key !== "Tab" && event.key !== "Enter" && event.key !== " ") return;
    event.stopPropagation();
  });
  root.addEventListener("fl-redrawn", () => {
    if (!bar.hidden) refresh();
  });
  return {
    bar,
    open,
    close,
    // What is written in while somebody looks for something, or null.
    field: () => (!bar.hidden && box.value.trim() ? box : null),
    forget: () => {
      found.pattern = null;
      box.value = "";
      shut();
      folds.end(null);
    },
  };
}

// Which hit of how many: those in a prompt that is folded are counted by themselves.
function hitsInWords(ranges, at) {
  if (!ranges.length) return "no hit";
  const isOpen = (range) => !range.startContainer.parentElement?.closest(".fl-prompt:not([open])");
  const seen = ranges.filter(isOpen);
  const total = ranges.length >= HITS_AT_MOST ? `${number(HITS_AT_MOST)} or more` : number(seen.length);
  const folded = ranges.length - seen.length;
  const place = at < 0 ? total : `${ranges.slice(0, at + 1).filter(isOpen).length} of ${total}`;
  return folded ? `${place}, ${number(folded)} more in a folded prompt` : place;
}

// The hits in the steps, the reference and the rest of the record, as ranges. Words of two blocks are no hit
// together; a line that only begins what is folded below it (fl-again) does not count twice.
function hitsIn(root, pattern) {
  /** @type {Range[]} */
  const ranges = [];
  const walker = document.createTreeWalker(root.querySelector(".fl-body"), NodeFilter.SHOW_TEXT, (text) =>
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
