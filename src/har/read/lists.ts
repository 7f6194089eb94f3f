// The messages of an entry, put into the store's columns while they come in: a million of them are never objects at once.
import type { EventFacts, MessageLog } from '../../store/message-log.ts';
import { utf8Size } from '../../store/utf8-size.ts';
import { BINARY, DROPPED, SENT } from '../../wire/capture.ts';
import { fromBase64 } from '../base64.ts';
import { fromSeconds } from '../seconds.ts';

/** One row before its payload has a place. */
interface NewRow {
  time: number;
  flags: number;
  /** Bytes; that of the payload where absent. */
  size?: number | undefined;
  data: string | Uint8Array | null;
  event?: EventFacts | undefined;
}

/** The entry that the lists belong to. */
export interface ListTarget {
  readonly messages: MessageLog;
  readonly chunks: MessageLog;
  /** Where our own words say that the messages are; undefined while that is not known. */
  readonly messagesIn: unknown;
  /** When it began, epoch ms. */
  started(): number;
}

type Marking = 'flags' | 'sizes' | 'times' | 'events';
type Item = Record<string, unknown>;

/** Above this a number of seconds would be in the year 5138: it is milliseconds. */
const MOST_SECONDS = 1e11;

/** Epoch ms of a time in another tool's file, in seconds or ms; null where it is unknown (-1) or none. */
export function foreignTime(time: unknown): number | null {
  if (typeof time !== 'number' || !Number.isFinite(time) || time < 0) return null;
  return time > MOST_SECONDS ? time : time * 1000;
}

const isObject = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Takes the lists of one entry. */
export class Lists {
  readonly #entry: ListTarget;
  /** The file is ours: what `_streamscope` says comes before the lists, or they wait for it. */
  readonly #own: boolean;
  readonly #onOwn: () => void;
  readonly #broken: (count: number) => void;
  readonly #marks = { flags: new Map<number, unknown>(), sizes: new Map(), times: new Map(), events: new Map() };
  #waiting: (() => void)[] = [];
  #ownDone = false;
  /** A message that was let go between two others has no time of its own. */
  #last: number | null = null;
  /** Messages of type `error`, which are none of ours. */
  readonly errors: { time: number | null; text: string }[] = [];
  hasSockets = false;
  hasEvents = false;

  /** `onOwn`: `_streamscope` is complete, before the lists are read along it. */
  constructor(entry: ListTarget, own: boolean, onOwn: () => void, broken: (count: number) => void) {
    this.#entry = entry;
    this.#onOwn = onOwn;
    this.#own = own;
    this.#broken = broken;
  }

