// What was expected of the trace, beside it where there is room and below it where there is none.

// Whether it is folded stays as one left it, from trace to trace.
let referenceOpen = true;

function reference(fields) {
  const made = node("details", "fl-reference");
  made.titleText = fields.length === 1 ? fieldTitle(fields[0].name) : "Reference";
  const summary = node("summary", "", made.titleText);
  summary.append(node("span", "fl-quiet", " not part of the trace"));
  made.append(summary);
  for (const { name, text } of fields) {
    const part = node("section", "fl-reference-part");
    if (fields.length > 1) part.append(node("div", "fl-name", fieldTitle(name)));
    part.append(folded(text, value));
    made.append(part);
  }
  made.open = referenceOpen;
  made.addEventListener("toggle", () => {
    referenceOpen = made.open;
  });
  made.show = () => {
    made.open = true;
    made.scrollIntoView({ block: "nearest" });
    summary.focus({ preventScroll: true });
  };
  return made;
}

// expected_output reads as Expected output.
function fieldTitle(name) {
  const words = name.replace(/[_-]+/g, " ").trim();
  return words ? words[0].toUpperCase() + words.slice(1) : name;
}
