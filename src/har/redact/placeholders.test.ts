// What a placeholder is, whole and cut off.
import { describe, expect, it } from 'vitest';
import { cutsPlaceholder, isPlaceholderAt, unredacted } from './placeholders.ts';

describe('placeholders', () => {
  it.each([
    ['[redacted:token-1]', ''],
    ['[redacted:private-key-12]***', ''],
    ['[redacted:pas', ''],
    ['[redac', ''],
    ['([redacted:token-1])!', ''],
    ['joe[redacted:email-1]4711', 'joe4711'],
    ['[required]', '[required]'],
    ['a[redac', 'a[redac'],
    ['hunter2!', 'hunter2!'],
    ['!!', '!!'],
  ])('leave of %j what was not replaced', (value, rest) => {
    expect(unredacted(value)).toBe(rest);
  });

  it('begin where they begin, also where they are cut off', () => {
    expect(['[redacted:x-1]', '[redac"', '[r,', '[red'].filter((text) => !isPlaceholderAt(text, 0))).toEqual([]);
    expect(['["a"]', '[r4nge]', '[required]', '[]', ''].filter((text) => isPlaceholderAt(text, 0))).toEqual([]);
  });

  it('are not cut in two', () => {
    const text = 'a [redacted:token-1] b';
    const end = text.length - 2;
    expect(cutsPlaceholder(text, 2, end)).toBe(false);
    expect(cutsPlaceholder(text, 0, text.length)).toBe(false);
    expect(cutsPlaceholder(text, 0, 2)).toBe(false);
    expect(cutsPlaceholder(text, 3, text.length)).toBe(true);
    expect(cutsPlaceholder(text, 0, end - 1)).toBe(true);
    expect(cutsPlaceholder(text, 12, 17)).toBe(true);
  });
});
