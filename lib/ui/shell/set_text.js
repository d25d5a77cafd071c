// A text of Streamlit's own hears of what is set only in this way.
const setText = (field, text) => {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
