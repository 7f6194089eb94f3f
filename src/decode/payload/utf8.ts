// Bytes as UTF-8, with the place of the first byte that is not.

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text, with U+FFFD for what is no UTF-8, and where that is first: `invalidAt` in bytes, -1 if nowhere. */
export function readUtf8(bytes: Uint8Array): { text: string; invalidAt: number } {
  try {
    return { text: strict.decode(bytes), invalidAt: -1 };
  } catch {
    return { text: lenient.decode(bytes), invalidAt: firstInvalid(bytes) };
  }
}

/**
 * Index of the first byte that begins no well-formed sequence; the length where all are well-formed.
 * @see https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506
 */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** Bytes of the well-formed sequence at `at`; 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  // The second byte is narrower where overlong forms, surrogates and values above U+10FFFF would begin.
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  const second = bytes[at + 1] ?? 0;
  if (second < low || second > high) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
