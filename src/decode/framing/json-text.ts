// What the framings of JSON texts share: reading the text of a record and telling whether it is whole.

/** A BOM at the start of a record is dropped: no JSON text begins with one. */
const decoder = new TextDecoder('utf-8');

/** The record as text, without the whitespace of JSON around it. */
export function trimmed(bytes: Uint8Array): string {
  let start = 0;
  let end = bytes.length;
  while (start < end && isSpace(bytes[start] as number)) start++;
  while (end > start && isSpace(bytes[end - 1] as number)) end--;
  return start === end ? '' : decoder.decode(bytes.subarray(start, end));
}

/**
 * The whitespace of JSON: space, tab, LF, CR.
 * @see https://www.rfc-editor.org/rfc/rfc8259#section-2
 */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** True where the text is one JSON text. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
