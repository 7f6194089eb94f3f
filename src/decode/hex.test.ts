// Rows of the hex view.
import { expect, test } from 'vitest';
import { bytesOf, hexRow, rowCount } from './hex.ts';

const bytes = Uint8Array.from({ length: 20 }, (_, i) => i + 0x3b);

test('a row has offset, bytes and printable ASCII', () => {
  expect(hexRow(bytes, 0)).toEqual({
    offset: '00000000',
    hex: '3b 3c 3d 3e 3f 40 41 42  43 44 45 46 47 48 49 4a',
    ascii: ';<=>?@ABCDEFGHIJ',
  });
});

test('the last row is as wide as the others', () => {
  const row = hexRow(bytes, 1);
  expect(row).toEqual({ offset: '00000010', hex: '4b 4c 4d 4e'.padEnd(48), ascii: 'KLMN' });
  expect(row.hex.length).toBe(hexRow(bytes, 0).hex.length);
});

test('what is not printable is a dot', () => {
  expect(hexRow(Uint8Array.of(0x1f, 0x20, 0x7e, 0x7f, 0xff), 0).ascii).toBe('. ~..');
});

test('rows may have another width', () => {
  expect(hexRow(bytes, 1, 4)).toEqual({ offset: '00000004', hex: '3f 40  41 42', ascii: '?@AB' });
});

test('a row beyond the end is empty', () => {
  expect(hexRow(bytes, 2)).toEqual({ offset: '00000020', hex: ' '.repeat(48), ascii: '' });
});

test.each([
  [0, 0],
  [1, 1],
  [16, 1],
  [17, 2],
])('%i bytes take %i rows', (length, rows) => {
  expect(rowCount(length)).toBe(rows);
});

test('a text is seen as the bytes it is on the wire', () => {
  expect([...bytesOf('é\ud800')]).toEqual([0xc3, 0xa9, 0xef, 0xbf, 0xbd]);
  expect(bytesOf(bytes)).toBe(bytes);
});
