// The panel's side of the protocol, spoken to by hand: documents that come and go, gaps, recording, hostile input.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { Store } from '../store/store.ts';
import type { Capture, Messages } from '../wire/capture.ts';
import { PROTOCOL, type ToHook } from '../wire/envelope.ts';
import type { Link } from './link.ts';
import { type Session, startSession } from './session.ts';

const NOW = 1_700_000_000_000;

class TestLink implements Link {
  readonly said: ToHook[] = [];
  onMessage: (message: unknown) => void = () => {};
  onClose: () => void = () => {};
  constructor(readonly frame = { id: 0, url: 'https://example.org/' }) {}
  post(message: unknown): void {
    this.said.push(structuredClone(message) as ToHook);
  }
  last<T extends ToHook['type']>(type: T): Extract<ToHook, { type: T }> | undefined {
    return this.said.findLast((word): word is Extract<ToHook, { type: T }> => word.type === type);
  }
}

const opened = (seq: number, exchange = 1, time = seq): Capture => ({
  type: 'opened',
  seq,
  time,
  exchange,
  api: 'websocket',
  method: 'GET',
  url: 'wss://example.org/',
});
const state = (seq: number, to: number, exchange = 1): Capture => ({
  type: 'transition',
  seq,
  time: seq,
  exchange,
  state: to,
  cause: 'x',
});
const texts = (seq: number, list: string[], exchange = 1): Messages => ({
  type: 'messages',
  seq,
  exchanges: new Uint32Array(list.length).fill(exchange),
  times: Float64Array.from(list, (_, i) => seq + i),
  flags: new Uint8Array(list.length),
  lengths: Uint32Array.from(list, ({ length }) => length),
  sizes: new Float64Array(list.length),
  text: list.join(''),
  bytes: new Uint8Array(),
});

