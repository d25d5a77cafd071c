// What the state of the annotation screen is made of: see reader_state.js.
declare namespace Reader {
  type Verdict = "pass" | "fail" | "defer";

  interface Note {
    text: string;
    id?: number | null;
    step?: number | null;
    quote?: string | null;
    mode?: number | null;
    /** The failure mode chosen here; null takes the note out of any, undefined leaves it where it is. */
    tag?: number | null;
  }

  interface Words {
    verdict: Verdict | null;
    notes: Note[];
  }

  interface Draft extends Words {
    seconds: number;
    revision: number | null;
    tab: string;
    stamp: string;
  }

  /** What the server has said of a trace; `trace` is its body, once that has come. */
  interface OpenedTrace extends Words {
    id: number;
    revision: number;
    draft: Draft | null;
    trace?: { id_text: string };
  }

  /** What is being written on a trace: `dirty` where no act has these words yet, `clash` what another window wrote. */
  interface Work extends Words {
    revision: number;
    stamp: string;
    active: number;
    dirty: boolean;
    clash?: Words | null;
  }

  /** One thing that was done. It waits, by its number, until the server has answered it. */
  interface Act extends Partial<Draft> {
    kind: string;
    trace: number;
    seq: number;
    since: number;
    late?: boolean;
    was?: Verdict | null;
    then?: number;
    by?: number;
    undone?: number;
    batch?: number;
    text?: string;
    on?: boolean;
    /** Where the screen was before this act, without an answer for long, was brought back. */
    resume?: number | null;
  }

  type Doing = Partial<Act> & { kind: string };

  /** What lies in this tab's storage; `kind` only of a save. */
  type Copy = Words & Partial<Act>;

  interface Refusal {
    seq: number;
    reason: string;
    clash: boolean;
  }

  /** What the server says. */
  interface Said {
    session: string;
    done: number;
    refused: Refusal[];
    message?: string | null;
    batches: unknown[] | null;
    at: number;
    /** The batch that is being read, where there is one. */
    reading?: number | null;
    /** The way back to the batch that was left, where one was. */
    back?: { words: string } | null;
    ahead: number[];
    beside: (number | null)[];
    openedTraces: OpenedTrace[];
    undo?: { trace: number; revision: number } | null;
  }

  interface State {
    /** What was to be done for the last event. */
    effects: Effect[];
    now: number;
    tab: string;
    /** The trace on the screen, and the one there before it was told where to go. */
    shown: number | null;
    /** Acts the server has not answered, in order; `waits` is the one that says where to go. */
    waiting: Act[];
    waits: number;
    seq: number;
    /** The last act that is known to be answered. */
    heard: number;
    /** The batch that is being read; 0 where there is none. */
    reading: number;
    /** Whether the trace is outside of the batch that was left for it. */
    away: boolean;
    session?: string;
    known: boolean;
    anew: boolean;
    /** Whether the line to the server is known to be lost: the bar says so. */
    offline: boolean;
    openedTraces: Record<number, OpenedTrace>;
    works: Record<number, Work>;
    /** What this tab keeps of each trace until the server has it. */
    kept: Record<number, Copy>;
    /** What is shown once nobody types: another window's words, or what was refused, to be brought back. */
    later: Later[];
    /** The trace that was brought back last, and why. */
    brought: { trace: number; reason: string } | null;
    next: number[] | null;
    beside: (number | null)[] | null;
    /** Whether it was said that something is not answered or not stored, and how often in a row a draft was not. */
    trouble: boolean;
    failing: { trace: number; times: number } | null;
    undo: Said["undo"];
    undoing: boolean;
    asked: string | null;
    /** What was told last. */
    told: string;
    struck: Verdict | null | undefined;
    seen: boolean;
    opened: number;
    /** Milliseconds on each trace, and when they were last counted. */
    spent: Record<number, number>;
    ticked: number;
    /** When a letter was last typed into a note, and when the words were last changed in any way. */
    typed: number;
    touched: number;
    muted: number;
    pause: number;
    /** When something is to be done without an event: the draft put, the waiting sent again. */
    keepAt: number;
    againAt: number;
    laterAt: number;
  }

  interface Later {
    trace: number;
    /** Why it was refused; without one, another window's words are to be shown. */
    reason?: string;
    /** The act that has waited for so long, where it has no answer yet. */
    seq?: number;
  }

  /** A key struck: while somebody is `writing`, in a field `outside` of the screen, held down (`repeat`). */
  interface Key {
    key: string;
    writing?: boolean;
    outside?: boolean;
    repeat?: boolean;
    ctrl?: boolean;
    // The key itself, where `key` is what it stands for.
    struck?: string;
  }

  type Event = { at: number } & (
    | ({ type: "key" } & Key)
    | { type: "typed" | "changed"; notes: Note[]; active?: number }
    | { type: "pointed"; step: number; quote?: string }
    | { type: "did"; act: "judge"; verdict: Verdict }
    | { type: "did"; act: "save" | "undo" | "unread" }
    | { type: "did"; act: "move"; by: number }
    | { type: "did"; act: "leave"; with: Doing }
    | { type: "did"; act: "ask"; with: Doing }
    | { type: "chose"; side: "mine" | "theirs" | "both" }
    | { type: "brought"; words: Words }
    | { type: "answered"; said: Said }
    | { type: "active" | "added" | "blurred" | "drawn" | "painted" | "lost" | "reconnected" | "hidden" | "left" | "tick" }
    | { type: "focused"; place: number }
  );

  interface Message {
    acts: Act[];
    shown: number | null;
    heard: number;
    held: number[];
    known: boolean;
  }

  type Effect =
    | { type: "send"; message: Message }
    | { type: "keep"; trace: number; copy: Copy }
    | { type: "forget"; trace: number }
    | { type: "show"; trace: number }
    | { type: "draw"; caughtUp?: boolean }
    | { type: "paint" | "blur" }
    | { type: "aside"; trace: number; words: Words }
    | { type: "focus"; place: number }
    | { type: "tell"; words: string }
    | { type: "standing"; words: string }
    | { type: "clash"; trace: number; mine: Work; theirs: Words; words: string }
    | { type: "page"; key: string };

  /** What is done for each type of effect. */
  type Ways = { [Type in Effect["type"]]: (effect: Extract<Effect, { type: Type }>) => void };

  /** A state that is being changed into the next one: a copy, whose parts are replaced and never changed. */
  type Next = State;
}
