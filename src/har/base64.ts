// Base64 of bytes that come in pieces, in pages and in Node.

/** Bytes turned into text at once; a multiple of 3. */
const STEP = 24 * 1024;

function encode(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += STEP) {
    binary += String.fromCharCode.apply(null, bytes.subarray(at, at + STEP) as unknown as number[]);
  }
  return btoa(binary);
}

/** Base64 of one piece. */
export const toBase64 = encode;

/** Base64 of the pieces as one, in pieces. */
export function* base64Pieces(pieces: Iterable<Uint8Array>): Generator<string> {
  let rest = new Uint8Array(0);
  for (const piece of pieces) {
    const whole = new Uint8Array(rest.length + piece.length);
    whole.set(rest);
    whole.set(piece, rest.length);
    const end = whole.length - (whole.length % 3);
    for (let at = 0; at < end; at += STEP) yield encode(whole.subarray(at, Math.min(at + STEP, end)));
    rest = whole.slice(end);
  }
  if (rest.length > 0) yield encode(rest);
}

/** The bytes; null where the text is no base64. White space, base64url and missing padding are understood. */
export function fromBase64(text: string): Uint8Array | null {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    try {
      binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    } catch {
      return null;
    }
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
