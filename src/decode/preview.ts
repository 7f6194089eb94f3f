// One short line for a list row, safe to show: nothing in it breaks the line, hides text or turns its direction.

/** Most characters of a preview, the ellipsis included. */
export const PREVIEW_LENGTH = 200;
/** Most characters of the payload that are looked at; a row must cost the same whatever its payload is. */
const LOOKED_AT = 1000;
const PREVIEW_BYTES = 32;

/** Characters that are not simply shown: controls, format characters, line separators, lone surrogates. */
const SPECIAL = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const ALL_SPECIAL = new RegExp(SPECIAL, 'gu');
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `{"a":1}↵…` for text, `de ad be ef …` for bytes, empty where the payload was let go. `head` may be a beginning only. */
export function previewOf(head: string | Uint8Array | null): string {
  if (head === null) return '';
  return typeof head === 'string' ? previewOfText(head) : previewOfBytes(head);
}

/** As {@link visible}, on one line: a line end is ↵ and swallows the indentation behind it, a tab is ⇥. */
function previewOfText(text: string): string {
  const looked = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text;
  const line = SPECIAL.test(looked)
    ? visible(looked.replace(/(?:\r\n|\n|\r)[ \t]*/g, '↵').replaceAll('\t', '⇥'))
    : looked;
  if (looked.length === text.length && line.length <= PREVIEW_LENGTH) return line;
  let end = Math.min(line.length, PREVIEW_LENGTH - 1);
  // Half a surrogate pair would show as a replacement character.
  if ((line.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--;
  return `${line.slice(0, end)}…`;
}

function previewOfBytes(bytes: Uint8Array): string {
  const shown: string[] = [];
  for (const byte of bytes.subarray(0, PREVIEW_BYTES)) shown.push(HEX[byte] as string);
  if (bytes.length > PREVIEW_BYTES) shown.push('…');
  return shown.join(' ');
}

/**
 * The text with control characters as their pictures (␀), and format characters (bidi marks, zero-width space) and
 * lone surrogates as escapes (`\u202e`). Joiners stay between characters that are not ASCII, as in emoji and Persian.
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export function visible(text: string): string {
  return text.replace(ALL_SPECIAL, (character: string, at: number) => {
    const code = character.codePointAt(0) as number;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '␡';
    if ((code === 0x200c || code === 0x200d) && at > 0 && text.charCodeAt(at - 1) > 0x7f) return character;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
