// Which rows of the store are meant by the `held` facts of one document.
import type { Exchange } from '../store/exchange.ts';
import type { MessageLog } from '../store/message-log.ts';
import { BY_US } from '../store/message-log.ts';
import type { Store } from '../store/store.ts';
import type { Held } from '../wire/capture.ts';
import { CHUNK, OURS, SENT } from '../wire/capture.ts';

interface Last {
  seq: number;
  /** Position of the first message that came of it. */
  from: number;
}

/** Comments and reconnection times are no messages to the page, and what it got in place of one was never of the body. */
function isToPage(log: MessageLog, i: number): boolean {
  const event = log.event(i);
  return !(log.flags(i) & (SENT | BY_US)) && (!event || (event.name !== '' && event.comment === undefined));
}

/** Position of the message number `nth` (from 0) that came of a chunk; -1 for none. */
function nthFrom(log: MessageLog, from: number, nth: number): number {
  let left = nth;
  for (let i = from; i < log.length; i++) if (isToPage(log, i) && left-- === 0) return i;
  return -1;
}

export class HeldRows {
  readonly #last = new Map<number, Last>();
  /** Where those are that are still held. */
  readonly #places = new Map<string, number>();

  /** A row, or chunk, of this exchange comes now. `flags` as on the wire. */
  comes(exchange: number, seq: number, flags: number, from: number): void {
    // What a person sent, and pieces of a request body, are never held.
    if (flags & OURS || (flags & (CHUNK | SENT)) === (CHUNK | SENT)) return;
    const last = this.#last.get(exchange);
    if (!last) this.#last.set(exchange, { seq, from });
    else {
      last.seq = seq;
      last.from = from;
    }
  }

  /** Position of a message that is held; undefined where its row is not here. */
  find(exchange: number, row: number, nth: number): number | undefined {
    return this.#places.get(`${exchange} ${row} ${nth}`);
  }

  apply(store: Store, exchange: Exchange, { exchange: number, row, nth, outcome }: Held): void {
    const key = `${number} ${row} ${nth ?? 0}`;
    const log = exchange.messages;
    if (outcome === 'waiting') {
      const last = this.#last.get(number);
      // Facts are told again to a panel that has not got the rows.
      if (last?.seq !== row) return;
      const at = nth === undefined ? last.from : nthFrom(log, last.from, nth);
      if (at >= 0 && at < log.length) this.#places.set(key, at);
    }
    const place = this.#places.get(key);
    if (place !== undefined && place < log.length) store.held(exchange, place, outcome);
    if (outcome !== 'waiting') this.#places.delete(key);
  }

  /** The rows of this exchange were cleared. */
  forget(exchange: number): void {
    this.#last.delete(exchange);
    for (const key of this.#places.keys()) if (key.startsWith(`${exchange} `)) this.#places.delete(key);
  }
}
