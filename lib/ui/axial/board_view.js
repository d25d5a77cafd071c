// What the board looks like: columns and the bar. Follows board_search.js; board_cards.js, which follows this text, draws what is in a column;
// board_fits.js and board.js make it act.
// Texts are written by people: they enter the page by textContent only.

const PAGE = 200;

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};
const option = (value, text) => {
  const made = make("option", "", text);
  made.value = value;
  return made;
};
const many = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

class View extends Search {
  constructor(root) {
    super(root);
    const parts = ["found", "rest", "modes", "bar", "number", "split", "target", "preview", "live", "told", "what"];
    for (const name of parts) this[`$${name}`] = root.querySelector(`.${name}`);
    this.cards = new Map();
    this.columns = new Map();
    this.selected = new Set();
    root.querySelector(".heard").addEventListener("click", () => this.tell(""));
  }

  // ---- counting: a mode has the traces of its notes and labels, and those of the modes under it

  sortIn() {
    /** @type {any} */
    this.inMode = new Map([[null, []], ...this.modes.map((mode) => [mode.id, []])]);
    for (const note of this.notes.values()) this.inMode.get(note.mode)?.push(note.id);
  }

  held(mode) {
    const below = this.modes.filter((each) => mode !== null && each.parent === mode);
    return [...(this.inMode.get(mode) ?? []), ...below.flatMap((each) => this.held(each.id))];
  }

  ticked(mode) {
    const below = this.modes.filter((each) => mode !== null && each.parent === mode);
    return [...(this.data.ticked[mode] ?? []), ...below.flatMap((each) => this.ticked(each.id))];
  }

  traces(ids, mode) {
    return new Set([...ids.map((id) => this.notes.get(id).trace), ...this.ticked(mode)]).size;
  }

  outcome(ids, mode) {
    const now = this.held(mode);
    const then = [...new Set([...now, ...ids])];
    if (mode === null) return `Not grouped: ${now.length} → ${many(then.length, "note")}`;
    const name = this.modes.find((each) => each.id === mode).name;
    return `${name}: ${this.traces(now, mode)} → ${many(this.traces(then, mode), "trace")}`;
  }

  draw() {
    for (const note of this.notes.values())
      note.search ??= `${note.text} ${note.quote ?? ""} ${note.name} ${note.person ?? ""}`.toLowerCase();
    this.sortIn();
    this.matches = this.matcher();
    const wanted = [null, ...this.modes.map((mode) => mode.id)];
    for (const [id, column] of this.columns)
      if (!wanted.includes(id)) {
        column.element.remove();
        this.columns.delete(id);
      }
    this.$rest.style.setProperty("--tall", "calc(100vh - 13rem)");
    this.$modes.style.setProperty("--tall", this.modes.length < 5 ? "calc(100vh - 13rem)" : "22rem");
    this.$modes.classList.toggle("crowded", this.modes.length > 12);
    this.drawColumn(null, { name: "Not grouped", definition: "" }, this.$rest);
    for (const [place, mode] of this.modes.entries()) this.drawColumn(mode.id, mode, this.$modes, place);
    this.drawAdd();
    this.drawBatches();
    this.drawBar();
    this.$all.hidden = !this.filtered;
    const shown = [...this.columns.values()].reduce((sum, column) => sum + column.ids.length, 0);
    this.$found.textContent = this.filtered ? `${shown.toLocaleString("en")} of ${many(this.notes.size, "note")}` : "";
    for (const id of this.cards.keys()) if (!this.notes.has(id)) this.cards.delete(id);
  }

  drawColumn(id, mode, parent, place) {
    let column = this.columns.get(id);
    if (!column) {
      column = this.newColumn(id);
      this.columns.set(id, column);
    }
    if (parent.children[place ?? 0] !== column.element) parent.insertBefore(column.element, parent.children[place ?? 0] ?? null);
    const held = this.held(id);
    const traces = id === null ? "" : `${many(this.traces(held, id), "trace")} · `;
    const counts = traces + many(held.length, "note");
    const children = this.modes.filter((each) => id !== null && each.parent === id).map((each) => each.name);
    const above = this.modes.find((each) => each.id === mode.parent);
    const about = [above && `under ${above.name}`, children.length && `with ${children.join(", ")}`];
    if (mode.state) about.unshift(mode.state);
    column.name.textContent = mode.name;
    column.name.title = mode.name;
    for (const button of column.acts) button.setAttribute("aria-label", `${button.textContent} ${mode.name}`);
    column.key.textContent = id === null ? "0" : place < 9 ? place + 1 : "";
    column.key.hidden = !column.key.textContent;
    column.counts.textContent = counts;
    column.about.textContent = about.filter(Boolean).join(" · ");
    column.about.hidden = !column.about.textContent;
    column.definition.textContent = mode.definition;
    column.definition.title = mode.definition;
    column.definition.hidden = !mode.definition;
    if (id !== null) column.element.style.setProperty("--colour", this.colour(mode.colour));
    column.ids = this.visible(id);
    column.shown = column.ids.slice(0, column.limit);
    column.list.setAttribute("aria-label", `${mode.name}, ${counts}`);
    const none = id === null ? "Every note is in a failure mode." : "No notes yet.";
    column.list.dataset.empty = this.inMode.get(id).length ? "No note here matches." : none;
    column.element.classList.toggle("bare", !column.ids.length && id !== null);
    const left = column.ids.length - column.shown.length;
    column.more.hidden = !left;
    column.more.textContent = `Show ${Math.min(PAGE, left)} more of ${left.toLocaleString("en")}`;
    this.fill(column);
  }

