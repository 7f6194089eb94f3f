// Selecting rows as lists everywhere do: one, some, a range, all.
import { expect, it } from 'vitest';
import { RowSet } from './row-set.ts';
import { createSelection, type KeyedRows, type PickHow } from './selection.ts';

const rowsOf = (keys: readonly string[]): KeyedRows<string> => ({
  count: () => keys.length,
  keyAt: (index) => keys[index] as string,
  indexOf: (key) => keys.indexOf(key),
});
const KEYS = ['a', 'b', 'c', 'd', 'e'];

/** Keys that are selected after these steps. */
function after(...steps: [index: number, how: PickHow][]): string {
  const selection = createSelection(new Set<string>());
  for (const [index, how] of steps) selection.pick(rowsOf(KEYS), index, how);
  return KEYS.filter((key) => selection.has(key)).join('');
}

it.each<[string, [number, PickHow][]]>([
  [
    'c',
    [
      [0, 'only'],
      [2, 'only'],
    ],
  ],
  [
    'ac',
    [
      [0, 'only'],
      [2, 'toggle'],
    ],
  ],
  [
    '',
    [
      [2, 'only'],
      [2, 'toggle'],
    ],
  ],
  [
    'bcd',
    [
      [1, 'only'],
      [3, 'range'],
    ],
  ],
  [
    'ab',
    [
      [1, 'only'],
      [3, 'range'],
      [0, 'range'],
    ],
  ],
  [
    'acde',
    [
      [0, 'only'],
      [2, 'toggle'],
      [4, 'more'],
    ],
  ],
  [
    'cde',
    [
      [0, 'only'],
      [2, 'toggle'],
      [4, 'range'],
    ],
  ],
  ['d', [[3, 'range']]],
])('selects %s', (keys, steps) => expect(after(...steps)).toBe(keys));

it('begins a range at its row, wherever an order has moved that', () => {
  const selection = createSelection(new Set<string>());
  selection.pick(rowsOf(KEYS), 1, 'only');
  selection.pick(rowsOf(['e', 'd', 'c', 'b', 'a']), 4, 'range');
  expect(KEYS.filter((key) => selection.has(key))).toEqual(['a', 'b']);
  // What is not in the list any more begins nothing.
  selection.pick(rowsOf(['d', 'e']), 1, 'range');
  expect(KEYS.filter((key) => selection.has(key))).toEqual(['e']);
});

it('selects a million rows, and one again', () => {
  const selection = createSelection(new RowSet());
  const rows: KeyedRows<number> = { count: () => 1_000_000, keyAt: (index) => index, indexOf: (key) => key };
  selection.all(rows);
  expect(selection.size()).toBe(1_000_000);
  selection.pick(rows, 7, 'toggle');
  expect([selection.size(), selection.has(7), selection.has(8)]).toEqual([999_999, false, true]);
  selection.only(3);
  expect([selection.size(), selection.has(3), selection.has(8)]).toEqual([1, true, false]);
  selection.only(null);
  expect(selection.size()).toBe(0);
});