  get #place(): unknown {
    return this.#entry.messagesIn;
  }

  /** `_streamscope` is complete: lists that came before it can be read. */
  ownDone(): void {
    this.#ownDone = true;
    this.#onOwn();
    this.end();
  }

  /** The entry is over. */
  end(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const read of waiting) read();
  }

  mark(kind: Marking, items: unknown[]): void {
    for (const item of items) {
      if (Array.isArray(item) && typeof item[0] === 'number') this.#marks[kind].set(item[0], item[1]);
    }
  }

  rows(items: unknown[]): void {
    appendRows(this.#entry.messages, items.map(ownRow));
  }

  chunks(items: unknown[]): void {
    appendRows(this.#entry.chunks, items.map(ownRow));
  }

  sockets(items: unknown[]): void {
    this.hasSockets = true;
    this.#when('webSocketMessages', () => this.#append(items, (item) => this.#socketRow(item)));
  }

  events(items: unknown[]): void {
    this.hasEvents = true;
    this.#when('eventSourceMessages', () => this.#append(items, (item) => this.#eventRow(item)));
  }

  /** Now, later or not at all: where our own words say that the messages are elsewhere, Chrome's list is for others. */
  #when(place: string, read: () => void): void {
    const run = (): void => {
      if (this.#place === undefined || this.#place === place) read();
    };
    if (this.#own && !this.#ownDone) this.#waiting.push(run);
    else run();
  }

  #append(items: unknown[], rowOf: (item: Item) => NewRow | null): void {
    const log = this.#entry.messages;
    const rows: NewRow[] = [];
    let broken = 0;
    for (const item of items) {
      const row = isObject(item) ? rowOf(item) : null;
      // An item that cannot be read still has its place: what follows must keep its own.
      if (row) rows.push(this.#marked(row, log.length + rows.length));
      else if (!isObject(item)) {
        broken++;
        rows.push(
          this.#marked({ time: this.#timeOf(undefined), flags: DROPPED, data: null }, log.length + rows.length),
        );
      }
    }
    if (broken > 0) this.#broken(broken);
    appendRows(log, rows);
  }

  #timeOf(time: unknown): number {
    const started = (): number => this.#entry.started();
    if (this.#place !== undefined) return typeof time === 'number' ? fromSeconds(time) : (this.#last ?? started());
    const found = foreignTime(time) ?? this.#last ?? started();
    this.#last = found;
    return found;
  }

  #socketRow(item: Item): NewRow | null {
    const { type, opcode } = item;
    if (type === 'error' || opcode === -1) {
      this.errors.push({ time: foreignTime(item.time), text: textOf(item.data) });
      return null;
    }
    const data = textOf(item.data);
    const bytes = opcode === 2 ? fromBase64(data) : null;
    const flags = (type === 'send' ? SENT : 0) | (bytes ? BINARY : 0);
    return { time: this.#timeOf(item.time), flags, data: bytes ?? data };
  }

  #eventRow(item: Item): NewRow {
    const event = { name: textOf(item.eventName) || 'message', id: textOf(item.eventId) };
    return { time: this.#timeOf(item.time), flags: 0, data: textOf(item.data), event };
  }

  /** With what the exceptions of our own say of row `i`. */
  #marked(row: NewRow, i: number): NewRow {
    if (this.#place === undefined) return row;
    const [flags, size, time, facts] = [
      this.#marks.flags.get(i),
      this.#marks.sizes.get(i),
      this.#marks.times.get(i),
      this.#marks.events.get(i),
    ];
    if (typeof flags === 'number') row.flags |= flags & 0xffff;
    if (typeof size === 'number') row.size = size;
    if (typeof time === 'number') row.time = time;
    if (row.event && isObject(facts)) row.event = eventOf({ ...row.event, ...facts });
    if (row.flags & DROPPED) row.data = null;
    return row;
  }
}

function eventOf(item: Item): EventFacts {
  const { retry, comment, source } = item;
  return {
    name: textOf(item.name),
    id: textOf(item.id),
    ...(typeof retry === 'number' && { retry }),
    ...(typeof comment === 'string' && { comment }),
    ...(source === 'network' && { source }),
  };
}

function ownRow(item: unknown): NewRow {
  const [time, flags, size, data, event] = Array.isArray(item) ? item : [];
  const bits = typeof flags === 'number' ? flags & 0xffff : DROPPED;
  const text = typeof data === 'string' ? data : null;
  return {
    time: typeof time === 'number' ? time : 0,
    flags: text === null ? bits | DROPPED : bits,
    size: typeof size === 'number' ? size : 0,
    data: text !== null && bits & BINARY ? (fromBase64(text) ?? new Uint8Array(0)) : text,
    event: isObject(event) ? eventOf(event) : undefined,
  };
}

/** Appends rows whose payloads share one block of text and one of bytes. */
function appendRows(log: MessageLog, rows: NewRow[]): void {
  const text = rows.map(({ data }) => (typeof data === 'string' ? data : '')).join('');
  const binary = rows.reduce((sum, { data }) => sum + (data instanceof Uint8Array ? data.length : 0), 0);
  const bytes = new Uint8Array(binary);
  let [textAt, bytesAt] = [0, 0];
  for (const { time, flags, size, data, event } of rows) {
    const isText = typeof data === 'string';
    const natural = data === null ? 0 : isText ? utf8Size(data) : data.length;
    const start = isText ? textAt : bytesAt;
    const length = data?.length ?? 0;
    if (isText) textAt += length;
    else if (data) {
      bytes.set(data, bytesAt);
      bytesAt += length;
    }
    const block = data === null ? null : isText ? text : bytes;
    log.append({ time, flags, size: size ?? natural, block, start, length, ...(event && { event }) });
  }
}
