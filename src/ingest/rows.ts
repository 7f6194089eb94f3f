// Reads the rows of an envelope one by one, so that they can be taken between its other facts, in the order of all.
import { BINARY, type Messages, ROW, ROW_SIZE } from '../wire/capture.ts';

/** Where a row of `messages` stands, and what it says. */
export class Rows {
  seq = 0;
  exchange = 0;
  /** Milliseconds of the document's clock. */
  time = 0;
  flags = 0;
  /** Bytes, where the payload does not tell them. */
  size = 0;
  /** Its payload: `length` units of `block`, from `start` on. */
  block: string | Uint8Array = '';
  start = 0;
  length = 0;
  event: [name: string, lastEventId: string] | undefined;
  readonly #messages: Messages;
  readonly #events: Map<number, [name: string, lastEventId: string]>;
  #at = 0;
  #textAt = 0;
  #bytesAt = 0;

  constructor(messages: Messages) {
    this.#messages = messages;
    this.#events = new Map(messages.events?.map(([row, name, id]) => [row, [name, id]]));
  }

  /** Steps to the next row that happened before `below`; false where there is none. */
  next(below: number): boolean {
    const { rows, text, bytes } = this.#messages;
    const at = this.#at;
    const seq = rows[at + ROW.seq];
    if (seq === undefined || seq >= below) return false;
    this.seq = seq;
    this.exchange = rows[at + ROW.exchange] as number;
    this.time = rows[at + ROW.time] as number;
    this.flags = rows[at + ROW.flags] as number;
    this.length = rows[at + ROW.length] as number;
    this.size = rows[at + ROW.size] as number;
    this.event = this.#events.get(at / ROW_SIZE);
    if (this.flags & BINARY) {
      this.block = bytes;
      this.start = this.#bytesAt;
      this.#bytesAt += this.length;
    } else {
      this.block = text;
      this.start = this.#textAt;
      this.#textAt += this.length;
    }
    this.#at = at + ROW_SIZE;
    return true;
  }
}
