// The cards of the board: a note each, which is drawn anew only where it says something else, and may be dragged.
// Follows board_view.js.

// A note is of a failed trace where nothing else is said.
const VERDICTS = { pass: "✓ passed", defer: "◷ deferred" };

const middleCut = (text) => (text.length <= 12 ? text : `${text.slice(0, 5)}…${text.slice(-6)}`);

class Cards extends View {
  openTrace(id) {
    const trace = this.notes.get(id).trace;
    window.open(`annotate?project=${this.data.project}&trace=${trace}`, "_blank", "noopener");
  }

  card(id) {
    const note = this.notes.get(id);
    const pinned = this.modes.some((mode) => mode.id === note.mode && mode.examples.includes(id));
    const fits = this.fits(note);
    const says = JSON.stringify([
      note.text,
      note.quote,
      note.name,
      note.step,
      note.person,
      note.verdict,
      pinned,
      fits.map((mode) => mode.name),
      this.mayFit(note),
    ]);
    let card = this.cards.get(id);
    if (!card) {
      const element = make("div", "card");
      element.dataset.id = id;
      element.draggable = true;
      element.setAttribute("role", "option");
      element.addEventListener("click", (event) => this.click(event, id));
      element.addEventListener("focus", () => (this.active = id));
      element.addEventListener("dragstart", (event) => this.drag(event, id));
      element.addEventListener("dragend", () => this.endDrag());
      card = { element };
      this.cards.set(id, card);
    }
    if (card.says !== says) {
      const from = make("p", "from");
      // Not an <a>: an option may hold nothing that takes focus. By keyboard, Enter opens the trace. In the
      // corner, where nobody who means the card clicks.
      const link = make("span", "link", "↗");
      link.setAttribute("aria-hidden", "true");
      link.title = "Open the trace in a new tab";
      link.addEventListener("click", (event) => {
        event.stopPropagation();
        this.openTrace(id);
      });
      // One line, where a long id stands by its two ends.
      const about = [middleCut(note.name), note.step && `step ${note.step}`, note.signal, note.person].filter(Boolean);
      if (VERDICTS[note.verdict]) from.append(make("strong", "verdict", VERDICTS[note.verdict]), " ");
      if (pinned) from.append(make("strong", "", "★ example"), " ");
      for (const [at, part] of about.entries()) from.append(make("span", "part", at < about.length - 1 ? `${part} ·` : part), " ");
      from.title = note.name;
      card.element.dataset.verdict = note.verdict;
      const parts = [make("p", "", note.text)];
      if (note.quote) parts.push(make("p", "quote", note.quote));
      parts.push(from);
      if (this.mayFit(note)) parts.push(this.fitLine(note, fits));
      card.element.replaceChildren(...parts, link);
      card.says = says;
    }
    return card.element;
  }

  // From nowhere an arrow leads to the cards.
  enters(event) {
    const first = this.columns.get(null).shown[0];
    if (event.target !== document.body || !event.key.startsWith("Arrow") || first === undefined) return false;
    this.focus(this.notes.has(this.active) ? this.active : first);
    return true;
  }

  drag(event, id) {
    if (!this.selected.has(id)) {
      this.selected.clear();
      this.toggle(id, true);
      this.draw();
    }
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", many(this.selected.size, "note"));
    for (const each of this.selected) this.cards.get(each)?.element.classList.add("dragged");
  }

  endDrag() {
    for (const each of this.root.querySelectorAll(".dragged, .over")) each.classList.remove("dragged", "over");
  }
}
