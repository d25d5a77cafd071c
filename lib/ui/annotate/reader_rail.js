// The verdict rail: the three verdicts, the notes with their steps and quotes, and what is done with them.

const WORD = { pass: "Pass", fail: "Fail", defer: "Defer" };

// Where a note says it failed: its step, and the words of it.
function placeOf({ step, quote }) {
  const made = node("span", "", `at step ${step}`);
  if (quote) made.append(" · “", node("bdi", "", shorten(quote.replace(/\s+/g, " "), 80)), "”");
  return made;
}

// `app.work` is what is being written. `acts` are what the buttons do; what is written goes to `acts.take`.
function makeRail(parent, app, trace, acts) {
  /** @type {any} */
  const made = { verdicts: {} };
  // By the place of a note: where it is written, and the line below. Another trace may be about to be drawn.
  let places = [];
  const verdicts = node("div", "fl-verdicts");
  verdicts.setAttribute("role", "group");
  verdicts.setAttribute("aria-label", "Verdict");
  for (const [name, key] of [
    ["pass", "1"],
    ["fail", "2"],
    ["defer", "D"],
  ]) {
    const one = button(`fl-verdict fl-is-${name}`, "", () => acts.judge(name));
    one.append(node("span", "fl-sign", SIGN[name]), WORD[name], ...kbd(key));
    one.setAttribute("aria-keyshortcuts", ownKeys.sign(key));
    verdicts.append(one);
    made.verdicts[name] = one;
  }
  made.notes = node("div", "fl-notes");
  made.add = button("fl-link", "+ another, independent failure", () => acts.take({ type: "added" }));
  made.save = button("fl-save", "Save and next", acts.save);
  made.save.append(...kbd("Ctrl", "↵"));
  made.save.setAttribute("aria-keyshortcuts", "Control+Enter");
  made.says = node("span", "fl-quiet fl-says");
  const writing = node("div", "fl-writing");
  writing.append(made.notes, made.add);
  const saving = node("div", "fl-saving");
  saving.append(made.save, made.says);
  made.message = node("p", "fl-message");
  made.message.setAttribute("role", "status");
  made.state = node("span", "fl-state");
  made.state.setAttribute("role", "status");
  made.undo = button("fl-plain-button", "", acts.undo);
  made.undo.setAttribute("aria-keyshortcuts", ownKeys.sign("U"));
  made.history = button("fl-plain-button", "History", acts.past);
  made.history.title = "What your review of this trace was before";
  const foot = node("div", "fl-foot");
  made.help = keyHelp();
  const past = node("div", "fl-past");
  past.append(made.undo, made.history);
  foot.append(past, keyLine(made.help, acts.stepBy), made.help);
  const aids = { change, prefer: acts.prefer, paint: () => made.paint() };
  made.tags = makeTags(app, aids);
  made.hints = makeHints(app, aids);
  made.help.append(made.hints.turn);
  parent.append(verdicts, writing, made.tags, saving, made.message, made.hints, foot);

  made.aid = () => {
    made.tags.paint();
    made.hints.paint();
  };

  function write(type, place, changes) {
    acts.take({ type, notes: app.work.notes.map((note, at) => (at === place ? { ...note, ...changes } : note)) });
  }

  // Changed by something else than typing.
  function change(place, changes) {
    if ("text" in changes) places[place].box.value = changes.text;
    write("changed", place, changes);
  }

  made.draw = () => {
    places = app.work.notes.map(noteOf);
    made.notes.replaceChildren(...places.map(({ whole }) => whole));
    made.paint();
    app.writing.back();
  };

  function noteOf(note, place) {
    const whole = node("div", "fl-note");
    const label = node("label", "fl-label", place ? "What else went wrong, on its own?" : "What went wrong first?");
    if (!place) label.append(...kbd("N"));
    const box = node("textarea", "fl-box");
    box.value = note.text;
    box.dir = "auto";
    box.rows = place ? 2 : 4;
    box.id = label.htmlFor = `fl-note-${place}`;
    box.addEventListener("input", () => write("typed", place, { text: box.value }));
    box.addEventListener("focus", () => {
      acts.take({ type: "focused", place });
      made.aid();
    });
    box.addEventListener("blur", () => acts.take({ type: "blurred" }));
    const below = node("div", "fl-at");
    whole.append(label, box, below);
    return { whole, box, below };
  }

  made.paint = () => {
    const { notes, verdict } = app.work;
    for (const [name, one] of Object.entries(made.verdicts)) one.setAttribute("aria-pressed", String(verdict === name));
    const wrote = notes.some((note) => note.text.trim());
    made.says.textContent = wrote && !verdict ? "saves as Fail" : verdict && !isBusy(app.run.state) ? `saves as ${WORD[verdict]}` : "";
    made.add.hidden = !notes[0].text.trim();
    notes.forEach(paintAt);
    made.mark();
    made.aid();
  };

  made.mark = () => {
    const { notes } = app.work;
    const marks = new Map();
    notes.forEach((note, place) => {
      if (note.step && !marks.has(note.step)) marks.set(note.step, place ? "Another failure here" : "First failed here");
    });
    markSteps(trace, marks, notes[0].step);
    tintQuotes(
      trace,
      notes.filter((note) => note.quote),
    );
  };

  function paintAt(note, place) {
    const pieces = [];
    if (note.step) {
      const clear = button("fl-link", "clear", () => {
        change(place, { step: null, quote: null });
      });
      clear.setAttribute("aria-label", `Clear step ${note.step}`);
      pieces.push(placeOf(note), " · ", clear);
    } else if (!place) pieces.push(node("span", "", "Click a step's number, or select its words."));
    if (place || app.work.notes.length > 1 || note.text.trim()) {
      const remove = button("fl-link", "remove this note", () => takeOut(app, made, place, acts.take));
      pieces.push(place && !note.step ? "" : note.step ? " · " : " ", remove);
    }
    if (!place) pieces.push(made.state);
    places[place]?.below.replaceChildren(...pieces);
  }

  made.offer = (step, quote) => {
    const { shown } = app;
    const put = button("fl-link", "Put it to the words just selected", () => {
      made.message.textContent = "";
      if (app.shown === shown && app.work) acts.take({ type: "pointed", step, quote });
    });
    made.message.replaceChildren("The note stays where it is. ", put);
  };

  made.focus = (place) => {
    const box = places[place]?.box;
    if (!box) return;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  };

  // Where the note is written that was written last.
  made.boxOf = (place) => (places[place] ?? places[0])?.box;

  return made;
}
