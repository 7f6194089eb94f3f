// Server-sent events, byte by byte as the HTML standard reads them, plus what a page never sees: comments, retry,
// sizes and the unfinished last event.
import type { Framed, Framer } from '../../store/framer.ts';
import type { EventFacts } from '../../store/message-log.ts';
import type { Framing } from '../stages.ts';
import { Carry, LONGEST } from './carry.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const BOM = Uint8Array.of(0xef, 0xbb, 0xbf);
const [DATA, EVENT, ID, RETRY] = ['data', 'event', 'id', 'retry'].map((name) => new TextEncoder().encode(name)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const DIGITS = /^[0-9]+$/;

/** Only the BOM at the start of the stream is one; elsewhere U+FEFF is a character like any other. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * One event stream. Messages and their sizes depend on the bytes alone, never on how these were cut into chunks.
 *
 * A CR at the end of a chunk may be half of a CRLF. Where the first line of the stream ended with a bare CR, such a
 * line is acted on at once (and an LF that follows is counted to the next message); in any other stream it waits for
 * the next byte.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
class SseFramer implements Framer {
  readonly name = 'sse';
  readonly #carry: Carry;
  readonly #limit: number;
  #bomMatched = 0;
  #firstLineEnd: 'unknown' | 'cr' | 'other' = 'unknown';
  /** The last byte was a CR whose line waits for the next byte, or is done and an LF would still belong to it. */
  #cr: 'no' | 'waiting' | 'done' = 'no';
  /** Bytes since the last message. */
  #pending = 0;
  /** Bytes of the line being read. */
  #line = 0;
  #data: string[] = [];
  #dataLength = 0;
  #type = '';
  #id = '';
  #retry: number | undefined;
  /** A field was read since the last blank line, so the bytes pending are those of a block. */
  #inBlock = false;
  #cut = false;
  #out: Framed[] = [];

  constructor(limit: number) {
    this.#limit = limit;
    this.#carry = new Carry(limit);
  }

  push(chunk: Uint8Array): Framed[] {
    const size = chunk.length;
    let at = this.#bomMatched < BOM.length ? this.#skipBom(chunk) : 0;
    // The next of each, looked for only when passed: from every line on would be quadratic where one never comes.
    let cr = -1;
    let lf = -1;
    while (at < size) {
      if (this.#cr !== 'no') {
        at = this.#afterCr(chunk, at);
        continue;
      }
      if (cr < at) cr = indexOrEnd(chunk, CR, at);
      if (lf < at) lf = indexOrEnd(chunk, LF, at);
      const end = Math.min(cr, lf);
      let next = end + 1;
      if (end === size || (end === cr && this.#firstLineEnd !== 'cr' && chunk[next] !== LF)) {
        this.#carry.append(chunk, at, end);
        this.#count(Math.min(next, size) - at);
        if (end < size) this.#cr = 'waiting';
      } else {
        if (this.#firstLineEnd === 'unknown') this.#firstLineEnd = 'other';
        if (end === cr && this.#firstLineEnd === 'cr') this.#cr = 'done';
        else if (end === cr) next++;
        this.#count(next - at);
        if (this.#carry.length > 0) {
          this.#carry.append(chunk, at, end);
          this.#takeLine();
        } else this.#endLine(chunk.subarray(at, end));
      }
      at = next;
    }
    return this.#flush();
  }

  end(): Framed[] {
    if (this.#bomMatched < BOM.length) this.#giveBackBom();
    if (this.#cr === 'waiting') this.#takeLine();
    this.#cr = 'no';
    if (this.#carry.length > 0 || this.#inBlock) this.#unfinished(this.#carry.take());
    return this.#flush();
  }

  #flush(): Framed[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  #count(bytes: number): void {
    this.#pending += bytes;
    this.#line += bytes;
  }

  /** Index of the first byte of `chunk` behind the BOM, or behind what could have been one. */
  #skipBom(chunk: Uint8Array): number {
    let at = 0;
    while (at < chunk.length && this.#bomMatched < BOM.length) {
      if (chunk[at] !== BOM[this.#bomMatched]) {
        this.#giveBackBom();
        return at;
      }
      this.#bomMatched++;
      at++;
      if (this.#bomMatched === BOM.length) this.#count(BOM.length);
    }
    return at;
  }

  /** It was no BOM: what matched of it begins the first line. */
  #giveBackBom(): void {
    this.#carry.append(BOM, 0, this.#bomMatched);
    this.#count(this.#bomMatched);
    this.#bomMatched = BOM.length;
  }

  #afterCr(chunk: Uint8Array, at: number): number {
    const crlf = chunk[at] === LF;
    if (crlf) this.#count(1);
    if (this.#cr === 'waiting') {
      if (this.#firstLineEnd === 'unknown') this.#firstLineEnd = crlf ? 'other' : 'cr';
      this.#takeLine();
    }
    this.#cr = 'no';
    return crlf ? at + 1 : at;
  }

  #takeLine(): void {
    if (this.#carry.dropped > 0) this.#cut = true;
    this.#endLine(this.#carry.take());
  }

  #endLine(line: Uint8Array): void {
    if (line.length === 0) this.#dispatch();
    else if (line[0] === COLON) this.#comment(line, false);
    else this.#field(line);
    this.#line = 0;
  }

  #field(line: Uint8Array): void {
    const colon = line.indexOf(COLON);
    const end = colon < 0 ? line.length : colon;
    const start = colon < 0 ? end : colon + (line[colon + 1] === SPACE ? 2 : 1);
    if (isName(line, end, DATA)) this.#appendData(line, start);
    else if (isName(line, end, EVENT)) this.#type = textOf(line, start);
    else if (isName(line, end, ID)) {
      if (!line.includes(0, start)) this.#id = textOf(line, start);
    } else if (isName(line, end, RETRY)) {
      const value = textOf(line, start);
      if (DIGITS.test(value)) this.#retry = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
    } else return;
    this.#inBlock = true;
  }

  #appendData(line: Uint8Array, start: number): void {
    this.#dataLength += line.length - start + 1;
    if (this.#dataLength > this.#limit && this.#data.length > 0) this.#cut = true;
    else this.#data.push(textOf(line, start));
  }

  #comment(line: Uint8Array, incomplete: boolean): void {
    const size = this.#inBlock ? this.#line : this.#pending;
    this.#pending -= size;
    const event = { name: '', id: this.#id, comment: textOf(line, line[1] === SPACE ? 2 : 1) };
    this.#out.push({ data: '', size, event, ...((incomplete || this.#cut) && { incomplete: true }) });
    if (!this.#inBlock) this.#cut = false;
  }

  /** A blank line: the block is an event if it has data. A block of `retry` alone is told too. */
  #dispatch(): void {
    if (this.#data.length > 0) this.#emit(this.#type || 'message', this.#cut);
    else if (this.#retry !== undefined) this.#emit('', this.#cut);
    this.#reset();
  }

  /** Forgets the block; the last event id lasts. */
  #reset(): void {
    this.#data = [];
    this.#dataLength = 0;
    this.#type = '';
    this.#retry = undefined;
    this.#inBlock = false;
    this.#cut = false;
  }

  #emit(name: string, incomplete: boolean): void {
    const event: EventFacts = { name, id: this.#id };
    if (this.#retry !== undefined) event.retry = this.#retry;
    const data = this.#data.length === 1 ? (this.#data[0] as string) : this.#data.join('\n');
    this.#out.push({ data, size: this.#pending, event, ...(incomplete && { incomplete }) });
    this.#pending = 0;
  }

  /** The stream ended inside a block: no event for the page, but shown. Of an unfinished line only data is read. */
  #unfinished(line: Uint8Array): void {
    if (line[0] === COLON) {
      this.#comment(line, true);
      if (!this.#inBlock) return;
    } else if (isName(line, line.indexOf(COLON), DATA)) this.#field(line);
    this.#emit(this.#type || 'message', true);
    this.#reset();
  }
}

const textOf = (line: Uint8Array, start: number): string =>
  start >= line.length ? '' : decoder.decode(line.subarray(start));

function indexOrEnd(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at < 0 ? bytes.length : at;
}

/** Whether `line[0..end)` is this field name; names are case-sensitive. */
function isName(line: Uint8Array, end: number, name: Uint8Array): boolean {
  if (end !== name.length) return false;
  for (let i = 0; i < end; i++) if (line[i] !== name[i]) return false;
  return true;
}

/** `text/event-stream`. */
export const sse: Framing = {
  name: 'sse',
  detect: (mediaType) => (mediaType === 'text/event-stream' ? 1 : 0),
  create: (limit = LONGEST) => new SseFramer(limit),
};
