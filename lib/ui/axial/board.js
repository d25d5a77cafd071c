// What the board does: it moves cards at once and asks the server; the server's answer is the truth.
// It follows board_view.js, board_cards.js, board_fits.js, board_sending.js and board_asked.js in one module: a component of Streamlit is a single text.

const isTyping = (element) => element.matches?.("input, textarea, select, [contenteditable]");
// What the server answers with a dialog.
const ASKS = ["new", "split", "edit", "merge", "retire"];

class Board extends Sending {
  constructor(root) {
    super(root);
    this.writing = makeWriting(root, () => [this.$search.value.trim() ? this.$search : null], ".card, .bar");
    this.asked = makeAsked(
      root,
      () => this.afterDialog(this.stood),
      (words) => this.sayLong(words),
    );
    this.$target.addEventListener("change", () => this.moveToChosen());
    root.querySelector(".new").addEventListener("click", () => this.ask("new"));
    this.$split.addEventListener("click", () => this.split());
    root.querySelector(".out").addEventListener("click", () => this.move(null));
    root.querySelector(".clear").addEventListener("click", () => this.clear());
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.$found.after((this.line = makeLine()));
    this.stopHearing = connection.tell(() => this.hearLine());
    this.stopAsking = keptHere.asks(() => this.waiting().length > 0);
  }

  close() {
    beingLeft.gone(this.root);
    document.removeEventListener("keydown", this.onKey);
    this.stopHearing();
    this.stopAsking();
    clearTimeout(this.timer);
    clearTimeout(this.idle);
    this.asked.close();
    const unheard = this.waiting();
    if (unheard.length) globalThis.faultlineLate?.send("board", this.data.project, unheard);
    const moved = unheard.filter(({ kind }) => kind === "move");
    beingLeft.handsOn(
      this.data?.project,
      moved.flatMap(({ mode, notes }) => notes.map(([id]) => `“${this.notes.get(id)?.text}” to ${this.nameOfMode(mode)}`)),
    );
  }

  nameOfMode(id) {
    return this.modes.find((mode) => mode.id === id)?.name ?? "not grouped";
  }

  // ---- what the server says

  // Notes come once; after that only where each is, in the same order.
  show(data) {
    if (data.notes) KEPT.notes = { version: data.version, notes: data.notes };
    if (KEPT.notes?.version !== data.version) {
      this.enqueue({ kind: "need", mode: null, notes: [] });
      return;
    }
    const before = this.notes;
    this.data = data;
    this.modes = data.modes;
    /** @type {any} */
    this.notes = new Map(KEPT.notes.notes.map((note, at) => [note.id, { ...note, mode: data.placed[at] || null }]));
    this.place = data.like ? new Map(data.like.map((at, rank) => [KEPT.notes.notes[at].id, rank])) : null;
    if (this.queue.length && this.queue[0].seq === data.ack) {
      if (ASKS.includes(this.queue[0].kind)) this.asked.answered(Boolean(data.problem));
      this.heard();
    }
    if (data.problem) this.tell(data.problem);
    for (const act of this.queue) if (act.kind === "move") this.put(act);
    for (const id of this.selected) if (this.notes.get(id)?.mode !== before?.get(id)?.mode) this.selected.delete(id);
    this.learn(data);
    const standing = this.hasFocus();
    this.draw();
    if (standing && !this.hasFocus() && this.notes.has(this.active)) this.focus(this.active);
  }

  put(act) {
    for (const [id] of act.notes) if (this.notes.has(id)) this.notes.get(id).mode = act.mode;
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
    this.put(act);
    this.selected.clear();
    this.draw();
    if (next && this.notes.has(next)) this.focus(next);
    this.say(`Moved ${many(ids.length, "note")}. ${outcome}. Ctrl Z takes it back.`);
    this.enqueue(act);
  }

  // To any mode: of what is selected, or of the note one stands on.
  chooseMode() {
    const [id] = this.chosen();
    if (!id) return;
    if (!this.selected.size) this.toggle(id, true);
    this.draw();
    this.$target.focus();
  }

  moveToChosen() {
    const value = this.$target.value;
    // Nothing of what follows is for the list.
    if (value === "new") this.$target.blur();
    if (value === "new") this.ask("new");
    else if (value) this.move(value === "none" ? null : Number(value));
    this.$target.value = "";
  }

  ask(kind, mode = null) {
    this.asked.start(kind);
    this.stood = this.notes.get(this.active)?.mode;
    const about = kind === "new" || kind === "split" ? this.chosen() : [];
    // Where one goes on once these are in it; where they are not, one still stands on them.
    this.then = about.length ? this.neighbour(about) : null;
    this.enqueue({ kind, mode, notes: about.map((id) => [id, this.notes.get(id).mode]) });
  }

