// The messages of one exchange: append-only, metadata in typed-array columns, payloads apart in shared blocks.
import type { Held } from '../wire/capture.ts';
import { BINARY, CHUNK, CUT, DERIVED, DISCARDED, DROPPED, SENT } from '../wire/capture.ts';

/** What a framing says of one message beyond its data. */
export interface EventFacts {
  name: string;
  /** The last event id as the page sees it. */
  id: string;
  /** Reconnection time in ms that this block set. */
  retry?: number;
  /** Text of a comment line; such a row is no event. */
  comment?: string;
}

export interface Message {
  /** Position in its exchange, from 0. */
  seq: number;
  direction: 'sent' | 'received';
  /** Epoch ms. */
  time: number;
  /** Bytes. */
  size: number;
  opcode: 'text' | 'binary';
  /** Null where the payload was let go. */
  data: string | Uint8Array | null;
  event?: EventFacts;
  /** The browser dropped it: sent in CLOSING or CLOSED. */
  discarded: boolean;
  /** The stream ended inside it. */
  incomplete: boolean;
  /** A raw piece of a body. */
  chunk: boolean;
  /** Only the beginning was kept. */
  cut: boolean;
  /** The page's own reading, not the bytes. */
  derived: boolean;
  /** Sent or delivered by the actor for a person, not by the page or its server. */
  ours: boolean;
  /** A person had it held on its way: what became of it. */
  held: Held['outcome'] | null;
}

/** Rows as they are appended; the payload is part of a block that many rows may share. */
export interface Row {
  time: number;
  flags: number;
  /** Bytes. */
  size: number;
  block: string | Uint8Array | null;
  start: number;
  length: number;
  event?: EventFacts;
}

/** Bit of our own beside those of the wire: the stream ended inside this message. */
export const INCOMPLETE = 128;
/** Sent or delivered by the actor for a person; another bit than on the wire, where 128 is free. */
export const BY_US = 256;

/** Held on its way for a person; alone: still. */
export const HELD = 512;
/** What became of what was held: it went on as it was; something else did; nothing did. */
export const RELEASED = 1024;
export const EDITED = 2048;
export const STOPPED = 4096;

/** Bits of what neither server nor page has ever got. */
export const NEVER_ARRIVED = DISCARDED | EDITED | STOPPED;

const OUTCOMES = { waiting: HELD, released: HELD | RELEASED, edited: HELD | EDITED, dropped: HELD | STOPPED } as const;
const ALL_OUTCOMES = HELD | RELEASED | EDITED | STOPPED;

/** What flags say of a message that was held; null where it was not. */
export function heldOf(flags: number): Held['outcome'] | null {
  if (!(flags & HELD)) return null;
  if (flags & STOPPED) return 'dropped';
  if (flags & EDITED) return 'edited';
  return flags & RELEASED ? 'released' : 'waiting';
}

const FIRST_CAPACITY = 16;

/** Columns that grow by doubling. Index rows from 0 to `length - 1`. */
export class MessageLog {
  length = 0;
  sent = 0;
  #times = new Float64Array(FIRST_CAPACITY);
  #sizes = new Float64Array(FIRST_CAPACITY);
  #flags = new Uint16Array(FIRST_CAPACITY);
  #blockOf = new Uint32Array(FIRST_CAPACITY);
  #starts = new Uint32Array(FIRST_CAPACITY);
  #lengths = new Uint32Array(FIRST_CAPACITY);
  #blocks: (string | Uint8Array | null)[] = [];
  #events = new Map<number, EventFacts>();
  /** Rises when a row that is there gets another mark. */
  marks = 0;

  get received(): number {
    return this.length - this.sent;
  }

  /** The rows of now, which stay so. Nothing is copied: rows are only ever added. */
  snapshot(): MessageLog {
    const copy = new MessageLog();
    copy.length = this.length;
    copy.sent = this.sent;
    copy.#times = this.#times;
    copy.#sizes = this.#sizes;
    copy.#flags = this.#flags;
    copy.#blockOf = this.#blockOf;
    copy.#starts = this.#starts;
    copy.#lengths = this.#lengths;
    copy.#blocks = this.#blocks;
    copy.#events = this.#events;
    return copy;
  }

