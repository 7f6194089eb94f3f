// The only mutable state of the panel: exchanges in order of start, with their messages. Runs without a browser.
import type { Held } from '../wire/capture.ts';
import { CHUNK, SENT } from '../wire/capture.ts';
import { Bodies } from './bodies.ts';
import type {
  CloseRecord,
  ErrorRecord,
  Exchange,
  ProgressRecord,
  ReadyState,
  ResponseRecord,
  WireRecord,
} from './exchange.ts';
import type { ChooseFramer } from './framer.ts';
import type { Row } from './message-log.ts';
import type { Notice } from './notice.ts';
import { addNotice } from './notices.ts';
import { emptied, firstState, newExchange, type Opening } from './opening.ts';

export type { Opening } from './opening.ts';
export { utf8Size } from './utf8-size.ts';

export interface Totals {
  messages: number;
  bytes: number;
  lostMessages: number;
  lostBytes: number;
}

/** Where exchanges came from that were not captured here: one object for each reading of a file. */
export interface Origin {
  /** Name of the file. */
  readonly file: string;
}

export class Store {
  /** In order of start. */
  readonly exchanges: Exchange[] = [];
  readonly notices: Notice[] = [];
  readonly totals: Totals = { messages: 0, bytes: 0, lostMessages: 0, lostBytes: 0 };
  /** Files of which there are exchanges. */
  readonly origins = new Set<Origin>();
  /** Raises by one with every change. */
  revision = 0;
  readonly #byId = new Map<string, Exchange>();
  readonly #origins = new WeakMap<Exchange, Origin>();
  readonly #listeners = new Set<() => void>();
  readonly #openings = new Set<(exchange: Exchange) => void>();
  readonly #bodies: Bodies;

  constructor(chooseFramer: ChooseFramer) {
    this.#bodies = new Bodies(chooseFramer, (exchange, row) => this.#appendMessage(exchange, row));
  }

  get(id: string): Exchange | undefined {
    return this.#byId.get(id);
  }

  /** Calls `listener` after changes; the writer decides how often (`changed`). Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners that a batch of changes is complete. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #touch(exchange: Exchange): void {
    exchange.revision++;
    this.revision++;
  }

  open(opening: Opening): Exchange {
    // A log that was read from a file may have taken the id.
    const exchange = newExchange(opening, this.freeId(opening.id));
    this.#insert(exchange);
    for (const listener of this.#openings) listener(exchange);
    return exchange;
  }

  /** Calls `listener` with each exchange that starts, at once. Returns the way to stop. */
  watchOpenings(listener: (exchange: Exchange) => void): () => void {
    this.#openings.add(listener);
    return () => this.#openings.delete(listener);
  }

