// Cutting a text into pieces loses nothing.
import { describe, expect, it } from 'vitest';
import { textLines } from './text-lines.ts';

describe('textLines', () => {
  it('splits at every kind of line end', () => {
    expect(textLines('a\nb\r\nc\rd\n')).toEqual(['a', 'b', 'c', 'd', '']);
  });

  it('splits a long line without breaking a surrogate pair', () => {
    expect(textLines('ab😀cd', 3)).toEqual(['ab', '😀c', 'd']);
  });

  it('keeps a line that just fits', () => {
    expect(textLines('abc', 3)).toEqual(['abc']);
  });
});
