// What the person did on its way to the server: one act after another, and none while the line is lost.

const RESEND_AFTER = 20_000;
// A server started anew lets go what comes before it has drawn the page.
const RESEND_WHEN_BACK = 1_000;
// What changes something. The rest only asks, or opens a dialog.
const KEEPS = ["move", "undo", "redo", "pin"];
// By what the person asks for, the word for what is done.
const STEPS = { undo: "Undone", redo: "Redone" };

class Sending extends Fitting {
  constructor(root) {
    super(root);
    this.nonce = Math.random().toString(36).slice(2);
    this.sent = 0;
    this.queue = [];
    // What waits has met a line that was lost.
    this.isUnsure = false;
    this.slow = "";
  }

  // One act at a time is under way: two sent together would reach the server as one.
  enqueue(act) {
    if (KEEPS.includes(act.kind)) this.tell("");
    this.isUnsure ||= connection.isLost;
    this.queue.push({ ...act, seq: `${this.nonce}-${++this.sent}` });
    if (this.queue.length === 1) this.flush();
    this.drawWaiting();
  }

  waiting() {
    return this.queue.filter(({ kind }) => KEEPS.includes(kind));
  }

  drawWaiting() {
    const waiting = this.waiting().length;
    const words = this.slow || (this.isUnsure && waiting ? `${waiting} waiting, kept while this page is open` : "");
    drawLine(this.line, connection.isLost, waiting, "while this page is open", words);
  }

  // What takes long, in words; "" once it does not.
  sayLong(words) {
    this.slow = words;
    this.drawWaiting();
  }

  // The server has dealt with the first act that waits.
  heard() {
    this.queue.shift();
    this.isUnsure &&= this.queue.length > 0;
    clearTimeout(this.timer);
    this.flush();
    this.drawWaiting();
  }

  // What was sent while the line was lost went nowhere.
  hearLine() {
    this.isUnsure = this.queue.length > 0;
    this.drawWaiting();
    clearTimeout(this.timer);
    this.flush();
  }

  flush() {
    const [act] = this.queue;
    if (!act || connection.isLost) return;
    if (act.kind in STEPS) {
      act.change = this.data[act.kind]?.id ?? null;
      this.say(this.data[act.kind] ? `${STEPS[act.kind]}: ${this.data[act.kind].text}` : `Nothing to ${act.kind}.`);
    }
    act.has = act.kind === "need" ? null : KEPT.notes?.version;
    this.send(act);
    this.timer = setTimeout(() => this.flush(), this.isUnsure ? RESEND_WHEN_BACK : RESEND_AFTER);
  }
}
