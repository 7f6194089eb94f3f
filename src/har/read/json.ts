// JSON.parse that says where it failed, and forgives what other tools are known to write: NaN, Infinity, raw control
// characters in strings.

import { type Said, said } from './sentences.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** `flaw` is null where all was well. */
export interface Parsed {
  value: unknown;
  flaw: Said | null;
}

const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity|undefined)\b/gs;

function forgiven(text: string): string {
  return text.replaceAll(STRING_OR_WORD, (token) => (token.startsWith('"') ? escapeControls(token) : 'null'));
}

const escapeControls = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be escaped
  text.replaceAll(/[\u0000-\u001f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The value of these bytes, with what belongs before and behind them. Never throws. */
export function parseJson(bytes: Uint8Array, before = '', behind = ''): Parsed {
  const text = before + decoder.decode(bytes) + behind;
  try {
    return { value: JSON.parse(text), flaw: null };
  } catch (error) {
    try {
      return { value: JSON.parse(forgiven(text)), flaw: null };
    } catch {
      return { value: undefined, flaw: said('noJson', (error as Error).message) };
    }
  }
}

/** The text that the inside of a JSON string, or part of it, stands for. Never throws. */
export function parsePart(bytes: Uint8Array): { text: string; flaw: Said | null } {
  const inside = decoder.decode(bytes);
  try {
    return { text: JSON.parse(`"${inside}"`), flaw: null };
  } catch (error) {
    try {
      return { text: JSON.parse(`"${escapeControls(inside)}"`), flaw: null };
    } catch {
      return { text: inside, flaw: said('noString', (error as Error).message) };
    }
  }
}
