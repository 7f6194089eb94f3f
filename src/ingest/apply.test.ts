// From the facts of one document, told by a real recorder, to its exchanges in a real store.
import { describe, expect, it } from 'vitest';
import { CHUNK, DISCARDED, SENT } from '../wire/capture.ts';
import { bytes, ORIGIN, Page } from './apply.fake.ts';

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
    [1, 0, 0, 1].forEach((state, i) => {
      page.fact(subject, { type: 'transition', state, cause: state === 1 ? 'open' : 'error' }, 20 + i);
      if (state === 1) page.recorder.row(subject, 0, `${i}`, 20 + i).name = 'message';
    });
    page.fact(subject, { type: 'done', cause: 'close()' }, 30);
    expect(page.exchange(subject)).toMatchObject({
      status: 200,
      transitions: [
        { state: 0, time: ORIGIN + 10, cause: 'new EventSource()' },
        { state: 1, cause: 'open' },
        { state: 0, cause: 'error' },
        { state: 1, cause: 'open' },
        { state: 2, time: ORIGIN + 30, cause: 'close()' },
      ],
      // An attempt that failed.
      troubles: [ORIGIN + 22],
      note: 'close()',
      error: null,
    });
    expect(page.messages(subject).map(({ data, event }) => [data, event?.name])).toEqual([
      ['0', 'message'],
      ['3', 'message'],
    ]);
  });

  it('knows no status of an EventSource that never opened', () => {
    const page = new Page();
    const subject = page.open('eventsource');
    page.recorder.failed(subject, 'network', 'error', '');
    page.tell();
    expect(page.states(subject)).toEqual([0, 2]);
    expect(page.exchange(subject).status).toBe(0);
  });

  it('tells what an XMLHttpRequest went through before it was sent', () => {
    const page = new Page();
    const before = [
      { state: 0, time: 3, cause: 'new XMLHttpRequest()' },
      { state: 1, time: 4, cause: 'open()' },
    ];
    const subject = page.open('xhr', { before });
    page.fact(subject, { type: 'transition', state: 2, cause: 'readystatechange' }, 20);
    expect(page.exchange(subject).transitions).toMatchObject([
      { state: 0, time: ORIGIN + 3, cause: 'new XMLHttpRequest()' },
      { state: 1, time: ORIGIN + 4, cause: 'open()' },
      { state: 2, time: ORIGIN + 20 },
    ]);
  });

  // @see https://xhr.spec.whatwg.org/#dom-xmlhttprequest-readystate
  it('takes the readyState of an XMLHttpRequest from its response and its end', () => {
    const page = new Page();
    const subject = page.open('xhr');
    page.enter(subject, 1, 'open()');
    page.head(subject);
    page.enter(subject, 3, 'readystatechange');
    page.fact(subject, { type: 'done' }, 40);
    expect(page.states(subject)).toEqual([1, 2, 3, 4]);
    expect(page.exchange(subject).transitions.at(-1)).toMatchObject({ cause: 'readystatechange', time: ORIGIN + 40 });
  });

  it('does not send an XMLHttpRequest back: a synchronous one tells its state before its response', () => {
    const page = new Page();
    const subject = page.open('xhr');
    page.enter(subject, 1, 'open()');
    page.enter(subject, 4, 'send()');
    page.head(subject);
    page.fact(subject, { type: 'done' });
    expect(page.states(subject)).toEqual([1, 4]);
  });

  it.each([
    ['eventsource', 'error', 'the connection failed and is not tried again'],
    ['fetch', 'cancel', 'cancelled after 3 bytes'],
    ['xhr', 'open()', 'opened again'],
    ['xhr', 'abort', ''],
  ] as const)('says what a failure means that says nothing: %s, %s', (api, name, message) => {
    const page = new Page();
    const subject = page.open(api);
    page.row(subject, 'abc', CHUNK);
    page.recorder.failed(subject, 'abort', name, '');
    expect(page.exchange(subject).error).toMatchObject({ name, message });
  });

  it('reads headers that the platform gives as text', () => {
    const page = new Page();
    const headers = 'content-type: text/plain\r\nx-empty: \r\nx-time: 12:30\r\n';
    const subject = page.open('fetch', { headers });
    page.fact(subject, { type: 'response', status: 200, statusText: '', headers, url: '' });
    const list = [
      ['content-type', 'text/plain'],
      ['x-empty', ''],
      ['x-time', '12:30'],
    ];
    expect(page.exchange(subject)).toMatchObject({ request: { headers: list }, response: { headers: list } });
  });

  it('leaves out what V8 puts before the frames of a stack', () => {
    const page = new Page();
    const stack = 'at f (https://example.org/app.js:1:2)';
    expect(page.exchange(page.open('fetch', { stack: `Error\n${stack}` })).stack).toBe(stack);
  });

  it('tells what a WebSocket negotiated, how it was closed and by whom', () => {
    const page = new Page();
    const subject = page.open('websocket', { url: 'wss://example.org/', protocols: ['a', 'b'] });
    page.fact(subject, { type: 'negotiated', protocol: 'b', extensions: 'permessage-deflate' });
    page.fact(subject, { type: 'closing', code: 4000, reason: 'done' });
    page.row(subject, 'too late', SENT | DISCARDED);
    page.fact(subject, { type: 'closed', code: 1006, reason: '', wasClean: false }, 60);
    expect(page.states(subject)).toEqual([0, 1, 2, 3]);
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

  it('reports a fault of the hook', () => {
    const page = new Page();
    page.recorder.fault(new TypeError('broken'));
    page.tell();
    expect(page.store.notices).toMatchObject([{ kind: 'fault', text: expect.stringContaining('TypeError: broken') }]);
  });
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
