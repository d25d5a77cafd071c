// The verdict rail: the three verdicts, the notes with their steps and quotes, and what is done with them.

const WORD = { pass: "Pass", fail: "Fail", defer: "Defer" };

// Where a note says it failed: its step, and the words of it.
function placeOf({ step, quote }) {
  const made = node("span", "", `at step ${step}`);
  if (quote) made.append(" · “", node("bdi", "", shorten(quote.replace(/\s+/g, " "), 80)), "”");
  return made;
}

// `app.work` is what is being written. `acts` are what the buttons do.
function makeRail(parent, app, trace, acts) {
  const made = { verdicts: {} };
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
    one.setAttribute("aria-keyshortcuts", key);
    verdicts.append(one);
    made.verdicts[name] = one;
  }
  made.notes = node("div", "fl-notes");
  made.add = button("fl-link", "+ another, independent failure", () => {
    app.work.notes.push({ text: "" });
    made.draw();
    made.focus(app.work.notes.length - 1);
  });
  made.save = button("fl-save", "Save and next", () => acts.save(null));
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
  made.undo.setAttribute("aria-keyshortcuts", "U");
  made.history = button("fl-plain-button", "History", acts.past);
  made.history.title = "What your review of this trace was before";
  const foot = node("div", "fl-foot");
  made.help = keyHelp();
  const past = node("div", "fl-past");
  past.append(made.undo, made.history);
  foot.append(past, keyLine(made.help, acts.stepBy), made.help);
  const aids = { touched: acts.touched, prefer: acts.prefer, paint: () => made.paint() };
  made.tags = makeTags(app, aids);
  made.hints = makeHints(app, aids);
  made.help.append(made.hints.turn);
  parent.append(verdicts, writing, made.tags, saving, made.message, made.hints, foot);

  made.aid = () => {
    made.tags.paint();
    made.hints.paint();
  };

  made.draw = () => {
    made.notes.replaceChildren(...app.work.notes.map(noteOf));
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
    box.addEventListener("input", () => {
      note.text = box.value;
      acts.touched();
      made.paint();
    });
    box.addEventListener("focus", () => {
      app.work.active = place;
      made.aid();
    });
    box.addEventListener("blur", acts.keep);
    note.at = node("div", "fl-at");
    note.box = box;
    whole.append(label, box, note.at);
    return whole;
  }

  made.paint = () => {
    const { notes, verdict } = app.work;
    for (const [name, one] of Object.entries(made.verdicts)) one.setAttribute("aria-pressed", String(verdict === name));
    const wrote = notes.some((note) => note.text.trim());
    made.says.textContent = wrote && !verdict ? "saves as Fail" : verdict && !acts.busy() ? `saves as ${WORD[verdict]}` : "";
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
        note.step = note.quote = null;
        acts.touched();
        made.paint();
      });
      clear.setAttribute("aria-label", `Clear step ${note.step}`);
      pieces.push(placeOf(note), " · ", clear);
    } else if (!place) pieces.push(node("span", "", "Click a step's number, or select its words."));
    if (place || app.work.notes.length > 1 || note.text.trim()) {
      const remove = button("fl-link", "remove this note", () => takeOut(app, made, place, acts.touched));
      pieces.push(place && !note.step ? "" : note.step ? " · " : " ", remove);
    }
    if (!place) pieces.push(made.state);
    note.at.replaceChildren(...pieces);
  }

  made.focus = (place) => {
    const { box } = app.work.notes[place];
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  };

  made.point = (step, quote) => {
    const note = app.work.notes[app.work.active] ?? app.work.notes[0];
    note.step = note.step === step && quote === undefined ? null : step;
    note.quote = quote ?? null;
    acts.touched();
    made.paint();
  };

  return made;
}