const CLOSED = { code: 1000, reason: '', wasClean: true };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('session', () => {
  let store: Store;
  let session: Session;
  let keepLog: boolean;
  beforeEach(() => {
    vi.useFakeTimers();
    store = new Store(chooseFramer);
    keepLog = false;
    session = startSession(store, { bodyCap: () => 1234, keepLog: () => keepLog, now: () => NOW });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const link = (frameId = 0): TestLink => {
    const made = new TestLink({ id: frameId, url: 'https://example.org/' });
    session.take(made);
    return made;
  };
  const hello = (to: TestLink, document = 'd1', more: Record<string, unknown> = {}): TestLink => {
    const url = `https://example.org/${document}`;
    const word = { type: 'hello', protocol: PROTOCOL, document, url, timeOrigin: NOW, oldest: 1, next: 1, late: false };
    to.onMessage({ ...word, ...more });
    return to;
  };
  let number = 0;
  const send = (to: TestLink, first: number, last: number, captures: unknown[], document = 'd1'): void =>
    to.onMessage({ type: 'envelope', document, number: ++number, first, last, captures });
  const dataOf = (id: string): unknown[] => {
    const messages = store.get(id)?.messages;
    return messages ? Array.from({ length: messages.length }, (_, i) => messages.data(i)) : [];
  };
  const open = () => store.exchanges.filter(({ ended }) => ended === null).map(({ id }) => id);

  it('answers a hello with what to observe, and asks for all that is held and all that is open', () => {
    const { said } = hello(link());
    expect(said).toEqual([
      { type: 'configure', recording: true, bodyCap: 1234 },
      { type: 'resume', document: 'd1', after: 0, again: true },
    ]);
  });

  it('is ready with the first answer of a hook, and tells how the connection stands', async () => {
    expect(session.connection()).toEqual({ state: 'waiting', detail: '' });
    const first = hello(link());
    await session.ready;
    expect(session.connection()).toEqual({ state: 'live', detail: 'https://example.org/d1' });
    first.onClose();
    expect(session.connection().state).toBe('lost');
  });

  it('acknowledges what is in the store', () => {
    const page = hello(link());
    send(page, 1, 3, [opened(1), texts(2, ['a', 'b'])]);
    expect(page.last('ack')).toEqual({ type: 'ack', document: 'd1', seq: 3, number });
    expect(dataOf('1.1')).toEqual(['a', 'b']);
  });

  it('resumes a known document after the last fact it has, and does not ask for the rest again', () => {
    const page = hello(link());
    send(page, 1, 3, [opened(1), texts(2, ['a', 'b'])]);
    page.onClose();
    expect(hello(link()).last('resume')).toMatchObject({ after: 3, again: false });
  });

  it('takes each fact once where an envelope comes again or overlaps', () => {
    const page = hello(link());
    const captures = [opened(1), texts(2, ['a', 'b'])];
    send(page, 1, 3, captures);
    send(page, 1, 3, captures);
    send(page, 1, 5, [opened(1), texts(2, ['a', 'b', 'c', 'd'])]);
    expect(dataOf('1.1')).toEqual(['a', 'b', 'c', 'd']);
    expect(store.exchanges).toHaveLength(1);
    expect(store.notices).toEqual([]);
  });

  it('shows a gap between two envelopes', () => {
    const page = hello(link());
    send(page, 1, 2, [opened(1), texts(2, ['a'])]);
    send(page, 10, 10, [texts(10, ['b'])]);
    expect(store.notices).toMatchObject([{ kind: 'gap', count: 7, time: NOW }]);
    expect(dataOf('1.1')).toEqual(['a', 'b']);
  });

  it('shows what was let go before the panel was opened, and what was while the link was away', () => {
    const page = hello(link(), 'd1', { oldest: 5, next: 8 });
    expect(page.last('resume')).toMatchObject({ after: 4, again: true });
    page.onMessage({ type: 'retold', document: 'd1', captures: [opened(1), state(2, 1)] });
    send(page, 5, 5, [texts(5, ['a'])]);
    page.onClose();
    expect(hello(link(), 'd1', { oldest: 9, next: 12 }).last('resume')).toMatchObject({ after: 8, again: false });
    expect(store.notices).toMatchObject([
      { kind: 'gap', count: 4 },
      { kind: 'gap', count: 3 },
    ]);
    expect(store.get('1.1')?.readyState).toBe(1);
  });

  it('says that a document was open before the hook, also where it takes the place of another', () => {
    hello(link(), 'd1', { late: true });
    expect(store.notices).toMatchObject([{ kind: 'late' }]);
    hello(link(), 'd2', { late: true });
    expect(store.notices).toMatchObject([{ kind: 'late', text: expect.stringContaining('/d2') }]);
  });

  it('does not speak with a hook of another protocol, and says so', () => {
    const page = hello(link(), 'd1', { protocol: PROTOCOL + 1 });
    send(page, 1, 1, [opened(1)]);
    expect(page.said).toEqual([]);
    expect(store.exchanges).toEqual([]);
    expect(store.notices).toMatchObject([{ kind: 'invalid' }]);
  });

  it('ignores facts that come before a hello, or under the name of another document', () => {
    hello(link(1), 'other');
    const page = link();
    send(page, 1, 1, [opened(1)]);
    hello(page);
    send(page, 1, 1, [opened(1)], 'other');
    expect(store.exchanges).toEqual([]);
  });

  it('keeps the exchanges of two documents apart', () => {
    const top = hello(link(0), 'd1');
    const frame = hello(link(3), 'd2');
    send(top, 1, 2, [opened(1), texts(2, ['top'])]);
    send(frame, 1, 2, [opened(1), texts(2, ['frame'])], 'd2');
    expect([dataOf('1.1'), dataOf('2.1')]).toEqual([['top'], ['frame']]);
    expect(store.exchanges.map(({ frame: { id } }) => id)).toEqual([0, 3]);
  });

  it('tells its listeners of changes of the connection and of recording, until they stop', () => {
    const listener = vi.fn();
    const stop = session.subscribe(listener);
    const page = hello(link());
    session.record(false);
    page.onClose();
    expect(listener).toHaveBeenCalledTimes(3);
    stop();
    session.record(true);
    expect(listener).toHaveBeenCalledTimes(3);
  });

  describe('when a document is gone', () => {
    it('leaves nothing of it open once its link is away for long', () => {
      const page = hello(link());
      send(page, 1, 1, [opened(1)]);
      page.onClose();
      vi.advanceTimersByTime(4999);
      expect(open()).toEqual(['1.1']);
      vi.advanceTimersByTime(1);
      expect(open()).toEqual([]);
      expect(store.get('1.1')).toMatchObject({ ended: NOW, readyState: 3, error: { kind: 'abort' } });
    });

    it('keeps what is open over a link that comes back in time, however often', () => {
      let page = hello(link());
      send(page, 1, 1, [opened(1)]);
      for (let i = 0; i < 5; i++) {
        page.onClose();
        vi.advanceTimersByTime(3000);
        page = hello(link());
      }
      page.onClose();
      vi.advanceTimersByTime(3000);
      expect(open()).toEqual(['1.1']);
    });

    it('goes on with what was open where the link comes back after long', () => {
      const page = hello(link());
      send(page, 1, 2, [opened(1), state(2, 1)]);
      page.onClose();
      vi.advanceTimersByTime(60_000);
      const again = hello(link());
      send(again, 3, 3, [texts(3, ['still there'])]);
      expect(store.get('1.1')).toMatchObject({ ended: null, readyState: 1, error: null });
      expect(dataOf('1.1')).toEqual(['still there']);
    });

    it('is not misled by the closing of a link that another one has replaced', () => {
      const old = hello(link());
      send(old, 1, 1, [opened(1)]);
      hello(link());
      old.onClose();
      vi.advanceTimersByTime(10_000);
      expect(open()).toEqual(['1.1']);
      expect(session.connection().state).toBe('live');
    });

    it('ends it at once when another document takes its frame', () => {
      keepLog = true;
      const top = hello(link(0), 'd1');
      const frame = hello(link(2), 'd2');
      send(top, 1, 1, [opened(1)]);
      send(frame, 1, 1, [opened(1)], 'd2');
      hello(link(2), 'd3');
      expect(open()).toEqual(['1.1']);
    });

    it('ends what is left of frames without a link when the tab shows another document', () => {
      keepLog = true;
      hello(link(0), 'd1');
      const frame = hello(link(2), 'd2');
      send(frame, 1, 1, [opened(1)], 'd2');
      frame.onClose();
      hello(link(0), 'd3');
      expect(open()).toEqual([]);
    });

    it('forgets the log of the document before, unless it is to be kept', () => {
      const first = hello(link(), 'd1');
      send(first, 1, 1, [opened(1)]);
      const second = hello(link(), 'd2');
      expect(store.exchanges).toEqual([]);
      send(second, 1, 1, [opened(1)], 'd2');
      keepLog = true;
      hello(link(), 'd3');
      expect(store.exchanges.map(({ id }) => id)).toEqual(['2.1']);
      expect(open()).toEqual([]);
    });

    it('reopens what comes back from the back/forward cache', () => {
      keepLog = true;
      const page = hello(link(), 'd1');
      send(page, 1, 3, [opened(1), state(2, 1), { type: 'pagehide', seq: 3, time: 3, persisted: true }]);
      page.onClose();
      hello(link(), 'd2');
      vi.advanceTimersByTime(60_000);
      expect(open()).toEqual([]);
      const back = hello(link(), 'd1');
      send(back, 4, 5, [{ type: 'pageshow', seq: 4, time: 4 }, texts(5, ['on'])]);
      expect(open()).toEqual(['1.1']);
      expect(store.get('1.1')).toMatchObject({ readyState: 1, error: null, ended: null });
      expect(session.connection().detail).toBe('https://example.org/d1');
    });
  });

  describe('clear()', () => {
    it('while a socket is open lets later messages bring it back without its past', () => {
      const page = hello(link());
      send(page, 1, 3, [opened(1), state(2, 1), texts(3, ['before'])]);
      session.clear();
      expect(store.exchanges).toEqual([]);
      send(page, 4, 4, [texts(4, ['after'])]);
      expect(dataOf('1.1')).toEqual(['after']);
      expect(store.get('1.1')?.readyState).toBe(1);
    });
  });

  describe('record(false)', () => {
    it('tells the hooks, those that come later too', () => {
      const page = hello(link());
      session.record(false);
      expect(session.recording()).toBe(false);
      expect(page.last('configure')).toMatchObject({ recording: false });
      expect(hello(link(1), 'd2').last('configure')).toMatchObject({ recording: false });
    });

    it('shows nothing new, and says nothing of it', () => {
      const page = hello(link());
      session.record(false);
      send(page, 1, 3, [opened(1), texts(2, ['a']), state(3, 1)]);
      page.onMessage({ type: 'retold', document: 'd1', captures: [opened(1)] });
      expect(store.exchanges).toEqual([]);
      expect(store.notices).toEqual([]);
      expect(page.last('ack')).toMatchObject({ seq: 3 });
    });

    it('still tells how an exchange ends that is shown, and that its document is gone', () => {
      const page = hello(link());
      send(page, 1, 2, [opened(1, 1), opened(2, 2)]);
      session.record(false);
      const closed = { type: 'closed', seq: 3, time: 3, exchange: 1, code: 1000, reason: '', wasClean: true };
      send(page, 3, 3, [closed]);
      expect(open()).toEqual(['1.2']);
      send(page, 4, 4, [{ type: 'pagehide', seq: 4, time: 4, persisted: false }]);
      expect(open()).toEqual([]);
    });

    it('and then record(true) asks for what is open, and tells nothing twice', () => {
      const page = hello(link());
      send(page, 1, 2, [opened(1), state(2, 1)]);
      session.record(false);
      send(page, 3, 4, [opened(3, 2), state(4, 0, 2)]);
      session.record(true);
      expect(page.last('resume')).toEqual({ type: 'resume', document: 'd1', after: 4, again: true });
      const retold = [opened(1), state(2, 1), opened(3, 2), state(4, 0, 2)];
      page.onMessage({ type: 'retold', document: 'd1', captures: retold });
      send(page, 5, 6, [texts(5, ['a']), state(6, 1, 2)]);
      const states = store.exchanges.map(({ transitions }) => transitions.map((each) => each.state));
      expect(states).toEqual([[1], [0, 1]]);
      expect(dataOf('1.1')).toEqual(['a']);
      expect(store.notices).toEqual([]);
    });

    it('and then record(true) waits for the answer before it takes what was still on its way', () => {
      const page = hello(link());
      session.record(false);
      send(page, 1, 1, [opened(1)]);
      session.record(true);
      // Sent before the hook heard of it: of an exchange that the panel has not been told of.
      send(page, 2, 2, [state(2, 1)]);
      expect(page.last('ack')).toMatchObject({ seq: 1 });
      page.onMessage({ type: 'retold', document: 'd1', captures: [opened(1)] });
      send(page, 2, 2, [state(2, 1)]);
      expect(store.get('1.1')?.readyState).toBe(1);
      expect(store.notices).toEqual([]);
    });
  });

  describe('hostile input', () => {
    it('never throws, never reaches the store, and leaves a notice', () => {
      const anything = fc.anything({ withBigInt: true, withTypedArray: true, withMap: true, withNullPrototype: true });
      fc.assert(
        fc.property(anything, (input) => {
          const page = hello(link());
          const before = store.notices.length;
          page.onMessage(input);
          send(page, 1, 0, [input]);
          expect(store.notices.length).toBe(before + 2);
          expect(store.exchanges).toEqual([]);
        }),
        { numRuns: 200 },
      );
    });

    it('does not hold back the good facts around a bad one', () => {
      const page = hello(link());
      send(page, 1, 4, [
        opened(1),
        { type: 'transition', seq: 2, state: 'open' },
        { ...texts(3, ['a']), times: [] },
        state(4, 1),
      ]);
      expect(store.get('1.1')?.readyState).toBe(1);
      expect(store.notices.map(({ kind }) => kind)).toEqual(['invalid', 'invalid']);
      expect(page.last('ack')).toMatchObject({ seq: 4 });
    });

    it('survives numbers that claim too much', () => {
      const page = hello(link(), 'd1', { oldest: Number.MAX_SAFE_INTEGER, next: Number.MAX_SAFE_INTEGER });
      send(page, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, [opened(Number.MAX_SAFE_INTEGER)]);
      send(page, 1, -5, [texts(1, ['a'])]);
      expect(store.notices.map(({ kind }) => kind)).toContain('gap');
      const other = hello(link(1), 'd2');
      send(other, 1, 2, [opened(1), texts(2, ['unharmed'])], 'd2');
      expect(dataOf('2.1')).toEqual(['unharmed']);
    });

    it('keeps a document from speaking for the frame of another', () => {
      const frame = hello(link(5), 'd2');
      send(frame, 1, 1, [{ ...opened(1), frame: { id: 0, url: 'https://bank.example/' } }], 'd2');
      expect(store.get('1.1')?.frame).toEqual({ id: 5, url: 'https://example.org/d2' });
    });
  });

  describe('what it remembers', () => {
    const gone = (to: TestLink, document: string, persisted: boolean) => {
      hello(to, document);
      send(to, 1, 1, [{ type: 'pagehide', seq: 1, time: 1, persisted }], document);
      to.onClose();
      vi.advanceTimersByTime(6000);
    };
    const isKnown = (document: string, frame: number) =>
      hello(link(frame), document, { oldest: 2, next: 2 }).last('resume')?.again === false;

    it('is no document that is gone for good, and each that the browser may bring back', () => {
      hello(link());
      gone(link(1), 'removed', false);
      gone(link(2), 'stored', true);
      expect(isKnown('removed', 1)).toBe(false);
      expect(isKnown('stored', 2)).toBe(true);
    });

    it('is 500 documents that are away, those that left last', () => {
      hello(link());
      for (let i = 1; i <= 510; i++) gone(link(i), `frame ${i}`, true);
      expect(isKnown('frame 10', 10)).toBe(false);
      expect(store.notices.map((notice) => notice.kind)).toEqual(['gap']);
      expect(isKnown('frame 12', 12)).toBe(true);
      expect(isKnown('frame 510', 510)).toBe(true);
    });

    it('says that the page is out of reach where its document has gone for good', () => {
      gone(link(), 'd1', false);
      expect(session.connection().state).toBe('lost');
    });

    it('is nothing of an ended exchange that was cleared: what is still told of it is passed over', () => {
      const page = hello(link());
      send(page, 1, 3, [opened(1), texts(2, ['a']), { type: 'closed', seq: 3, time: 3, exchange: 1, ...CLOSED }]);
      session.clear();
      send(page, 4, 5, [{ type: 'lost', seq: 4, time: 4, exchange: 1, messages: 1, bytes: 1 }, texts(5, ['late'])]);
      page.onMessage({ type: 'retold', document: 'd1', captures: [opened(1)] });
      expect(store.exchanges).toEqual([]);
      expect(store.notices).toEqual([]);
    });

    it('is no message that was cleared, of exchanges that are over or open', async () => {
      const page = hello(link());
      send(page, 1, 2, [opened(1), texts(2, ['a'])]);
      send(page, 3, 5, [opened(3, 2), texts(4, ['b'], 2), { type: 'closed', seq: 5, time: 5, exchange: 2, ...CLOSED }]);
      const logs = store.exchanges.map(({ messages }) => new WeakRef(messages));
      expect(logs).toHaveLength(2);
      session.clear();
      // Weak references hold on until the task is over.
      vi.useRealTimers();
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      expect(logs.map((log) => log.deref())).toEqual([undefined, undefined]);
      send(page, 6, 6, [texts(6, ['c'])]);
      expect(dataOf('1.1')).toEqual(['c']);
    });
  });
});
