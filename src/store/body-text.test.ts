// Text that comes in pieces, and what is none.
import { expect, it } from 'vitest';
import { BodyText } from './body-text.ts';

const encoded = (text: string) => new TextEncoder().encode(text);
const pieces = (bytes: Uint8Array, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

it.each([1, 2, 3, 5, 100])('is the text, in pieces of %s bytes', (size) => {
  const text = '\uFEFFaä€😀\u0000z';
  const body = new BodyText('utf-8');
  const told = pieces(encoded(text), size).map((piece) => body.push(piece));
  expect(told.join('')).toBe(text);
  expect(body.end()).toHaveLength(0);
});

it.each([1, 2, 4])('keeps every byte of what is no UTF-8, in pieces of %s bytes', (size) => {
  const bytes = Uint8Array.of(...encoded('ok ä€'), 0x63, 0xe9, 0x61, ...encoded('ä'), 0xf0, 0x9f);
  const body = new BodyText('utf-8');
  const told = [...pieces(bytes, size).map((piece) => body.push(piece)), body.end()];
  const back = told.flatMap((piece) => [...(typeof piece === 'string' ? encoded(piece) : piece)]);
  expect(Uint8Array.from(back)).toEqual(bytes);
});

it('says that the last character is not complete', () => {
  const body = new BodyText('UTF-8');
  expect(body.push(Uint8Array.of(0x61, 0xf0, 0x9f, 0x98))).toBe('a');
  expect(body.end()).toBe('\ufffd');
});

it('reads other charsets, and takes one that is none for UTF-8', () => {
  expect(new BodyText('latin1').push(Uint8Array.of(0xe9))).toBe('é');
  expect(new BodyText('utf-16le').push(Uint8Array.of(0x61, 0, 0x62, 0))).toBe('ab');
  expect(new BodyText('no-such').push(encoded('ä'))).toBe('ä');
});
