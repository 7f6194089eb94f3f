// Searches a log that may be huge and may be growing, a slice of time at a time, and keeps what it found.
import type { MessageLog } from '../../store/message-log.ts';
import { type PayloadSearch, PIECE, payloadSearch } from './payload-search.ts';

export type DirectionChoice = 'all' | 'sent' | 'received';

export interface MessageQuery {
  /** Looked for in payloads, event names and ids, without regard to case; empty matches all. */
  text: string;
  direction: DirectionChoice;
}

export const matchesAll = (query: MessageQuery): boolean => query.text === '' && query.direction === 'all';

/** What one row costs whatever its payload, in characters of payload. */
const ROW_COST = 256;

export class MessageFilter {
  readonly query: MessageQuery;
  /** Rows judged so far. */
  scanned = 0;
  /** Rows that match. */
  found = 0;
  #rows = new Uint32Array(256);
  /** How much of the payload of row `scanned` has been searched, characters or bytes. */
  #searched = 0;
  readonly #log: MessageLog;
  readonly #search: PayloadSearch | null;

  constructor(log: MessageLog, query: MessageQuery) {
    this.#log = log;
    this.query = query;
    this.#search = query.text === '' ? null : payloadSearch(query.text);
  }

  get done(): boolean {
    return this.scanned >= this.#log.length;
  }

  /** Position in the log of the n-th match. */
  at(n: number): number {
    return this.#rows[n] ?? -1;
  }

  /** Which match stands at log position `seq`; -1 if none does. */
  indexOf(seq: number): number {
    let low = 0;
    let high = this.found;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rows[middle] as number) < seq) low = middle + 1;
      else high = middle;
    }
    return low < this.found && this.#rows[low] === seq ? low : -1;
  }

  /** Judges rows until `clock()` passes `deadline` (ms) or none is left. */
  advance(deadline: number, clock: () => number): void {
    const end = this.#log.length;
    let work = 0;
    while (this.scanned < end) {
      work += this.#step();
      if (work < PIECE) continue;
      if (clock() >= deadline) return;
      work = 0;
    }
  }

  /** Judges the next row, or a piece of it where it is large. Gives what that cost, in characters of payload. */
  #step(): number {
    const i = this.scanned;
    const search = this.#search;
    const { direction } = this.query;
    if (direction !== 'all' && this.#log.isSent(i) !== (direction === 'sent')) return this.#judged(false);
    if (search === null || (this.#searched === 0 && this.#inEvent(i, search))) return this.#judged(true);
    const payload = this.#log.data(i);
    if (payload === null) return this.#judged(false);
    if (search.inPiece(payload, this.#searched)) return Math.min(payload.length, PIECE) + this.#judged(true);
    this.#searched += PIECE;
    if (this.#searched < payload.length) return PIECE;
    return Math.min(payload.length, PIECE) + this.#judged(false);
  }

  #inEvent(i: number, search: PayloadSearch): boolean {
    const event = this.#log.event(i);
    return event !== undefined && [event.name, event.id, event.comment ?? ''].some(search.inText);
  }

  #judged(matches: boolean): number {
    if (matches) this.#push(this.scanned);
    this.scanned++;
    this.#searched = 0;
    return ROW_COST;
  }

  #push(i: number): void {
    if (this.found === this.#rows.length) {
      const wider = new Uint32Array(this.found * 2);
      wider.set(this.#rows);
      this.#rows = wider;
    }
    this.#rows[this.found++] = i;
  }
}
