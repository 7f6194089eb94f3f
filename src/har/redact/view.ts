// A text as it reads with its escapes taken away (%41, \u0041, &#65;, line breaks), knowing where each character came from.

const ESCAPE =
  /%[0-9a-fA-F]{2}|\\(?:u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|["'\\/bfnrt])|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp);/g;
const HAS_ESCAPE = new RegExp(ESCAPE.source);
/** How many times a text may be escaped. More than anybody does, and an end to hostile input. */
const DEEPEST = 5;
/**
 * A line break within a word, with what continues the line: the field name of an event stream, the indent of a folded
 * header. No blank line: what it parts (events, heads and bodies) must stay apart.
 */
const BREAK = /(?<=[^\s{}[\],;])(?:\r\n|\n|\r)(?![\r\n])(?:data: ?|[ \t]+)?(?=[^\s{}[\],;])/g;
const HAS_BREAK = new RegExp(BREAK.source);
const MARK = new RegExp(`${ESCAPE.source}|${BREAK.source}`, 'y');

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const CONTROL: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Start and end in the text that everything began with. */
export type Piece = [start: number, end: number];

export interface View {
  readonly text: string;
  /** The text that everything began with. */
  readonly original: string;
  /** How it came about: `joined` has line breaks taken out, so what stands beside each other in it may not belong together. */
  readonly kind: 'plain' | 'unescaped' | 'joined';
  /** Where `text[start..end)` stands in the original: one piece, or several where it was put together of values. */
  pieces(start: number, end: number): Piece[];
}

/** The text as it is. */
class Plain implements View {
  readonly kind = 'plain';
  constructor(readonly text: string) {}

  get original(): string {
    return this.text;
  }

  pieces(start: number, end: number): Piece[] {
    return [[start, end]];
  }
}

export const plainView = (text: string): View => new Plain(text);

/** Runs of a derived text: from `to[k]` on it is the parent from `from[k]` on; `length[k]` 0 for a single escape. */
export class Derived implements View {
  readonly kind: View['kind'];
  readonly original: string;
  text = '';
  readonly #parent: View;
  readonly #hard: boolean;
  readonly #to: number[] = [];
  readonly #from: number[] = [];
  readonly #ends: number[] = [];
  #parts: string[] = [];
  #length = 0;

  /** @param hard Whether a span over two runs is told as two pieces. */
  constructor(parent: View, kind: View['kind'], hard = false) {
    this.#parent = parent;
    this.original = parent.original;
    this.kind = kind;
    this.#hard = hard;
  }

  /** `parent[start..end)` reads as `as` (itself where left out). */
  add(start: number, end: number, as?: string): void {
    const text = as ?? this.#parent.text.slice(start, end);
    if (text === '') return;
    this.#to.push(this.#length);
    this.#from.push(start);
    this.#ends.push(as === undefined ? -1 : end);
    this.#parts.push(text);
    this.#length += text.length;
  }

  done(): this {
    this.text = this.#parts.join('');
    this.#parts = [];
    return this;
  }

  #run(position: number): number {
    let low = 0;
    let high = this.#to.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#to[middle] as number) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  pieces(start: number, end: number): Piece[] {
    const first = this.#run(start);
    const last = this.#run(end - 1);
    if (!this.#hard || first === last) return this.#parent.pieces(this.#startOf(first, start), this.#endOf(last, end));
    const out: Piece[] = [];
    for (let run = first; run <= last; run++) {
      const from = run === first ? start : (this.#to[run] as number);
      const to = run === last ? end : (this.#to[run + 1] as number);
      out.push(...this.#parent.pieces(this.#startOf(run, from), this.#endOf(run, to)));
    }
    return out;
  }

  #startOf(run: number, position: number): number {
    const from = this.#from[run] as number;
    return this.#ends[run] === -1 ? from + position - (this.#to[run] as number) : from;
  }

  #endOf(run: number, position: number): number {
    const end = this.#ends[run] as number;
    return end === -1 ? (this.#from[run] as number) + position - (this.#to[run] as number) : end;
  }
}

/** The text of one escape; percent-encoded sequences are read as UTF-8, and as Latin-1 where they are none. */
function readEscape(text: string, match: string, at: number): { as: string; end: number } {
  const end = at + match.length;
  const code = (hex: string): number => Number.parseInt(hex, 16);
  const character = (n: number): string => (n <= 0x10ffff ? String.fromCodePoint(n) : '');
  if (match[0] === '%') return readPercent(text, at, code(match.slice(1)));
  if (match[0] === '\\') {
    const letter = match[1] as string;
    if (letter === 'u' || letter === 'x') return { as: character(code(match.slice(2).replace(/[{}]/g, ''))), end };
    return { as: CONTROL[letter] ?? letter, end };
  }
  const name = match.slice(1, -1);
  if (name[0] !== '#') return { as: NAMED[name] as string, end };
  return { as: character(/^#x/i.test(name) ? code(name.slice(2)) : Number(name.slice(1))), end };
}

function readPercent(text: string, at: number, first: number): { as: string; end: number } {
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  const sequence = text.slice(at, at + 3 * length);
  if (length > 1 && first < 0xf5 && new RegExp(`^(?:%[0-9a-fA-F]{2}){${length}}$`).test(sequence)) {
    try {
      return { as: decodeURIComponent(sequence), end: at + 3 * length };
    } catch {
      // Not UTF-8.
    }
  }
  return { as: String.fromCharCode(first), end: at + 3 };
}

/** One layer of escapes less; null where there are none. */
function unescaped(view: View): View | null {
  const { text } = view;
  if (!HAS_ESCAPE.test(text)) return null;
  const derived = new Derived(view, 'unescaped');
  let at = 0;
  ESCAPE.lastIndex = 0;
  for (let match = ESCAPE.exec(text); match; match = ESCAPE.exec(text)) {
    derived.add(at, match.index);
    const { as, end } = readEscape(text, match[0], match.index);
    derived.add(match.index, end, as);
    at = end;
    ESCAPE.lastIndex = end;
  }
  derived.add(at, text.length);
  return derived.done();
}

function joined(view: View): View | null {
  const { text } = view;
  if (!(text.includes('\n') || text.includes('\r')) || !HAS_BREAK.test(text)) return null;
  const derived = new Derived(view, 'joined');
  let at = 0;
  for (const match of text.matchAll(BREAK)) {
    derived.add(at, match.index);
    at = match.index + match[0].length;
  }
  derived.add(at, text.length);
  return derived.done();
}

/** Whether a word that ends at `at` may go on in a view that {@link forViews} comes to later. */
export function goesOn(text: string, at: number): boolean {
  MARK.lastIndex = at;
  return MARK.test(text);
}

/** Calls `look` with the text, then with one, two … layers of escapes taken away, then without its line breaks. */
export function forViews(plain: View, look: (view: View) => void): void {
  look(plain);
  let deepest = plain;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const next = unescaped(deepest);
    if (!next) break;
    look(next);
    deepest = next;
  }
  const together = joined(plain);
  if (together) look(together);
  const deepTogether = deepest === plain ? null : joined(deepest);
  if (deepTogether) look(deepTogether);
}

/** A value as it is once all its escapes are taken away, and all it was on the way. The last is the plainest. */
export function readingsOf(value: string): string[] {
  const out = [value];
  let view = plainView(value);
  for (let depth = 0; depth < DEEPEST; depth++) {
    const next = unescaped(view);
    if (!next || next.text === view.text) break;
    out.push(next.text);
    view = plainView(next.text);
  }
  return out;
}
