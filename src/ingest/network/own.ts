// Writes what only the browser's log saw (workers, service workers) into the store, as exchanges of their own.
import type { Exchange, ReadyState } from '../../store/exchange.ts';
import type { Store } from '../../store/store.ts';
import { utf8Size } from '../../store/utf8-size.ts';
import type { Api } from '../../wire/capture.ts';
import { BINARY, SENT } from '../../wire/capture.ts';
import type { Entry } from './entry.ts';
import { type LogEvent, readEvent, readSocketMessage, type SocketMessage } from './messages.ts';

const header = (entry: Entry, name: string): string =>
  entry.responseHeaders.find(([n]) => n.toLowerCase() === name)?.[1] ?? '';

/** When the head of the response was there, epoch ms. */
export function headTime({ started, ended, phases }: Entry): number {
  const { blocked, dns, connect, send, wait } = phases;
  const sum = [blocked, dns, connect, send, wait].reduce<number>((total, each) => total + (each ?? 0), 0);
  return Math.min(started + sum, Math.max(started, ended));
}

/** What one entry has brought so far. */
interface Seen {
  head: boolean;
  messages: number;
}

/** One exchange of ours; several entries where there were redirects or reconnections. */
export class OwnExchange {
  exchange: Exchange;
  readonly #store: Store;
  /** State of the entry that is going on. */
  #seen: Seen = { head: false, messages: 0 };
  /** Whether the log has said that it is over. */
  #over = false;
  /** How many it had: redirects, reconnections. */
  requests = 1;

  /** `skip`: so many of its messages are not told. */
  constructor(store: Store, id: string, entry: Entry & { api: Api }, skip: number) {
    this.#store = store;
    this.#seen.messages = skip;
    const { api } = entry;
    const protocols =
      api === 'websocket' ? entry.requestHeaders.filter(([n]) => /^sec-websocket-protocol$/i.test(n)) : [];
    this.exchange = store.open({
      id,
      api,
      method: entry.method,
      url: entry.url,
      source: 'network',
      frame: { id: -1, url: /\((.*):\d+:\d+\)/.exec(entry.stack)?.[1] ?? '' },
      stack: entry.stack,
      started: entry.started,
      headers: [],
      protocols: protocols.flatMap(([, value]) => value.split(',').map((each) => each.trim())),
      options: {},
    });
    this.#enter(api === 'fetch' ? 'pending' : 0, entry.started, 'network');
    if (api === 'xhr') this.#enter(1, entry.started, 'network');
    if (entry.requestBody && (api === 'fetch' || api === 'xhr')) this.#row(entry.requestBody, entry.started, SENT);
  }

  get open(): boolean {
    return this.exchange.ended === null;
  }

  /** Of an EventSource: nothing more comes by its connection, and another one may. */
  get between(): boolean {
    return this.open && (this.#over || this.exchange.readyState === 0);
  }

  #enter(state: ReadyState, time: number, cause: string): void {
    if (this.exchange.readyState !== state || this.exchange.transitions.length === 0)
      this.#store.transition(this.exchange, state, time, cause);
  }

