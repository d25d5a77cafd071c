// Whether a screen is being left. What it sends while another page is made would meet that page, which knows no such
// screen and would stay blank: it waits. Where the other page comes, the screen hands everything on: see late.js.

const LOOK_AGAIN = 300;
// After a click elsewhere another page may come: at once, or as long as the server works on it.
const SURELY = 1000;
const PERHAPS = 20_000;

// One for all screens, however often their code is read: they share one listener and one timer.
const beingLeft = (globalThis.faultlineBeingLeft ??= makeBeingLeft());

function makeBeingLeft() {
  // By the element it is drawn in: its address, when something elsewhere was pressed, and what waits to be sent.
  const screens = new Map();
  let again;

  addEventListener(
    "click",
    (event) => {
      /** @type {any[]} */
      const path = event.composedPath(); // a screen may be in a shadow tree
      if (path.some((one) => one.matches?.("[role='dialog']"))) return;
      for (const [root, screen] of screens) if (!path.includes(root)) screen.pressed = performance.now();
    },
    true,
  );

  function isLeft({ address, pressed }) {
    const since = performance.now() - pressed;
    const works = document.querySelector("[data-test-script-state]")?.getAttribute("data-test-script-state") === "running";
    return location.pathname !== address || since < SURELY || (since < PERHAPS && works);
  }

  function look() {
    for (const [root, screen] of screens) {
      if (isLeft(screen)) continue;
      const acts = [...screen.waits.values()];
      screen.waits.clear();
      if (root.isConnected) for (const act of acts) act();
    }
    wait();
  }

  function wait() {
    clearTimeout(again);
    if ([...screens.values()].some(({ waits }) => waits.size)) again = setTimeout(look, LOOK_AGAIN);
  }

  const made = {};
  made.shown = (root) => screens.set(root, { waits: new Map(), pressed: -PERHAPS, ...screens.get(root), address: location.pathname });
  // What it says in words of what it hands on, for who may not be here any more: see shut_out.js.
  made.handsOn = (project, words) => {
    globalThis.faultlineUnsent = { ...globalThis.faultlineUnsent, [project]: words };
    dispatchEvent(new Event("faultline_unsent"));
  };
  // From here on nothing sent from this screen's own place arrives.
  made.gone = (root) => {
    screens.delete(root);
    wait();
  };
  // Does `act`, which sends what the screen has by this name, as soon as the screen is known to stay.
  made.send = (root, name, act) => {
    const screen = screens.get(root);
    if (!screen) return;
    screen.waits.delete(name);
    if (isLeft(screen)) screen.waits.set(name, act);
    else act();
    wait();
  };
  return made;
}
