// The only mutable state of the panel: exchanges in order of start, with their messages. Runs without a browser.
import type { Api, HeaderList } from '../wire/capture.ts';
import { BINARY, CHUNK, DROPPED, SENT } from '../wire/capture.ts';
import type {
  CloseRecord,
  ErrorRecord,
  Exchange,
  FrameRecord,
  ProgressRecord,
  ReadyState,
  ResponseRecord,
  WireRecord,
} from './exchange.ts';
import type { ChooseFramer, Framed, Framer } from './framer.ts';
import { INCOMPLETE, MessageLog, type Row } from './message-log.ts';
import { addNotice, type Notice } from './notices.ts';

export type { BlindSpot, Notice } from './notices.ts';

/** What is known of an exchange when it starts. */
export interface Opening {
  id: string;
  api: Api;
  method: string;
  url: string;
  source: 'page' | 'network';
  frame: FrameRecord;
  stack: string;
  /** Epoch ms. */
  started: number;
  headers: HeaderList;
  protocols: string[];
  options: Record<string, string | number | boolean>;
}

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

interface Framing {
  framer: Framer;
  /** Where the text of a body without framing is decoded piece by piece. */
  time: number;
}

const TEXTUAL =
  /^(text\/|application\/(json|.*\+json|xml|.*\+xml|javascript|ecmascript|x-www-form-urlencoded|graphql|x-ndjson|jsonl)\b)/i;

const headerOf = (headers: HeaderList, name: string): string =>
  headers.find(([n]) => n.toLowerCase() === name)?.[1] ?? '';

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true });

/** Size in bytes of a text as UTF-8. Lone surrogates count as U+FFFD, as they would on the wire. */
export function utf8Size(text: string): number {
  // Most messages are ASCII and short: this loop avoids an allocation for each.
  if (text.length > 4096) return encoder.encode(text).length;
  let size = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) size += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      size += 2;
      i++;
    } else size += 2;
  }
  return size;
}

const firstState = (api: Api): ReadyState => (api === 'fetch' ? 'pending' : 0);

