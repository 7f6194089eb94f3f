// What is told twice, cleared, or left open by a document that goes.
import { describe, expect, it } from 'vitest';
import type { Subject } from '../hook/item.ts';
import type { Exchange } from '../store/exchange.ts';
import type { Capture } from '../wire/capture.ts';
import { ORIGIN, Page } from './apply.fake.ts';

const stateOf = ({ readyState, transitions, ended, error, note }: Exchange) => ({
  readyState,
  transitions: [...transitions],
  ended,
  error,
  note,
});

describe('applier', () => {
  describe('a document that goes away', () => {
    const leaving = () => {
      const page = new Page();
      const open = (['fetch', 'xhr', 'eventsource', 'websocket'] as const).map((api) => page.open(api));
      const unread = page.open('fetch');
      page.head(unread);
      const ended = page.open('fetch');
      page.fact(ended, { type: 'done' }, 15);
      return { page, open, unread, ended };
    };

    it('leaves nothing open: each exchange is in the last state of its API, aborted', () => {
      const { page, open, ended } = leaving();
      page.recorder.passing(null, { type: 'pagehide', persisted: false });
      page.tell();
      expect(page.store.exchanges.filter((exchange) => exchange.ended === null)).toEqual([]);
      expect(open.map((subject) => page.exchange(subject).readyState)).toEqual(['aborted', 4, 2, 3]);
      for (const subject of open) {
        const exchange = page.exchange(subject);
        expect(exchange).toMatchObject({ error: { kind: 'abort', name: 'document' } });
        expect(exchange.transitions.at(-1)?.cause).toBe('document');
      }
      expect(page.exchange(ended)).toMatchObject({ ended: ORIGIN + 15, error: null, readyState: 'done' });
    });

    it('does not take a fetch for failed whose body was never asked for', () => {
      const { page, unread } = leaving();
      page.recorder.passing(null, { type: 'pagehide', persisted: false });
      expect(page.exchange(unread)).toMatchObject({ readyState: 'done', error: null, note: 'unread' });
    });

    it('has one end where the page sees it end after that', () => {
      const { page, open, unread } = leaving();
      const [fetched, xhr] = open as [Subject, Subject];
      page.recorder.passing(null, { type: 'pagehide', persisted: false });
      page.tell();
      page.fact(fetched, { type: 'failed', kind: 'network', name: 'TypeError', message: 'Failed to fetch' });
      page.fact(unread, { type: 'failed', kind: 'network', name: 'TypeError', message: 'network error' });
      page.fact(xhr, { type: 'transition', state: 4, cause: 'readystatechange' });
      page.fact(xhr, { type: 'failed', kind: 'network', name: 'error', message: 'error' });
      expect(page.exchange(xhr).transitions.filter(({ state }) => state === 4)).toHaveLength(1);
      expect(page.exchange(xhr).error).toMatchObject({ kind: 'network' });
      for (const subject of [fetched, unread]) {
        const { transitions, error, readyState } = page.exchange(subject);
        expect(transitions.map(({ state }) => state).filter((state) => /done|aborted|failed/.test(`${state}`))).toEqual(
          ['failed'],
        );
        expect([readyState, error?.name]).toEqual(['failed', 'TypeError']);
      }
    });

    it('goes on as if nothing had been when it comes back from the back/forward cache', () => {
      const { page, open, unread, ended } = leaving();
      const all = [...open, unread, ended];
      const before = all.map((subject) => structuredClone(stateOf(page.exchange(subject))));
      page.recorder.passing(null, { type: 'pagehide', persisted: true });
      page.tell();
      page.recorder.passing(null, { type: 'pageshow' });
      expect(all.map((subject) => stateOf(page.exchange(subject)))).toEqual(before);
      page.row(open[3] as Subject, 'hello again');
      expect(page.messages(open[3] as Subject)).toMatchObject([{ data: 'hello again' }]);
    });
  });

  it('brings an exchange back that was cleared while open, without its past', () => {
    const page = new Page();
    const subject = page.open('websocket');
    page.fact(subject, { type: 'transition', state: 1, cause: 'open' });
    page.row(subject, 'before');
    page.tell();
    page.store.clear();
    expect(page.store.exchanges).toEqual([]);
    page.row(subject, 'after');
    page.row(subject, 'and on');
    expect(page.messages(subject).map(({ data }) => data)).toEqual(['after', 'and on']);
    expect(page.exchange(subject)).toMatchObject({ id: '1.1', readyState: 1, bytesReceived: 11, started: ORIGIN + 10 });
    expect(page.store.exchanges).toHaveLength(1);
  });

  it('does not bring back a cleared exchange that had ended', () => {
    const page = new Page();
    const subject = page.open('fetch');
    page.fact(subject, { type: 'done' });
    page.tell();
    page.store.clear();
    page.fact(subject, { type: 'lost', messages: 1, bytes: 1 });
    page.tell();
    expect(page.store.exchanges).toEqual([]);
  });

  it('counts a fact once that is told again', () => {
    const page = new Page();
    const subject = page.open('websocket');
    page.fact(subject, { type: 'negotiated', protocol: '', extensions: '' });
    page.tell();
    page.applier.take(structuredClone(page.recorder.memories()) as Capture[], -1);
    page.fact(subject, { type: 'closing' });
    expect(page.states(subject)).toEqual([0, 1, 2]);
    expect(page.store.exchanges).toHaveLength(1);
  });
});
