// A header value in UTF-8 as the network logs show it: Chromium's takes its bytes for windows-1252, Firefox's for Latin-1. Pure.

/** What byte a character beyond ASCII stands for. */
const BYTES = new Map<string, number>();
for (let byte = 0x80; byte < 0x100; byte++) {
  BYTES.set(String.fromCharCode(byte), byte);
  BYTES.set(new TextDecoder('windows-1252').decode(new Uint8Array([byte])), byte);
}

/** The text whose bytes these are; the value itself where it is not UTF-8. @see https://html.spec.whatwg.org/#concept-event-stream-last-event-id */
export function utf8HeaderValue(value: string): string {
  const bytes = Array.from(value, (character) => BYTES.get(character) ?? character.codePointAt(0) ?? 0);
  if (bytes.some((byte) => byte > 0xff)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    return value;
  }
}
