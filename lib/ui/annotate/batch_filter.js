// Reading only part of a batch: the choice of a metadata field and its values, and the line that says so.

const OUT_OF_ORDER = "The batch keeps its order. Traces read ahead of it don't count in estimates until the ones before them are read.";

function makePart(root, head, top, { nextUnread, ask, narrow }) {
  const next = button("fl-step-by", "", nextUnread);
  next.append(...kbd("G"), " next unread");
  next.setAttribute("aria-keyshortcuts", ownKeys.sign("G"));
  const filter = button("fl-link", "Filter", open);
  filter.title = `Read only some of this batch, by your review or by metadata. ${OUT_OF_ORDER}`;
  root.querySelector(".fl-all-keys").before(next);
  top.moves.after(filter);

  const line = node("div", "fl-part");
  line.hidden = true;
  head.append(line);

  const box = node("dialog", "fl-clash fl-narrow");
  box.setAttribute("aria-label", "Read only part of this batch");
  box.addEventListener("keydown", (event) => event.stopPropagation());
  root.append(box);
  /** @type {any} */
  const made = { asked: 0, part: null };

  function open() {
    made.asked = ask().seq;
    fill(node("p", "fl-quiet", "Looking it up …"));
    if (!box.open) box.showModal();
  }

  function fill(...content) {
    const shut = button("fl-plain-button", "Close", () => box.close());
    const buttons = node("div", "fl-clash-buttons");
    buttons.append(shut);
    box.replaceChildren(node("h2", "", "Read only part of this batch"), ...content, node("p", "fl-quiet", OUT_OF_ORDER), buttons);
    return buttons;
  }

  made.tell = (told) => {
    if (!box.open || told?.seq !== made.asked) return;
    made.asked = 0;
    const fields = told.content.filter(({ values }) => values);
    const more = told.content.length - fields.length;
    if (!fields.length) {
      fill(
        node(
          "p",
          "",
          more ? "Every metadata field of these traces has too many values to choose from." : "These traces have no metadata to choose by.",
        ),
      );
      return;
    }
    const label = node("label", "", "Choose by");
    const pick = node("select");
    for (const { name, label: called } of fields) pick.append(Object.assign(node("option", "", called ?? name), { value: name }));
    label.append(pick);
    const values = node("fieldset");
    const apply = button("fl-keep", "Read only these", () => {
      const chosen = [...values.querySelectorAll("input:checked")].map(({ value }) => [pick.value, value]);
      box.close();
      narrow(new URLSearchParams(chosen).toString());
    });
    const choose = () => {
      const field = fields.find(({ name }) => name === pick.value);
      values.replaceChildren(
        node("legend", "fl-hidden", `Values of ${field.label ?? field.name}`),
        ...field.values.map((one) => choice(one, field.name)),
      );
      check();
    };
    const check = () => {
      apply.disabled = !values.querySelector("input:checked");
    };
    const choice = ({ value, label: called, many, unread }, name) => {
      const whole = node("label");
      const tick = Object.assign(node("input"), { type: "checkbox", value });
      tick.checked = made.part?.field === name && made.part.values.includes(value);
      const still = unread ? `, ${number(unread)} unread` : unread === 0 ? ", all read" : "";
      whole.append(tick, called ?? (value || "(empty)"), node("span", "fl-quiet", ` · ${number(many)}${still}`));
      return whole;
    };
    pick.addEventListener("change", choose);
    values.addEventListener("change", check);
    if (fields.some(({ name }) => name === made.part?.field)) pick.value = made.part.field;
    choose();
    const hint = more
      ? [node("p", "fl-quiet", `${number(more)} more ${more === 1 ? "field has" : "fields have"} too many values to choose from.`)]
      : [];
    fill(label, values, ...hint).prepend(apply);
    pick.focus();
  };

  made.draw = ({ part, batch, back }) => {
    made.part = part;
    filter.hidden = !batch;
    next.hidden = !batch && !back;
    line.hidden = !part;
    if (!part) return;
    const says = node("span", "", `${number(part.size)} of ${number(batch.size)}: `);
    says.append(node("strong", "", part.words), node("span", "fl-quiet", ` · ${number(part.read)} of these read`));
    line.title = OUT_OF_ORDER;
    line.replaceChildren(
      says,
      node("span", "fl-quiet", "·"),
      button("fl-link", "show all", () => narrow("")),
    );
  };
  return made;
}
