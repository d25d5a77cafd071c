// The keys of the label pass, for docs/keys.md. Those with a third word stand under the failure modes as well; the
// others are said on their buttons.

const LABEL_KEYS = [
  [["1", "…", "9"], "tick that failure mode, or take the tick away", "tick"],
  [["F"], "find a failure mode, where there are more than nine", "find a mode"],
  [["←", "→"], "previous trace, next trace", "move"],
  [["↵"], "confirm, and on to the next; in the box that finds, tick the first found"],
  [["U"], "take back the last confirmation"],
  [["Esc"], "close what lies open: find, similar traces; then leave the box that finds"],
  [["Space"], "scroll the trace"],
  [["Page ↓", "Page ↑"], "scroll the trace down, up"],
  [["Home", "End"], "the beginning of the trace, its end"],
  [["/"], "find in the trace"],
];
