// From the facts of one document, told by a real recorder, to its exchanges in a real store.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { pack } from '../hook/pack.ts';
import { type ExchangeFact, Recorder, type Subject } from '../hook/recorder.ts';
import type { Exchange } from '../store/exchange.ts';
import type { Message } from '../store/message-log.ts';
import { Store } from '../store/store.ts';
import type { Api, Capture, HeaderList } from '../wire/capture.ts';
import { BINARY, CHUNK, CUT, DISCARDED, DROPPED, SENT } from '../wire/capture.ts';
import { Applier } from './apply.ts';

const ORIGIN = 1_700_000_000_000;

class Page {
  readonly store = new Store(chooseFramer);
  readonly recorder = new Recorder();
  readonly applier = new Applier(this.store, {
    name: '1',
    frame: { id: 0, url: 'https://example.org/' },
    timeOrigin: ORIGIN,
    panel: 'p',
  });
  #last = 0;

  /** Brings what happened since the last time to the store. */
  tell(): void {
    for (let item = this.recorder.head, offset = 0; item; ) {
      const packed = pack(item, offset);
      if (!packed) break;
      for (const capture of structuredClone(packed.captures) as Capture[]) this.applier.apply(capture, this.#last);
      this.#last = Math.max(this.#last, packed.last);
      item = packed.next;
      offset = packed.offset;
    }
    this.recorder.release(this.#last);
  }

  open(api: Api, more: Partial<Extract<Capture, { type: 'opened' }>> = {}): Subject {
    const subject = this.recorder.begin();
    this.recorder.fact(subject, { type: 'opened', api, method: 'GET', url: 'https://example.org/', ...more }, 10);
    return subject;
  }

  fact(subject: Subject, fact: ExchangeFact, time = 20): void {
    this.recorder.fact(subject, fact, time);
  }

  head(subject: Subject, headers: HeaderList = []): void {
    this.fact(subject, { type: 'response', status: 200, statusText: 'OK', headers, url: 'https://example.org/final' });
  }

  row(subject: Subject, data: string | Uint8Array, flags = 0, time = 30): void {
    this.recorder.row(subject, flags | (typeof data === 'string' ? 0 : BINARY), data, time);
  }

  exchange(subject: Subject): Exchange {
    this.tell();
    const found = this.store.get(`1.${subject.number}`);
    if (!found) throw new Error('not in the store');
    return found;
  }

  messages(subject: Subject): Message[] {
    const { messages } = this.exchange(subject);
    return Array.from({ length: messages.length }, (_, i) => messages.message(i));
  }

  states(subject: Subject): unknown[] {
    return this.exchange(subject).transitions.map(({ state }) => state);
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('applier', () => {
  it('opens an exchange with absolute URL and time, and with all that the page gave', () => {
    const page = new Page();
    const subject = page.open('fetch', {
      method: 'post',
      url: '../a?b#c',
      base: 'https://example.org/x/y/',
      headers: [['X-A', '1']],
      options: { mode: 'cors' },
      stack: 'at f (https://example.org/app.js:1:2)',
    });
    expect(page.exchange(subject)).toMatchObject({
      id: '1.1',
      method: 'POST',
      url: 'https://example.org/x/a?b#c',
      started: ORIGIN + 10,
      frame: { id: 0, url: 'https://example.org/' },
      request: { headers: [['X-A', '1']], options: { mode: 'cors' } },
      stack: 'at f (https://example.org/app.js:1:2)',
      ended: null,
    });
  });

  // @see https://fetch.spec.whatwg.org/#concept-method-normalize
  it.each([
    ['get', 'GET'],
    ['Post', 'POST'],
    ['patch', 'patch'],
    ['Custom', 'Custom'],
  ])('tells the method as it is sent: %s', (given, sent) => {
    const page = new Page();
    expect(page.exchange(page.open('xhr', { method: given })).method).toBe(sent);
  });

  it('keeps a URL that cannot be parsed as it was given', () => {
    const page = new Page();
    expect(page.exchange(page.open('fetch', { url: 'http://[' })).url).toBe('http://[');
  });

  describe('fetch', () => {
    it('goes through pending, response, body and done', () => {
      const page = new Page();
      const subject = page.open('fetch');
      expect(page.states(subject)).toEqual(['pending']);
      page.head(subject);
      expect(page.states(subject)).toEqual(['pending', 'response']);
      page.row(subject, bytes('a'), CHUNK);
      page.row(subject, bytes('b'), CHUNK);
      expect(page.states(subject)).toEqual(['pending', 'response', 'body']);
      page.fact(subject, { type: 'done' }, 40);
      expect(page.states(subject)).toEqual(['pending', 'response', 'body', 'done']);
      expect(page.exchange(subject)).toMatchObject({
        ended: ORIGIN + 40,
        status: 200,
        readyState: 'done',
        error: null,
      });
    });

    it('does not take its request body for the body', () => {
      const page = new Page();
      const subject = page.open('fetch');
      page.head(subject);
      page.row(subject, 'upload', SENT);
      expect(page.states(subject)).toEqual(['pending', 'response']);
    });

    it.each([
      ['abort', 'aborted'],
      ['network', 'failed'],
      ['timeout', 'failed'],
    ] as const)('that ends by %s is %s', (kind, state) => {
      const page = new Page();
      const subject = page.open('fetch');
      page.fact(subject, { type: 'failed', kind, name: 'SomeError', message: 'why' }, 50);
      expect(page.exchange(subject)).toMatchObject({
        readyState: state,
        error: { kind, name: 'SomeError', message: 'why' },
        ended: ORIGIN + 50,
      });
    });
  });

  it('follows an EventSource that reconnects within one exchange', () => {
    const page = new Page();
    const subject = page.open('eventsource');
    [0, 1, 0, 1, 2].forEach((state, i) => {
      page.fact(subject, { type: 'transition', state, cause: 'x' }, 20 + i);
      if (state === 1) page.recorder.row(subject, 0, `${i}`, 20 + i).name = 'message';
      if (state === 0 && i > 0) page.fact(subject, { type: 'error', name: 'error' }, 20 + i);
    });
    page.fact(subject, { type: 'done', cause: 'close()' }, 30);
    expect(page.states(subject)).toEqual([0, 1, 0, 1, 2]);
    expect(page.exchange(subject)).toMatchObject({
      status: 200,
      troubles: [ORIGIN + 22],
      note: 'close()',
      error: null,
    });
    expect(page.messages(subject).map(({ data, event }) => [data, event?.name])).toEqual([
      ['1', 'message'],
      ['3', 'message'],
    ]);
  });

  it('knows no status of an EventSource that never opened', () => {
    const page = new Page();
    const subject = page.open('eventsource');
    page.fact(subject, { type: 'transition', state: 0, cause: 'x' });
    page.fact(subject, { type: 'transition', state: 2, cause: 'error' });
    expect(page.exchange(subject).status).toBe(0);
  });

  it('tells what a WebSocket negotiated, how it was closed and by whom', () => {
    const page = new Page();
    const subject = page.open('websocket', { url: 'wss://example.org/', protocols: ['a', 'b'] });
    page.fact(subject, { type: 'negotiated', protocol: 'b', extensions: 'permessage-deflate' });
    page.fact(subject, { type: 'transition', state: 1, cause: 'open' });
    page.fact(subject, { type: 'closing', code: 4000, reason: 'done' });
    page.fact(subject, { type: 'transition', state: 2, cause: 'close()' });
    page.fact(subject, { type: 'transition', state: 3, cause: 'close' });
    page.row(subject, 'too late', SENT | DISCARDED);
    page.fact(subject, { type: 'closed', code: 1006, reason: '', wasClean: false }, 60);
    expect(page.exchange(subject)).toMatchObject({
      status: 101,
      protocol: 'b',
      extensions: 'permessage-deflate',
      request: { protocols: ['a', 'b'] },
      closing: { code: 4000, reason: 'done' },
      closed: { code: 1006, reason: '', wasClean: false },
      readyState: 3,
      ended: ORIGIN + 60,
      error: null,
    });
    expect(page.messages(subject)).toMatchObject([{ data: 'too late', discarded: true, direction: 'sent' }]);
  });

  it('tells progress of both directions, bufferedAmount and losses', () => {
    const page = new Page();
    const subject = page.open('xhr');
    page.fact(subject, { type: 'progress', direction: 'sent', loaded: 5, total: 10 });
    page.fact(subject, { type: 'progress', direction: 'received', loaded: 7 });
    page.fact(subject, { type: 'buffered', amount: 99 });
    page.fact(subject, { type: 'lost', messages: 2, bytes: 11 });
    expect(page.exchange(subject)).toMatchObject({
      upload: { loaded: 5, total: 10 },
      download: { loaded: 7, total: null },
      buffered: 99,
      lost: { messages: 2, bytes: 11 },
    });
  });

  describe('messages', () => {
    it('replaces lone surrogates in sent text, as the platform does, and keeps received ones', () => {
      const page = new Page();
      const subject = page.open('websocket');
      page.row(subject, 'a\ud800b', SENT);
      page.row(subject, 'a\ud800b');
      page.row(subject, '\udc00', SENT);
      expect(page.messages(subject).map(({ data, size }) => [data, size])).toEqual([
        ['a\ufffdb', 5],
        ['a\ud800b', 5],
        ['\ufffd', 3],
      ]);
    });

    it('keeps strings that look like markup or carry control characters as the strings they are', () => {
      const page = new Page();
      const hostile = ['<img src=x onerror=alert(1)>', '\u202e\u0000\u001b[2J', '__proto__', '{{7*7}}'];
      const subject = page.open('websocket', { method: hostile[0] as string, stack: hostile[0] as string });
      for (const text of hostile) page.row(subject, text);
      expect(page.messages(subject).map(({ data }) => data)).toEqual(hostile);
      expect(page.exchange(subject).stack).toBe(hostile[0]);
    });

    it('never let time go back within an exchange', () => {
      fc.assert(
        fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 30 }), (times) => {
          const page = new Page();
          const subject = page.open('websocket');
          for (const time of times) page.row(subject, 'x', 0, time);
          const told = page.messages(subject).map(({ time }) => time);
          expect(told).toEqual([...told].sort((a, b) => a - b));
        }),
        { numRuns: 50 },
      );
    });

    it('tell their size where the payload was let go, or only its beginning was kept', () => {
      const page = new Page();
      const subject = page.open('websocket');
      const item = page.recorder.row(subject, DROPPED | BINARY, null, 1);
      item.size = 1000;
      const cut = page.recorder.row(subject, CUT | BINARY, Uint8Array.of(1, 2), 2);
      cut.size = 500;
      expect(page.messages(subject)).toMatchObject([
        { data: null, size: 1000 },
        { data: Uint8Array.of(1, 2), size: 500, cut: true },
      ]);
      expect(page.exchange(subject).bytesReceived).toBe(1500);
    });

    it('of an unknown exchange are left out, and it says so', () => {
      const page = new Page();
      const stranger = page.recorder.begin();
      for (const text of ['a', 'b']) page.row(stranger, text);
      page.fact(stranger, { type: 'transition', state: 1, cause: 'open' });
      page.tell();
      expect(page.store.exchanges).toEqual([]);
      expect(page.store.notices).toMatchObject([
        { kind: 'invalid', count: 2 },
        { kind: 'invalid', count: 1 },
      ]);
    });
  });

  describe('parts of a large message', () => {
    const part = (offset: number, data: string | Uint8Array, last: boolean, seq = 2): Capture => {
      const flags = typeof data === 'string' ? 0 : BINARY;
      return { type: 'part', seq, time: 1, exchange: 1, offset, last, flags, size: 0, data };
    };
    const withPage = (...parts: Capture[]) => {
      const page = new Page();
      const subject = page.open('websocket');
      page.tell();
      for (const each of parts) page.applier.apply(each, 1);
      return { told: page.messages(subject).map(({ data }) => data), notices: page.store.notices };
    };

    it('become one message', () => {
      const text = withPage(part(0, 'ab', false), part(2, 'cd', false), part(4, 'e', true));
      expect(text).toEqual({ told: ['abcde'], notices: [] });
      const binary = withPage(part(0, Uint8Array.of(1, 2), false), part(2, Uint8Array.of(3), true));
      expect(binary.told).toEqual([Uint8Array.of(1, 2, 3)]);
    });

    it('may start again after a broken link', () => {
      const { told } = withPage(part(0, 'ab', false), part(0, 'ab', false), part(2, 'c', true));
      expect(told).toEqual(['abc']);
    });

    it.each([
      ['a part is missing', [part(0, 'ab', false), part(3, 'd', true)]],
      ['the first is missing', [part(2, 'c', true)]],
      ['another message comes between', [part(0, 'ab', false), part(2, 'c', true, 3)]],
    ])('become nothing where %s, and it says so', (_, parts) => {
      const { told, notices } = withPage(...parts);
      expect(told).toEqual([]);
      expect(notices).toMatchObject([{ kind: 'invalid' }]);
    });
  });

  it('counts a fact once that is told again', () => {
    const page = new Page();
    const subject = page.open('websocket');
    page.fact(subject, { type: 'transition', state: 0, cause: 'new WebSocket()' });
    page.fact(subject, { type: 'transition', state: 1, cause: 'open' });
    page.tell();
    for (const capture of structuredClone(page.recorder.memories()) as Capture[]) page.applier.apply(capture, -1);
    page.fact(subject, { type: 'transition', state: 2, cause: 'close()' });
    expect(page.states(subject)).toEqual([0, 1, 2]);
    expect(page.store.exchanges).toHaveLength(1);
  });

  it('reports a fault of the hook', () => {
    const page = new Page();
    page.recorder.fault(new TypeError('broken'));
    page.tell();
    expect(page.store.notices).toMatchObject([{ kind: 'fault', text: expect.stringContaining('TypeError: broken') }]);
  });

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
      page.recorder.documentFact({ type: 'pagehide', persisted: false });
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
      page.recorder.documentFact({ type: 'pagehide', persisted: false });
      expect(page.exchange(unread)).toMatchObject({ readyState: 'done', error: null, note: 'unread' });
    });

