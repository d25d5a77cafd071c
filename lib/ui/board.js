// The board: notes as cards, failure modes as columns. It moves cards at once and asks the server; the
// server's answer is the truth. Texts are written by people: they enter the page by textContent only.

const PAGE = 200;
const RESEND_AFTER = 20_000;

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};
const many = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
const isTyping = (element) => element.matches?.("input, textarea, select, [contenteditable]");

class Board {
  constructor(root) {
    this.root = root;
    for (const name of ["search", "sort", "rest", "modes", "bar", "number", "target", "preview", "live"])
      this[`$${name}`] = root.querySelector(`.${name}`);
    this.nonce = Math.random().toString(36).slice(2);
    this.sent = 0;
    this.queue = [];
    this.cards = new Map();
    this.columns = new Map();
    this.selected = new Set();
    this.$search.addEventListener("input", () => this.draw());
    this.$sort.addEventListener("change", () => this.draw());
    this.$target.addEventListener("change", () => this.moveToChosen());
    root.querySelector(".new").addEventListener("click", () => this.ask("new"));
    root.querySelector(".out").addEventListener("click", () => this.move(null));
    root.querySelector(".clear").addEventListener("click", () => this.clear());
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
  }

  close() {
    document.removeEventListener("keydown", this.onKey);
    clearTimeout(this.timer);
  }

  // ---- what the server says

  show(data) {
    const before = this.notes;
    this.data = data;
    this.modes = data.modes;
    this.notes = new Map(data.notes.map((note) => [note.id, { ...note }]));
    if (this.queue.length && this.queue[0].seq === data.ack) {
      this.queue.shift();
      clearTimeout(this.timer);
      if (data.problem) this.say(data.problem);
      this.flush();
    }
    for (const act of this.queue) if (act.kind === "move") this.place(act);
    for (const id of this.selected)
      if (this.notes.get(id)?.mode !== before?.get(id)?.mode) this.selected.delete(id);
    this.draw();
  }

  place(act) {
    for (const [id] of act.notes) if (this.notes.has(id)) this.notes.get(id).mode = act.mode;
  }

  // One act at a time is under way: two sent together would reach the server as one.
  enqueue(act) {
    this.queue.push({ ...act, seq: `${this.nonce}-${++this.sent}` });
    if (this.queue.length === 1) this.flush();
  }

  flush() {
    const [act] = this.queue;
    if (!act) return;
    if (act.kind === "undo") act.change = this.data.undo?.id ?? null;
    this.send(act);
    this.timer = setTimeout(() => this.flush(), RESEND_AFTER);
  }

  // ---- what the person does

  chosen() {
    if (this.selected.size) return [...this.selected];
    return this.active && this.notes.has(this.active) && this.hasFocus() ? [this.active] : [];
  }

  hasFocus() {
    return this.root.getRootNode().activeElement?.classList.contains("card");
  }

  move(mode) {
    const ids = this.chosen().filter((id) => this.notes.get(id).mode !== mode);
    if (!ids.length) return;
    const outcome = this.outcome(ids, mode);
    const act = { kind: "move", mode, notes: ids.map((id) => [id, this.notes.get(id).mode]) };
    const next = this.neighbour(ids);
    this.place(act);
    this.selected.clear();
    this.draw();
    if (next && this.notes.has(next)) this.focus(next);
    this.say(`Moved ${many(ids.length, "note")}. ${outcome}. Ctrl Z takes it back.`);
    this.enqueue(act);
  }

  moveToChosen() {
    const value = this.$target.value;
    if (value === "new") this.ask("new");
    else if (value) this.move(value === "none" ? null : Number(value));
    this.$target.value = "";
  }

  ask(kind, mode = null) {
    this.enqueue({ kind, mode, notes: kind === "new" ? this.chosen().map((id) => [id, null]) : [] });
  }

  // The card to stand on once these have left: the first one after the active card that stays.
  neighbour(leaving) {
    const ids = this.columns.get(this.notes.get(this.active ?? leaving[0])?.mode)?.ids ?? [];
    const from = Math.max(0, ids.indexOf(this.active ?? leaving[0]));
    const stays = (id) => !leaving.includes(id);
    return ids.slice(from).find(stays) ?? ids.slice(0, from).reverse().find(stays);
  }

  clear() {
    this.selected.clear();
    this.draw();
  }

