// The parts of the label pass: the line above, and the rail with what was noted, the modes to tick and the keys.

// `acts` are what its fields, buttons and keys do: go, confirm, search and takeFirst.
function makeLabelParts(bar, rail, { go, confirm, search, takeFirst }) {
  const made = {};
  made.scope = node("select", "fl-pick");
  made.scope.setAttribute("aria-label", "Whose reviews");
  made.scope.addEventListener("change", () => {
    made.scope.blur();
    go("scope", { own: made.scope.value === "own" });
  });
  made.place = node("span", "fl-place");
  const [back, on] = [
    ["←", "Previous trace", -1],
    ["→", "Next trace", 1],
  ].map(([sign, words, by]) => {
    const one = button("fl-move", sign, () => go("move", { by }));
    one.setAttribute("aria-label", words);
    one.title = words;
    return one;
  });
  const moves = node("span", "fl-moves");
  moves.append(back, made.place, on);
  made.track = node("div", "fl-track");
  made.track.setAttribute("role", "progressbar");
  made.track.setAttribute("aria-label", "Traces labelled");
  made.fill = made.track.appendChild(node("div", "fl-fill"));
  made.counts = node("span");
  made.again = node("span", "fl-count fl-is-defer");
  made.line = makeLine();
  bar.append(made.scope, moves, made.track, made.counts, made.again, made.line);
  made.notes = node("ul", "fl-said-notes");
  made.find = node("input", "fl-mode-find");
  made.find.type = "text";
  made.find.dir = "auto";
  made.find.placeholder = `Find a failure mode  ${ownKeys.sign("F")}`;
  made.find.setAttribute("aria-label", "Find a failure mode");
  made.find.addEventListener("input", search);
  made.find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    takeFirst();
  });
  made.ticks = node("div", "fl-ticks");
  made.ticks.setAttribute("role", "group");
  made.ticks.setAttribute("aria-label", "Failure modes of this trace");
  made.save = button("fl-save", "Confirm and next", confirm);
  made.save.append(...kbd("↵"));
  made.save.setAttribute("aria-keyshortcuts", "Enter");
  made.says = node("span", "fl-quiet fl-says");
  const saving = node("div", "fl-saving");
  saving.append(made.save, made.says);
  made.message = node("p", "fl-message");
  made.message.setAttribute("role", "status");
  made.undo = button("fl-plain-button fl-undo", "", () => go("undo"));
  made.undo.setAttribute("aria-keyshortcuts", ownKeys.sign("U"));
  const keys = node("div", "fl-keys fl-quiet");
  for (const [signs, , word] of LABEL_KEYS.filter(([, , short]) => short)) {
    const pair = node("span");
    pair.append(...kbd(...signs), ` ${word}`);
    keys.append(pair);
  }
  const foot = node("div", "fl-foot");
  const order = node("div", "fl-quiet", "This asks about failed traces. “Check older traces” then asks about passed ones too.");
  foot.append(made.undo, keys, order);
  rail.append(made.notes, made.find, made.ticks, saving, made.message, foot);
  return made;
}

function drawLabelTop(parts, data) {
  parts.scope.hidden = !data.scopes;
  parts.scope.replaceChildren(
    ...[
      ["counted", "Reviews that count"],
      ["own", "My own reviews"],
    ].map(([value, words]) => {
      const option = node("option", "", words);
      option.value = value;
      option.selected = (value === "own") === data.own;
      return option;
    }),
  );
  parts.place.textContent = `trace ${data.position} of ${data.size}`;
  parts.fill.style.width = `${(100 * data.labelled) / data.size}%`;
  parts.track.setAttribute("aria-valuenow", data.labelled);
  parts.track.setAttribute("aria-valuemax", data.size);
  parts.counts.textContent = `${data.labelled} of ${data.size} labelled`;
  parts.again.textContent = data.recode ? `${data.recode} to decide again` : "";
}

// What the readers noted, and where in the trace it is.
function drawLabelNotes(parts, trace, { notes, person }) {
  const lines = notes.map((note) => {
    const line = node("li");
    line.append(node("bdi", "", note.text));
    const at = node("span", "fl-quiet");
    if (note.step) at.append(` step ${note.step}`);
    if (note.quote) at.append(note.step ? " · “" : " “", node("bdi", "", shorten(note.quote.replace(/\s+/g, " "), 80)), "”");
    line.append(at);
    return line;
  });
  if (!lines.length) lines.push(node("li", "fl-quiet", "Failed, without a note."));
  if (person) lines.unshift(node("li", "fl-quiet", `Read by ${person}`));
  parts.notes.replaceChildren(...lines);
  const marks = new Map();
  for (const [place, note] of notes.entries()) {
    if (note.step && !marks.has(note.step)) marks.set(note.step, place ? "Another failure here" : "First failed here");
  }
  markSteps(trace, marks, notes[0]?.step);
  tintQuotes(
    trace,
    notes.filter((note) => note.quote && note.step),
  );
}

// What waits for an answer, in words: for who is not let in any more when it comes.
function labelsInWords({ modes, trace }, acts) {
  const nameOfMode = ({ mode }) => modes.find(({ id }) => id === mode)?.name ?? "";
  const says = {
    tick: (act) => `${trace.id_text}: ${act.value} to ${nameOfMode(act)}`,
    take_out: (act) => `${trace.id_text}: the note taken out of ${nameOfMode(act)}`,
    confirm: () => `${trace.id_text}: confirmed`,
  };
  return acts.filter(({ kind }) => kind in says).map((act) => says[act.kind](act));
}
