// Everything a person wrote goes in through textContent.
const shown = new WeakMap();

export default function showBatches({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".list");
  // What is unfolded on this screen survives a new drawing of the list.
  const state = shown.get(root) ?? { older: false, archived: false, designs: new Set() };
  shown.set(root, state);
  const focused = parentElement.activeElement?.dataset.name;

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };
  const button = (name, label, act) => {
    const element = make("button", "", label);
    element.type = "button";
    element.dataset.name = name;
    element.addEventListener("click", act);
    return element;
  };
  const tell = (kind, batch) => {
    state.told = { kind, batch, seq: Math.max(Date.now(), data.done + 1) };
    setTriggerValue("act", state.told);
  };
  if (state.told?.seq <= data.done) state.told = null;

  const read = (batch) => {
    const link = make("a", "", batch.read < batch.size ? "Read on" : "Look through");
    link.href = batch.href;
    link.dataset.name = `read${batch.id}`;
    link.setAttribute("aria-label", `${link.textContent}: ${batch.name}`);
    link.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      tell("read", batch.id);
    });
    return link;
  };

  const design = (batch) => {
    const list = make("dl");
    for (const [term, text] of batch.design) list.append(make("dt", "", term), make("dd", "", text));
    const panel = make("div", "design", list);
    panel.id = `design${batch.id}`;
    panel.hidden = !state.designs.has(batch.id);
    return panel;
  };

  const gone = (batch) => {
    const said = make("p", "said", `“${batch.name}” is archived. What was read of it still counts.`);
    said.setAttribute("role", "status");
    said.append(button("undo", "Undo", () => tell("bring_back", batch.id)));
    return make("li", "", said);
  };

  const row = (batch) => {
    if (batch.id === data.gone) return gone(batch);
    const panel = design(batch);
    const why = button(`why${batch.id}`, "Design", () => {
      state.designs.delete(batch.id) || state.designs.add(batch.id);
      panel.hidden = !state.designs.has(batch.id);
      why.setAttribute("aria-expanded", String(!panel.hidden));
    });
    why.setAttribute("aria-expanded", String(!panel.hidden));
    why.setAttribute("aria-controls", panel.id);
    const bar = make("div", "bar");
    const standing = make("p", "standing", make("span", "of", batch.standing));
    for (const { kind, words, traces } of batch.verdicts) {
      const piece = make("i", `is-${kind}`);
      piece.style.width = `${(100 * traces) / batch.size}%`;
      bar.append(piece);
      if (batch.read) standing.append(make("span", `is-${kind}`, words));
    }
    bar.setAttribute("aria-hidden", "true");
    const acts = make("div", "acts");
    if (batch.archived)
      acts.append(
        why,
        button(`back${batch.id}`, "Bring back", () => tell("bring_back", batch.id)),
      );
    else {
      acts.append(read(batch), why);
      acts.append(button(`assign${batch.id}`, "Assign", () => tell("assign", batch.id)));
      acts.append(button(`archive${batch.id}`, "Archive", () => tell("archive", batch.id)));
    }
    const left = make("div", "", make("p", "name", batch.name), make("p", "quiet", batch.about), make("p", "quiet", batch.drawn));
    const right = make("div", "", bar, standing);
    if (batch.readers) right.append(make("p", "quiet", batch.readers));
    right.append(acts);
    const line = make("li", batch.archived ? "archived" : "", left, right, panel);
    line.dataset.batch = batch.id;
    return line;
  };

  const draw = (focus) => {
    // One just archived stays in its place until the next act, to be taken back where it was.
    const stays = (batch) => !batch.archived || batch.id === data.gone;
    const standing = data.batches.filter(stays);
    const archived = data.batches.filter((batch) => !stays(batch));
    const older = standing.length - data.most;
    const rows = [...(state.older ? standing : standing.slice(0, data.most)), ...(state.archived ? archived : [])].map(row);
    const more = make("div", "more");
    const toggle = (name, on, off) =>
      more.append(
        button(name, state[name] ? off : on, () => {
          state[name] = !state[name];
          draw(name);
        }),
      );
    if (older > 0) toggle("older", `Show older (${older})`, "Show fewer");
    if (archived.length) toggle("archived", `Show archived (${archived.length})`, "Hide archived");
    const list = make("ul", "", ...rows);
    list.hidden = !rows.length;
    root.replaceChildren(list, more);
    if (focus) [...root.querySelectorAll("[data-name]")].find((one) => one.dataset.name === focus)?.focus();
  };
  draw(focused);
  // Who leaves at once has decided all the same.
  return () => {
    if (state.told) globalThis.faultlineLate?.send("batch_list", data.project, state.told);
  };
}
