// Which failure modes a note that is in none may fit: as the server compares them, the best first. It is asked
// once nothing else is under way, so that neither the board nor a move waits for it. Follows board_cards.js.

// Apart from the board itself, which Streamlit takes off the page and puts back.
const KEPT = (globalThis.faultlineBoardKept ??= {});
const IDLE = 800;

class Fitting extends Cards {
  // `taught` is a word for what notes are compared with: what was found by an earlier one is shown until then.
  learn(data) {
    if (data.fits) KEPT.fits = { taught: data.taught, of: data.fits };
    clearTimeout(this.idle);
    const known = KEPT.fits?.taught === data.taught || this.wondered === data.taught;
    if (!known && data.modes.length && data.placed.includes(0)) this.wonder(data.taught);
  }

  wonder(taught) {
    this.idle = setTimeout(() => {
      if (this.queue.length || document.querySelector('[role="dialog"]')) return this.wonder(taught);
      this.wondered = taught;
      this.enqueue({ kind: "fits", mode: null, notes: [] });
    }, IDLE);
  }

  fits(note) {
    const found = note.mode === null ? (KEPT.fits?.of[note.id] ?? []) : [];
    return found.map((id) => this.modes.find((mode) => mode.id === id)).filter(Boolean);
  }

  // Its line is there before what fits is known, so that no card moves when it is.
  mayFit(note) {
    return note.mode === null && this.modes.length > 0;
  }

  fitLine(note, modes) {
    const line = make("p", "fits", modes.length ? "May fit " : "");
    line.title = modes.length ? `May fit ${modes.map(({ name }) => name).join(" · ")}` : "";
    for (const [place, mode] of modes.entries()) {
      // Not a button: an option may hold nothing that takes focus. By keyboard, F and the numbers do it.
      const name = make("span", "fit", mode.name);
      name.title = `Move it to ${mode.name}${place ? "" : ` (${ownKeys.sign("F")})`}`;
      name.addEventListener("click", (event) => {
        event.stopPropagation();
        if (!this.selected.has(note.id)) this.selected.clear();
        this.focus(note.id);
        this.move(mode.id);
      });
      line.append(place ? " · " : "", name);
    }
    return line;
  }

  toBest() {
    const note = this.hasFocus() && this.notes.get(this.active);
    const [best] = note ? this.fits(note) : [];
    if (best) this.move(best.id);
    else this.say("No failure mode stands out for this note.");
  }
}
