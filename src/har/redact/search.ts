// Finds any of many literals in one pass over a text: Wu-Manber, which looks at a fraction of the characters.
// Its time does not grow with the number of literals, as it would with an alternation of them.

/** Codes of capital ASCII letters are those of the small ones less this bit. */
const CASE_BIT = 32;
/** From so many literals on the table is larger and the blocks are longer, or no block would be without a literal. */
const MANY = 2000;
/** 2^32 divided by the golden ratio. */
const SPREAD = 0x9e3779b1;

const foldCode = (code: number): number => (code >= 65 && code <= 90 ? code | CASE_BIT : code);

/** A set of literals. All must have at least three characters: see {@link Matcher.search}. */
export class Matcher {
  readonly #patterns: readonly string[];
  readonly #fold: boolean;
  /** Length of the window: that of the shortest literal. */
  readonly #window: number;
  readonly #block: number;
  /** How far the window may move for the block at its end; 0 where a literal may begin here. */
  readonly #shifts: Uint8Array;
  /** Of a hash of 32 bits, how many are not used. */
  readonly #unused: number;
  readonly #buckets = new Map<number, number[]>();

  /**
   * @param patterns Literals of three or more characters.
   * @param fold Whether case of ASCII letters does not matter; `patterns` are in lower case then.
   */
  constructor(patterns: readonly string[], fold = false) {
    this.#patterns = patterns;
    this.#fold = fold;
    let shortest = 64;
    for (const pattern of patterns) shortest = Math.min(shortest, pattern.length);
    if (shortest < 3) throw new RangeError('A literal to search for needs three characters or more.');
    this.#window = shortest;
    const many = patterns.length > MANY && shortest > 5;
    this.#block = many ? 4 : shortest > 4 ? 3 : 2;
    const bits = many ? 22 : 16;
    this.#unused = 32 - bits;
    this.#shifts = new Uint8Array(1 << bits);
    this.#shifts.fill(shortest - this.#block + 1);
    patterns.forEach((pattern, index) => {
      this.#enter(pattern, index);
    });
    // Longest first: the longest literal that begins at a place is the one that is told.
    for (const bucket of this.#buckets.values()) {
      bucket.sort((a, b) => (patterns[b] as string).length - (patterns[a] as string).length);
    }
  }

  #enter(pattern: string, index: number): void {
    for (let end = this.#block; end <= this.#window; end++) {
      const hash = this.#hash(pattern, end - 1);
      const shift = this.#window - end;
      if (shift < (this.#shifts[hash] as number)) this.#shifts[hash] = shift;
      if (shift > 0) continue;
      const bucket = this.#buckets.get(hash);
      if (bucket) bucket.push(index);
      else this.#buckets.set(hash, [index]);
    }
  }

  /**
   * Of the block that ends at `last`, this one included. Where case does not matter the case bit is set, of all
   * characters alike.
   */
  #hash(text: string, last: number): number {
    const bit = this.#fold ? CASE_BIT : 0;
    let block = ((text.charCodeAt(last) | bit) & 255) | (((text.charCodeAt(last - 1) | bit) & 255) << 8);
    if (this.#block > 2) block |= ((text.charCodeAt(last - 2) | bit) & 255) << 16;
    if (this.#block > 3) block |= (text.charCodeAt(last - 3) | bit) << 24;
    return Math.imul(block, SPREAD) >>> this.#unused;
  }

  #at(text: string, start: number, pattern: string): boolean {
    if (!this.#fold) return text.startsWith(pattern, start);
    if (start + pattern.length > text.length) return false;
    for (let i = 0; i < pattern.length; i++) {
      if (foldCode(text.charCodeAt(start + i)) !== pattern.charCodeAt(i)) return false;
    }
    return true;
  }

  /**
   * Calls `found` for literals in order of place. It returns where the search goes on, at least one behind `start`, or
   * undefined for "behind the literal".
   */
  search(text: string, found: (start: number, index: number) => number | undefined): void {
    if (this.#patterns.length === 0) return;
    const window = this.#window;
    const shifts = this.#shifts;
    const bit = this.#fold ? CASE_BIT : 0;
    const block = this.#block;
    const unused = this.#unused;
    const { length } = text;
    let last = window - 1;
    while (last < length) {
      // As `#hash`, written out: this loop sees every message.
      let code = ((text.charCodeAt(last) | bit) & 255) | (((text.charCodeAt(last - 1) | bit) & 255) << 8);
      if (block > 2) code |= ((text.charCodeAt(last - 2) | bit) & 255) << 16;
      if (block > 3) code |= (text.charCodeAt(last - 3) | bit) << 24;
      const hash = Math.imul(code, SPREAD) >>> unused;
      const shift = shifts[hash] as number;
      if (shift > 0) {
        last += shift;
        continue;
      }
      const start = last - window + 1;
      let next = start + 1;
      for (const index of this.#buckets.get(hash) ?? []) {
        const pattern = this.#patterns[index] as string;
        if (!this.#at(text, start, pattern)) continue;
        next = Math.max(next, found(start, index) ?? start + pattern.length);
        break;
      }
      last = next + window - 1;
    }
  }
}