  #row(data: string | Uint8Array, time: number, flags: number, event?: LogEvent): void {
    const size = typeof data === 'string' ? utf8Size(data) : data.length;
    this.#store.append(this.exchange, {
      time,
      flags: flags | (typeof data === 'string' ? 0 : BINARY),
      size,
      block: data,
      start: 0,
      length: data.length,
      ...(event && { event: { name: event.name, id: event.id } }),
    });
  }

  /** The next request of it starts: after a redirect, or an EventSource that connects again. */
  next(entry: Entry): void {
    this.#seen = { head: false, messages: 0 };
    this.#over = false;
    this.requests++;
    if (this.exchange.api === 'eventsource') this.#enter(0, entry.started, 'network');
  }

  /** What the log says of the request now. `keep` false: what came while recording was off is passed over. */
  update(entry: Entry, keep: boolean, finished: boolean): void {
    // A service worker's outlives the page. Firefox, which tells no stack, does not say that a request was cut off.
    const outlived = finished && this.exchange.note === 'document' && entry.stack && entry.status > 0 && !entry.error;
    if (outlived) this.#store.reopen(this.exchange);
    this.#over = finished;
    const list = entry.socketMessages ?? entry.events ?? [];
    const fresh = list.slice(this.#seen.messages);
    this.#seen.messages = list.length;
    // Cleared away while open: it comes back with what is new.
    if (this.open && !this.#store.get(this.exchange.id)) {
      if (fresh.length === 0 || !keep) return;
      this.exchange = this.#store.revive(this.exchange);
    }
    const socket = entry.socketMessages ? fresh.flatMap((input) => readSocketMessage(input) ?? []) : [];
    const events = entry.socketMessages ? [] : fresh.flatMap((input) => readEvent(input) ?? []);
    const first = socket[0]?.time ?? events[0]?.time ?? Number.POSITIVE_INFINITY;
    this.#head(entry, Math.min(headTime(entry), first));
    if (!keep) return;
    for (const message of socket) this.#socket(message);
    if (events.length > 0 && this.exchange.api === 'fetch') this.#enter('body', events[0]?.time ?? first, 'network');
    for (const event of events) this.#row(event.data, event.time, 0, event);
  }

  #socket({ kind, time, data }: SocketMessage): void {
    if (kind === 'error') this.#store.trouble(this.exchange, time);
    else this.#row(data, time, kind === 'sent' ? SENT : 0);
  }

  #head(entry: Entry, time: number): void {
    if (this.#seen.head || entry.status === 0 || entry.redirect) return;
    this.#seen.head = true;
    const { exchange } = this;
    const { status, statusText, responseHeaders: headers, url } = entry;
    this.#store.response(exchange, {
      status,
      statusText,
      headers,
      url,
      redirected: url !== exchange.url,
      kind: '',
      time,
    });
    if (exchange.api === 'fetch') this.#enter('response', time, 'network');
    else if (exchange.api === 'xhr') this.#enter(2, time, 'network');
    else if (exchange.api === 'eventsource' && isEventStream(entry)) this.#enter(1, time, 'network');
    else if (exchange.api === 'websocket' && status === 101) {
      this.#store.negotiated(
        exchange,
        header(entry, 'sec-websocket-protocol'),
        header(entry, 'sec-websocket-extensions'),
      );
      this.#enter(1, time, 'network');
    }
  }

  /** The request is over and its body told. An EventSource goes on unless it was closed. */
  finish(entry: Entry): void {
    const { exchange } = this;
    if (!this.open || entry.redirect) return;
    const time = entry.ended;
    if (exchange.messages.received > 0 && exchange.api === 'fetch') this.#enter('body', time, 'network');
    if (exchange.messages.received > 0 && exchange.api === 'xhr') this.#enter(3, time, 'network');
    if (exchange.api === 'eventsource' && isEventStream(entry) && !isAborted(entry))
      return this.#enter(0, time, 'network');
    // Chromium's log says so of every event stream that fetch read with a reader, to its end or not.
    const read = exchange.api === 'fetch' && isEventStream(entry) && isAborted(entry);
    const broken = entry.status === 0 || (entry.error !== '' && exchange.api !== 'websocket' && !read);
    if (exchange.api === 'fetch')
      this.#enter(!broken ? 'done' : isAborted(entry) ? 'aborted' : 'failed', time, 'network');
    else this.#enter(exchange.api === 'xhr' ? 4 : exchange.api === 'eventsource' ? 2 : 3, time, 'network');
    if (broken || (exchange.api === 'websocket' && entry.status !== 101)) {
      const message = entry.error || `the server answered ${entry.status}`;
      this.#store.failed(exchange, { kind: isAborted(entry) ? 'abort' : 'network', name: 'network', message });
    }
    this.#store.end(exchange, time, read ? entry.error : '');
  }

  /** The page it belonged to is gone. */
  gone(time: number): void {
    const { exchange } = this;
    if (!this.open) return;
    const last: ReadyState =
      exchange.api === 'fetch' ? 'aborted' : exchange.api === 'xhr' ? 4 : exchange.api === 'eventsource' ? 2 : 3;
    this.#enter(last, time, 'document');
    this.#store.failed(exchange, { kind: 'abort', name: 'document', message: 'the document went away' });
    this.#store.end(exchange, time, 'document');
  }
}

const isAborted = (entry: Entry): boolean => entry.error === 'net::ERR_ABORTED';

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model */
const isEventStream = (entry: Entry): boolean => entry.status === 200 && /^text\/event-stream/i.test(entry.mimeType);
