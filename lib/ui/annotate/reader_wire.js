// What goes to the server and what comes back. Every act stays here, in order, until the server has answered
// it, and all that are here are sent each time: so a message that is lost, or sent twice, changes nothing.

const AGAIN = 3000;
const AGAIN_AT_MOST = 20_000;
const SILENT = 15_000;

// `about(waits)` says what else the server is to know; `waiting(count)` is called when the number of acts without
// an answer changes, `silent(act)` when one waits for long.
function makeWire(about, waiting, silent) {
  /** @type {any} */
  const wire = { seq: Date.now(), box: [], heard: 0, session: undefined, transmit: null };
  let again;
  let pause = AGAIN;

  wire.put = (act, waits = false) => {
    // What is written later on the same trace takes the place of what was written before.
    if (act.kind === "draft" || act.kind === "save") wire.drop(act.trace);
    wire.seq += 1;
    Object.assign(act, { seq: wire.seq, since: performance.now() });
    wire.box.push(act);
    waiting(wire.box.length);
    pause = AGAIN;
    post(waits);
    return act;
  };

  wire.drop = (trace) => {
    wire.box = wire.box.filter((act) => act.trace !== trace || (act.kind !== "draft" && act.kind !== "save"));
  };
  wire.pending = (trace) => wire.box.some((act) => act.trace === trace);
  wire.saves = () => wire.box.filter((act) => act.kind === "save");

  // The pause grows, so that a server with much to do is not asked the same again before it can answer.
  function post(waits = false) {
    clearTimeout(again);
    again = setTimeout(() => {
      if (!wire.box.length) return;
      pause = Math.min(2 * pause, AGAIN_AT_MOST);
      const late = wire.box.filter((act) => !act.late && performance.now() - act.since > SILENT);
      for (const act of late) act.late = true;
      post();
      if (late.length) silent(late.find((act) => act.kind === "save") ?? late[0]);
    }, pause);
    wire.transmit(wire.message(waits));
  }

  wire.message = (waits = false) => ({ acts: wire.box, heard: wire.heard, ...about(waits) });

  // Returns the acts the server has answered now, each with what it was refused for, if it was.
  wire.hear = (data) => {
    const restarted = wire.session !== undefined && wire.session !== data.session;
    wire.session = data.session;
    wire.seq = Math.max(wire.seq, data.done);
    const why = new Map(data.refused.map((one) => [one.seq, one]));
    const answered = wire.box.filter((act) => act.seq <= data.done);
    wire.box = wire.box.filter((act) => act.seq > data.done);
    wire.heard = restarted ? data.done : Math.max(wire.heard, data.done);
    waiting(wire.box.length);
    if (!wire.box.length) clearTimeout(again);
    else if (restarted) post();
    return answered.map((act) => ({ act, refused: why.get(act.seq) }));
  };

  wire.stop = () => clearTimeout(again);
  return wire;
}

// What is written but not stored yet lies in this tab's session storage, so that a reload loses nothing.
// `data()` says whose it is, and in which project.
function makeCopies(data) {
  const key = (trace) => `faultline/${data().person}/${data().project}/${trace}`;
  const quietly = (act) => {
    try {
      return act();
    } catch {
      return null; /* no storage */
    }
  };
  const copies = {
    keep: (trace, copy) => quietly(() => sessionStorage.setItem(key(trace), JSON.stringify(copy))),
    all: () =>
      quietly(() =>
        Object.entries(sessionStorage)
          .filter(([name]) => name.startsWith(key("")))
          .map(([name, text]) => [Number(name.slice(key("").length)), JSON.parse(text)]),
      ) ?? [],
    find: (trace) => quietly(() => JSON.parse(sessionStorage.getItem(key(trace)) ?? "null")),
    forget: (trace) => quietly(() => sessionStorage.removeItem(key(trace))),
    // What the server has answered up to `done` is not sent again: it may have been taken back since.
    answered: (done, refused) => {
      const turned = new Set(refused.map(({ seq }) => seq));
      for (const [trace, { seq }] of copies.all()) if (seq <= done && !turned.has(seq)) copies.forget(trace);
    },
  };
  return copies;
}
