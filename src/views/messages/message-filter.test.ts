// Searching a log in slices of time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageLog } from '../../store/message-log.ts';
import { MessageFilter, type MessageQuery } from './message-filter.ts';
import { PIECE } from './payload-search.ts';

const SENT_FLAG = 1;
const add = (log: MessageLog, data: string | Uint8Array, flags = 0) =>
  log.append({ time: log.length, flags, size: data.length, block: data, start: 0, length: data.length });
const found = (filter: MessageFilter) => Array.from({ length: filter.found }, (_, n) => filter.at(n));
const all = (log: MessageLog, query: Partial<MessageQuery>) => {
  const filter = new MessageFilter(log, { text: '', direction: 'all', ...query });
  filter.advance(1, () => 0);
  return found(filter);
};

describe('MessageFilter', () => {
  it('finds text without regard to case, and literally', () => {
    const log = new MessageLog();
    for (const text of ['Hello', 'a.c', 'abc', 'HELLO (1)']) add(log, text);
    expect(all(log, { text: 'hello' })).toEqual([0, 3]);
    expect(all(log, { text: 'a.c' })).toEqual([1]);
    expect(all(log, { text: '(1)' })).toEqual([3]);
  });

  it('finds text inside binary payloads', () => {
    const log = new MessageLog();
    add(log, new TextEncoder().encode('grüße'), 2);
    expect(all(log, { text: 'GRÜSS' })).toEqual([]);
    expect(all(log, { text: 'Grü' })).toEqual([0]);
  });

  it('finds event names and ids', () => {
    const log = new MessageLog();
    log.append({ time: 0, flags: 0, size: 1, block: 'x', start: 0, length: 1, event: { name: 'price', id: 'e7' } });
    add(log, 'y');
    expect(all(log, { text: 'price' })).toEqual([0]);
    expect(all(log, { text: 'E7' })).toEqual([0]);
  });

  it('tells sent from received', () => {
    const log = new MessageLog();
    add(log, 'a', SENT_FLAG);
    add(log, 'b');
    expect(all(log, { direction: 'sent' })).toEqual([0]);
    expect(all(log, { direction: 'received' })).toEqual([1]);
  });

  it('stops at its deadline and goes on from there', () => {
    const log = new MessageLog();
    for (let i = 0; i < 1000; i++) add(log, i % 2 ? 'odd' : 'even');
    const filter = new MessageFilter(log, { text: 'odd', direction: 'all' });
    let time = 0;
    filter.advance(2, () => ++time);
    expect(filter.done).toBe(false);
    expect(filter.scanned).toBeLessThan(1000);
    filter.advance(Number.POSITIVE_INFINITY, () => 0);
    expect(filter.found).toBe(500);
  });

  it('stops within a huge message too, and finds what lies across the border of two pieces', () => {
    const log = new MessageLog();
    const huge = `${'x'.repeat(PIECE - 3)}NEEDLE${'x'.repeat(5 * PIECE)}`;
    add(log, huge);
    add(log, new TextEncoder().encode(`${'ü'.repeat(PIECE / 2 - 1)}needle${'x'.repeat(PIECE)}`), 2);
    add(log, `${'x'.repeat(3 * PIECE)}needl`);
    const filter = new MessageFilter(log, { text: 'xneedle', direction: 'all' });
    const other = new MessageFilter(log, { text: 'needle', direction: 'all' });
    let looks = 0;
    while (!filter.done) filter.advance(0, () => ++looks);
    expect(looks).toBeGreaterThan(3);
    expect(found(filter)).toEqual([0]);
    while (!other.done) other.advance(0, () => 0);
    expect(found(other)).toEqual([0, 1]);
  });

  it('looks only at what is new when the log grows', () => {
    const log = new MessageLog();
    add(log, 'x');
    const filter = new MessageFilter(log, { text: 'x', direction: 'all' });
    filter.advance(1, () => 0);
    add(log, 'y');
    add(log, 'x');
    expect(filter.done).toBe(false);
    filter.advance(1, () => 0);
    expect(found(filter)).toEqual([0, 2]);
    expect(filter.indexOf(2)).toBe(1);
    expect(filter.indexOf(1)).toBe(-1);
  });

  it('finds any text that contains the query, whatever characters it is made of', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, text, after) => {
        const log = new MessageLog();
        add(log, before + text + after);
        expect(all(log, { text })).toEqual([0]);
      }),
    );
  });
});
