// What TypeScript cannot see by itself in the scripts of the components: all of them are one scope to it.

// Written before the board's scripts by board.py.
declare const BOARD_HTML: string, BOARD_CSS: string;
// Made of lib/words/keys.py: signs, what the key does, and the same in two words.
declare const KEYS: [string[], string, string][], BOARD_KEYS: [string[], string, string][], LABEL_KEYS: [string[], string, string][];

// The board is one class in five files, each of which adds fields.
interface Search {
  [name: string]: any;
}

// What has the focus, or is around it, is always an HTMLElement here.
interface Element {
  readonly dataset: DOMStringMap;
  blur(): void;
}

// The source of a number, as it was written.
interface JSON {
  parse(text: string, reviver: (key: string, value: any, context?: { source?: string }) => any): any;
}
