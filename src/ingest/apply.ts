// Writes the captures of one document into the store: names, absolute times and URLs.
import type { Exchange, OursRecord, ReadyState } from '../store/exchange.ts';
import { BY_US } from '../store/message-log.ts';
import { noticeOf } from '../store/notice.ts';
import { emptied } from '../store/opening.ts';
import type { Store } from '../store/store.ts';
import type { Capture, Messages, Opened, Part } from '../wire/capture.ts';
import { CUT, DROPPED, OURS, SENT } from '../wire/capture.ts';
import { HeldRows } from './held.ts';
import { absolute, headerList, normalizeMethod } from './normalize.ts';
import { Pieces } from './pieces.ts';
import { Rows } from './rows.ts';
import { sizeOf } from './sizes.ts';
import { stateBy } from './states.ts';

/** The states in which nothing more happens, for an exchange whose document went away. */
const TERMINAL: Record<Exchange['api'], ReadyState> = {
  fetch: 'aborted',
  xhr: 4,
  eventsource: 2,
  websocket: 3,
  websocketstream: 3,
};

/** What a failure means that says nothing of itself. */
function unsaid(exchange: Exchange, name: string): string {
  if (exchange.api === 'eventsource') return 'the connection failed and is not tried again';
  if (name === 'cancel') return `cancelled after ${exchange.bytesReceived} bytes`;
  return name === 'open()' ? 'opened again' : '';
}

export interface DocumentFacts {
  /** Short name in exchange ids. */
  name: string;
  frame: { id: number; url: string };
  /** Epoch ms. */
  timeOrigin: number;
  /** This panel, as it stands in `opened.ours`. */
  panel?: string;
}

/** Tells how an exchange ends; the last state of an XHR comes before that. */
const isEnd = (capture: Capture): boolean =>
  capture.type === 'done' ||
  capture.type === 'failed' ||
  capture.type === 'closed' ||
  (capture.type === 'transition' && capture.state === TERMINAL.xhr);

/** The exchanges of one document. */
export class Applier {
  readonly #store: Store;
  readonly #facts: DocumentFacts;
  readonly #exchanges = new Map<number, Exchange>();
  /** Sequence number of the last fact applied to each exchange. */
  readonly #told = new Map<number, number>();
  /** Numbers of exchanges that are over and were cleared away: what is still told of them is passed over. */
  readonly #forgotten = new Set<number>();
  readonly held = new HeldRows();
  readonly #pieces = new Pieces();
  #endedWithDocument: Exchange[] = [];

  constructor(store: Store, facts: DocumentFacts) {
    this.#store = store;
    this.#facts = facts;
  }

