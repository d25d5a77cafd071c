// Similar traces, asked for by a button above the trace and listed below it. Their links open another tab, so that
// the reading stays where it was.

function makeSimilar(root) {
  const panel = node("section", "fl-similar");
  panel.setAttribute("aria-label", "Similar traces");
  panel.hidden = true;
  // Says whether it was open.
  const close = () => {
    const was = !panel.hidden;
    panel.hidden = true;
    return was;
  };
  const shut = button("fl-move", "✕", close);
  shut.setAttribute("aria-label", "Close similar traces");
  const head = node("div", "fl-similar-head");
  const says = node("span", "fl-quiet");
  says.setAttribute("role", "status");
  head.append(node("strong", "", "Similar traces"), says, shut);
  const list = node("ol", "fl-similar-list");
  panel.append(head, list);
  const ask = () => {
    panel.hidden = false;
    if (panel.shown) return;
    says.textContent = "Comparing texts …";
    root.onSimilar();
  };
  const show = (similar) => {
    if (!similar || panel.shown === similar.of) return;
    panel.shown = similar.of;
    says.textContent = similar.says;
    list.replaceChildren(...similar.items.map(similarLine));
  };
  return { panel, ask, show, close };
}

function similarLine({ id, preview, href }) {
  const made = node("li");
  const link = node("a", "fl-similar-id", id);
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener";
  link.title = "Opens in another tab";
  made.append(link, node("span", "fl-quiet", preview));
  return made;
}
