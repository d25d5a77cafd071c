// Everything from a trace or a person goes in through textContent.
export default function showDiscussion({ data, parentElement }) {
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.className = className;
    return element;
  };
  parentElement.querySelector("ol").replaceChildren(
    ...data.items.map((item) => {
      const entry = document.createElement("li");
      const head = make("p", "", "head");
      const link = make("a", item.trace, "trace");
      link.href = item.href;
      head.append(link, make("span", item.differs, "differs"));
      const sides = make("div", "", "sides");
      for (const side of item.sides) {
        const said = make("div", "", "side");
        const who = make("p", "", "who");
        who.append(make("span", side.person, "person"), make("span", side.said, side.verdict));
        said.append(who, ...side.notes.map((note) => make("p", note, "note")));
        sides.append(said);
      }
      entry.append(head, sides);
      return entry;
    }),
  );
}
