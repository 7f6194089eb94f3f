// Reads what page/text.ts has written. It comes from a page: ingest checks every fact that is in it.
import { fromBase64 } from '../har/base64.ts';
import { BYTES_KEY } from './words.ts';

const KINDS: Record<string, (bytes: Uint8Array) => unknown> = {
  u8: (bytes) => bytes,
  u32: (bytes) => new Uint32Array(bytes.buffer as ArrayBuffer, 0, Math.floor(bytes.length / 4)),
  f64: (bytes) => new Float64Array(bytes.buffer as ArrayBuffer, 0, Math.floor(bytes.length / 8)),
};

function revived(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(BYTES_KEY in value)) return value;
  const { [BYTES_KEY]: packed } = value as Record<string, unknown>;
  if (typeof packed !== 'string') return value;
  const colon = packed.indexOf(':');
  const bytes = fromBase64(packed.slice(colon + 1));
  return (bytes && KINDS[packed.slice(0, colon)]?.(bytes)) ?? value;
}

/** Plain data with its typed arrays. @throws {SyntaxError} where it is no JSON. */
export const unpack = (text: string): unknown => JSON.parse(text, revived);
