// Gentle hints about a note, below all that is being written and taking no room of it, so that nothing moves
// under the caret.

const HINTS = {
  vague: ({ text }) => `“${shorten(text, 40)}” will be hard to group later. Say what happened, like “said 6 pm, the policy says 9 pm”.`,
  diagnosis: () => "This guesses at the cause. Say what you saw: “said 9:00 is free, the calendar has 10:30”, not “misread the calendar”.",
  repeated: ({ words, mine }) => `${mine ? "You" : "Somebody"} wrote this before: “${words}”.`,
};

// `change(place, changes)` changes a note.
function makeHints(app, { change, paint, prefer }) {
  const made = node("div", "fl-hint-place");
  const box = node("div", "fl-hint");
  const words = node("p", "fl-plain");
  words.setAttribute("role", "status");
  const use = button("fl-plain-button", "Use the same words", ({ detail }) => {
    made.use();
    if (detail) app.writing.begin(0); // by a mouse: more words may follow
  });
  use.append(...kbd("W"));
  use.setAttribute("aria-keyshortcuts", ownKeys.sign("W"));
  const none = button("fl-link", "No more hints", () => {
    app.hints = [];
    prefer("hints", false);
    paint();
  });
  const turn = (made.turn = button("fl-link", "", () => prefer("hints", !app.help.hints)));
  for (const one of [use, none]) one.addEventListener("mousedown", (event) => event.preventDefault());
  const foot = node("div", "fl-hint-foot");
  foot.append(use, none);
  box.append(words, foot);
  made.append(box);

  const current = () => {
    const place = placeIn(app.work);
    const text = app.work.notes[place].text.trim();
    return (app.hints ?? []).find((hint) => hint.trace === app.shown && hint.place === place && hint.text === text);
  };

  made.use = () => {
    const hint = current();
    if (hint?.kind === "repeated") change(hint.place, { text: hint.words });
  };

  made.paint = () => {
    const hint = current();
    words.textContent = hint ? HINTS[hint.kind](hint) : "";
    made.hidden = !hint;
    use.hidden = hint?.kind !== "repeated";
    turn.textContent = app.help?.hints ? "Turn hints about notes off" : "Turn hints about notes on";
  };
  return made;
}
