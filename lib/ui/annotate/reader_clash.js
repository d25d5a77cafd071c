// Two windows of one person hold different words on one trace: both are shown, and the person chooses.

// `choose(side)` is called for "mine", "theirs" or "both".
function makeClash(root, choose) {
  const box = node("dialog", "fl-clash");
  box.setAttribute("aria-label", "Two versions of this review");
  // It takes the focus itself: Enter, struck once too often, must choose nothing.
  box.tabIndex = -1;
  const choice = (side) => () => {
    box.close();
    choose(side);
  };
  const sides = node("div", "fl-sides");
  const buttons = node("div", "fl-clash-buttons");
  buttons.append(
    button("fl-keep", "Keep mine", choice("mine")),
    button("fl-plain-button", "Take the other", choice("theirs")),
    button("fl-plain-button", "Put both in the notes", choice("both")),
  );
  const hint = node("p", "fl-quiet", "Whichever you choose, the other stays in the history once it was saved. Esc leaves it for later.");
  const why = node("p");
  box.append(node("h2", "", "Two versions of this review"), why, sides, buttons, hint);
  root.append(box);
  box.addEventListener("keydown", (event) => event.stopPropagation());

  const made = { trace: null };
  made.show = (trace, here, there, where) => {
    made.trace = trace;
    why.textContent = where;
    sides.replaceChildren(side("Here", here), side("In the other window", there));
    if (!box.open) box.showModal();
    box.focus();
  };
  // Another trace came on the screen meanwhile: what is asked here is not about that one.
  made.shut = (trace) => {
    if (box.open && trace !== made.trace) box.close();
  };
  return made;
}

function side(title, { verdict, notes }) {
  const made = node("section");
  made.append(
    node("h3", "", title),
    node(
      "div",
      verdict ? `fl-said-verdict fl-is-${verdict}` : "fl-quiet",
      verdict ? `${SIGN[verdict]} ${WORD[verdict]}` : "No verdict yet",
    ),
  );
  for (const note of notes.filter(({ text }) => text.trim())) {
    made.append(node("p", "fl-plain", note.text));
    if (note.step) {
      const place = node("div", "fl-quiet");
      place.append(placeOf(note));
      made.append(place);
    }
  }
  if (!notes.some(({ text }) => text.trim())) made.append(node("p", "fl-quiet", "No note"));
  return made;
}
