// Bytes as text and back: base64, hex, compressed data, UTF-16, and bytes that are no text at all.

import { Deflate, Gunzip, Gzip, Inflate, Unzlib, Zlib } from 'fflate';
import { joined } from '../../store/joined.ts';

/** What one compressed payload may become, in bytes: more is a bomb, or nothing that can be looked through. */
const MOST_INFLATED = 256 * 1024 * 1024;
/** Bytes that are packed or unpacked at once. */
const STEP = 64 * 1024;
const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const toUtf8 = (text: string): Uint8Array => encoder.encode(text);

/**
 * Whether bytes are UTF-8 without NUL, which no text has. An error of `TextDecoder` costs more than this loop, and most
 * of what looks like base64 is none.
 */
export function isUtf8(bytes: Uint8Array): boolean {
  let left = 0;
  for (const byte of bytes) {
    if (left > 0) {
      if ((byte & 0xc0) !== 0x80) return false;
      left--;
    } else if (byte >= 0x80) {
      if (byte < 0xc2 || byte > 0xf4) return false;
      left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    } else if (byte === 0) return false;
  }
  return left === 0;
}

/**
 * Whether bytes are text once NULs are left out: UTF-8 without control characters but those of lines. Frames of STOMP
 * end with a NUL, and other data has them between its texts.
 */
export function isText(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte < 32 ? byte !== 0 && byte !== 9 && byte !== 10 && byte !== 13 : byte === 127) return false;
  }
  return isUtf8(bytes.filter((byte) => byte !== 0));
}

/** Where the NULs at the end begin. */
export function endOf(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return end;
}

/** Null where the bytes are no text in UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | null {
  if (!isUtf8(bytes)) return null;
  try {
    return strict.decode(bytes);
  } catch {
    // Overlong forms and surrogates.
    return null;
  }
}

/** One character a byte. */
export function fromLatin1(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 8192) out += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return out;
}

export function toLatin1(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

/** Standard or URL-safe, with or without padding. Null where it is neither. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const plain = /[-_]/.test(text) ? text.replace(/-/g, '+').replace(/_/g, '/') : text;
    return toLatin1(atob(plain));
  } catch {
    return null;
  }
}

/** In the alphabet and with the padding of `like`. */
export function toBase64(bytes: Uint8Array, like = '='): string {
  const text = btoa(fromLatin1(bytes));
  const padded = like.endsWith('=') || (like.length % 4 === 0 && !/[-_]/.test(like)) ? text : text.replace(/=+$/, '');
  return /[-_]/.test(like) ? padded.replace(/\+/g, '-').replace(/\//g, '_') : padded;
}

export function fromHex(text: string): Uint8Array {
  const out = new Uint8Array(text.length >> 1);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return out;
}

export const toHex = (bytes: Uint8Array): string => {
  let out = '';
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
  return out;
};

export type Utf16 = 'utf-16le' | 'utf-16be';

/** Bytes of UTF-16 that is mostly ASCII; null where they are not. */
export function utf16Of(bytes: Uint8Array): Utf16 | null {
  if (bytes.length < 8 || bytes.length % 2 !== 0) return null;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  let [little, big, nuls] = [0, 0, 0];
  const most = Math.min(bytes.length, 512);
  for (let i = 0; i < most; i += 2) {
    if (bytes[i] === 0 && bytes[i + 1] === 0) nuls++;
    else if (bytes[i + 1] === 0) little++;
    else if (bytes[i] === 0) big++;
  }
  // A text may have a NUL or two in it; numbers of 32 bits have one in every other place.
  if (nuls * 8 > most) return null;
  const enough = (most / 2 - nuls) * 0.8;
  if (little > enough && big === 0) return 'utf-16le';
  return big > enough && little === 0 ? 'utf-16be' : null;
}

export const fromUtf16 = (bytes: Uint8Array, order: Utf16): string =>
  new TextDecoder(order, { ignoreBOM: true }).decode(bytes);

export function toUtf16(text: string, order: Utf16): Uint8Array {
  const out = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    out[2 * i] = order === 'utf-16le' ? code & 255 : code >> 8;
    out[2 * i + 1] = order === 'utf-16le' ? code >> 8 : code & 255;
  }
  return out;
}

export type Compression = 'gzip' | 'zlib' | 'deflate';

/** By the first bytes. Brotli and raw deflate have no mark. @see https://www.rfc-editor.org/rfc/rfc1952#section-2.3 */
export function compressionOf(bytes: Uint8Array): 'gzip' | 'zlib' | null {
  if (bytes.length < 8) return null;
  const [first, second] = bytes as unknown as [number, number];
  if (first === 0x1f && second === 0x8b && bytes[2] === 8) return 'gzip';
  return first === 0x78 && ((first << 8) | second) % 31 === 0 && (second & 32) === 0 ? 'zlib' : null;
}

/** Zstandard, which nothing here can unpack. @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1 */
export const isZstd = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;

export interface Inflated {
  bytes: Uint8Array;
  /** False where the data is cut off, broken or too large: only the beginning is known. */
  whole: boolean;
}

/** What compressed data holds; null where it is no such data at all. In steps. */
export function* inflate(bytes: Uint8Array, how: Compression): Generator<void, Inflated | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let whole = false;
  const stream = how === 'gzip' ? new Gunzip() : how === 'zlib' ? new Unzlib() : new Inflate();
  stream.ondata = (part, final) => {
    size += part.length;
    if (size > MOST_INFLATED) throw new RangeError('too large');
    parts.push(part);
    whole = final;
  };
  try {
    // In steps: the limit is of use only if not everything is inflated at once.
    for (let at = 0; at < bytes.length; at += STEP) {
      stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
      if (at + STEP < bytes.length) yield;
    }
  } catch {
    whole = false;
  }
  // Three bytes say gzip; two that may say zlib begin other data too.
  if (size === 0 && how !== 'gzip') return null;
  return { bytes: joined(parts), whole };
}

/** Compressed, in steps. */
export function* deflate(bytes: Uint8Array, how: Compression): Generator<void, Uint8Array> {
  const parts: Uint8Array[] = [];
  const stream = how === 'gzip' ? new Gzip({ mtime: 0 }) : how === 'zlib' ? new Zlib() : new Deflate();
  stream.ondata = (part) => {
    parts.push(part);
  };
  for (let at = 0; at === 0 || at < bytes.length; at += STEP) {
    stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
    if (at + STEP < bytes.length) yield;
  }
  return joined(parts);
}
