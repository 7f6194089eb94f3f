// The list of notices under a page that causes them without end.
import { describe, expect, it } from 'vitest';
import { noticeOf, timesOf } from './notice.ts';
import { addNotice, countNotices, MOST_NOTICES, type Notice } from './notices.ts';

const invalid = (text: string, time = 1): Notice => ({ kind: 'invalid', time, text, count: 1 });

describe('notices', () => {
  it('are counted, not repeated, where the same comes again and again', () => {
    const list: Notice[] = [];
    for (const text of ['a', 'a', 'a', 'b', 'a']) addNotice(list, invalid(text));
    expect(list.map((notice) => [notice.kind === 'blind' ? '' : notice.text, notice.count])).toEqual([
      ['a', 3],
      ['b', 1],
      ['a', 1],
    ]);
  });

  it('tell a number once: in their words, or beside them', () => {
    const list: Notice[] = [];
    addNotice(list, noticeOf('paused', 1, [3], 3));
    expect(list.map(timesOf)).toEqual([1]);
    addNotice(list, noticeOf('paused', 2, [3], 3));
    expect(list.map(timesOf)).toEqual([2]);
    for (const time of [3, 4, 5]) addNotice(list, noticeOf('protocol', time, [7, 8]));
    addNotice(list, { kind: 'gap', time: 6, text: 'of another version', count: 7 });
    expect(list.map(timesOf)).toEqual([2, 3, 7]);
  });

  it('are bounded, and the first one says how many were let go', () => {
    const list: Notice[] = [];
    const all = MOST_NOTICES + 500;
    for (let i = 0; i < all; i++) addNotice(list, invalid(`${i}`, i));
    expect(list).toHaveLength(MOST_NOTICES);
    expect(list[0]).toEqual({
      kind: 'gap',
      time: 0,
      text: 'Older notices were let go for want of room.',
      count: 501,
    });
    expect(list[1]).toEqual(invalid('501', 501));
    expect(list.at(-1)).toEqual(invalid(`${all - 1}`, all - 1));
    expect(countNotices(list)).toBe(all);
  });

  it('count as many as there are where none was let go', () => {
    expect(countNotices([])).toBe(0);
    expect(countNotices([invalid('a'), { kind: 'gap', time: 1, text: 'b', count: 7 }])).toBe(2);
  });

  it('hold no text without end', () => {
    const list: Notice[] = [];
    addNotice(list, invalid('x'.repeat(1_000_000)));
    expect(JSON.stringify(list).length).toBeLessThan(5000);
  });
});
