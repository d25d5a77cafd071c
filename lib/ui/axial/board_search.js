// Which notes of the board are shown, in which order. board_view.js follows this text and draws them.

class Search {
  constructor(root) {
    this.root = root;
    for (const name of ["search", "sort", "all"]) this[`$${name}`] = root.querySelector(`.${name}`);
    this.$filters = [...root.querySelectorAll(".filter")];
    this.$search.addEventListener("input", () => this.draw());
    this.$sort.addEventListener("change", () => this.sort());
    this.$all.addEventListener("click", () => this.showAll());
    for (const filter of this.$filters) filter.addEventListener("change", () => this.draw());
  }

  matcher() {
    const words = this.$search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = this.$filters.filter((filter) => filter.value).map((filter) => [filter.dataset.of, filter.value]);
    const has = {
      verdict: (note, value) => note.verdict === value,
      feedback: (note, value) => this.feeling(note) === value,
      batch: (note, value) => note.batches.includes(Number(value)),
    };
    this.filtered = words.length + wanted.length > 0;
    return (note) => words.every((word) => note.search.includes(word)) && wanted.every(([of, value]) => has[of](note, value));
  }

  feeling({ feedback }) {
    if (feedback === null) return "none";
    return feedback < 0 ? "negative" : feedback > 0 ? "positive" : "neutral";
  }

  visible(mode) {
    const found = this.inMode
      .get(mode)
      .map((id) => this.notes.get(id))
      .filter(this.matches);
    if (this.$sort.value === "trace") found.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }) || a.step - b.step);
    if (this.$sort.value === "like" && this.place) found.sort((a, b) => this.place.get(a.id) - this.place.get(b.id));
    return found.map((note) => note.id);
  }

  showAll() {
    this.$search.value = "";
    for (const filter of this.$filters) filter.value = "";
    this.draw();
  }
}
