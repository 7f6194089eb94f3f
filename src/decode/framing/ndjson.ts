// Newline-delimited JSON: one message for each line that is not blank.
import type { Framed, Framer } from '../../store/framer.ts';
import type { Framing } from '../stages.ts';
import { Carry, LONGEST } from './carry.ts';
import { isJson, trimmed } from './json-text.ts';

const LF = 0x0a;

/**
 * One body of JSON lines, ended by LF or CR LF.
 * @see https://github.com/ndjson/ndjson-spec
 * @see https://jsonlines.org/
 */
class NdjsonFramer implements Framer {
  readonly name = 'ndjson';
  readonly #carry: Carry;
  /** Bytes since the last message: those of the line being read and of blank lines before it. */
  #pending = 0;
  #out: Framed[] = [];

  constructor(limit: number) {
    this.#carry = new Carry(limit);
  }

  push(chunk: Uint8Array): Framed[] {
    let at = 0;
    while (at < chunk.length) {
      const lf = chunk.indexOf(LF, at);
      const end = lf < 0 ? chunk.length : lf;
      this.#pending += Math.min(end + 1, chunk.length) - at;
      if (lf < 0) this.#carry.append(chunk, at, end);
      else if (this.#carry.length > 0) {
        this.#carry.append(chunk, at, end);
        this.#takeLine(false);
      } else this.#line(chunk.subarray(at, end), false);
      at = end + 1;
    }
    return this.#flush();
  }

  end(): Framed[] {
    this.#takeLine(true);
    return this.#flush();
  }

  #flush(): Framed[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  #takeLine(last: boolean): void {
    const cut = this.#carry.dropped > 0;
    this.#line(this.#carry.take(), last, cut);
  }

  #line(bytes: Uint8Array, last: boolean, cut = false): void {
    const data = trimmed(bytes);
    if (data === '') return;
    const incomplete = cut || (last && !isJson(data));
    this.#out.push({ data, size: this.#pending, ...(incomplete && { incomplete }) });
    this.#pending = 0;
  }
}

const MEDIA_TYPES = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonl',
  'application/json-lines',
  'application/jsonlines',
  'application/x-jsonlines',
  'application/x-json-stream',
]);

/** `application/x-ndjson`, `application/jsonl` and their other names. */
export const ndjson: Framing = {
  name: 'ndjson',
  detect: (mediaType) => (MEDIA_TYPES.has(mediaType) ? 1 : 0),
  create: (limit = LONGEST) => new NdjsonFramer(limit),
};
