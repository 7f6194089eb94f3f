// Clearing the log and switching the recording off and on while documents speak.
import { describe, expect, it } from 'vitest';
import { eachSide, opened, state, texts } from './session.fake.ts';

describe('session', () => {
  const current = eachSide();

  describe('clear()', () => {
    it('while a socket is open lets later messages bring it back without its past', () => {
      const side = current();
      const page = side.hello(side.link());
      side.send(page, 1, 3, [opened(1), state(2, 1), texts(3, ['before'])]);
      side.session.clear();
      expect(side.store.exchanges).toEqual([]);
      side.send(page, 4, 4, [texts(4, ['after'])]);
      expect(side.dataOf('1.1')).toEqual(['after']);
      expect(side.store.get('1.1')?.readyState).toBe(1);
    });
  });

  describe('record(false)', () => {
    it('tells the hooks, those that come later too', () => {
      const side = current();
      const page = side.hello(side.link());
      side.session.record(false);
      expect(side.session.recording()).toBe(false);
      expect(page.last('configure')).toMatchObject({ recording: false });
      expect(side.hello(side.link(1), 'd2').last('configure')).toMatchObject({ recording: false });
    });

    it('shows nothing new, and says nothing of it', () => {
      const side = current();
      const page = side.hello(side.link());
      side.session.record(false);
      side.send(page, 1, 3, [opened(1), texts(2, ['a']), state(3, 1)]);
      page.onMessage({ type: 'retold', document: 'd1', captures: [opened(1)] });
      expect(side.store.exchanges).toEqual([]);
      expect(side.store.notices).toEqual([]);
      side.acknowledged();
      expect(page.last('ack')).toMatchObject({ seq: 3 });
    });

    it('shows what began before, though it is told after', () => {
      const side = current();
      const page = side.hello(side.link());
      side.session.record(false);
      side.send(page, 1, 3, [{ ...opened(1), time: -20 }, { ...texts(2, ['a']) }, opened(3, 2)]);
      expect(side.store.exchanges.map(({ id }) => id)).toEqual(['1.1']);
    });

    it('still tells how an exchange ends that is shown, and that its document is gone', () => {
      const side = current();
      const page = side.hello(side.link());
      side.send(page, 1, 2, [opened(1, 1), opened(2, 2)]);
      side.session.record(false);
      const closed = { type: 'closed', seq: 3, time: 3, exchange: 1, code: 1000, reason: '', wasClean: true };
      side.send(page, 3, 3, [closed]);
      expect(side.open()).toEqual(['1.2']);
      side.send(page, 4, 4, [{ type: 'pagehide', seq: 4, time: 4, persisted: false }]);
      expect(side.open()).toEqual([]);
    });

    it('and then record(true) asks for what is open, and tells nothing twice', () => {
      const side = current();
      const page = side.hello(side.link());
      side.send(page, 1, 2, [{ ...opened(1), time: -20 }, state(2, 1)]);
      side.session.record(false);
      side.send(page, 3, 4, [opened(3, 2), state(4, 1, 2)]);
      side.session.record(true);
      expect(page.last('resume')).toEqual({ type: 'resume', document: 'd1', after: 4, again: true });
      const retold = [opened(1), state(2, 1), opened(3, 2), state(4, 1, 2)];
      page.onMessage({ type: 'retold', document: 'd1', captures: retold });
      side.send(page, 5, 6, [texts(5, ['a']), state(6, 3, 2)]);
      const states = side.store.exchanges.map(({ transitions }) => transitions.map((each) => each.state));
      expect(states).toEqual([
        [0, 1],
        [0, 1, 3],
      ]);
      expect(side.dataOf('1.1')).toEqual(['a']);
      // The one that was open then may lack something.
      expect(side.store.notices).toMatchObject([{ kind: 'gap', code: 'paused', count: 1 }]);
    });

    it('and then record(true) waits for the answer before it takes what was still on its way', () => {
      const side = current();
      const page = side.hello(side.link());
      side.session.record(false);
      side.send(page, 1, 1, [opened(1)]);
      side.session.record(true);
      // Sent before the hook heard of it: of an exchange that the panel has not been told of.
      side.send(page, 2, 2, [state(2, 1)]);
      side.acknowledged();
      expect(page.last('ack')).toMatchObject({ seq: 1 });
      page.onMessage({ type: 'retold', document: 'd1', captures: [opened(1)] });
      side.send(page, 2, 2, [state(2, 1)]);
      expect(side.store.get('1.1')?.readyState).toBe(1);
      expect(side.store.notices).toEqual([]);
    });
  });
});
