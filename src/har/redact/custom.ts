// Patterns of the person's own. A regular expression can take for ever: those that could are refused, the others watched.
import type { ExtraPattern } from './rules.ts';

/** UTF-16 units that one search sees: a pattern whose time grows with the square of the text stays bearable. */
const WINDOW = 4096;
const OVERLAP = 512;
/** Milliseconds for one window. A pattern fit for use takes thousandths of this. */
const BUDGET = 250;

/** A pattern that cannot be used: why, and what to do. */
export class PatternError extends Error {
  constructor(
    readonly pattern: string,
    why: string,
  ) {
    super(`The pattern ${JSON.stringify(pattern)} ${why}`);
    this.name = 'PatternError';
  }
}

interface Group {
  /** A repetition without end stands in it. */
  repeats: boolean;
  alternates: boolean;
}

/** What makes backtracking explode; null where nothing of it is found. Reads the source without running it. */
function danger(source: string): string | null {
  const open: Group[] = [{ repeats: false, alternates: false }];
  let unbounded = 0;
  let last: Group | null = null;
  for (let at = 0; at < source.length; at++) {
    const c = source[at] as string;
    if (c === '\\') {
      if (/[1-9k]/.test(source[at + 1] ?? ''))
        return 'has a back-reference, whose time cannot be bounded; leave it out.';
      at++;
      last = null;
    } else if (c === '[') {
      at = endOfClass(source, at);
      last = null;
    } else if (c === '(') {
      if (/^\(\?<?[=!]/.test(source.slice(at, at + 4))) return 'looks ahead or behind; leave that out.';
      open.push({ repeats: false, alternates: false });
      last = null;
    } else if (c === ')') {
      last = open.pop() ?? null;
      const outer = open.at(-1);
      if (last?.repeats && outer) outer.repeats = true;
    } else if (c === '|') {
      const group = open.at(-1);
      if (group) group.alternates = true;
      last = null;
    } else {
      const count = /^(?:[*+]|\{\d+(?:,(\d*))?\})\??/.exec(source.slice(at));
      if (!count) {
        if (c !== '?') last = null;
        continue;
      }
      const most =
        /^[*+]/.test(count[0]) || count[1] === '' ? Number.POSITIVE_INFINITY : Number(/(\d+)\}/.exec(count[0])?.[1]);
      if (most > 1 && last?.repeats)
        return 'repeats something that repeats, like (a+)+; name the length of one of them, like (a{1,9}){1,9} written out, or leave it out.';
      if (most > 8 && last?.alternates) return 'repeats a choice, like (a|b)*; use a set of characters, like [ab]*.';
      if (most > 1000) {
        unbounded++;
        const group = open.at(-1);
        if (group) group.repeats = true;
      } else if (most > 8) {
        const group = open.at(-1);
        if (group) group.repeats = true;
      }
      at += count[0].length - 1;
      last = null;
    }
  }
  return unbounded > 4 ? 'has more than four repetitions without end; give them a limit, like {1,40}.' : null;
}

function endOfClass(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === ']' && at > from + 1) return at;
  }
  return source.length;
}

const escaped = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Searches for one pattern, within bounds of time. */
export class CustomPattern {
  readonly #expression: RegExp;
  readonly #source: string;
  readonly #now: () => number;

  /**
   * @param now A clock in ms, `performance.now`: handed in, since this room knows no clock.
   * @throws {PatternError} where the pattern is no regular expression, or may take too long.
   */
  constructor(pattern: ExtraPattern, now: () => number) {
    this.#source = pattern.value;
    this.#now = now;
    const why = pattern.type === 'regexp' ? danger(pattern.value) : null;
    if (why) throw new PatternError(pattern.value, why);
    try {
      this.#expression = new RegExp(pattern.type === 'regexp' ? pattern.value : escaped(pattern.value), 'g');
    } catch (error) {
      throw new PatternError(pattern.value, `is no regular expression: ${(error as Error).message}`);
    }
    if (this.#expression.test('')) throw new PatternError(pattern.value, 'matches the empty text, and so everything.');
    this.#expression.lastIndex = 0;
    for (const letter of new Set([...pattern.value.replace(/\W/g, ''), 'a', '0', ' ']))
      this.#windowed(letter.repeat(WINDOW), 0);
  }

  /** @throws {PatternError} where it takes too long after all. */
  find(text: string, found: (start: number, end: number) => void): void {
    let done = 0;
    for (let from = 0; ; from += WINDOW - OVERLAP) {
      for (const [start, end] of this.#windowed(text.slice(from, from + WINDOW), from)) {
        if (start < done) continue;
        found(start, end);
        done = end;
      }
      if (from + WINDOW >= text.length) return;
    }
  }

  #windowed(text: string, offset: number): [start: number, end: number][] {
    const begin = this.#now();
    const out: [number, number][] = [];
    for (const match of text.matchAll(this.#expression)) {
      if (match[0]) out.push([offset + match.index, offset + match.index + match[0].length]);
    }
    if (this.#now() - begin > BUDGET)
      throw new PatternError(this.#source, `takes more than ${BUDGET} ms for ${WINDOW} characters; make it simpler.`);
    return out;
  }
}
