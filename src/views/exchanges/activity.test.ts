// The bars of the activity column.
import { describe, expect, it } from 'vitest';
import { activity, barsPath, firstAtOrAfter } from './activity.ts';

const logOf = (times: number[]) => ({ length: times.length, time: (i: number) => times[i] as number });

describe('activity', () => {
  it('finds the first message at or after a time', () => {
    const log = logOf([10, 20, 20, 30]);
    expect([5, 10, 15, 20, 30, 31].map((time) => firstAtOrAfter(log, time))).toEqual([0, 0, 1, 1, 3, 4]);
  });

  it('counts each message in exactly one bucket', () => {
    expect(activity(logOf([0, 1, 10, 19, 20, 29]), 0, 30, 3)).toEqual([2, 2, 2]);
  });

  it('leaves out what lies outside', () => {
    expect(activity(logOf([1, 50, 99]), 10, 60, 5)).toEqual([0, 0, 0, 0, 1]);
  });

  it('draws nothing for silence and a bar for each busy bucket', () => {
    expect(barsPath([0, 0], 12)).toBe('');
    expect(barsPath([4, 0, 1], 12).match(/M/g)).toHaveLength(2);
  });
});