    it('goes on as if nothing had been when it comes back from the back/forward cache', () => {
      const { page, open, unread, ended } = leaving();
      const all = [...open, unread, ended];
      const before = all.map((subject) => structuredClone(stateOf(page.exchange(subject))));
      page.recorder.documentFact({ type: 'pagehide', persisted: true });
      page.tell();
      page.recorder.documentFact({ type: 'pageshow' });
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

  it('marks a framed body as torn where facts are missing', () => {
    const page = new Page();
    const subject = page.open('fetch');
    page.head(subject, [['content-type', 'text/event-stream']]);
    page.row(subject, bytes('data: be'), CHUNK);
    page.tell();
    page.applier.tear();
    page.row(subject, bytes('hind\n\ndata: 2\n\n'), CHUNK);
    expect(page.messages(subject).map(({ data, incomplete }) => [data, incomplete])).toEqual([
      ['be', true],
      ['2', true],
    ]);
  });
});

const stateOf = ({ readyState, transitions, ended, error, note }: Exchange) => ({
  readyState,
  transitions: [...transitions],
  ended,
  error,
  note,
});

describe('what the actor makes', () => {
  it('is marked: the exchange with its parent, the message, the closing; and nothing after it', () => {
    const page = new Page();
    page.recorder.ours = 'p 3 1.7';
    const mine = page.recorder.open({ api: 'websocket', method: 'GET', url: 'wss://example.org/' }, 1);
    const other = page.recorder.open({ api: 'websocket', method: 'GET', url: 'wss://example.org/' }, 2);
    page.recorder.ours = 'p 4 1.1';
    page.row(mine, 'ours', SENT);
    page.row(mine, 'theirs', SENT);
    page.fact(mine, { type: 'closing', code: 1000, ours: 'p 5 1.1' });
    page.fact(other, { type: 'closing', code: 1000 });
    expect(page.exchange(mine)).toMatchObject({
      ours: { call: '3', parent: '1.7' },
      closing: { code: 1000, ours: true },
    });
    const { messages } = page.exchange(mine);
    expect([0, 1].map((i) => messages.message(i).ours)).toEqual([true, false]);
    expect(messages.message(0)).toMatchObject({ direction: 'sent', data: 'ours', incomplete: false });
    expect(page.exchange(other)).toMatchObject({ ours: null, closing: { code: 1000, reason: '' } });
    expect(page.exchange(other).closing).not.toHaveProperty('ours');
  });

  it('has no parent where another panel asked for it: ids say nothing here', () => {
    const page = new Page();
    page.recorder.ours = 'q 3 1.7';
    const mine = page.recorder.open({ api: 'fetch', method: 'GET', url: 'https://example.org/' }, 1);
    expect(page.exchange(mine).ours).toEqual({ call: '', parent: '' });
  });
});
