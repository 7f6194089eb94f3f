// Looks for a text in a payload of any size a piece at a time, so that even one huge message never holds the panel up.

/** Characters or bytes of one piece. */
export const PIECE = 65_536;

export interface PayloadSearch {
  /** True where the piece of `payload` that begins at `from` contains the text. */
  inPiece(payload: string | Uint8Array, from: number): boolean;
  /** True for a short text that is no payload: an event's name, an id. */
  inText(text: string): boolean;
}

/** Searches for `text` literally, without regard to case; binary payloads are read as UTF-8. */
export function payloadSearch(text: string): PayloadSearch {
  // A regular expression with the i flag is several times faster than lower-casing every payload.
  const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'i');
  const decoder = new TextDecoder();
  // A piece reaches into the next one as far as a match that begins in it can: a character takes up to 3 bytes a unit.
  const overlap = { text: text.length, bytes: 3 * text.length };
  return {
    inText: (short) => pattern.test(short),
    inPiece: (payload, from) =>
      pattern.test(
        typeof payload === 'string'
          ? payload.slice(from, from + PIECE + overlap.text)
          : decoder.decode(payload.subarray(from, from + PIECE + overlap.bytes)),
      ),
  };
}
