// Quick tags: the failure mode of the note that is being written, by Shift and the key of a digit.

// `change(place, changes)` changes a note.
function makeTags(app, { change, prefer }) {
  const made = node("div", "fl-tags");
  const head = node("div", "fl-tags-head");
  const title = node("span", "fl-label");
  const turn = button("fl-link", "", () => prefer("quick_tags", !app.help.tags.on));
  const list = node("div", "fl-tag-list");
  list.setAttribute("role", "group");
  head.append(title, turn);
  made.append(head, list);
  // A click on a tag leaves the caret in the note.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  const modes = () => app.help?.tags?.modes ?? [];

  made.has = (number) => number <= modes().length;
  made.toggle = (number) => {
    const place = placeIn(app.work);
    const { id } = modes()[number - 1];
    change(place, { tag: modeOf(app.work.notes[place]) === id ? null : id });
  };

  made.paint = () => {
    const tags = app.help?.tags;
    made.hidden = !tags;
    if (!tags) return;
    if (made.drawn !== tags) {
      made.drawn = tags;
      turn.textContent = tags.on ? "hide" : "Show failure modes as quick tags";
      turn.setAttribute("aria-label", tags.on ? "Hide quick tags" : turn.textContent);
      title.hidden = list.hidden = !tags.on;
      list.replaceChildren(
        ...tags.modes.map(({ name }, place) => {
          const one = button("fl-tag", "", ({ detail }) => {
            made.toggle(place + 1);
            if (detail) app.writing.begin(0); // by a mouse: words for it follow
          });
          one.append(...kbd(`⇧${place + 1}`), node("span", "fl-tag-name", name));
          one.title = name;
          one.setAttribute("aria-keyshortcuts", `Shift+${place + 1}`);
          return one;
        }),
      );
    }
    const { notes } = app.work;
    const at = placeIn(app.work);
    title.textContent = notes.length > 1 ? `Failure mode of note ${at + 1}` : "Failure mode of this note";
    list.setAttribute("aria-label", title.textContent);
    [...list.children].forEach((one, place) => {
      one.setAttribute("aria-pressed", String(modeOf(notes[at]) === tags.modes[place].id));
    });
  };
  return made;
}
