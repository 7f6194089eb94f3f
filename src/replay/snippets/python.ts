// Literals of Python for text that others chose.
import { isByteString, type SnippetHeader } from './headers.ts';
import { readable } from './source.ts';

const UNSEEN = /[\p{C}\u2028\u2029]/u;

function escaped(character: string): string {
  const code = character.codePointAt(0) as number;
  if (character === '"' || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (!UNSEEN.test(character)) return character;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A `str`. @see https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals */
export const literal = (text: string): string => `"${Array.from(text.toWellFormed(), escaped).join('')}"`;

/** A `bytes` literal of characters that are one byte each. */
const bytesLiteral = (text: string): string =>
  `b"${Array.from(text, (unit) => {
    const code = unit.charCodeAt(0);
    const plain = code >= 0x20 && code < 0x7f && unit !== '"' && unit !== '\\';
    return plain ? unit : `\\x${code.toString(16).padStart(2, '0')}`;
  }).join('')}"`;

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

const decoded = (bytes: Uint8Array): string => `base64.b64decode("${base64(bytes)}")`;

/** A message: text stays `str`, bytes stay `bytes`. */
export const message = (data: string | Uint8Array): string =>
  typeof data === 'string' ? literal(data) : decoded(data);

/** A body as `bytes`. */
export const body = (data: Uint8Array): string => {
  const text = readable(data);
  return typeof text === 'string' ? `${literal(text)}.encode()` : decoded(data);
};

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** `(name, value)`; as bytes where `str` would be sent in another encoding. */
export function pair({ name, value, variable }: SnippetHeader): string {
  if (variable) return `(${literal(name)}, ${variable})`;
  if (isAscii(value)) return `(${literal(name)}, ${literal(value)})`;
  return isByteString(value)
    ? `(${bytesLiteral(name)}, ${bytesLiteral(value)})`
    : `(${bytesLiteral(name)}, ${literal(value)}.encode())`;
}

/** Variables of the environment. */
export const fromEnvironment = (names: readonly string[]): string =>
  names.map((name) => `${name} = os.environ["${name}"]  # A secret, left out: set it in the environment.\n`).join('');

/** Seconds from ms. */
export const seconds = (ms: number): string => String(Math.max(0, Math.round(ms) / 1000));
