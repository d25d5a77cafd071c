const assert = require("node:assert");
const { beforeEach, mock, test } = require("node:test");
const { load } = require("./load.js");

mock.timers.enable({ apis: ["setTimeout"] });
let dialog = null;
const { Fitting, KEPT, IDLE } = load(["board_search", "board_view", "board_cards", "board_fits"], ["Fitting", "KEPT", "IDLE"], {
  document: { querySelector: () => dialog },
});
const MODES = [
  { id: 4, name: "Calendar" },
  { id: 9, name: "Price" },
];
let board;

beforeEach(() => {
  delete KEPT.fits;
  dialog = null;
  // Without its constructor, which looks for its parts on a page.
  board = Object.assign(Object.create(Fitting.prototype), {
    modes: MODES,
    queue: [],
    asked: [],
    enqueue: (act) => board.asked.push(act.kind),
  });
});

const LOOSE = { taught: "a", modes: MODES, placed: [0, 4] };

test("what fits is asked for once nothing else is under way", () => {
  board.queue = [{ kind: "move" }];
  board.learn(LOOSE);
  mock.timers.tick(IDLE);
  assert.deepEqual(board.asked, []);
  board.queue = [];
  dialog = {};
  mock.timers.tick(IDLE);
  assert.deepEqual(board.asked, []);
  dialog = null;
  mock.timers.tick(IDLE);
  assert.deepEqual(board.asked, ["fits"]);
});

test("the same is asked once, and again when what notes are compared with has changed", () => {
  for (const taught of ["a", "a", "b"]) {
    board.learn({ ...LOOSE, taught });
    mock.timers.tick(IDLE);
  }
  assert.deepEqual(board.asked, ["fits", "fits"]);
});

test("nothing is asked where all notes are grouped, or nothing is there to group by", () => {
  board.learn({ ...LOOSE, placed: [4, 9] });
  board.learn({ ...LOOSE, modes: [] });
  mock.timers.tick(IDLE);
  assert.deepEqual(board.asked, []);
});

test("a note outside any mode shows what it may fit, best first, without modes that are gone", () => {
  board.learn({ ...LOOSE, fits: { 1: [9, 77, 4] } });
  assert.deepEqual(
    board.fits({ id: 1, mode: null }).map(({ name }) => name),
    ["Price", "Calendar"],
  );
  assert.deepEqual(board.fits({ id: 1, mode: 4 }), []);
  assert.deepEqual(board.fits({ id: 2, mode: null }), []);
});
