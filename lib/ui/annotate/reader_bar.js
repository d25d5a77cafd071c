// The line above a trace: which batch, how far, how long still, and where to.

const SIGN = { pass: "✓", fail: "✗", defer: "◷" };

function makeBar(parent, { move, choose, jump, goBack }) {
  const made = {};
  made.pick = node("select", "fl-pick");
  made.pick.setAttribute("aria-label", "Batch");
  made.pick.addEventListener("change", () => {
    made.pick.blur();
    choose(Number(made.pick.value));
  });
  made.place = node("span", "fl-place");
  const [back, on] = [
    ["←", "Previous trace", -1],
    ["→", "Next trace", 1],
  ].map(([sign, words, by]) => {
    const one = button("fl-move", sign, () => move(by));
    one.setAttribute("aria-label", words);
    one.title = words;
    return one;
  });
  made.moves = node("span", "fl-moves");
  made.moves.append(back, made.place, on);
  made.track = node("div", "fl-track");
  made.track.setAttribute("role", "progressbar");
  made.track.setAttribute("aria-label", "Traces read");
  made.fill = made.track.appendChild(node("div", "fl-fill"));
  made.counts = node("span", "fl-counts");
  made.left = node("span", "fl-quiet fl-left");
  made.saving = node("span", "fl-quiet fl-on-its-way");
  made.line = makeLine();
  made.jump = node("input", "fl-jump");
  made.jump.type = "text";
  made.jump.dir = "auto";
  made.jump.placeholder = "Jump to id…";
  made.jump.setAttribute("aria-label", "Jump to id");
  made.jump.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !made.jump.value.trim()) return;
    // Else it would be struck again in the note, where the cursor may be by then.
    event.preventDefault();
    made.asked = jump(made.jump.value);
  });
  // Once the server has answered (`done`): what led nowhere stays, to be mended, and is no key of the screen.
  made.jumped = (done, shown) => {
    if (!made.asked || done < made.asked.seq) return;
    if (shown === made.asked.shown) made.jump.select();
    else {
      made.jump.value = "";
      made.jump.blur();
    }
    made.asked = null;
  };
  // What is written in while somebody looks for an id, or null.
  made.field = () => (made.jump.value.trim() ? made.jump : null);
  made.back = button("fl-link fl-back", "", goBack);
  parent.append(made.back, made.pick, made.moves, made.track, made.counts, made.left, made.saving, made.line, made.jump);
  return made;
}

// Numbers and progress are what the server has counted; only the place is that of the trace on the screen.
function drawBar(top, data, openedTrace) {
  const { batch, batches } = data;
  if (top.batches !== batches || top.batch !== batch?.id) drawPicker(top, batch, batches);
  drawPlace(top, openedTrace, data);
  top.back.hidden = !data.back;
  top.back.textContent = data.back ? data.back.words : "";
  top.track.hidden = !batch;
  top.counts.hidden = !batch;
  top.left.textContent = batch?.minutes ? `about ${batch.minutes} min left` : "";
  if (!batch) return;
  top.fill.style.width = `${(100 * batch.read) / batch.size}%`;
  top.track.setAttribute("aria-valuenow", batch.read);
  top.track.setAttribute("aria-valuemax", batch.size);
  const counts = [
    ["pass", "pass"],
    ["fail", "fail"],
    ["defer", "deferred"],
  ];
  top.counts.replaceChildren(
    ...counts.map(([name, word]) => node("span", `fl-count fl-is-${name}`, `${SIGN[name]} ${batch[name]} ${word}`)),
  );
}

function drawPlace(top, openedTrace, { batch }) {
  top.place.textContent =
    batch && openedTrace?.position ? `trace ${openedTrace.position} of ${batch.size}` : "This trace is not in your reading";
}

function drawPicker(top, batch, batches) {
  Object.assign(top, { batches, batch: batch?.id });
  const options = batches.map((one) => {
    const progress = one.id === batch?.id ? "" : ` · ${one.read} of ${one.size} read`;
    const option = node("option", "", one.name + progress);
    option.value = one.id;
    option.selected = one.id === batch?.id;
    return option;
  });
  if (!batch) options.unshift(Object.assign(node("option", "", "Not in your reading"), { value: "", selected: true }));
  top.pick.replaceChildren(...options);
}
