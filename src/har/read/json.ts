// JSON.parse that says where it failed, and forgives what other tools are known to write: NaN, Infinity, raw control
// characters in strings.

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** `flaw` is empty where all was well. */
export interface Parsed {
  value: unknown;
  flaw: string;
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
    return { value: JSON.parse(text), flaw: '' };
  } catch (error) {
    try {
      return { value: JSON.parse(forgiven(text)), flaw: '' };
    } catch {
      return { value: undefined, flaw: `this is no JSON: ${(error as Error).message}` };
    }
  }
}

/** The text that the inside of a JSON string, or part of it, stands for. Never throws. */
export function parsePart(bytes: Uint8Array): { text: string; flaw: string } {
  const inside = decoder.decode(bytes);
  try {
    return { text: JSON.parse(`"${inside}"`), flaw: '' };
  } catch (error) {
    try {
      return { text: JSON.parse(`"${escapeControls(inside)}"`), flaw: '' };
    } catch {
      return { text: inside, flaw: `a text is no JSON string: ${(error as Error).message}` };
    }
  }
}