/** The same exchange without the messages it had. */
export const emptied = (exchange: Exchange): Exchange => ({
  ...exchange,
  messages: new MessageLog(),
  chunks: new MessageLog(),
  bytesSent: 0,
  bytesReceived: 0,
});

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
  readonly #framings = new Map<string, Framing>();
  readonly #decoders = new Map<string, TextDecoder>();
  /** Bodies of which a piece is missing since the last framed message. */
  readonly #torn = new Set<string>();
  readonly #origins = new WeakMap<Exchange, Origin>();
  readonly #listeners = new Set<() => void>();
  readonly #openings = new Set<(exchange: Exchange) => void>();
  readonly #chooseFramer: ChooseFramer;

  constructor(chooseFramer: ChooseFramer) {
    this.#chooseFramer = chooseFramer;
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
    const exchange: Exchange = {
      // A log that was read from a file may have taken the id.
      id: this.freeId(opening.id),
      api: opening.api,
      method: opening.method,
      url: opening.url,
      source: opening.source,
      frame: opening.frame,
      stack: opening.stack,
      started: opening.started,
      ended: null,
      status: 0,
      readyState: firstState(opening.api),
      transitions: [],
      request: { headers: opening.headers, protocols: opening.protocols, options: opening.options },
      response: null,
      protocol: '',
      extensions: '',
      closing: null,
      closed: null,
      troubles: [],
      error: null,
      lost: null,
      upload: null,
      download: null,
      buffered: 0,
      bytesSent: 0,
      bytesReceived: 0,
      wire: null,
      lastEventIds: new Map(),
      bodySource: 'page',
      note: '',
      messages: new MessageLog(),
      chunks: new MessageLog(),
      framing: '',
      revision: 0,
    };
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
    if ((row.flags & (CHUNK | SENT)) === CHUNK) this.#appendChunk(exchange, row);
    else this.#appendMessage(exchange, row);
    this.#touch(exchange);
  }

  #appendMessage(exchange: Exchange, row: Row): void {
    exchange.messages.append(row);
    this.totals.messages++;
  }

  #appendChunk(exchange: Exchange, row: Row): void {
    if (row.flags & DROPPED) this.tear(exchange);
    const type = exchange.response ? headerOf(exchange.response.headers, 'content-type') : '';
    let framing = this.#framings.get(exchange.id);
    if (!framing) {
      const framer = this.#chooseFramer(type);
      if (framer) {
        framing = { framer, time: row.time };
        this.#framings.set(exchange.id, framing);
        exchange.framing = framer.name;
      }
    }
    if (framing && !(row.flags & DROPPED)) {
      exchange.chunks.append(row);
      framing.time = row.time;
      this.#appendFramed(exchange, framing, framing.framer.push(this.#bytesOf(row)));
    } else if (row.block instanceof Uint8Array && (TEXTUAL.test(type) || (type === '' && this.#isText(row)))) {
      this.#appendMessage(exchange, this.#asText(exchange, row, type));
    } else this.#appendMessage(exchange, row);
  }

  #bytesOf(row: Row): Uint8Array {
    if (row.block instanceof Uint8Array) return row.block.subarray(row.start, row.start + row.length);
    return encoder.encode((row.block ?? '').slice(row.start, row.start + row.length));
  }

  /** Bytes of an undeclared type are text where they are UTF-8. */
  #isText(row: Row): boolean {
    try {
      return strict.decode(this.#bytesOf(row)).length > 0;
    } catch {
      return false;
    }
  }

  /** A character split over two chunks is shown in the chunk that completed it; `size` stays that of the chunk. */
  #asText(exchange: Exchange, row: Row, type: string): Row {
    let decoder = this.#decoders.get(exchange.id);
    if (!decoder) {
      const label = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
      try {
        decoder = new TextDecoder(label, { ignoreBOM: true });
      } catch {
        decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      }
      this.#decoders.set(exchange.id, decoder);
    }
    const text = decoder.decode(this.#bytesOf(row), { stream: true });
    return { ...row, flags: row.flags & ~BINARY, block: text, start: 0, length: text.length };
  }

  #appendFramed(exchange: Exchange, framing: Framing, framed: Framed[], unfinished = false): void {
    for (const message of framed) {
      const binary = typeof message.data !== 'string';
      const incomplete = this.#torn.delete(exchange.id) || unfinished || message.incomplete;
      this.#appendMessage(exchange, {
        time: framing.time,
        flags: (binary ? BINARY : 0) | (incomplete ? INCOMPLETE : 0),
        size: message.size,
        block: message.data,
        start: 0,
        length: message.data.length,
        ...(message.event && { event: message.event }),
      });
    }
  }

  /**
   * A piece of the response body is missing here. No message is put together from what comes before and after it: what
   * the framing holds is incomplete, and so may be the first message that follows.
   */
  tear(exchange: Exchange): void {
    const framing = this.#framings.get(exchange.id);
    if (framing) this.#appendFramed(exchange, framing, framing.framer.end(), true);
    this.#framings.delete(exchange.id);
    this.#decoders.delete(exchange.id);
    this.#torn.add(exchange.id);
    this.#touch(exchange);
  }

  /** The response body is over; what the framing still holds becomes messages. `time` in epoch ms. */
  #finishBody(exchange: Exchange, time: number): void {
    const framing = this.#framings.get(exchange.id);
    if (framing) this.#appendFramed(exchange, framing, framing.framer.end());
    this.#framings.delete(exchange.id);
    this.#torn.delete(exchange.id);
    const rest = this.#decoders.get(exchange.id)?.decode();
    if (rest) {
      const flags = CHUNK | INCOMPLETE;
      this.#appendMessage(exchange, { time, flags, size: 0, block: rest, start: 0, length: rest.length });
    }
    this.#decoders.delete(exchange.id);
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
    this.#finishBody(exchange, time);
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
  closing(exchange: Exchange, code: number | null, reason: string): void {
    exchange.closing = { code, reason };
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
