// Searches a log that may be huge and may be growing, a slice of time at a time, and keeps what it found.
import type { MessageLog } from '../../store/message-log.ts';

export type DirectionChoice = 'all' | 'sent' | 'received';

export interface MessageQuery {
  /** Looked for in payloads, event names and ids, without regard to case; empty matches all. */
  text: string;
  direction: DirectionChoice;
}

export const matchesAll = (query: MessageQuery): boolean => query.text === '' && query.direction === 'all';

/** Rows looked at between two looks at the clock. */
const STRIDE = 256;

export class MessageFilter {
  readonly query: MessageQuery;
  /** Rows judged so far. */
  scanned = 0;
  /** Rows that match. */
  found = 0;
  #rows = new Uint32Array(256);
  readonly #log: MessageLog;
  readonly #matches: (i: number) => boolean;

  constructor(log: MessageLog, query: MessageQuery) {
    this.#log = log;
    this.query = query;
    this.#matches = matcher(log, query);
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
    while (this.scanned < end) {
      const stop = Math.min(this.scanned + STRIDE, end);
      for (let i = this.scanned; i < stop; i++) if (this.#matches(i)) this.#push(i);
      this.scanned = stop;
      if (clock() >= deadline) return;
    }
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

function matcher(log: MessageLog, { text, direction }: MessageQuery): (i: number) => boolean {
  const rightWay = (i: number) => direction === 'all' || log.message(i).direction === direction;
  if (text === '') return rightWay;
  // A regular expression with the i flag is several times faster than lower-casing every payload.
  const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'i');
  const decoder = new TextDecoder('utf-8');
  const inPayload = (i: number): boolean => {
    const data = log.data(i);
    if (data === null) return false;
    return pattern.test(typeof data === 'string' ? data : decoder.decode(data));
  };
  const inEvent = (i: number): boolean => {
    const event = log.event(i);
    return (
      event !== undefined && (pattern.test(event.name) || pattern.test(event.id) || pattern.test(event.comment ?? ''))
    );
  };
  return (i) => rightWay(i) && (inPayload(i) || inEvent(i));
}
