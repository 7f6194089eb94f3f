// Movement by keys.
import { describe, expect, it } from 'vitest';
import { targetRow } from './row-keys.ts';

describe('targetRow', () => {
  it.each([
    ['ArrowDown', -1, 0],
    ['ArrowDown', 9, 9],
    ['ArrowUp', -1, 9],
    ['ArrowUp', 0, 0],
    ['Home', 5, 0],
    ['End', 5, 9],
    ['PageDown', 5, 8],
    ['PageDown', 8, 9],
    ['PageUp', 5, 2],
    ['PageUp', 1, 0],
    ['a', 5, null],
  ])('%s from %d leads to %s', (key, from, to) => expect(targetRow(key, from, 10, 3)).toBe(to));

  it('leads nowhere in an empty list', () => {
    expect(targetRow('End', -1, 0, 3)).toBe(-1);
    expect(targetRow('Home', -1, 0, 3)).toBe(-1);
  });
});
