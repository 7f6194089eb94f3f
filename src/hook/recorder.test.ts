// What the recorder keeps, in which order it lets go, and that it says so.
import { describe, expect, it, vi } from 'vitest';
import { BINARY, DROPPED, SENT } from '../wire/capture.ts';
import { type Item, type Subject, tell } from './item.ts';
import { Recorder } from './recorder.ts';

const MIB = 2 ** 20;
/** One string that all rows share: it costs the test nothing, the budget counts its length each time. */
const LARGE = 'x'.repeat(MIB);

const itemsOf = (recorder: Recorder): Item[] => {
  const items: Item[] = [];
  for (let item = recorder.head; item; item = item.next) items.push(item);
  return items;
};
const open = (recorder: Recorder): Subject => {
  const subject = recorder.begin();
  recorder.fact(subject, { type: 'opened', api: 'websocket', method: 'GET', url: 'wss://example.org/' });
  return subject;
};
const lostOf = (recorder: Recorder) => {
  recorder.tellLosses();
  return itemsOf(recorder).flatMap((item) => (item.what?.type === 'lost' ? [tell(item)] : []));
};

describe('recorder', () => {
  it('numbers everything from 1 in the order in which it happened, at once', () => {
    const recorder = new Recorder();
    const first = open(recorder);
    const second = open(recorder);
    recorder.row(second, 0, 'a', 1);
    recorder.passing(first, { type: 'buffered', amount: 1 });
    recorder.passing(null, { type: 'pageshow' });
    recorder.row(first, SENT, 'b', 2);
    expect(itemsOf(recorder).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(recorder.nextSeq).toBe(7);
    expect([first.number, second.number]).toEqual([1, 2]);
  });

  it('gives a fact the time it is told, and its own clock otherwise', () => {
    const recorder = new Recorder();
    const subject = recorder.begin();
    recorder.fact(subject, { type: 'transition', state: 0, cause: 'open()' }, 12.5);
    const before = performance.now();
    recorder.fact(subject, { type: 'transition', state: 1, cause: 'open' });
    const [given, own] = itemsOf(recorder).map((item) => item.time);
    expect(given).toBe(12.5);
    expect(own).toBeGreaterThanOrEqual(before);
    expect(own).toBeLessThanOrEqual(performance.now());
  });

  it('wakes the link for each thing that is new', () => {
    const recorder = new Recorder();
    recorder.wake = vi.fn();
    const subject = open(recorder);
    recorder.row(subject, 0, 'a', 1);
    recorder.passing(null, { type: 'pageshow' });
    expect(recorder.wake).toHaveBeenCalledTimes(3);
  });

  it('lets go of what the panel has, and of nothing else', () => {
    const recorder = new Recorder();
    const subject = open(recorder);
    for (let i = 0; i < 5; i++) recorder.row(subject, 0, `${i}`, i);
    recorder.release(3);
    expect(itemsOf(recorder).map(({ seq }) => seq)).toEqual([4, 5, 6]);
    recorder.release(2);
    expect(itemsOf(recorder)).toHaveLength(3);
    recorder.release(100);
    expect(recorder.head).toBeNull();
    recorder.row(subject, 0, 'on', 9);
    expect(itemsOf(recorder).map(({ seq }) => seq)).toEqual([7]);
  });

  describe('over its budget', () => {
    it('drops the oldest payloads, keeps their rows, and tells how much it was', () => {
      const recorder = new Recorder();
      const subject = open(recorder);
      for (let i = 0; i < 10; i++) recorder.row(subject, 0, LARGE, i);
      const rows = itemsOf(recorder).filter(({ what }) => !what);
      expect(rows.map(({ data }) => data !== null)).toEqual([...Array(3).fill(false), ...Array(7).fill(true)]);
      expect(rows.slice(0, 3).map(({ flags, whole }) => [flags & DROPPED, whole])).toEqual(
        Array(3).fill([DROPPED, MIB]),
      );
      expect(lostOf(recorder)).toMatchObject([{ exchange: 1, messages: 3, bytes: 3 * MIB }]);
    });

    it('counts nothing as lost that is on its way to a panel', () => {
      const recorder = new Recorder();
      recorder.live = true;
      const subject = open(recorder);
      const large = new Uint8Array(16 * MIB);
      for (let i = 0; i < 10; i++) recorder.row(subject, BINARY, large, i);
      // As the link does once it has told them.
      recorder.unsent = itemsOf(recorder)[4] as Item;
      for (let i = 0; i < 10; i++) recorder.row(subject, BINARY, large, i);
      const there = itemsOf(recorder).flatMap(({ what, data }) => (what ? [] : [data !== null]));
      const lost = there.filter((is) => !is).length;
      expect(there.slice(0, 3)).toEqual([true, true, true]);
      expect(lost).toBeGreaterThan(0);
      expect(subject.lostMessages).toBe(lost);
      expect(there.slice(3, 3 + lost)).toEqual(Array(lost).fill(false));
    });

    it('counts as lost what was on its way to a panel that was closed, once there is no room for it', () => {
      const recorder = new Recorder();
      recorder.live = true;
      const subject = open(recorder);
      const large = new Uint8Array(16 * MIB);
      for (let i = 0; i < 4; i++) recorder.row(subject, BINARY, large, i);
      recorder.unsent = itemsOf(recorder)[3] as Item;
      for (let i = 0; i < 20; i++) recorder.row(subject, BINARY, large, i);
      recorder.live = false;
      const rows = itemsOf(recorder).filter(({ what }) => !what);
      expect(rows.every(({ data }) => data === null)).toBe(true);
      expect(subject.lostMessages).toBe(24);
    });

    it('counts the bytes of a lost text as UTF-8', () => {
      const recorder = new Recorder();
      const subject = open(recorder);
      recorder.row(subject, 0, 'ä€😀', 0);
      for (let i = 0; i < 8; i++) recorder.row(subject, 0, LARGE, i);
      expect(itemsOf(recorder)[1]).toMatchObject({ data: null, whole: 2 + 3 + 4 });
    });

    it('tells each loss once, by exchange', () => {
      const recorder = new Recorder();
      const first = open(recorder);
      const second = open(recorder);
      recorder.row(first, 0, LARGE, 0);
      recorder.row(second, BINARY, new Uint8Array(MIB), 0);
      for (let i = 0; i < 7; i++) recorder.row(first, 0, LARGE, i);
      const told = lostOf(recorder);
      expect(told).toMatchObject([
        { exchange: 1, messages: 1, bytes: MIB },
        { exchange: 2, messages: 1, bytes: MIB },
      ]);
      expect(lostOf(recorder)).toHaveLength(2);
    });

    it('lets go of facts and rows only when no payload is left, oldest first, and counts every row', () => {
      const recorder = new Recorder();
      const subject = open(recorder);
      const rows = 150_000;
      for (let i = 0; i < rows; i++) recorder.row(subject, 0, 'abcd', i);
      const kept = itemsOf(recorder);
      expect(kept.length).toBeLessThan(rows);
      expect(kept.at(-1)?.seq).toBe(rows + 1);
      expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, i) => rows + 2 - kept.length + i));
      const whole = kept.filter(({ data }) => data !== null).length;
      expect(subject.lostMessages).toBe(rows - whole);
      expect(subject.lostBytes).toBe((rows - whole) * 4);
    });

    it('keeps much more while a panel listens, and lets it go when the panel is closed', () => {
      const recorder = new Recorder();
      recorder.live = true;
      const subject = open(recorder);
      for (let i = 0; i < 100; i++) recorder.row(subject, 0, LARGE, i);
      expect(subject.lostMessages).toBe(0);
      recorder.live = false;
      expect(subject.lostMessages).toBe(93);
    });

    it('has room again after the panel has taken what was held', () => {
      const recorder = new Recorder();
      const subject = open(recorder);
      for (let round = 0; round < 5; round++) {
        for (let i = 0; i < 7; i++) recorder.row(subject, 0, LARGE, i);
        recorder.release(recorder.nextSeq - 1);
      }
      expect(subject.lostMessages).toBe(0);
    });
  });

  describe('a payload that is still being read', () => {
    const pending = (recorder: Recorder, subject: Subject): Item => {
      const item = recorder.row(subject, BINARY, null, 1);
      item.pending = true;
      return item;
    };

    it('is filled in at its own place', () => {
      const recorder = new Recorder();
      const item = pending(recorder, open(recorder));
      recorder.wake = vi.fn();
      recorder.fill(item, Uint8Array.of(1, 2));
      expect(item).toMatchObject({ seq: 2, pending: false, data: Uint8Array.of(1, 2) });
      expect(recorder.wake).toHaveBeenCalled();
    });

    it('is marked where it could not be read', () => {
      const recorder = new Recorder();
      const item = pending(recorder, open(recorder));
      recorder.fill(item, null);
      expect(item).toMatchObject({ pending: false, data: null });
      expect(item.flags & DROPPED).toBe(DROPPED);
    });

    it('counts against the budget once it is there', () => {
      const recorder = new Recorder();
      const subject = open(recorder);
      const item = pending(recorder, subject);
      for (let i = 0; i < 7; i++) recorder.row(subject, 0, LARGE, i);
      expect(subject.lostMessages).toBe(0);
      recorder.fill(item, new Uint8Array(2 * MIB));
      expect(item.data).toBeNull();
      expect(subject.lostMessages).toBe(1);
    });

    it('stays let go where there was no room for it before it came', () => {
      const recorder = new Recorder();
      const subject = open(recorder);
      const item = pending(recorder, subject);
      item.whole = 5;
      for (let i = 0; i < 9; i++) recorder.row(subject, 0, LARGE, i);
      recorder.fill(item, new Uint8Array(5));
      expect(item).toMatchObject({ data: null, pending: false, whole: 5 });
      expect(subject).toMatchObject({ lostMessages: 3, lostBytes: 5 + 2 * MIB });
    });
  });

  it('does not hold what comes after a fact that the panel has, for its memory of it', () => {
    const recorder = new Recorder();
    const subject = open(recorder);
    recorder.row(subject, 0, 'a', 1);
    recorder.release(1);
    expect(subject.memories[0]).toMatchObject({ seq: 1, next: null });
    expect(recorder.head?.seq).toBe(2);
  });

  describe('what it remembers for a panel that is opened late', () => {
    const types = (recorder: Recorder) => Array.from(recorder.memories()).map(({ type }) => type);

    it('is every fact of an open exchange that is no longer in the queue', () => {
      const recorder = new Recorder();
      const subject = open(recorder);
      recorder.fact(subject, { type: 'transition', state: 0, cause: 'new WebSocket()' });
      recorder.row(subject, 0, 'a message is no fact', 1);
      recorder.passing(subject, { type: 'buffered', amount: 70_000 });
      recorder.fact(subject, { type: 'transition', state: 1, cause: 'open' });
      expect(types(recorder)).toEqual([]);
      recorder.release(4);
      expect(types(recorder)).toEqual(['opened', 'transition']);
      recorder.release(5);
      expect(types(recorder)).toEqual(['opened', 'transition', 'transition']);
    });

    it('leaves out an exchange that has ended, once the panel has its end', () => {
      const recorder = new Recorder();
      const subject = open(recorder);
      recorder.fact(subject, { type: 'closed', code: 1000, reason: '', wasClean: true });
      recorder.release(1);
      expect(types(recorder)).toEqual(['opened']);
      recorder.release(2);
      expect(types(recorder)).toEqual([]);
    });

    it('keeps the beginning of an ended exchange whose rows are still held', () => {
      const recorder = new Recorder();
      const subject = open(recorder);
      recorder.row(subject, 0, 'a', 1);
      recorder.fact(subject, { type: 'done' });
      recorder.release(1);
      expect(types(recorder)).toEqual(['opened']);
    });
  });

  it('tells one end of an exchange where two failures follow each other', () => {
    const recorder = new Recorder();
    const subject = open(recorder);
    subject.onEnd = vi.fn();
    const { onEnd } = subject;
    recorder.failed(subject, 'abort', 'AbortError', 'aborted');
    recorder.failed(subject, 'network', 'TypeError', 'failed');
    const ends = itemsOf(recorder).flatMap(({ what }) => (what?.type === 'failed' ? [what.kind] : []));
    expect(ends).toEqual(['abort']);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('reports a failure of its own as a fact, whatever was thrown', () => {
    const recorder = new Recorder();
    const hostile = {
      get name(): string {
        throw new Error('no');
      },
    };
    for (const thrown of [new TypeError('broken'), hostile, null, undefined]) recorder.fault(thrown);
    const messages = itemsOf(recorder).flatMap(({ what }) => (what?.type === 'fault' ? [what.message] : []));
    expect(messages).toEqual(['TypeError: broken', '', '', '']);
  });
});
