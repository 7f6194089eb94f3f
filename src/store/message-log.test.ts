// The columns of one exchange: what was appended comes back as it was, at any size.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BINARY, CHUNK, CUT, DERIVED, DISCARDED, DROPPED, SENT } from '../wire/capture.ts';
import { INCOMPLETE, MessageLog, type Row } from './message-log.ts';

const row = (more: Partial<Row> = {}): Row => ({
  time: 1,
  flags: 0,
  size: 3,
  block: 'abc',
  start: 0,
  length: 3,
  ...more,
});

describe('message log', () => {
  it('gives back what was appended, whatever the number and the order of rows', () => {
    const block = fc.constantFrom<string | Uint8Array>('a shared text block', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const arbitrary = fc
      .record({ block, start: fc.nat(4), length: fc.nat(4), sent: fc.boolean(), size: fc.nat() })
      .map(({ sent, ...rest }) => ({
        ...rest,
        flags: (sent ? SENT : 0) | (typeof rest.block === 'string' ? 0 : BINARY),
      }));
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 200 }), (rows) => {
        const log = new MessageLog();
        rows.forEach((each, time) => {
          log.append({ ...each, time });
        });
        expect(log.length).toBe(rows.length);
        expect(log.sent).toBe(rows.filter(({ flags }) => flags & SENT).length);
        expect(log.sent + log.received).toBe(log.length);
        rows.forEach(({ block: whole, start, length, flags, size }, i) => {
          const data = whole.slice(start, start + length);
          expect(log.data(i)).toEqual(data);
          expect([log.time(i), log.size(i), log.flags(i)]).toEqual([i, size, flags]);
          expect(log.message(i)).toMatchObject({
            seq: i,
            direction: flags & SENT ? 'sent' : 'received',
            opcode: flags & BINARY ? 'binary' : 'text',
            size,
            time: i,
            data,
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  it('never lets time go back, whatever the clock of the page does', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1e13 })), (times) => {
        const log = new MessageLog();
        for (const time of times) log.append(row({ time }));
        for (let i = 1; i < log.length; i++) expect(log.time(i)).toBeGreaterThanOrEqual(log.time(i - 1));
        if (times.length > 0) expect(log.time(0)).toBe(times[0]);
      }),
    );
  });

  it('tells only the beginning of a payload where only that is asked for', () => {
    const log = new MessageLog();
    log.append(row({ block: 'xxabcdefyy', start: 2, length: 6 }));
    log.append(row({ block: Uint8Array.of(9, 1, 2, 3, 9), start: 1, length: 3, flags: BINARY }));
    expect([log.head(0, 3), log.head(0, 100)]).toEqual(['abc', 'abcdef']);
    expect([log.head(1, 2), log.head(1, 100)]).toEqual([Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3)]);
  });

  it('tells the size but no payload of a row that was let go', () => {
    const log = new MessageLog();
    log.append(row({ flags: DROPPED, size: 1e6, length: 0 }));
    expect([log.data(0), log.head(0, 5), log.size(0)]).toEqual([null, null, 1e6]);
  });

  it('tells each mark of a row', () => {
    const log = new MessageLog();
    const marks = [DISCARDED, INCOMPLETE, CHUNK, CUT, DERIVED];
    for (const flags of marks) log.append(row({ flags }));
    const told = marks.map((_, i) => {
      const { discarded, incomplete, chunk, cut, derived } = log.message(i);
      return [discarded, incomplete, chunk, cut, derived].map(Number).join('');
    });
    expect(told).toEqual(['10000', '01000', '00100', '00010', '00001']);
  });

  it('keeps the facts of events with their rows', () => {
    const log = new MessageLog();
    log.append(row());
    log.append(row({ event: { name: 'tick', id: '7', retry: 10 } }));
    expect([log.event(0), log.event(1)]).toEqual([undefined, { name: 'tick', id: '7', retry: 10 }]);
    expect(log.message(0)).not.toHaveProperty('event');
    expect(log.message(1).event).toEqual({ name: 'tick', id: '7', retry: 10 });
  });

  it.each([-1, 1, Number.NaN, 0.5])('has no message %s where there is one', (i) => {
    const log = new MessageLog();
    log.append(row());
    expect(() => log.message(i)).toThrow(RangeError);
    expect(() => log.data(i)).toThrow(RangeError);
  });
});
