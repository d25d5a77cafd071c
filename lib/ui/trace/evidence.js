// Everything from a trace or a person goes in through textContent.
export default function showEvidence({ data, parentElement }) {
  const list = parentElement.querySelector("ol");
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.className = className;
    return element;
  };
  const other = list.dataset.of !== undefined && list.dataset.of !== data.of;
  list.dataset.of = data.of;
  list.replaceChildren(
    ...data.items.map((item) => {
      const entry = document.createElement("li");
      if (item.quote) entry.append(make("blockquote", `“${item.quote}”`, "quote"));
      entry.append(make("p", item.note, item.quote ? "note" : "note alone"));
      const about = make("p", "", "about");
      const link = make("a", item.trace, "trace");
      link.href = item.href;
      about.append(link);
      if (item.about) about.append(` · ${item.about}`);
      entry.append(about);
      return entry;
    }),
  );
  // What was asked for elsewhere on the page has to be seen without looking for it.
  if (other) list.scrollTop = 0;
  if (other || data.asked) list.scrollIntoView({ block: "nearest" });
}
