// What find has opened of a trace to show a hit, and folds again when it is done.

function makeFolds(root) {
  /** @type {Set<any>} */
  const opened = new Set();
  const made = {};

  // Shows whatever is folded and holds a hit, but for what is shut: that is drawn, and opened when one gets there.
  made.fill = (pattern) => {
    const holds = (one) => one.holds().search(pattern) >= 0;
    for (;;) {
      const waiting = [...root.querySelectorAll("[data-waits]")].filter(holds);
      if (!waiting.length) return;
      for (const one of waiting) {
        one.fill();
        if (one.shorten) opened.add(one);
      }
    }
  };

  made.openTo = (range) => {
    const at = range.startContainer.parentElement;
    for (let one = at.closest("details"); one && root.contains(one); one = one.parentElement.closest("details")) {
      one.fill?.();
      if (!one.open) opened.add(one);
      one.open = true;
    }
  };

  // The folded prompt that find has opened around this hit, or undefined.
  made.promptOf = (range) => [...opened].find((one) => one.matches(".fl-prompt") && one.contains(range.startContainer));

  // Takes what was opened, but for what holds the hit `stays` where one does.
  function taken(stays, wanted) {
    const away = [...opened].filter((one) => one.isConnected && wanted(one) && !(stays && one.contains(stays.startContainer)));
    for (const one of away) opened.delete(one);
    return away;
  }

  // Shuts what was opened for a hit. Says whether something was.
  made.shut = (stays) => {
    const away = taken(stays, (one) => !one.shorten);
    for (const one of away) one.open = false;
    return away.length > 0;
  };

  // Shuts it and shortens long texts again, for good. Says whether there was something.
  made.end = (stays) => {
    const isShut = made.shut(stays);
    const away = taken(stays, (one) => one.shorten);
    opened.clear();
    for (const one of away) one.shorten();
    // Its nodes are new: what was marked in them is marked anew.
    if (away.length) root.dispatchEvent(new CustomEvent("fl-redrawn"));
    return isShut || away.length > 0;
  };
  return made;
}
