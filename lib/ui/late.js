// Lasts over page changes. What a screen that is left has to say goes through here, again and again until the
// server has taken it.

const AGAIN = 3000;

export default function late({ data, parentElement, setTriggerValue }) {
  const wire = (globalThis.faultlineLate ??= makeWire());
  wire.transmit = (acts) => setTriggerValue("acts", acts);
  wire.foot = parentElement.querySelector(".fl-not-connected");
  wire.drawFoot();
  wire.hear(data.done);
  globalThis.faultlineCtrlEnter ??= letCtrlEnterPass();
  globalThis.faultlineTextFirst ??= letTextGoFirst();
  globalThis.faultlineWideTables ??= letKeysIntoTables();
  globalThis.faultlineFoldedSidebar ??= foldSidebar();
  globalThis.faultlineEnterSaves ??= letEnterSave();
  globalThis.faultlineOffline ??= letTextsBeWritten();
}

function makeWire() {
  /** @type {any} */
  const wire = { seq: Date.now(), box: [], transmit: null, foot: null };
  let again;

  function post() {
    clearTimeout(again);
    if (!wire.box.length) return;
    again = setTimeout(post, AGAIN);
    wire.transmit(wire.box);
  }

  // `to` names the kind of screen, `project` the one it was in, `said` is what its own server code knows.
  wire.send = (to, project, said) => {
    wire.seq += 1;
    wire.box.push({ seq: wire.seq, to, project, said });
    post();
  };
  wire.hear = (done) => {
    wire.seq = Math.max(wire.seq, done);
    wire.box = wire.box.filter(({ seq }) => seq > done);
    if (wire.box.length) return;
    clearTimeout(again);
    globalThis.faultlineUnsent = {};
  };
  keptHere.asks(() => wire.box.length > 0);
  // Where a screen says it itself, this line does not.
  wire.drawFoot = () => {
    if (wire.foot) drawLine(wire.foot, connection.isLost && !connection.isSaid, 0, "while this page is open");
  };
  connection.tell((isLost) => {
    wire.drawFoot();
    if (isLost) return;
    globalThis.faultlineAgain?.();
    post();
  }, false);
  return wire;
}