  toggle(id, on = !this.selected.has(id)) {
    if (on) this.selected.add(id);
    else this.selected.delete(id);
    this.anchor = id;
  }

  selectTo(id) {
    const ids = this.columns.get(this.notes.get(id).mode).ids;
    const [from, to] = [ids.indexOf(this.anchor), ids.indexOf(id)];
    if (from < 0) this.toggle(id, true);
    else for (const each of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) this.selected.add(each);
  }

  click(event, id) {
    if (event.shiftKey) this.selectTo(id);
    else this.toggle(id);
    this.focus(id);
    this.draw();
  }

  key(event) {
    const target = event.composedPath()[0];
    const mine = event.composedPath().includes(this.root) || target === document.body;
    if (!mine || isTyping(target) || event.altKey || document.querySelector('[role="dialog"]')) return;
    const onCard = target.classList?.contains("card");
    if (this.command(event) || (onCard && this.walk(event, Number(target.dataset.id)))) event.preventDefault();
  }

  command(event) {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key !== "z" || event.shiftKey) return false;
      this.enqueue({ kind: "undo", mode: null, notes: [] });
      return true;
    }
    const mode = this.notes.get(this.active)?.mode ?? null;
    if (/^[1-9]$/.test(key)) {
      if (this.modes[key - 1]) this.move(this.modes[key - 1].id);
    } else if (key === "0") this.move(null);
    else if (key === "n") this.ask("new");
    else if (key === "e" && mode !== null) this.ask("edit", mode);
    else if (key === "m" && mode !== null) this.ask("merge", mode);
    else if (key === "escape") this.clear();
    else return false;
    return true;
  }

  walk(event, id) {
    const column = this.columns.get(this.notes.get(id).mode);
    const at = column.ids.indexOf(id);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: column.shown.length - 1 }[event.key];
    if (to !== undefined) {
      const next = column.shown[to];
      if (next === undefined) return true;
      if (event.shiftKey) {
        if (!this.selected.size) this.toggle(id, true);
        this.selectTo(next);
      }
      this.focus(next);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const filled = [...this.columns.values()].filter((each) => each.shown.length);
      const beside = filled[filled.indexOf(column) + (event.key === "ArrowRight" ? 1 : -1)];
      if (beside) this.focus(beside.shown[Math.min(at, beside.shown.length - 1)]);
    } else if (event.key === " ") this.toggle(id);
    else if (event.key === "Enter") this.openTrace(id);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a")
      for (const each of column.ids) this.selected.add(each);
    else return false;
    this.draw();
    return true;
  }

  focus(id) {
    this.active = id;
    const column = this.columns.get(this.notes.get(id).mode);
    if (column) column.current = id;
    for (const each of column?.shown ?? []) this.cards.get(each).element.tabIndex = each === id ? 0 : -1;
    this.cards.get(id)?.element.focus();
    this.cards.get(id)?.element.scrollIntoView({ block: "nearest" });
  }

  // ---- drawing

  traces(ids) {
    return new Set(ids.map((id) => this.notes.get(id).trace)).size;
  }

  held(mode) {
    return [...this.notes.values()].filter((note) => note.mode === mode).map((note) => note.id);
  }

  outcome(ids, mode) {
    const now = this.held(mode);
    const then = [...new Set([...now, ...ids])];
    if (mode === null) return `Not grouped: ${now.length} → ${many(then.length, "note")}`;
    const name = this.modes.find((each) => each.id === mode).name;
    return `${name}: ${this.traces(now)} → ${many(this.traces(then), "trace")}`;
  }

  visible(mode) {
    const words = this.$search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [...this.notes.values()].filter(
      (note) => note.mode === mode && words.every((word) => note.search.includes(word)),
    );
    if (this.$sort.value === "trace")
      found.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }) || a.step - b.step);
    return found.map((note) => note.id);
  }

  draw() {
    for (const note of this.notes.values())
      note.search ??= `${note.text} ${note.quote ?? ""} ${note.name} ${note.person ?? ""}`.toLowerCase();
    const wanted = [null, ...this.modes.map((mode) => mode.id)];
    for (const [id, column] of this.columns)
      if (!wanted.includes(id)) {
        column.element.remove();
        this.columns.delete(id);
      }
    this.$rest.style.setProperty("--tall", "calc(100vh - 13rem)");
    this.$modes.style.setProperty("--tall", this.modes.length < 5 ? "calc(100vh - 13rem)" : "26rem");
    this.drawColumn(null, { name: "Not grouped", definition: "" }, this.$rest);
    this.modes.forEach((mode, place) => this.drawColumn(mode.id, mode, this.$modes, place));
    this.drawAdd();
    this.drawBar();
    for (const id of this.cards.keys()) if (!this.notes.has(id)) this.cards.delete(id);
  }

  drawColumn(id, mode, parent, place) {
    let column = this.columns.get(id);
    if (!column) {
      column = this.newColumn(id);
      this.columns.set(id, column);
    }
    if (parent.children[place ?? 0] !== column.element)
      parent.insertBefore(column.element, parent.children[place ?? 0] ?? null);
    const held = this.held(id);
    const counts = id === null ? many(held.length, "note") : `${many(this.traces(held), "trace")} · ${many(held.length, "note")}`;
    column.name.textContent = mode.name;
    for (const button of column.acts) button.setAttribute("aria-label", `${button.textContent} ${mode.name}`);
    column.key.textContent = id === null ? "0" : place < 9 ? place + 1 : "";
    column.key.hidden = !column.key.textContent;
    column.counts.textContent = counts;
    column.definition.textContent = mode.definition;
    column.definition.hidden = !mode.definition;
    if (id !== null) column.element.style.setProperty("--colour", this.colour(mode.colour));
    column.ids = this.visible(id);
    column.shown = column.ids.slice(0, column.limit);
    column.list.setAttribute("aria-label", `${mode.name}, ${counts}`);
    column.list.dataset.empty = held.length ? "No note here matches the search." : id === null ? "Every note is in a failure mode." : "No notes yet.";
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
    column.key = title.appendChild(make("kbd"));
    column.counts = head.appendChild(make("p", "counts"));
    column.definition = head.appendChild(make("p", "definition"));
    column.acts = [];
    if (id !== null) {
      const acts = head.appendChild(make("div", "acts"));
      for (const [kind, word] of [["edit", "Edit"], ["merge", "Merge"]]) {
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
      ? "No failure modes yet. Select notes that tell of the same failure, then press N to name it."
      : "New failure mode (N)";
    if (this.$modes.lastChild !== this.$add) this.$modes.append(this.$add);
  }

  openTrace(id) {
    const trace = this.notes.get(id).trace;
    window.open(`annotate?project=${this.data.project}&trace=${trace}`, "_blank", "noopener");
  }

  card(id) {
    const note = this.notes.get(id);
    const says = JSON.stringify([note.text, note.quote, note.name, note.step, note.person]);
    let card = this.cards.get(id);
    if (!card) {
      const element = make("div", "card");
      element.dataset.id = id;
      element.draggable = true;
      element.setAttribute("role", "option");
      element.addEventListener("click", (event) => this.click(event, id));
      element.addEventListener("dragstart", (event) => this.drag(event, id));
      element.addEventListener("dragend", () => this.root.querySelectorAll(".dragged, .over").forEach((each) => each.classList.remove("dragged", "over")));
      card = { element };
      this.cards.set(id, card);
    }
    if (card.says !== says) {
      const from = make("p", "from");
      // Not an <a>: an option may hold nothing that takes focus. By keyboard, Enter opens the trace.
      const link = from.appendChild(make("span", "link", note.name));
      link.title = "Open the trace in a new tab";
      link.addEventListener("click", (event) => {
        event.stopPropagation();
        this.openTrace(id);
      });
      if (note.step) from.append(` · step ${note.step}`);
      if (note.person) from.append(` · ${note.person}`);
      const parts = [make("p", "", note.text)];
      if (note.quote) parts.push(make("p", "quote", note.quote));
      card.element.replaceChildren(...parts, from);
      card.says = says;
    }
    return card.element;
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

  drawBar() {
    const ids = [...this.selected];
    this.$bar.hidden = !ids.length;
    if (!ids.length) return;
    this.$number.textContent = `${many(ids.length, "note")} selected`;
    const option = (value, text) => {
      const made = make("option", "", text);
      made.value = value;
      return made;
    };
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

  say(text) {
    this.$live.textContent = text;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".board");
  parentElement.shown ??= new WeakMap();
  if (!parentElement.shown.has(root)) parentElement.shown.set(root, new Board(root));
  const board = parentElement.shown.get(root);
  board.send = (act) => setTriggerValue("act", act);
  board.show(data);
  return () => board.close();
}
