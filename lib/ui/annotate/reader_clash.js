// Two windows of one person hold different words on one trace: both are shown, and the person chooses.

function makeClash(root, { mine, theirs, merge }) {
  const box = node("dialog", "fl-clash");
  box.setAttribute("aria-label", "Two versions of this review");
  // It takes the focus itself: Enter, struck once too often, must choose nothing.
  box.tabIndex = -1;
  const choose = (act) => () => {
    box.close();
    act(box.theirs);
  };
  const sides = node("div", "fl-sides");
  const buttons = node("div", "fl-clash-buttons");
  buttons.append(
    button("fl-keep", "Keep mine", choose(mine)),
    button("fl-plain-button", "Take the other", choose(theirs)),
    button("fl-plain-button", "Put both in the notes", choose(merge)),
  );
  const hint = node("p", "fl-quiet", "Whichever you choose, the other stays in the history once it was saved. Esc leaves it for later.");
  const why = node("p");
  box.append(node("h2", "", "Two versions of this review"), why, sides, buttons, hint);
  root.append(box);
  box.addEventListener("keydown", (event) => event.stopPropagation());

  return (here, there, where) => {
    box.theirs = there;
    why.textContent = where;
    sides.replaceChildren(side("Here", here), side("In the other window", there));
    if (!box.open) box.showModal();
    box.focus();
  };
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
