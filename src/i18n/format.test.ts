// How numbers, sizes and times are written in English.
import { describe, expect, it } from 'vitest';
import { formatFor } from './format.ts';

const format = formatFor('en');
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('format', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1234, '1.2 kB'],
    [234_567, '235 kB'],
    [999_960, '1 MB'],
    [5_600_000, '5.6 MB'],
    [7e12, '7 TB'],
    [5e15, '5,000 TB'],
  ])('writes %d bytes as %s', (value, text) => expect(plain(format.bytes(value))).toBe(text));

  it.each([
    [0, '0 ms'],
    [1.24, '1.2 ms'],
    [340.2, '340 ms'],
    [999.7, '1.00 s'],
    [1240, '1.24 s'],
    [12_340, '12.3 s'],
    [59_990, '1.0 min'],
    [126_000, '2.1 min'],
    [5_400_000, '1.5 h'],
  ])('writes %d ms as %s', (value, text) => expect(plain(format.duration(value))).toBe(text));

  it('writes offsets with every millisecond, so that a column of them lines up', () => {
    expect(plain(format.offset(12_345))).toBe('12.345 s');
    expect(plain(format.offset(0))).toBe('0.000 s');
  });

  it('writes the time of day with milliseconds', () => {
    expect(format.clock(Date.UTC(2024, 0, 1, 3, 4, 5, 6))).toMatch(/^\d\d:\d\d:05\.006$/);
  });
});