  #insert(exchange: Exchange): void {
    // Frames report independently, so an exchange may come after one that started later.
    let at = this.exchanges.length;
    while (at > 0 && (this.exchanges[at - 1] as Exchange).started > exchange.started) at--;
    this.exchanges.splice(at, 0, exchange);
    this.#byId.set(exchange.id, exchange);
    this.revision++;
  }

  transition(exchange: Exchange, state: ReadyState, time: number, cause: string): void {
    exchange.transitions.push({ state, time, cause });
    exchange.readyState = state;
    this.#touch(exchange);
  }

  response(exchange: Exchange, response: ResponseRecord): void {
    exchange.response = response;
    exchange.status = response.status;
    this.#touch(exchange);
  }

  negotiated(exchange: Exchange, protocol: string, extensions: string): void {
    exchange.protocol = protocol;
    exchange.extensions = extensions;
    exchange.status = 101;
    this.#touch(exchange);
  }

  progress(exchange: Exchange, direction: 'sent' | 'received', progress: ProgressRecord): void {
    if (direction === 'sent') exchange.upload = progress;
    else exchange.download = progress;
    this.#touch(exchange);
  }

  buffered(exchange: Exchange, amount: number): void {
    exchange.buffered = amount;
    this.#touch(exchange);
  }

  /** A whole message, or a piece of a body (`CHUNK`), which goes through the framing of its exchange. */
  append(exchange: Exchange, row: Row): void {
    if (row.flags & SENT) exchange.bytesSent += row.size;
    else exchange.bytesReceived += row.size;
    this.totals.bytes += row.size;
    if ((row.flags & (CHUNK | SENT)) === CHUNK) this.#bodies.append(exchange, row);
    else this.#appendMessage(exchange, row);
    this.#touch(exchange);
  }

  /** Message `i` of this exchange is, or was, held on its way for a person. */
  held(exchange: Exchange, i: number, outcome: Held['outcome']): void {
    exchange.messages.markHeld(i, outcome);
    this.#touch(exchange);
  }

  #appendMessage(exchange: Exchange, row: Row): void {
    exchange.messages.append(row);
    this.totals.messages++;
  }

  /** A piece of the response body is missing here: no message is put together over the hole. */
  tear(exchange: Exchange): void {
    this.#bodies.tear(exchange);
    this.#touch(exchange);
  }

  lost(exchange: Exchange, messages: number, bytes: number): void {
    const before = exchange.lost ?? { messages: 0, bytes: 0 };
    exchange.lost = { messages: before.messages + messages, bytes: before.bytes + bytes };
    this.totals.lostMessages += messages;
    this.totals.lostBytes += bytes;
    this.#touch(exchange);
  }

  closed(exchange: Exchange, close: CloseRecord): void {
    exchange.closed = close;
    this.#touch(exchange);
  }

  failed(exchange: Exchange, error: ErrorRecord): void {
    exchange.error = error;
    this.#touch(exchange);
  }

  /** Nothing more will happen on it. */
  end(exchange: Exchange, time: number, note = ''): void {
    this.#bodies.finish(exchange, time);
    exchange.ended = time;
    if (note) exchange.note = note;
    this.#touch(exchange);
  }

  /** An EventSource is open: by the standard its response had status 200 and the right type. */
  announced(exchange: Exchange): void {
    exchange.status = 200;
    this.#touch(exchange);
  }

  /** The browser's network log told of it. */
  wire(exchange: Exchange, wire: WireRecord): void {
    exchange.wire = wire;
    this.#touch(exchange);
  }

  /** The network log told which `Last-Event-ID` connection `number` (from 1) of an EventSource sent; empty for none. */
  connected(exchange: Exchange, number: number, lastEventId: string): void {
    exchange.lastEventIds.set(number, lastEventId);
    this.#touch(exchange);
  }

  /** Its response body is told by the browser's network log. */
  bodyFromNetwork(exchange: Exchange): void {
    exchange.bodySource = 'network';
    this.#touch(exchange);
  }

  /** The page asked to close a WebSocket. */
  closing(exchange: Exchange, code: number | null, reason: string, ours = false): void {
    exchange.closing = { code, reason, ...(ours && { ours }) };
    this.#touch(exchange);
  }

  /** An `error` event that ends nothing by itself. */
  trouble(exchange: Exchange, time: number): void {
    exchange.troubles.push(time);
    this.#touch(exchange);
  }

  /** Brings back an open exchange that was cleared away, without the messages it had. */
  revive(cleared: Exchange): Exchange {
    const exchange = emptied(cleared);
    this.#insert(exchange);
    return exchange;
  }

  /** `id`, or where that is taken, the same with a number. */
  freeId(id: string): string {
    let free = id;
    for (let n = 2; this.#byId.has(free); n++) free = `${id}~${n}`;
    return free;
  }

  /**
   * Takes in an exchange that was put together elsewhere: one read from a file. False, and nothing done, where there is
   * one with this id already.
   */
  restore(exchange: Exchange, origin?: Origin): boolean {
    if (this.#byId.has(exchange.id)) return false;
    if (origin) {
      this.#origins.set(exchange, origin);
      this.origins.add(origin);
    }
    this.#insert(exchange);
    this.totals.messages += exchange.messages.length;
    this.totals.bytes += exchange.bytesSent + exchange.bytesReceived;
    this.totals.lostMessages += exchange.lost?.messages ?? 0;
    this.totals.lostBytes += exchange.lost?.bytes ?? 0;
    return true;
  }

  /** A document that was taken for gone is there again: its exchange goes on as if it had never ended. */
  reopen(exchange: Exchange): void {
    if (exchange.transitions.at(-1)?.cause === 'document') exchange.transitions.pop();
    exchange.readyState = exchange.transitions.at(-1)?.state ?? firstState(exchange.api);
    exchange.ended = null;
    exchange.error = null;
    exchange.note = '';
    this.#touch(exchange);
  }

  notice(notice: Notice): void {
    addNotice(this.notices, notice);
    this.revision++;
  }

  /** The file that this exchange was read from; undefined where it was captured here. */
  origin(exchange: Exchange): Origin | undefined {
    return this.#origins.get(exchange);
  }

  /** Forgets everything but what `keep` chooses. */
  clear(keep: (exchange: Exchange) => boolean = () => false): void {
    this.notices.length = 0;
    this.remove((exchange) => !keep(exchange));
  }

  /** Forgets the exchanges that `gone` chooses. */
  remove(gone: (exchange: Exchange) => boolean): void {
    const kept = this.exchanges.filter((exchange) => !gone(exchange));
    this.exchanges.length = 0;
    this.exchanges.push(...kept);
    this.#byId.clear();
    this.origins.clear();
    for (const exchange of kept) {
      this.#byId.set(exchange.id, exchange);
      const origin = this.#origins.get(exchange);
      if (origin) this.origins.add(origin);
    }
    this.totals.messages = kept.reduce((sum, e) => sum + e.messages.length, 0);
    this.totals.bytes = kept.reduce((sum, e) => sum + e.bytesSent + e.bytesReceived, 0);
    this.totals.lostMessages = kept.reduce((sum, e) => sum + (e.lost?.messages ?? 0), 0);
    this.totals.lostBytes = kept.reduce((sum, e) => sum + (e.lost?.bytes ?? 0), 0);
    this.revision++;
    this.changed();
  }
}
