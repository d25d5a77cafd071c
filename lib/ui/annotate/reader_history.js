// What one's own review of the trace was before. Asked for by a button, and brought back into the rail as a draft.

function makeHistory(root, { ask, bring }) {
  const box = node("dialog", "fl-clash fl-history");
  box.setAttribute("aria-label", "History of your review");
  const list = node("ol", "fl-revisions");
  const says = node("p", "fl-quiet");
  says.setAttribute("role", "status");
  const shut = button("fl-plain-button", "Close", () => box.close());
  const foot = node("div", "fl-clash-buttons");
  foot.append(shut);
  box.append(node("h2", "", "History of your review"), says, list, foot);
  root.append(box);
  box.addEventListener("keydown", (event) => event.stopPropagation());
  const made = { asked: 0 };
  // By trace: what was in the rail, unsaved, when something older was brought back over it.
  const aside = new Map();

  made.open = (trace) => {
    made.asked = ask().seq;
    made.trace = trace;
    list.replaceChildren();
    says.textContent = "Looking it up …";
    if (!box.open) box.showModal();
  };

  made.tell = (told) => {
    if (!box.open || told?.seq !== made.asked) return;
    made.asked = 0;
    const revisions = told.content;
    says.textContent = "Bringing one back puts it beside the trace as a draft. Nothing is saved until you save.";
    const rows = revisions.map((one, place) => row(one, revisions.length - place, place === 0));
    const before = aside.get(made.trace);
    if (before) rows.unshift(row({ ...before, words: "what you had here, not saved" }, 0, false));
    list.replaceChildren(...rows);
  };

  // Another trace came on the screen meanwhile: its history is another one.
  made.shut = (trace) => {
    if (box.open && trace !== made.trace) box.close();
  };
  made.keep = (trace, work) =>
    aside.set(trace, { verdict: work.verdict, notes: work.notes.map(({ id, text, step, quote }) => ({ id, text, step, quote })) });

  function row(one, number, stands) {
    const item = node("li", "fl-revision");
    const head = node("div", "fl-revision-head");
    const at = one.at ? new Date(one.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "";
    head.append(node("strong", "", number ? String(number) : "–"), node("span", "", one.words), node("span", "fl-quiet", at));
    if (stands) head.append(node("span", "fl-quiet fl-revision-do", "as it stands"));
    else {
      const back = button("fl-link fl-revision-do", "bring this back", () => {
        box.close();
        bring(one);
      });
      back.setAttribute("aria-label", number ? `Bring back ${number}` : "Bring back what was not saved");
      head.append(back);
    }
    const body = side("", one);
    body.querySelector("h3").remove();
    item.append(head, body);
    return item;
  }
  return made;
}

// Takes a note out of the rail; until something else is said or done there, it can be put back.
function takeOut(app, parts, place, take) {
  const { shown } = app;
  const note = app.work.notes[place];
  const left = app.work.notes.filter((one) => one !== note);
  const put = (notes) => take({ type: "changed", notes, active: 0 });
  put(left.length ? left : [{ text: "" }]);
  const back = button("fl-link", "Put it back", () => {
    if (app.shown !== shown || !app.work) return;
    const { notes } = app.work;
    const isBare = notes.length === 1 && !notes[0].text.trim() && !notes[0].step;
    put(isBare ? [note] : notes.toSpliced(place, 0, note));
    parts.message.textContent = "";
  });
  parts.message.replaceChildren(note.text.trim() ? "Note removed from this review. " : "Removed. ", back);
}
