// Bytes that wait for the rest of their line or record. Grows by doubling, since joining on each chunk is quadratic.

/**
 * Most bytes of one line, record or event that are kept. What is beyond is counted in sizes but not shown, and the
 * message is marked incomplete: a stream that never ends its line must not take the panel's memory, and a string
 * cannot hold more than about 512 Mi characters.
 */
export const LONGEST = 128 * 1024 * 1024;

const FIRST_CAPACITY = 1024;
/** A buffer that grew beyond this for one large line is let go afterwards. */
const KEPT_CAPACITY = 1024 * 1024;

export class Carry {
  #buffer = new Uint8Array(0);
  #limit: number;
  /** Bytes held. */
  length = 0;
  /** Bytes that did not fit any more. */
  dropped = 0;

  constructor(limit = LONGEST) {
    this.#limit = limit;
  }

  /** Copies `source[start..end)` to the end of what is held. */
  append(source: Uint8Array, start: number, end: number): void {
    const room = Math.min(end - start, this.#limit - this.length);
    this.dropped += end - start - room;
    if (room <= 0) return;
    const needed = this.length + room;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2, FIRST_CAPACITY));
      grown.set(this.#buffer.subarray(0, this.length));
      this.#buffer = grown;
    }
    this.#buffer.set(source.subarray(start, start + room), this.length);
    this.length = needed;
  }

  /** What is held, as a view that is valid until the next `append`. Leaves the carry empty. */
  take(): Uint8Array {
    const taken = this.#buffer.subarray(0, this.length);
    if (this.#buffer.length > KEPT_CAPACITY) this.#buffer = new Uint8Array(0);
    this.length = 0;
    this.dropped = 0;
    return taken;
  }
}
