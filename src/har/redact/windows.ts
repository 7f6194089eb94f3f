// A long text in windows that overlap, so that others can run in between: what begins in the core of one is found there.

/** Characters of a core, about. Longer texts are not gone through at once. */
export const CORE = 256 * 1024;
/** Characters that are seen before and behind a core: what gives a secret away is not far from it. */
const AROUND = 32 * 1024;

/** Where in a text matches must begin to count. */
export class Core {
  /** A match ran to the end of what was seen: it may go on behind it. */
  cut = false;
  readonly #start: number;
  readonly #end: number;
  /** Length of what is seen; infinite where nothing follows. */
  readonly #seen: number;

  constructor(start: number, end: number, seen: number) {
    this.#start = start;
    this.#end = end;
    this.#seen = seen;
  }

  /** Whether a match counts. */
  has(start: number, end: number): boolean {
    if (start < this.#start || start >= this.#end) return false;
    if (end < this.#seen) return true;
    this.cut = true;
    return false;
  }
}

export interface Window {
  /** Of the core. */
  start: number;
  end: number;
  /** Of what is seen. */
  from: number;
  to: number;
}

/** Letters of base64 and hex, escaped and over several lines too: such a run is not cut. */
const isOfRun = (code: number): boolean =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  (code >= 97 && code <= 122) ||
  code === 43 || // +
  code === 47 || // /
  code === 61 || // =
  code === 45 || // -
  code === 95 || // _
  code === 92 || // \
  code === 37 || // %
  code === 10 ||
  code === 13;

/** The windows of a text, in order. Their cores are the text. */
export function* windowsOf(text: string): Generator<Window> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + CORE);
    while (end < text.length && isOfRun(text.charCodeAt(end - 1)) && isOfRun(text.charCodeAt(end))) end++;
    yield { start, end, from: Math.max(0, start - AROUND), to: Math.min(text.length, end + AROUND) };
    start = end;
  }
}

/** The window with four times as much behind its core. */
export const wider = (window: Window, length: number): Window => ({
  ...window,
  to: Math.min(length, window.end + 4 * (window.to - window.end)),
});
