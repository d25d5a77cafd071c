// What the person did on its way to the server: one act after another, and none while the line is lost.

const RESEND_AFTER = 20_000;
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
  }

  // One act at a time is under way: two sent together would reach the server as one.
  enqueue(act) {
    if (KEEPS.includes(act.kind)) this.tell("");
    this.queue.push({ ...act, seq: `${this.nonce}-${++this.sent}` });
    if (this.queue.length === 1) this.flush();
    this.drawWaiting();
  }

  waiting() {
    return this.queue.filter(({ kind }) => KEEPS.includes(kind));
  }

  drawWaiting() {
    drawLine(this.line, connection.isLost, this.waiting().length, "while this page is open");
  }

  // What was sent while the line was lost went nowhere.
  hearLine() {
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
    this.timer = setTimeout(() => this.flush(), RESEND_AFTER);
  }
}
