// Long bodies in parts, and rows cut from them without putting the parts together.
import { joined as joinedBytes } from '../../store/joined.ts';
import { fromBase64 } from '../base64.ts';

/** A slice of a block that other rows may share, as the store holds payloads. */
export interface Slice<T extends string | Uint8Array> {
  block: T;
  start: number;
  length: number;
}

/** A text in parts; no part ends inside a surrogate pair. */
export class TextParts {
  readonly parts: string[] = [];
  #half = '';

  push(part: string): void {
    const text = this.#half + part;
    const isHalf = (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800;
    this.#half = isHalf ? text.slice(-1) : '';
    const whole = isHalf ? text.slice(0, -1) : text;
    if (whole !== '') this.parts.push(whole);
  }

  /** No more is to come. */
  end(): readonly string[] {
    if (this.#half !== '') this.parts.push(this.#half);
    this.#half = '';
    return this.parts;
  }
}

const encoder = new TextEncoder();

/** The parts as UTF-8. */
export const encodeParts = (parts: readonly string[]): Uint8Array[] => parts.map((part) => encoder.encode(part));

/** The bytes of a base64 text; null where it is none. */
export function decodeParts(parts: readonly string[]): Uint8Array[] | null {
  const found: Uint8Array[] = [];
  let rest = '';
  for (const [i, part] of parts.entries()) {
    const text = rest + (/\s/.test(part) ? part.replaceAll(/\s+/g, '') : part);
    const end = i === parts.length - 1 ? text.length : text.length - (text.length % 4);
    const bytes = fromBase64(text.slice(0, end));
    if (!bytes) return null;
    found.push(bytes);
    rest = text.slice(end);
  }
  return found;
}

/** Cuts rows off the front of the parts. */
export class Cursor<T extends string | Uint8Array> {
  readonly #parts: readonly T[];
  readonly #empty: T;
  #part = 0;
  #at = 0;

  constructor(parts: readonly T[], empty: T) {
    this.#parts = parts;
    this.#empty = empty;
  }

  /** The next `length` units, fewer at the end. */
  take(length: number): Slice<T> {
    while (this.#part < this.#parts.length && this.#at === this.#current.length) {
      this.#part++;
      this.#at = 0;
    }
    if (this.#part === this.#parts.length) return { block: this.#empty, start: 0, length: 0 };
    const start = this.#at;
    const here = Math.min(length, this.#current.length - start);
    if (here === length) {
      this.#at += length;
      return { block: this.#current, start, length };
    }
    const found: T[] = [];
    let missing = length;
    while (missing > 0 && this.#part < this.#parts.length) {
      const end = Math.min(this.#at + missing, this.#current.length);
      const piece = this.#current.slice(this.#at, end) as T;
      found.push(piece);
      missing -= piece.length;
      this.#at = end;
      if (end < this.#current.length) break;
      this.#part++;
      this.#at = 0;
    }
    const block = joined(found, this.#empty);
    return { block, start: 0, length: block.length };
  }

  /** All that is left, as one. */
  rest(): Slice<T> {
    return this.take(Number.MAX_SAFE_INTEGER);
  }

  get #current(): T {
    return this.#parts[this.#part] as T;
  }
}

function joined<T extends string | Uint8Array>(pieces: T[], empty: T): T {
  if (pieces.length < 2) return pieces[0] ?? empty;
  if (typeof empty === 'string') return pieces.join('') as T;
  return joinedBytes(pieces as Uint8Array[]) as T;
}
