// JSON text sequences: records that begin with RS and end with LF, so that a reader can resume after a broken one.
import type { Framed, Framer } from '../../store/framer.ts';
import type { Framing } from '../stages.ts';
import { Carry, LONGEST } from './carry.ts';
import { isJson, isSpace, trimmed } from './json-text.ts';

const RS = 0x1e;
const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * One JSON text sequence. A record is told as soon as the LF behind its value is there; a broken one when the next RS
 * comes, so that a stream that waits between records is shown without delay.
 * @see https://www.rfc-editor.org/rfc/rfc7464#section-2
 */
class JsonSeqFramer implements Framer {
  readonly name = 'json-seq';
  readonly #carry: Carry;
  #pending = 0;
  /** Open brackets of the value being read. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The record has a byte that is not whitespace. */
  #started = false;
  #out: Framed[] = [];

  constructor(limit: number) {
    this.#carry = new Carry(limit);
  }

  push(chunk: Uint8Array): Framed[] {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === RS) {
        this.#finish(chunk, from, at, false);
        this.#pending++;
        from = at + 1;
      } else if (byte === LF && this.#started && this.#depth <= 0 && !this.#inString) {
        this.#finish(chunk, from, at + 1, true);
        from = at + 1;
      } else this.#follow(byte);
    }
    this.#carry.append(chunk, from, chunk.length);
    this.#pending += chunk.length - from;
    return this.#flush();
  }

  end(): Framed[] {
    this.#finish(new Uint8Array(0), 0, 0, false);
    return this.#flush();
  }

  #flush(): Framed[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /** Keeps count of where in the value we are. */
  #follow(byte: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
    } else if (byte === QUOTE) {
      this.#inString = true;
      this.#started = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      this.#depth++;
      this.#started = true;
    } else if (byte === 0x7d || byte === 0x5d) this.#depth--;
    else if (!this.#started && !isSpace(byte)) this.#started = true;
  }

  #finish(chunk: Uint8Array, from: number, to: number, whole: boolean): void {
    this.#pending += to - from;
    let bytes = chunk.subarray(from, to);
    let cut = false;
    if (this.#carry.length > 0) {
      this.#carry.append(chunk, from, to);
      cut = this.#carry.dropped > 0;
      bytes = this.#carry.take();
    }
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#started = false;
    const data = trimmed(bytes);
    if (data === '') return;
    const incomplete = cut || (!whole && !isWhole(bytes, data));
    this.#out.push({ data, size: this.#pending, ...(incomplete && { incomplete }) });
    this.#pending = 0;
  }
}

/**
 * A value that does not end by itself (a number, true, false, null) may be cut unless whitespace follows.
 * @see https://www.rfc-editor.org/rfc/rfc7464#section-2.4
 */
function isWhole(bytes: Uint8Array, data: string): boolean {
  const delimited = isSpace(bytes[bytes.length - 1] as number) || /^[{["]/.test(data);
  return delimited && isJson(data);
}

/** `application/json-seq` and the `+json-seq` types (`application/geo+json-seq`). */
export const jsonSeq: Framing = {
  name: 'json-seq',
  detect: (mediaType) => (mediaType === 'application/json-seq' || mediaType.endsWith('+json-seq') ? 1 : 0),
  create: (limit = LONGEST) => new JsonSeqFramer(limit),
};
