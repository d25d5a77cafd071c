// Who was in the middle of a note when the page was loaded again goes on in it: the next letters are no keys.

const WRITING = "faultline/writing";

function keepWriting(app, rail) {
  const isIn = app.work && rail.boxOf(app.work.active) === document.activeElement;
  try {
    if (isIn) sessionStorage.setItem(WRITING, `${app.shown} ${app.work.active}`);
    else sessionStorage.removeItem(WRITING);
  } catch {
    /* no storage */
  }
}

// Once, when the trace is there: back in the note that was written in, at its end.
function backToWriting(app, rail) {
  /** @type {string | null} */
  let was = null;
  try {
    was = sessionStorage.getItem(WRITING);
    sessionStorage.removeItem(WRITING);
  } catch {
    /* no storage */
  }
  const [trace, place] = (was ?? "").split(" ").map(Number);
  if (!was || trace !== app.shown || !app.work?.notes[place]) return;
  app.run.take({ type: "focused", place });
  const box = rail.boxOf(place);
  box.focus({ preventScroll: true });
  box.setSelectionRange(box.value.length, box.value.length);
}
