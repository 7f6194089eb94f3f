// Literals of JavaScript for text that others chose.
import type { SnippetHeader } from './headers.ts';
import { readable, type SnippetOptions } from './source.ts';

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What an editor shows as nothing or in another order: written as escapes. */
const UNSEEN = /[\p{C}\u2028\u2029]/gu;

/** A string literal. Stands in a script of an HTML page too. @see https://tc39.es/ecma262/#prod-StringLiteral */
export const literal = (text: string): string =>
  JSON.stringify(text)
    .replace(UNSEEN, (character) =>
      Array.from({ length: character.length }, (_, i) => escapeUnit(character[i] as string)).join(''),
    )
    .replaceAll('<', '\\u003c');

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Text as a string, bytes through a function that takes base64. */
export const data = (value: string | Uint8Array, decode = 'bytes'): string => message(readable(value), decode);

/** As {@link data}; a message keeps its opcode, so bytes never become text. */
export const message = (value: string | Uint8Array, decode = 'bytes'): string =>
  typeof value === 'string' ? literal(value) : `${decode}(${literal(base64(value))})`;

/** What `bytes(…)` needs to be declared, in pages and in Node. */
export const BYTES = 'const bytes = (base64) => Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));';

/** A member name: hostile ones (`__proto__`) as computed members, which are members like any other. */
const key = (name: string): string => (name === '__proto__' ? `[${literal(name)}]` : literal(name));

const value = (header: SnippetHeader): string => header.variable ?? literal(header.value);

/** `{ "name": value }`, indented by `indent` spaces. */
export function headersObject(headers: readonly SnippetHeader[], indent: number): string {
  const space = ' '.repeat(indent);
  const lines = headers.map((header) => `${space}  ${key(header.name)}: ${value(header)},\n`);
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${space}}`;
}

/** `[["name", value]]`: names may come more than once. */
export function headersList(headers: readonly (SnippetHeader | readonly [string, string])[], indent: number): string {
  const space = ' '.repeat(indent);
  const lines = headers.map((header) =>
    'name' in header
      ? `${space}  [${literal(header.name)}, ${value(header)}],\n`
      : `${space}  [${literal(header[0])}, ${literal(header[1])}],\n`,
  );
  return lines.length === 0 ? '[]' : `[\n${lines.join('')}${space}]`;
}

/** Variables that the reader fills in: a page has no environment. */
export const blanks = (names: readonly string[]): string =>
  names.map((name) => `const ${name} = ''; // A secret, left out: fill it in.\n`).join('');

/** Variables of the environment. */
export const fromEnvironment = (names: readonly string[], environment: string): string =>
  names
    .map((name) => `const ${name} = ${environment}.${name}; // A secret, left out: set it in the environment.\n`)
    .join('');

/** The recorded waiting times are multiplied by this constant. */
export const scaleLine = ({ scale }: SnippetOptions): string =>
  `const SCALE = ${Number.isFinite(scale) && scale >= 0 ? scale : 1}; // Of the recorded waiting times; 0 for none.\n`;

/** ms as a number literal. */
export const ms = (time: number): string => String(Math.max(0, Math.round(time * 10) / 10));