  // A dialog is closed: back on the board, beside where the notes were that it took away.
  afterDialog(stood) {
    const next = this.then && this.notes.get(this.active)?.mode !== stood ? this.then : this.active;
    this.then = null;
    if (this.notes.has(next)) this.focus(next);
  }

  split() {
    const modes = new Set(this.chosen().map((id) => this.notes.get(id).mode));
    if (modes.size === 1 && !modes.has(null)) this.ask("split", [...modes][0]);
    else this.say("Select notes of one failure mode to split them off.");
  }

  pin() {
    const about = this.chosen().filter((id) => this.notes.get(id).mode !== null);
    if (about.length) this.enqueue({ kind: "pin", mode: null, notes: about.map((id) => [id, this.notes.get(id).mode]) });
  }

  like() {
    if (!this.notes.has(this.active)) return this.say("Stand on a note to see first those like it.");
    this.$sort.value = "like";
    this.enqueue({ kind: "like", mode: null, notes: [[this.active, this.notes.get(this.active).mode]] });
  }

  sort() {
    if (this.$sort.value === "like") this.like();
    else this.draw();
  }

  // The card to stand on once these have left: the first one after the active card that stays.
  neighbour(leaving) {
    const ids = this.columns.get(this.notes.get(this.active ?? leaving[0])?.mode)?.ids ?? [];
    const from = Math.max(0, ids.indexOf(this.active ?? leaving[0]));
    const stays = (id) => !leaving.includes(id);
    return ids.slice(from).find(stays) ?? ids.slice(0, from).reverse().find(stays);
  }

  // First what is selected, then what was searched for.
  clear() {
    if (this.selected.size) this.selected.clear();
    else return this.showAll();
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
    if (mine && isTyping(target) && this.leaves(event, target)) return event.preventDefault();
    if (!mine || isTyping(target) || document.querySelector('[role="dialog"]')) return;
    if (this.writing.takes(event) || event.altKey) return;
    const onCard = target.classList?.contains("card");
    const done = this.command(event) || (onCard ? this.walk(event, Number(target.dataset.id)) : this.enters(event));
    if (done) event.preventDefault();
  }

  // Out of the search and the lists, to the cards: Escape to all of them, Enter and an arrow to those found.
  leaves(event, field) {
    const isSearch = field === this.$search;
    if (event.key === "Escape") this.showAll();
    else if (!isSearch || event.isComposing || !["Enter", "ArrowDown"].includes(event.key)) return false;
    field.blur();
    this.writing.end();
    const found = [...this.columns.values()].flatMap((column) => column.shown);
    // Who searched goes to what was found, not to where they stood before.
    const to = event.key === "Escape" && found.includes(this.active) ? this.active : found[0];
    if (to) this.focus(to);
    else if (event.key !== "Escape") field.focus();
    return true;
  }

  command(event) {
    const key = event.key.toLowerCase();
    const meant = ownKeys.meant(key);
    if (event.ctrlKey || event.metaKey) {
      if (key !== "z" && key !== "y") return false;
      this.enqueue({ kind: key === "y" || event.shiftKey ? "redo" : "undo", mode: null, notes: [] });
      return true;
    }
    const mode = this.notes.get(this.active)?.mode ?? null;
    if (/^[1-9]$/.test(key)) {
      if (this.modes[key - 1]) this.move(this.modes[key - 1].id);
    } else if (meant === "0") this.move(null);
    else if (meant === "n") this.ask("new");
    else if (meant === "s") this.split();
    else if (meant === "p") this.pin();
    else if (meant === "l") this.like();
    else if (meant === "f") this.toBest();
    else if (meant === "t") this.chooseMode();
    else if (meant === "/") this.$search.focus();
    else if (meant === "e" && mode !== null) this.ask("edit", mode);
    else if (meant === "m" && mode !== null) this.ask("merge", mode);
    else if (meant === "escape") this.clear();
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
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") for (const each of column.ids) this.selected.add(each);
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
}

function showBoard({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".board");
  if (!root.firstChild) {
    root.innerHTML = BOARD_HTML;
    root.prepend(make("style", "", BOARD_CSS));
    ownKeys.use(data.keys);
    showBoardKeys(root);
  }
  parentElement.shown ??= new WeakMap();
  if (!parentElement.shown.has(root)) parentElement.shown.set(root, new Board(root));
  const board = parentElement.shown.get(root);
  beingLeft.shown(root);
  board.send = (act) => beingLeft.send(root, "act", () => setTriggerValue("act", act));
  board.show(data);
  return () => board.close();
}
