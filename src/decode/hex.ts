// Rows of a hex view, each computed alone, so that a virtualised view of any size renders only what is visible.

/** One line of a hex view, in columns of fixed width. */
export interface HexRow {
  /** Of its first byte, as at least eight hex digits. */
  offset: string;
  /** `de ad be ef  00 …`: a wider gap in the middle, padded to the width of a full row. */
  hex: string;
  /** Printable ASCII, a dot for anything else. */
  ascii: string;
}

/** How many rows `length` bytes take. */
export const rowCount = (length: number, width = 16): number => Math.ceil(length / width);

/** Row `rowIndex` (from 0) of the bytes; its columns are empty beyond the end. */
export function hexRow(bytes: Uint8Array, rowIndex: number, width = 16): HexRow {
  const start = rowIndex * width;
  const middle = width >> 1;
  let hex = '';
  let ascii = '';
  for (let column = 0; column < width; column++) {
    if (column > 0) hex += column === middle ? '  ' : ' ';
    const byte = bytes[start + column];
    hex += byte === undefined ? '  ' : byte.toString(16).padStart(2, '0');
    if (byte !== undefined) ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return { offset: start.toString(16).padStart(8, '0'), hex, ascii };
}

const encoder = new TextEncoder();

/** The bytes of a payload: a text as UTF-8, lone surrogates as U+FFFD, as they would be on the wire. */
export const bytesOf = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? encoder.encode(data) : data;
