// A million numbers in one bit each.
import { expect, it } from 'vitest';
import { RowSet } from './row-set.ts';

it('holds what was added, each once, and not what was taken out', () => {
  const rows = new RowSet();
  for (const row of [0, 31, 32, 63, 1_000_000, 31]) rows.add(row);
  expect(rows.size).toBe(5);
  expect([0, 31, 32, 63, 1_000_000].every((row) => rows.has(row))).toBe(true);
  expect([1, 30, 33, 999_999, 1_000_001, 5_000_000].some((row) => rows.has(row))).toBe(false);
  expect(rows.delete(31)).toBe(true);
  expect(rows.delete(31)).toBe(false);
  expect(rows.has(31)).toBe(false);
  expect(rows.size).toBe(4);
  rows.clear();
  expect([rows.size, rows.has(0)]).toEqual([0, false]);
});
