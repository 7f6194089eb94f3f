// The panel's side of the protocol, spoken to by hand: greetings, gaps, what comes twice, hostile input.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PROTOCOL } from '../wire/envelope.ts';
import { eachSide, NOW, opened, state, texts } from './session.fake.ts';

describe('session', () => {
  const current = eachSide();

  it('answers a hello with what to observe, and asks for all that is held and all that is open', () => {
    const side = current();
    const { said } = side.hello(side.link());
    expect(said).toEqual([
      { type: 'configure', recording: true, bodyCap: 1234 },
      { type: 'resume', document: 'd1', after: 0, again: true },
    ]);
  });

  it('is ready with the first answer of a hook, and tells how the connection stands', async () => {
    const side = current();
    expect(side.session.connection()).toEqual({ state: 'waiting', detail: '' });
    const first = side.hello(side.link());
    await side.session.ready;
    expect(side.session.connection()).toEqual({ state: 'live', detail: 'https://example.org/d1' });
    first.onClose();
    expect(side.session.connection().state).toBe('lost');
  });

  it('acknowledges what is in the store', () => {
    const side = current();
    const page = side.hello(side.link());
    side.send(page, 1, 3, [opened(1), texts(2, ['a', 'b'])]);
    side.acknowledged();
    expect(page.last('ack')).toEqual({ type: 'ack', document: 'd1', seq: 3, number: side.number });
    expect(side.dataOf('1.1')).toEqual(['a', 'b']);
  });

  it('acknowledges envelopes together: many at once, few after a moment', () => {
    const side = current();
    const page = side.hello(side.link());
    side.send(page, 1, 1, [opened(1)]);
    expect(page.last('ack')).toBeUndefined();
    side.acknowledged();
    expect(page.last('ack')).toEqual({ type: 'ack', document: 'd1', seq: 1, number: 1 });
    for (let seq = 2; seq <= 17; seq++) side.send(page, seq, seq, [texts(seq, ['a'])]);
    expect(page.last('ack')).toEqual({ type: 'ack', document: 'd1', seq: 17, number: 17 });
    const words = page.said.length;
    side.acknowledged();
    expect(page.said.length).toBe(words);
  });

  it('goes on where a port that died unnoticed takes no acknowledgement', () => {
    const side = current();
    const page = side.hello(side.link());
    side.send(page, 1, 1, [opened(1)]);
    page.post = () => {
      throw new Error('disconnected');
    };
    expect(() => side.acknowledged()).not.toThrow();
    const next = side.hello(side.link());
    expect(next.last('resume')).toMatchObject({ after: 1 });
    side.send(next, 2, 2, [texts(2, ['a'])]);
    side.acknowledged();
    expect(next.last('ack')).toMatchObject({ seq: 2, number: side.number });
  });

  it('resumes a known document after the last fact it has, and does not ask for the rest again', () => {
    const side = current();
    const page = side.hello(side.link());
    side.send(page, 1, 3, [opened(1), texts(2, ['a', 'b'])]);
    page.onClose();
    expect(side.hello(side.link()).last('resume')).toMatchObject({ after: 3, again: false });
  });

  it('takes each fact once where an envelope comes again or overlaps', () => {
    const side = current();
    const page = side.hello(side.link());
    const captures = [opened(1), texts(2, ['a', 'b'])];
    side.send(page, 1, 3, captures);
    side.send(page, 1, 3, captures);
    side.send(page, 1, 5, [opened(1), texts(2, ['a', 'b', 'c', 'd'])]);
    expect(side.dataOf('1.1')).toEqual(['a', 'b', 'c', 'd']);
    expect(side.store.exchanges).toHaveLength(1);
    expect(side.store.notices).toEqual([]);
  });

  it('shows a gap between two envelopes', () => {
    const side = current();
    const page = side.hello(side.link());
    side.send(page, 1, 2, [opened(1), texts(2, ['a'])]);
    side.send(page, 10, 10, [texts(10, ['b'])]);
    expect(side.store.notices).toMatchObject([{ kind: 'gap', count: 7, time: NOW }]);
    expect(side.dataOf('1.1')).toEqual(['a', 'b']);
  });

  it('shows what was let go before the panel was opened, and what was while the link was away', () => {
    const side = current();
    const page = side.hello(side.link(), 'd1', { oldest: 5, next: 8 });
    expect(page.last('resume')).toMatchObject({ after: 4, again: true });
    page.onMessage({ type: 'retold', document: 'd1', captures: [opened(1), state(2, 1)] });
    side.send(page, 5, 5, [texts(5, ['a'])]);
    page.onClose();
    expect(side.hello(side.link(), 'd1', { oldest: 9, next: 12 }).last('resume')).toMatchObject({
      after: 8,
      again: false,
    });
    expect(side.store.notices).toMatchObject([
      { kind: 'gap', count: 4 },
      { kind: 'gap', count: 3 },
    ]);
    expect(side.store.get('1.1')?.readyState).toBe(1);
  });

  it('says that a document was open before the hook, also where it takes the place of another', () => {
    const side = current();
    side.hello(side.link(), 'd1', { late: true });
    expect(side.store.notices).toMatchObject([{ kind: 'late' }]);
    side.hello(side.link(), 'd2', { late: true });
    expect(side.store.notices).toMatchObject([{ kind: 'late', text: expect.stringContaining('/d2') }]);
  });

  it('does not speak with a hook of another protocol, and says so', () => {
    const side = current();
    const page = side.hello(side.link(), 'd1', { protocol: PROTOCOL + 1 });
    side.send(page, 1, 1, [opened(1)]);
    expect(page.said).toEqual([]);
    expect(side.store.exchanges).toEqual([]);
    expect(side.store.notices).toMatchObject([{ kind: 'invalid' }]);
  });

  it('ignores facts that come before a hello, or under the name of another document', () => {
    const side = current();
    side.hello(side.link(1), 'other');
    const page = side.link();
    side.send(page, 1, 1, [opened(1)]);
    side.hello(page);
    side.send(page, 1, 1, [opened(1)], 'other');
    expect(side.store.exchanges).toEqual([]);
  });

  it('keeps the exchanges of two documents apart', () => {
    const side = current();
    const top = side.hello(side.link(0), 'd1');
    const frame = side.hello(side.link(3), 'd2');
    side.send(top, 1, 2, [opened(1), texts(2, ['top'])]);
    side.send(frame, 1, 2, [opened(1), texts(2, ['frame'])], 'd2');
    expect([side.dataOf('1.1'), side.dataOf('2.1')]).toEqual([['top'], ['frame']]);
    expect(side.store.exchanges.map(({ frame: { id } }) => id)).toEqual([0, 3]);
  });

  it('tells its listeners of changes of the connection and of recording, until they stop', () => {
    const side = current();
    const listener = vi.fn();
    const stop = side.session.subscribe(listener);
    const page = side.hello(side.link());
    side.session.record(false);
    page.onClose();
    expect(listener).toHaveBeenCalledTimes(3);
    stop();
    side.session.record(true);
    expect(listener).toHaveBeenCalledTimes(3);
  });

  describe('hostile input', () => {
    it('never throws, never reaches the store, and leaves a notice', () => {
      const side = current();
      const anything = fc.anything({ withBigInt: true, withTypedArray: true, withMap: true, withNullPrototype: true });
      fc.assert(
        fc.property(anything, (input) => {
          const page = side.hello(side.link());
          const before = side.store.notices.length;
          page.onMessage(input);
          side.send(page, 1, 0, [input]);
          expect(side.store.notices.length).toBe(before + 2);
          expect(side.store.exchanges).toEqual([]);
        }),
        { numRuns: 200 },
      );
    });

    it('does not hold back the good facts around a bad one', () => {
      const side = current();
      const page = side.hello(side.link());
      side.send(page, 1, 4, [
        opened(1),
        { type: 'transition', seq: 2, state: 'open' },
        { ...texts(3, ['a']), rows: [] },
        state(4, 1),
      ]);
      expect(side.store.get('1.1')?.readyState).toBe(1);
      expect(side.store.notices.map(({ kind }) => kind)).toEqual(['invalid', 'invalid']);
      side.acknowledged();
      expect(page.last('ack')).toMatchObject({ seq: 4 });
    });

    it('survives numbers that claim too much', () => {
      const side = current();
      const page = side.hello(side.link(), 'd1', { oldest: Number.MAX_SAFE_INTEGER, next: Number.MAX_SAFE_INTEGER });
      side.send(page, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, [opened(Number.MAX_SAFE_INTEGER)]);
      side.send(page, 1, -5, [texts(1, ['a'])]);
      expect(side.store.notices.map(({ kind }) => kind)).toContain('gap');
      const other = side.hello(side.link(1), 'd2');
      side.send(other, 1, 2, [opened(1), texts(2, ['unharmed'])], 'd2');
      expect(side.dataOf('2.1')).toEqual(['unharmed']);
    });

    it('keeps a document from speaking for the frame of another', () => {
      const side = current();
      const frame = side.hello(side.link(5), 'd2');
      side.send(frame, 1, 1, [{ ...opened(1), frame: { id: 0, url: 'https://bank.example/' } }], 'd2');
      expect(side.store.get('1.1')?.frame).toEqual({ id: 5, url: 'https://example.org/d2' });
    });
  });
});