  #time(ms: number): number {
    return this.#facts.timeOrigin + ms;
  }

  /** The exchange with this number; one that is open but was cleared from the store comes back, without its past. */
  #find(number: number): Exchange | undefined {
    const exchange = this.#exchanges.get(number);
    if (!exchange || exchange.ended !== null || this.#store.get(exchange.id)) return exchange;
    const revived = this.#store.revive(exchange);
    this.held.forget(number);
    this.#exchanges.set(number, revived);
    return revived;
  }

  get name(): string {
    return this.#facts.name;
  }

  /** `<panel> <call> <parent>`: an id says something only in the panel that gave it. */
  #ours(text: string | undefined): OursRecord | null {
    if (!text) return null;
    const [panel = '', call = '', parent = ''] = text.split(' ');
    return panel && panel === this.#facts.panel ? { call, parent } : { call: '', parent: '' };
  }

  owns(exchange: Exchange): boolean {
    return exchange.id.startsWith(`${this.#facts.name}.`);
  }

  /**
   * What one envelope tells, in the order in which it happened; what came up to `afterSeq` is known. `offSince`: since
   * when the panel does not record, epoch ms; what belongs to an exchange that began later is left out.
   */
  take(captures: readonly Capture[], afterSeq: number, offSince: number | null = null): void {
    const lists = captures.flatMap((capture) => (capture.type === 'messages' ? [new Rows(capture)] : []));
    const rowsBelow = (seq: number): void => {
      for (const rows of lists) this.#rows(rows, seq, afterSeq, offSince);
    };
    for (const capture of captures) {
      if (capture.type === 'messages' || capture.seq <= afterSeq) continue;
      rowsBelow(capture.seq);
      this.#apply(capture, offSince);
    }
    rowsBelow(Infinity);
  }

  #apply(capture: Exclude<Capture, Messages>, offSince: number | null): void {
    if (capture.type === 'part') return this.#part(capture, offSince);
    const time = this.#time(capture.time);
    if (capture.type === 'opened') return offSince !== null && time >= offSince ? undefined : this.#opened(capture);
    if (capture.type === 'pagehide') return void this.gone(time);
    if (capture.type === 'pageshow') return this.back();
    if (capture.type === 'fault') return this.#store.notice(noticeOf('hook', time, [capture.message]));
    // A fact may be told again to a panel that has missed some: each counts once.
    if (capture.seq <= (this.#told.get(capture.exchange) ?? -1)) return;
    const exchange = this.#find(capture.exchange);
    if (!exchange) {
      const expected = offSince !== null || this.#forgotten.has(capture.exchange);
      return expected ? undefined : this.#store.notice(noticeOf('unknownFact', time, [capture.type]));
    }
    this.#told.set(capture.exchange, capture.seq);
    if (isEnd(capture)) this.#endOnce(exchange);
    this.#fact(exchange, capture, time);
  }

  /** It is told how this one ended: not with its document. */
  #endOnce(exchange: Exchange): void {
    const at = this.#endedWithDocument.indexOf(exchange);
    if (at < 0) return;
    this.#endedWithDocument.splice(at, 1);
    this.#store.reopen(exchange);
  }

  #unknownMessages(count: number, time: number): void {
    this.#store.notice(noticeOf('unknownMessage', time, [], count));
  }

  #opened(capture: Opened): void {
    // Of a fetch the method stands in both.
    const { method: _, ...options } = capture.options ?? {};
    const known = this.#exchanges.get(capture.exchange);
    if (known || this.#forgotten.has(capture.exchange)) return;
    const exchange = this.#store.open({
      id: `${this.#facts.name}.${capture.exchange}`,
      api: capture.api,
      method: normalizeMethod(capture.method ?? 'GET'),
      url: absolute(capture.url, capture.base),
      source: 'page',
      frame: this.#facts.frame,
      // V8 puts the error's name first; Firefox starts with the frames.
      stack: (capture.stack ?? '').replace(/^Error\n/, ''),
      started: this.#time(capture.time),
      headers: headerList(capture.headers ?? []),
      protocols: capture.protocols ?? [],
      options,
      ours: this.#ours(capture.ours),
    });
    this.#exchanges.set(capture.exchange, exchange);
    this.#told.set(capture.exchange, capture.seq);
    this.#enter(exchange, capture, exchange.started);
    for (const { state, time, cause } of capture.before ?? [])
      this.#store.transition(exchange, state, this.#time(time), cause);
  }

  #enter(exchange: Exchange, capture: Capture, time: number): void {
    const entered = stateBy(exchange.api, capture);
    // A synchronous request has gone further when it tells of its response.
    const passed = exchange.api === 'xhr' && entered && exchange.readyState >= entered[0];
    if (entered && !passed) this.#store.transition(exchange, entered[0], time, entered[1]);
  }

  #fact(
    exchange: Exchange,
    capture: Exclude<Capture, Messages | Part | Opened | { type: 'pagehide' | 'pageshow' | 'fault' }>,
    time: number,
  ): void {
    const store = this.#store;
    this.#enter(exchange, capture, time);
    switch (capture.type) {
      case 'transition':
        // An EventSource tells of each attempt to connect again that failed.
        if (exchange.api === 'eventsource' && exchange.readyState === capture.state)
          return store.trouble(exchange, time);
        store.transition(exchange, capture.state, time, capture.cause);
        if (exchange.api === 'eventsource' && capture.state === 1) store.announced(exchange);
        return;
      case 'response': {
        const { status, statusText, headers, url, redirected = false, kind = '' } = capture;
        const head = { status, statusText, headers: headerList(headers), url, redirected, kind, time };
        return store.response(exchange, head);
      }
      case 'negotiated':
        return store.negotiated(exchange, capture.protocol, capture.extensions);
      case 'progress':
        return store.progress(exchange, capture.direction, { loaded: capture.loaded, total: capture.total || null });
      case 'buffered':
        return store.buffered(exchange, capture.amount);
      case 'closing':
        return store.closing(exchange, capture.code || null, capture.reason ?? '', Boolean(capture.ours));
      case 'held':
        return this.held.apply(store, exchange, capture);
      case 'error':
        return store.trouble(exchange, time);
      case 'lost':
        return store.lost(exchange, capture.messages, capture.bytes);
      case 'done':
        return store.end(exchange, time, capture.cause);
      case 'closed': {
        const { code, reason, wasClean } = capture;
        store.closed(exchange, { code, reason, wasClean });
        return store.end(exchange, time);
      }
      case 'failed': {
        const { kind, name, message } = capture;
        store.failed(exchange, { kind, name, message: message || unsaid(exchange, name) });
        return store.end(exchange, time);
      }
    }
  }

  /** False where the exchange was never known. */
  #append(
    number: number,
    seq: number,
    time: number,
    flags: number,
    size: number,
    block: string | Uint8Array,
    start: number,
    length: number,
    event?: [name: string, lastEventId: string],
  ): boolean {
    const exchange = this.#find(number);
    if (!exchange) return this.#forgotten.has(number);
    if (exchange.api === 'fetch' && !(flags & SENT) && exchange.readyState === 'response') {
      this.#store.transition(exchange, 'body', time, 'first chunk');
    }
    const whole = !(flags & (DROPPED | CUT));
    const text = typeof block === 'string' ? block.slice(start, start + length) : '';
    const measured = typeof block === 'string' ? sizeOf(exchange, flags, text) : length;
    const row = {
      time,
      flags: flags & OURS ? flags ^ OURS ^ BY_US : flags,
      size: whole ? measured : size,
      block,
      start,
      length,
      ...(event && { event: { name: event[0], id: event[1] } }),
    };
    // What a page sends is a USVString: the platform itself replaces lone surrogates.
    const changed = (flags & SENT) !== 0 && !text.isWellFormed();
    this.held.comes(number, seq, flags, exchange.messages.length);
    this.#store.append(exchange, changed ? { ...row, block: text.toWellFormed(), start: 0 } : row);
    return true;
  }

  /** The rows that happened before `below`, those up to `afterSeq` left out. */
  #rows(rows: Rows, below: number, afterSeq: number, offSince: number | null): void {
    let unknown = 0;
    while (rows.next(below)) {
      const { seq, exchange, flags, size, block, start, length, event } = rows;
      if (seq <= afterSeq) continue;
      if (!this.#append(exchange, seq, this.#time(rows.time), flags, size, block, start, length, event)) unknown++;
    }
    if (unknown > 0 && offSince === null) this.#unknownMessages(unknown, this.#time(rows.time));
  }

  #part(part: Part, offSince: number | null): void {
    const block = this.#pieces.add(part);
    if (block === undefined)
      return this.#store.notice(noticeOf('part', this.#time(part.time), [part.seq, part.offset]));
    if (block === null) return;
    const { exchange, flags, size, event } = part;
    const time = this.#time(part.time);
    const known = this.#append(exchange, part.seq, time, flags, size, block, 0, block.length, event);
    if (!known && offSince === null) this.#unknownMessages(1, time);
  }

  /** Holds nothing more of what was cleared from the store: messages of none, and only what goes on, or may. */
  forget(): void {
    for (const [number, exchange] of this.#exchanges) {
      if (this.#store.get(exchange.id) === exchange) continue;
      const at = this.#endedWithDocument.indexOf(exchange);
      if (exchange.ended !== null && at < 0) {
        this.#exchanges.delete(number);
        this.held.forget(number);
        this.#told.delete(number);
        this.#forgotten.add(number);
      } else {
        const bare = emptied(exchange);
        this.#exchanges.set(number, bare);
        if (at >= 0) this.#endedWithDocument[at] = bare;
      }
    }
  }

  /** Some of what happened is missing here: bodies that are under way have a hole. */
  tear(): void {
    for (const exchange of this.#exchanges.values()) {
      if (exchange.ended === null && exchange.response) this.#store.tear(exchange);
    }
  }

  /** The document went away: nothing of it stays open. Returns how many exchanges were. */
  gone(time: number): number {
    let open = 0;
    for (const exchange of this.#exchanges.values()) {
      if (exchange.ended !== null || !this.#store.get(exchange.id)) continue;
      open++;
      this.#endedWithDocument.push(exchange);
      const unread = exchange.readyState === 'response';
      const last = unread ? 'done' : TERMINAL[exchange.api];
      // Firefox brings an XHR to its final state a moment before, without telling the page how it ended.
      if (exchange.readyState !== last) this.#store.transition(exchange, last, time, 'document');
      const message = 'the document went away';
      if (!unread) this.#store.failed(exchange, { kind: 'abort', name: 'document', message });
      this.#store.end(exchange, time, unread ? 'unread' : 'document');
    }
    return open;
  }

  /** The document is there again (back/forward cache, or a link that was away for long); what ended with it goes on. */
  back(): void {
    for (const exchange of this.#endedWithDocument) this.#store.reopen(exchange);
    this.#endedWithDocument = [];
  }
}
