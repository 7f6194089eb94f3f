// Which exchanges have a text in a message: searched a slice of time at a time, and of a growing exchange only what is new.
import type { Exchange } from '../../store/exchange.ts';

interface Progress {
  /** Messages searched so far. */
  scanned: number;
  found: boolean;
}

/** What a payload costs beside its characters, and how many characters are searched between two looks at the clock. */
const ROW_COST = 256;
const STRIDE = 65_536;

export class TextSearch {
  readonly #pattern: RegExp;
  readonly #decoder = new TextDecoder();
  readonly #progress = new WeakMap<Exchange, Progress>();
  /** Exchanges of which something is still to be searched. */
  readonly #waiting = new Set<Exchange>();

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  /** True where there is more to search. */
  get busy(): boolean {
    return this.#waiting.size > 0;
  }

  /** Whether the text has been found in it so far; what has not been searched yet is searched by `advance`. */
  has(exchange: Exchange): boolean {
    let progress = this.#progress.get(exchange);
    if (!progress) {
      progress = { scanned: 0, found: false };
      this.#progress.set(exchange, progress);
    }
    if (!progress.found && progress.scanned < exchange.messages.length) this.#waiting.add(exchange);
    return progress.found;
  }

  /** Searches until `clock()` passes `deadline` (ms) or nothing is left. Gives the exchanges that turned out to have it. */
  advance(deadline: number, clock: () => number): Exchange[] {
    const found: Exchange[] = [];
    let work = 0;
    for (const exchange of this.#waiting) {
      const progress = this.#progress.get(exchange);
      while (progress && !progress.found && progress.scanned < exchange.messages.length) {
        work += this.#step(exchange, progress);
        if (work < STRIDE) continue;
        work = 0;
        if (clock() < deadline) continue;
        if (progress.found) break;
        return found;
      }
      if (progress?.found) found.push(exchange);
      this.#waiting.delete(exchange);
    }
    return found;
  }

  /** Forgets exchanges that are of no interest any more. */
  drop(gone: (exchange: Exchange) => boolean): void {
    for (const exchange of this.#waiting) if (gone(exchange)) this.#waiting.delete(exchange);
  }

  /** Searches the next message and gives what that cost, in characters. */
  #step({ messages }: Exchange, progress: Progress): number {
    const i = progress.scanned++;
    const data = messages.data(i);
    const comment = messages.event(i)?.comment;
    const text = data === null || typeof data === 'string' ? data : this.#decoder.decode(data);
    progress.found =
      (text !== null && this.#pattern.test(text)) || (comment !== undefined && this.#pattern.test(comment));
    return ROW_COST + (data?.length ?? 0);
  }
}