  append(row: Row): void {
    const i = this.length;
    if (i === this.#times.length) this.#grow();
    if (this.#blocks.length === 0 || this.#blocks[this.#blocks.length - 1] !== row.block) this.#blocks.push(row.block);
    // Times never go back within an exchange, whatever the page's clock did.
    this.#times[i] = i > 0 ? Math.max(row.time, this.#times[i - 1] as number) : row.time;
    this.#sizes[i] = row.size;
    this.#flags[i] = row.flags;
    this.#blockOf[i] = this.#blocks.length - 1;
    this.#starts[i] = row.start;
    this.#lengths[i] = row.length;
    if (row.event) this.#events.set(i, row.event);
    if (row.flags & SENT) this.sent++;
    this.length = i + 1;
  }

  /** Row `i` is, or was, held on its way. Its data stays as it is. */
  markHeld(i: number, outcome: Held['outcome']): void {
    this.#check(i);
    this.#flags[i] = ((this.#flags[i] as number) & ~ALL_OUTCOMES) | OUTCOMES[outcome];
    this.marks++;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    const wider = <T extends Float64Array | Uint32Array | Uint16Array>(old: T, made: T): T => {
      made.set(old);
      return made;
    };
    this.#times = wider(this.#times, new Float64Array(capacity));
    this.#sizes = wider(this.#sizes, new Float64Array(capacity));
    this.#flags = wider(this.#flags, new Uint16Array(capacity));
    this.#blockOf = wider(this.#blockOf, new Uint32Array(capacity));
    this.#starts = wider(this.#starts, new Uint32Array(capacity));
    this.#lengths = wider(this.#lengths, new Uint32Array(capacity));
  }

  #check(i: number): void {
    if (!(i >= 0 && i < this.length && Number.isInteger(i)))
      throw new RangeError(`no message ${i}: there are ${this.length}`);
  }

  /** Epoch ms. */
  time(i: number): number {
    this.#check(i);
    return this.#times[i] as number;
  }

  /** Bytes. */
  size(i: number): number {
    this.#check(i);
    return this.#sizes[i] as number;
  }

  flags(i: number): number {
    this.#check(i);
    return this.#flags[i] as number;
  }

  /** Its direction alone: nothing is made for the answer. */
  isSent(i: number): boolean {
    return (this.flags(i) & SENT) !== 0;
  }

  /** Dropped by the browser, or by a person who had it held: nobody has ever got it. Nothing is made for the answer. */
  neverArrived(i: number): boolean {
    return (this.flags(i) & NEVER_ARRIVED) !== 0;
  }

  event(i: number): EventFacts | undefined {
    return this.#events.get(i);
  }

  /** The payload; null where it was let go. Binary payloads are views: copy before you keep or change them. */
  data(i: number): string | Uint8Array | null {
    this.#check(i);
    if ((this.#flags[i] as number) & DROPPED) return null;
    const block = this.#blocks[this.#blockOf[i] as number];
    if (block === null || block === undefined) return null;
    const start = this.#starts[i] as number;
    const end = start + (this.#lengths[i] as number);
    return typeof block === 'string' ? block.slice(start, end) : block.subarray(start, end);
  }

  /** The first characters (or bytes) of the payload, for a preview; cheap for large ones. */
  head(i: number, most: number): string | Uint8Array | null {
    this.#check(i);
    if ((this.#flags[i] as number) & DROPPED) return null;
    const block = this.#blocks[this.#blockOf[i] as number];
    if (block === null || block === undefined) return null;
    const start = this.#starts[i] as number;
    const end = start + Math.min(most, this.#lengths[i] as number);
    return typeof block === 'string' ? block.slice(start, end) : block.subarray(start, end);
  }

  message(i: number): Message {
    const flags = this.flags(i);
    const event = this.#events.get(i);
    return {
      seq: i,
      direction: flags & SENT ? 'sent' : 'received',
      time: this.#times[i] as number,
      size: this.#sizes[i] as number,
      opcode: flags & BINARY ? 'binary' : 'text',
      data: this.data(i),
      ...(event && { event }),
      discarded: (flags & DISCARDED) !== 0,
      incomplete: (flags & INCOMPLETE) !== 0,
      chunk: (flags & CHUNK) !== 0,
      cut: (flags & CUT) !== 0,
      derived: (flags & DERIVED) !== 0,
      ours: (flags & BY_US) !== 0,
      held: heldOf(flags),
    };
  }
}
