// The literals by which a secret is found where it is encoded and no decoder gets at it.
// Escapes (percent, JSON, HTML) need no literals: `view.ts` takes them away.
import { fromLatin1, toBase64, toHex, toUtf8, toUtf16 } from './bytes.ts';

/** `plain` is the text itself; `wide` is UTF-16 bytes as Latin-1; the others are text that encodes it. */
export type FormKind = 'plain' | 'wide' | 'base64' | 'hex';

export interface Form {
  kind: FormKind;
  literal: string;
}

/** Shortest literal worth searching for. */
const SHORTEST = 6;

/** Base64 of `bytes` where `skip` bytes of something else come before: the characters that these bytes alone decide. */
function base64Core(bytes: Uint8Array, skip: number): string {
  const padded = new Uint8Array(skip + bytes.length);
  padded.set(bytes, skip);
  const text = toBase64(padded).replace(/=+$/, '');
  const first = Math.ceil((skip * 8) / 6);
  const last = Math.floor(((skip + bytes.length) * 8) / 6);
  return text.slice(first, last);
}

/** What a value of a form or a query also reads as: a plus sign may be a space there. */
export const spacedReadings = (value: string): string[] => (value.includes('+') ? [value.replaceAll('+', ' ')] : []);

/** Every literal of one reading of a secret, `encoded` ones only where wanted. */
export function formsOf(value: string, encoded: boolean): Form[] {
  const out = new Map<string, FormKind>();
  const add = (kind: FormKind, literal: string): void => {
    if (literal.length >= SHORTEST && !out.has(literal)) out.set(literal, kind);
  };
  add('plain', value);
  if (value.includes(' ')) add('plain', value.replaceAll(' ', '+'));
  const utf8 = toUtf8(value);
  if (utf8.length !== value.length) add('plain', fromLatin1(utf8));
  if (encoded) {
    const wide = [toUtf16(value, 'utf-16le'), toUtf16(value, 'utf-16be')];
    for (const bytes of wide) add('wide', fromLatin1(bytes));
    for (const bytes of [utf8, ...wide]) {
      for (const skip of [0, 1, 2]) {
        const core = base64Core(bytes, skip);
        add('base64', core);
        if (/[+/]/.test(core)) add('base64', core.replace(/\+/g, '-').replace(/\//g, '_'));
      }
      const hex = toHex(bytes);
      add('hex', hex);
      add('hex', hex.toUpperCase());
    }
  }
  return [...out].map(([literal, kind]) => ({ kind, literal }));
}
