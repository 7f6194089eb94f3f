// Text in UTF-8 as the network logs show it: Chromium's takes its bytes for windows-1252 (headers, and bodies whose type says no
// charset), Firefox's for Latin-1 (headers). Pure.

/** What byte a character beyond ASCII stands for. */
const BYTES = new Map<number, number>();
for (let byte = 0x80; byte < 0x100; byte++) {
  BYTES.set(byte, byte);
  BYTES.set(new TextDecoder('windows-1252').decode(new Uint8Array([byte])).charCodeAt(0), byte);
}

/** The text whose bytes these are; the value itself where it is not UTF-8. @see https://html.spec.whatwg.org/#concept-event-stream-last-event-id */
export function asUtf8(value: string): string {
  const bytes = new Uint8Array(value.length);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    const byte = code < 0x80 ? code : BYTES.get(code);
    if (byte === undefined) return value;
    bytes[i] = byte;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return value;
  }
}
