// Previews: one short line that hides nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PREVIEW_LENGTH, previewOf, visible } from './preview.ts';

describe('the preview of a text', () => {
  test('is the text if it is short and plain', () => {
    expect(previewOf('{"a":"漢字 😀"}')).toBe('{"a":"漢字 😀"}');
  });

  test('shows line ends as ↵ and drops indentation behind them', () => {
    expect(previewOf('{\n  "a": 1,\r\n\t"b": 2\r}')).toBe('{↵"a": 1,↵"b": 2↵}');
  });

  test('shows tabs and controls', () => {
    expect(previewOf('a\tb\0c\x1b[0m\x7f\x85')).toBe('a⇥b␀c␛[0m␡\\u0085');
  });

  test('shows bidi marks, invisible characters and line separators as escapes', () => {
    expect(previewOf('\u202egpj.exe\u2066\u200b\ufeff\u2028\u00ad')).toBe(
      '\\u202egpj.exe\\u2066\\u200b\\ufeff\\u2028\\u00ad',
    );
    expect(previewOf('a\u{e0041}')).toBe('a\\u{e0041}');
  });

  test('shows lone surrogates as escapes', () => {
    expect(previewOf('a\ud800b\udc00')).toBe('a\\ud800b\\udc00');
  });

  test('leaves joiners in emoji and Persian, not in ASCII', () => {
    expect(previewOf('👨\u200d👩 می\u200cخواهم')).toBe('👨\u200d👩 می\u200cخواهم');
    expect(previewOf('pi\u200dng')).toBe('pi\\u200dng');
  });

  test('is cut with an ellipsis, never inside a character', () => {
    expect(previewOf('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
    expect(previewOf('x'.repeat(200))).toBe('x'.repeat(200));
    expect(previewOf(`${'x'.repeat(198)}😀😀`)).toBe(`${'x'.repeat(198)}…`);
  });

  test('says that more follows also where only blanks were looked at', () => {
    expect(previewOf(`a\n${' '.repeat(5000)}b`)).toBe('a↵…');
  });

  test('never has controls or bidi marks and is never too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const preview = previewOf(text);
        expect(preview.length).toBeLessThanOrEqual(PREVIEW_LENGTH);
        expect(preview).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029]/u);
      }),
    );
  });
});

describe('the preview of bytes', () => {
  test('is hexadecimal', () => {
    expect(previewOf(Uint8Array.of(0xde, 0xad, 0x0e))).toBe('de ad 0e');
  });

  test('ends with an ellipsis where there are more', () => {
    expect(previewOf(new Uint8Array(33))).toBe(`${'00 '.repeat(32)}…`);
  });
});

test('the preview of nothing is empty', () => {
  expect([previewOf(null), previewOf(''), previewOf(new Uint8Array())]).toEqual(['', '', '']);
});

test('visible text keeps all that is plain', () => {
  fc.assert(fc.property(fc.string(), (text) => visible(text) === text));
});
