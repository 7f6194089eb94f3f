// When to read Chromium's network log again: reading costs the panel's main thread in proportion to all that is in it.
//
// Measured (busy machine, two cores): 10,000 messages of 200 B take 11 to 30 ms of the panel's thread, 100,000 take 545 to
// 1736 ms; 300 requests 14 to 19 ms, 1000 take 216 to 439 ms. There is no way to read a part.

import { ENTRY } from './log-reader.ts';

/** Messages' worth that is read at first; about 25 ms. */
const FIRST_LIMIT = 16_000;
const MOST = 32_000;
const LEAST = 2000;
/** ms */
const TOO_LONG = 50;
const BUSY = 500;
const IDLE = 2000;
const LONGEST = 30_000;
/** The rest between two readings is at least so many times what one took. */
const REST = 20;

export interface Reading {
  entries: number;
  messages: number;
  /** ms from asking to having it. */
  wall: number;
}

export class PollPolicy {
  #limit = FIRST_LIMIT;
  #load = 0;
  #wall = 0;

  /** The log starts again (navigation). */
  reset(): void {
    this.#load = 0;
  }

  /** What has come into the log since. */
  grew(entries: number, messages: number): void {
    this.#load += entries * ENTRY + messages;
  }

  /** Whether reading would keep the panel from its work for too long. */
  get tooLarge(): boolean {
    return this.#load > this.#limit;
  }

  done({ entries, messages, wall }: Reading): void {
    this.#load = entries * ENTRY + messages;
    this.#wall = wall;
  }

  /** The longest task of the panel while it was read, ms; 0 where there was none worth telling. */
  blocked(ms: number): void {
    // A long task beside a small log was somebody else's.
    if (ms > TOO_LONG && this.#load > this.#limit / 4) this.#limit = Math.max(LEAST, this.#load * 0.7);
    else if (ms <= TOO_LONG && this.#load > this.#limit * 0.8) this.#limit = Math.min(MOST, this.#limit * 1.1);
  }

  /** ms until the next reading. `busy`: something is in flight that only the log can tell of. */
  pause(busy: boolean): number {
    return Math.min(LONGEST, Math.max(busy ? BUSY : IDLE, this.#wall * REST));
  }
}
