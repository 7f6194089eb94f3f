// What becomes of exchanges when their document goes, comes back or is forgotten.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { CLOSED, eachSide, NOW, opened, type Side, state, type TestLink, texts } from './session.fake.ts';
import type { Reachable } from './session.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('session', () => {
  const current = eachSide();

  describe('when a document is gone', () => {
    it('leaves nothing of it open once its link is away for long', () => {
      const side = current();
      const page = side.hello(side.link());
      side.send(page, 1, 1, [opened(1)]);
      page.onClose();
      vi.advanceTimersByTime(4999);
      expect(side.open()).toEqual(['1.1']);
      vi.advanceTimersByTime(1);
      expect(side.open()).toEqual([]);
      expect(side.store.get('1.1')).toMatchObject({ ended: NOW, readyState: 3, error: { kind: 'abort' } });
    });

    it('keeps what is open over a link that comes back in time, however often', () => {
      const side = current();
      let page = side.hello(side.link());
      side.send(page, 1, 1, [opened(1)]);
      for (let i = 0; i < 5; i++) {
        page.onClose();
        vi.advanceTimersByTime(3000);
        page = side.hello(side.link());
      }
      page.onClose();
      vi.advanceTimersByTime(3000);
      expect(side.open()).toEqual(['1.1']);
    });

    it('goes on with what was open where the link comes back after long', () => {
      const side = current();
      const page = side.hello(side.link());
      side.send(page, 1, 2, [opened(1), state(2, 1)]);
      page.onClose();
      vi.advanceTimersByTime(60_000);
      const again = side.hello(side.link());
      side.send(again, 3, 3, [texts(3, ['still there'])]);
      expect(side.store.get('1.1')).toMatchObject({ ended: null, readyState: 1, error: null });
      expect(side.dataOf('1.1')).toEqual(['still there']);
    });

    it('is not misled by the closing of a link that another one has replaced', () => {
      const side = current();
      const old = side.hello(side.link());
      side.send(old, 1, 1, [opened(1)]);
      side.hello(side.link());
      old.onClose();
      vi.advanceTimersByTime(10_000);
      expect(side.open()).toEqual(['1.1']);
      expect(side.session.connection().state).toBe('live');
    });

    it('waits for no answer over a link that another one has replaced, and tells that it was away', async () => {
      const side = current();
      side.hello(side.link());
      const [{ hands }] = side.session.reachable() as [Reachable];
      const asked = hands.act({ do: 'close', ours: '', exchange: 1, arguments: [] });
      const reachable: number[] = [];
      side.session.subscribe(() => reachable.push(side.session.reachable().length));
      side.hello(side.link());
      await expect(asked).rejects.toMatchObject({ name: 'Unreachable' });
      vi.advanceTimersByTime(0);
      expect(reachable).toEqual([0, 1, 1]);
      expect(side.session.reachable()[0]?.hands).toBe(hands);
    });

    it('ends it at once when another document takes its frame', () => {
      const side = current();
      side.keepLog = true;
      const top = side.hello(side.link(0), 'd1');
      const frame = side.hello(side.link(2), 'd2');
      side.send(top, 1, 1, [opened(1)]);
      side.send(frame, 1, 1, [opened(1)], 'd2');
      side.hello(side.link(2), 'd3');
      expect(side.open()).toEqual(['1.1']);
    });

    it('ends what is left of frames without a link when the tab shows another document', () => {
      const side = current();
      side.keepLog = true;
      side.hello(side.link(0), 'd1');
      const frame = side.hello(side.link(2), 'd2');
      side.send(frame, 1, 1, [opened(1)], 'd2');
      frame.onClose();
      side.hello(side.link(0), 'd3');
      expect(side.open()).toEqual([]);
    });

    it('forgets the log of the document before, unless it is to be kept', () => {
      const side = current();
      const first = side.hello(side.link(), 'd1');
      side.send(first, 1, 1, [opened(1)]);
      const second = side.hello(side.link(), 'd2');
      expect(side.store.exchanges).toEqual([]);
      side.send(second, 1, 1, [opened(1)], 'd2');
      side.keepLog = true;
      side.hello(side.link(), 'd3');
      expect(side.store.exchanges.map(({ id }) => id)).toEqual(['2.1']);
      expect(side.open()).toEqual([]);
    });

    it.each([true, false])('hears last words after another document has taken its place; Keep log: %s', (keepLog) => {
      const side = current();
      side.keepLog = keepLog;
      const page = side.hello(side.link(), 'd1');
      side.send(page, 1, 2, [opened(1), opened(2, 2)]);
      page.onClose();
      const next = side.hello(side.link(), 'd2');
      // Its frame has another number by now.
      const last = side.hello(side.link(3, true), 'd1');
      side.send(last, 1, 4, [
        opened(1),
        opened(2, 2),
        texts(3, ['the last']),
        { type: 'done', seq: 4, time: 4, exchange: 2 },
      ]);
      side.send(next, 1, 1, [opened(1)], 'd2');
      expect(last.said).toEqual([]);
      expect(side.session.reachable().map(({ name }) => name)).toEqual(['2']);
      expect(side.session.connection().detail).toBe('https://example.org/d2');
      expect(side.store.exchanges.map(({ id }) => id).sort()).toEqual(keepLog ? ['1.1', '1.2', '2.1'] : ['2.1']);
      expect(side.open()).toEqual(['2.1']);
      if (!keepLog) return;
      expect(side.dataOf('1.1')).toEqual(['the last']);
      expect(side.store.get('1.1')).toMatchObject({ error: { name: 'document' } });
      expect(side.store.get('1.2')).toMatchObject({ error: null });
    });

    it('brings nothing back where its place is taken while it says its last words', () => {
      const side = current();
      side.hello(side.link(), 'd1');
      const last = side.hello(side.link(3, true), 'd1');
      side.hello(side.link(), 'd2');
      side.send(last, 1, 1, [opened(1)]);
      expect(side.store.exchanges).toEqual([]);
    });

    it.each([true, false])('hears last words that are the first of a document; Keep log: %s', (keepLog) => {
      const side = current();
      side.keepLog = keepLog;
      side.hello(side.link(), 'd1');
      const last = side.link(3, true);
      last.unheard = true;
      const words = () => side.send(last, 1, 2, [opened(1), texts(2, ['the last'])], 'd2');
      side.hello(last, 'd2');
      words();
      expect(side.store.exchanges.map(({ id }) => id)).toEqual(keepLog ? ['2.1'] : []);
      expect(side.open()).toEqual([]);
      expect(side.session.reachable().map(({ name }) => name)).toEqual(['1']);
      // What it had said by its own port comes later, and again.
      side.send(side.hello(side.link(), 'd2'), 1, 1, [opened(1)], 'd2');
      words();
      expect(side.store.exchanges.map(({ id }) => id)).toEqual(['2.1']);
      expect(side.store.notices).toEqual([]);
    });

    it('names a document that went away without a word, unless its log is not kept', () => {
      const side = current();
      side.link().onLost();
      expect(side.store.notices).toEqual([]);
      // The page of a frame may live on.
      side.link(2).onLost();
      expect(side.store.notices).toMatchObject([{ code: 'silent', count: 1 }]);
      side.keepLog = true;
      side.link().onLost();
      expect(side.store.notices).toMatchObject([{ code: 'silent', count: 2 }]);
    });

    it('hears no last words of a document that it does not know', () => {
      const side = current();
      side.send(side.hello(side.link(0, true), 'd1'), 1, 1, [opened(1)]);
      expect(side.store.exchanges).toEqual([]);
      expect(side.store.notices).toEqual([]);
    });

    it('reopens what comes back from the back/forward cache', () => {
      const side = current();
      side.keepLog = true;
      const page = side.hello(side.link(), 'd1');
      side.send(page, 1, 3, [opened(1), state(2, 1), { type: 'pagehide', seq: 3, time: 3, persisted: true }]);
      page.onClose();
      side.hello(side.link(), 'd2');
      vi.advanceTimersByTime(60_000);
      expect(side.open()).toEqual([]);
      const back = side.hello(side.link(), 'd1');
      side.send(back, 4, 5, [{ type: 'pageshow', seq: 4, time: 4 }, texts(5, ['on'])]);
      expect(side.open()).toEqual(['1.1']);
      expect(side.store.get('1.1')).toMatchObject({ readyState: 1, error: null, ended: null });
      expect(side.session.connection().detail).toBe('https://example.org/d1');
    });
  });

  it('answers for the document that came back alone, though the link of the one that went away stays', () => {
    const side = current();
    const first = side.link();
    side.hello(first, 'd1');
    side.hello(side.link(), 'd2');
    const names = () => side.session.reachable().map(({ name }) => name);
    expect(names()).toEqual(['2']);
    side.hello(first, 'd1');
    expect(names()).toEqual(['1']);
  });

  describe('what it remembers', () => {
    const gone = (side: Side, to: TestLink, document: string, persisted: boolean) => {
      side.hello(to, document);
      side.send(to, 1, 1, [{ type: 'pagehide', seq: 1, time: 1, persisted }], document);
      to.onClose();
      vi.advanceTimersByTime(6000);
    };
    const isKnown = (side: Side, document: string, frame: number) =>
      side.hello(side.link(frame), document, { oldest: 2, next: 2 }).last('resume')?.again === false;

    it('is no document that is gone for good, and each that the browser may bring back', () => {
      const side = current();
      side.hello(side.link());
      gone(side, side.link(1), 'removed', false);
      gone(side, side.link(2), 'stored', true);
      expect(isKnown(side, 'removed', 1)).toBe(false);
      expect(isKnown(side, 'stored', 2)).toBe(true);
    });

    it('is 500 documents that are away, those that left last', () => {
      const side = current();
      side.hello(side.link());
      for (let i = 1; i <= 510; i++) gone(side, side.link(i), `frame ${i}`, true);
      expect(isKnown(side, 'frame 10', 10)).toBe(false);
      expect(side.store.notices.map((notice) => notice.kind)).toEqual(['gap']);
      expect(isKnown(side, 'frame 12', 12)).toBe(true);
      expect(isKnown(side, 'frame 510', 510)).toBe(true);
    });

    it('says that the page is out of reach where its document has gone for good', () => {
      const side = current();
      gone(side, side.link(), 'd1', false);
      expect(side.session.connection().state).toBe('lost');
    });

    it('is nothing of an ended exchange that was cleared: what is still told of it is passed over', () => {
      const side = current();
      const page = side.hello(side.link());
      side.send(page, 1, 3, [opened(1), texts(2, ['a']), { type: 'closed', seq: 3, time: 3, exchange: 1, ...CLOSED }]);
      side.session.clear();
      side.send(page, 4, 5, [
        { type: 'lost', seq: 4, time: 4, exchange: 1, messages: 1, bytes: 1 },
        texts(5, ['late']),
      ]);
      page.onMessage({ type: 'retold', document: 'd1', captures: [opened(1)] });
      expect(side.store.exchanges).toEqual([]);
      expect(side.store.notices).toEqual([]);
    });

    it('is no message that was cleared, of exchanges that are over or open', async () => {
      const side = current();
      const page = side.hello(side.link());
      side.send(page, 1, 2, [opened(1), texts(2, ['a'])]);
      side.send(page, 3, 5, [
        opened(3, 2),
        texts(4, ['b'], 2),
        { type: 'closed', seq: 5, time: 5, exchange: 2, ...CLOSED },
      ]);
      const logs = side.store.exchanges.map(({ messages }) => new WeakRef(messages));
      expect(logs).toHaveLength(2);
      side.session.clear();
      // Weak references hold on until the task is over.
      vi.useRealTimers();
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      expect(logs.map((log) => log.deref())).toEqual([undefined, undefined]);
      side.send(page, 6, 6, [texts(6, ['c'])]);
      expect(side.dataOf('1.1')).toEqual(['c']);
    });
  });
});
