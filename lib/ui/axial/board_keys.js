// The keys of the board as they are shown: in their list, on the buttons and in the search. BOARD_KEYS is the list.

function showBoardKeys(root) {
  const list = root.querySelector(".hint dl");
  for (const [signs, words] of BOARD_KEYS) {
    const term = make("dt");
    for (const [at, sign] of signs.entries()) term.append(...(at ? [" or "] : []), make("kbd", "", ownKeys.sign(sign)));
    list.append(term, make("dd", "", words));
  }
  for (const shown of root.querySelectorAll("button kbd")) shown.textContent = ownKeys.sign(shown.textContent);
  root.querySelector(".search").placeholder = `Search notes ( ${ownKeys.sign("/")} )`;
}
