// What has no answer yet lies in this browser's storage, by person and project, so that closing the tab loses nothing.
// Each window writes under its own name; whoever opens the screen next takes over what windows that are gone have left.

const GONE_AFTER = 120_000;
const SAY_HERE = 20_000;
const HERE = "faultline/kept/";
const OPEN = "faultline/open/";

// One for all screens, however often their code is read: it is the window that is open.
const keptHere = (globalThis.faultlineKept ??= makeKeptHere());

function makeKeptHere() {
  const own = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  const quietly = (act) => {
    try {
      return act();
    } catch {
      return null; /* no storage */
    }
  };
  const sayHere = () => quietly(() => localStorage.setItem(OPEN + own, String(Date.now())));
  const sayGone = () => quietly(() => localStorage.removeItem(OPEN + own));
  // The browser lets go what a window holds when that is gone, in whatever way.
  /** @type {{ at: number, held?: (string | undefined)[] }} */
  let found = { at: 0 };
  const look = () =>
    navigator.locks?.query().then(({ held }) => {
      found = { at: Date.now(), held: held?.map(({ name }) => name) };
    });
  // Where it knows no such locks, a window is gone that has said nothing for long; in the background one says it once a
  // minute.
  function isOpen(name) {
    const said = Number(localStorage.getItem(OPEN + name) ?? 0);
    if (!found.held) return Date.now() - said < GONE_AFTER;
    return said >= found.at || found.held.includes(OPEN + name);
  }
  const asking = new Set();
  let isFull = false;

  sayHere();
  navigator.locks?.request(OPEN + own, () => new Promise(() => {}));
  look();
  setInterval(() => {
    sayHere();
    look();
  }, SAY_HERE);
  addEventListener("pagehide", sayGone);
  addEventListener("pageshow", sayHere);
  addEventListener("beforeunload", (event) => {
    if ([...asking].some((waits) => waits())) event.preventDefault();
  });

  return {
    // Where what is given to `keep` lies.
    get where() {
      return isFull ? "while this page is open" : "on this computer";
    },
    // `waits()` says whether leaving the page now is to be asked about; what is returned ends that.
    asks: (waits) => {
      asking.add(waits);
      return () => asking.delete(waits);
    },
    // What is kept under `place`: a person, their project and a screen.
    at: (place) => {
      const begins = `${HERE}${place}/`;
      const key = (name) => `${begins}${name}/${own}`;
      const takeOver = () => {
        for (const [old, text] of Object.entries(localStorage)) {
          if (!old.startsWith(begins)) continue;
          const [name, window] = old.slice(begins.length).split("/");
          if (window === own || isOpen(window) || localStorage.getItem(key(name)) !== null) continue;
          localStorage.setItem(key(name), text);
          localStorage.removeItem(old);
        }
      };
      return {
        keep: (name, what) => {
          isFull =
            quietly(() => {
              localStorage.setItem(key(name), JSON.stringify(what));
              return true;
            }) === null;
        },
        forget: (name) => quietly(() => localStorage.removeItem(key(name))),
        all: () =>
          quietly(() => {
            takeOver();
            return Object.entries(localStorage)
              .filter(([name]) => name.startsWith(begins) && name.endsWith(`/${own}`))
              .map(([name, text]) => [Number(name.slice(begins.length).split("/")[0]), JSON.parse(text)]);
          }) ?? [],
      };
    },
  };
}
