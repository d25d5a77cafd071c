// Runs the annotation screen: what happens is an event, reader_state.js says what comes of it, and `ways` does that.

// `ways` has a function for every type of effect. `changed(state)` is called before any of them is done.
function makeRun(first, ways, changed) {
  let state = first;
  let timer;
  let isRunning = false;
  const events = [];

  function step(event) {
    const done = reduceReader(state, event);
    state = done.state;
    clearTimeout(timer);
    const due = dueAt(state);
    if (due !== NEVER) timer = setTimeout(() => run.take({ type: "tick" }), due - performance.now());
    changed(state);
    for (const effect of done.effects) ways[effect.type](effect);
  }

  const run = {
    get state() {
      return state;
    },
    // An effect may make something happen, as a text that is taken away says it was left: that waits for its turn.
    take(event) {
      events.push({ at: performance.now(), ...event });
      if (isRunning) return;
      isRunning = true;
      try {
        while (events.length) step(/** @type {any} */ (events.shift()));
      } finally {
        isRunning = false;
      }
    },
  };
  return run;
}