  // Keeps the cards that stay where they are, so that neither focus nor scroll position is lost.
  fill(column) {
    const cards = column.shown.map((id) => this.card(id));
    const keep = new Set(cards);
    for (const element of [...column.list.children]) if (!keep.has(element)) element.remove();
    let at = column.list.firstChild;
    for (const element of cards) {
      if (element === at) at = at.nextSibling;
      else column.list.insertBefore(element, at);
    }
    if (!column.shown.includes(column.current)) column.current = column.shown[0];
    for (const element of cards) {
      const id = Number(element.dataset.id);
      element.setAttribute("aria-selected", this.selected.has(id));
      element.tabIndex = id === column.current ? 0 : -1;
    }
  }

  newColumn(id) {
    const element = make("section", "column");
    const head = element.appendChild(make("div", "head"));
    const title = head.appendChild(make("h2", "name"));
    const column = { element, limit: PAGE, ids: [], shown: [] };
    column.name = title.appendChild(make("span"));
    column.name.dir = "auto";
    column.key = title.appendChild(make("kbd"));
    column.counts = head.appendChild(make("p", "counts"));
    column.about = head.appendChild(make("p", "about"));
    column.definition = head.appendChild(make("p", "definition"));
    column.definition.dir = "auto";
    column.acts = [];
    if (id !== null) {
      const acts = head.appendChild(make("div", "acts"));
      for (const [kind, word] of [
        ["edit", "Edit"],
        ["merge", "Merge"],
        ["retire", "Retire"],
      ]) {
        const button = acts.appendChild(make("button", "", word));
        button.type = "button";
        button.addEventListener("click", () => this.ask(kind, id));
        column.acts.push(button);
      }
    }
    column.list = element.appendChild(make("div", "list"));
    column.list.setAttribute("role", "listbox");
    column.list.setAttribute("aria-multiselectable", "true");
    column.more = element.appendChild(make("button", "more"));
    column.more.type = "button";
    column.more.addEventListener("click", () => {
      column.limit += PAGE;
      this.draw();
    });
    element.addEventListener("mouseenter", () => this.preview(id));
    element.addEventListener("mouseleave", () => this.preview());
    this.dropping(element, id, () => this.move(id));
    return column;
  }

  dropping(element, mode, drop) {
    element.addEventListener("dragover", (event) => {
      event.preventDefault();
      if (element.classList.contains("over")) return;
      element.classList.add("over");
      this.preview(mode);
    });
    element.addEventListener("dragleave", (event) => {
      if (!element.contains(event.relatedTarget)) element.classList.remove("over");
    });
    element.addEventListener("drop", (event) => {
      event.preventDefault();
      element.classList.remove("over");
      drop();
    });
  }

  drawAdd() {
    if (!this.$add) {
      this.$add = make("button", "add");
      this.$add.type = "button";
      this.$add.addEventListener("click", () => this.ask("new"));
      this.dropping(this.$add, undefined, () => this.ask("new"));
    }
    const alone = !this.modes.length;
    this.$add.classList.toggle("alone", alone);
    this.$add.textContent = alone
      ? `No failure modes yet. Select notes that tell of the same failure, then press ${ownKeys.sign("N")} to name it.`
      : "New failure mode (N)";
    if (this.$modes.lastChild !== this.$add) this.$modes.append(this.$add);
  }

  drawBatches() {
    const select = this.$filters.find((filter) => filter.dataset.of === "batch");
    const says = JSON.stringify(this.data.batches);
    select.hidden = this.data.batches.length < 2;
    if (select.says === says) return;
    const chosen = select.value;
    select.replaceChildren(option("", "any batch"), ...this.data.batches.map(([id, name]) => option(id, name)));
    select.value = this.data.batches.some(([id]) => String(id) === chosen) ? chosen : "";
    select.says = says;
  }

  drawBar() {
    const ids = [...this.selected];
    this.$bar.hidden = !ids.length;
    if (!ids.length) return;
    this.$number.textContent = `${many(ids.length, "note")} selected`;
    const modes = new Set(ids.map((id) => this.notes.get(id).mode));
    this.$split.hidden = modes.size !== 1 || modes.has(null);
    this.$target.replaceChildren(
      option("", "Move to …"),
      ...this.modes.map((mode) => option(mode.id, this.outcome(ids, mode.id))),
      option("none", this.outcome(ids, null)),
      option("new", "A new failure mode"),
    );
    this.preview();
  }

  preview(mode) {
    const ids = [...this.selected];
    this.$preview.textContent = mode === undefined || !ids.length ? "" : this.outcome(ids, mode);
  }

  colour(index) {
    const palette = getComputedStyle(this.root).getPropertyValue("--st-chart-categorical-colors").split(",");
    return palette[index % palette.length].trim();
  }

  // What was refused, until it is closed or the next thing is done: over the board, which it must not move.
  tell(text) {
    this.$told.hidden = !text;
    this.$what.textContent = text;
  }

  say(text) {
    this.$live.textContent = text;
  }
}
