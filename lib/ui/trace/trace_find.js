// Find within a trace: every hit counted and tinted, one after another brought into sight, folded parts too.

const FIND_WAITS = 120;
/** @type {[string[], string][]} */
const FIND_KEYS = [
  [["/"], "find in the trace"],
  [["↵"], "next hit"],
  [["⇧", "↵"], "previous hit"],
  [["Esc"], "close find"],
];

function makeFind(root) {
  // `from` is how far one had scrolled before, `now` the hit one is at, and `far` the hits of a very long trace.
  /** @type {{ranges: Range[], at: number, pattern: RegExp | null, from: number, now: Range | null, far: any}} */
  const found = { ranges: [], at: -1, pattern: null, from: 0, now: null, far: null };
  const count = () => (found.far ? found.far.count : found.ranges.length);
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
    found.now = found.far = null;
    foldAgain(folds.shut, null);
    refresh();
    if (root.steps.search) {
      lookFar(true);
      return;
    }
    if (!found.ranges.length) return;
    // Folded parts are opened when one gets to them, not while one is typing: what is in sight comes first.
    found.at =
      Math.max(
        0,
        found.ranges.findIndex((range) => !range.startContainer.parentElement?.closest("details:not([open])")),
      ) - 1;
    go(1);
  }

  // Of a very long trace the server says in which steps there are hits.
  function lookFar(goes) {
    root.steps.search(found.pattern && box.value.trim(), (hits) => {
      if (bar.hidden) return;
      found.far = farHits(hits, () => found.ranges);
      paint();
      if (!goes) return;
      // The prompt is folded: what is in sight comes first.
      const prompts = [...root.querySelectorAll(".fl-step.fl-system")].map((step) => Number(step.dataset.step));
      found.at = Math.max(0, found.far.after(prompts)) - 1;
      go(1);
    });
  }

  // Looks again in what is shown now. The place among the hits is kept where it still is one.
  function refresh() {
    const words = box.value.trim();
    found.pattern = words ? new RegExp(words.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+"), "giu") : null;
    if (found.pattern) folds.fill(found.pattern);
    found.ranges = found.pattern ? hitsIn(root.querySelector(".fl-body"), found.pattern) : [];
    if (found.at >= count()) found.at = -1;
    if (found.far ? found.now && !found.now.startContainer.isConnected : found.at < 0) found.now = null;
    paint();
  }

  function paint() {
    const place = found.far ? farInWords(count(), found.at) : hitsInWords(found.ranges, found.at);
    says.textContent = !found.pattern ? "" : root.steps.search && !found.far ? "looking …" : place;
    for (const one of moves) one.disabled = !count();
    tint("fl-hit", found.ranges);
    tint("fl-hit-now", found.now ? [found.now] : []);
  }

  function go(by) {
    if (timer) {
      settle();
      return;
    }
    if (!count()) return;
    if (!found.ranges.every((range) => range.startContainer.isConnected)) refresh();
    const all = count();
    if (!all) return;
    found.at = found.at < 0 && by < 0 ? all - 1 : (found.at + by + all) % all;
    if (found.far) goFar(found.at);
    else come(found.ranges[found.at]);
  }

  function goFar(at) {
    found.now = null;
    paint();
    const { step, nth, range } = found.far.at(at);
    if (range) come(range);
    if (!step) return;
    root.steps.reach(step, (shown) => {
      if (bar.hidden || found.at !== at || !found.pattern) return;
      refresh();
      const hits = hitsIn(shown, found.pattern);
      // What stands in a step as it came may not be in it as it is shown.
      if (hits.length) come(hits[Math.min(nth, hits.length - 1)]);
      else scrollToStep(shown, "start");
    });
  }

  function come(range) {
    found.now = range;
    // What is folded no more counts with what is in sight.
    folds.openTo(range);
    paint();
    bringIntoSight(range);
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
    if (found.pattern && root.steps.search) lookFar(false);
  }

  // Says whether it was open.
  function close() {
    if (bar.hidden) return false;
    const { now } = found;
    const prompt = now && folds.promptOf(now);
    // Nobody went to a prompt that only came because nothing else had a hit.
    const isOnly = prompt && count() === found.ranges.length && found.ranges.every((range) => prompt.contains(range.startContainer));
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
    found.now = found.far = null;
    root.steps?.search?.("", null);
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
