// What scripts are told: exactly the documented members, as plain data that does not change afterwards.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { type Opening, Store } from '../store/store.ts';
import { BINARY, CHUNK, CUT, DISCARDED, DROPPED, SENT } from '../wire/capture.ts';
import { base64, detail, messageData, summarize } from './summary.ts';

const SUMMARY = [
  ...['id', 'api', 'method', 'url', 'status', 'readyState', 'transitions', 'sent', 'received', 'bytesSent'],
  ...['bytesReceived', 'closed', 'error', 'lost', 'source', 'frame', 'startedDateTime', 'endedDateTime'],
];

const opening: Opening = {
  id: '1.1',
  api: 'websocket',
  method: 'GET',
  url: 'wss://example.org/',
  source: 'page',
  frame: { id: 0, url: 'https://example.org/' },
  stack: 'at f (app.js:1:2)',
  started: 100.5,
  headers: [['X-A', '1']],
  protocols: ['a'],
  options: { mode: 'cors' },
};

const socket = () => {
  const store = new Store(chooseFramer);
  const exchange = store.open(structuredClone(opening));
  store.transition(exchange, 0, 100.5, 'new WebSocket()');
  store.negotiated(exchange, 'a', 'permessage-deflate');
  store.transition(exchange, 1, 101, 'open');
  store.append(exchange, { time: 102, flags: SENT, size: 5, block: 'hallo', start: 0, length: 5 });
  store.append(exchange, { time: 103, flags: BINARY, size: 2, block: Uint8Array.of(1, 255), start: 0, length: 2 });
  return { store, exchange };
};

describe('summary', () => {
  it('has exactly the documented members', () => {
    expect(Object.keys(summarize(socket().exchange))).toEqual(SUMMARY);
  });

  it('tells an open WebSocket', () => {
    expect(summarize(socket().exchange)).toEqual({
      id: '1.1',
      api: 'websocket',
      method: 'GET',
      url: 'wss://example.org/',
      status: 101,
      readyState: 1,
      transitions: [
        { state: 0, time: 100.5 },
        { state: 1, time: 101 },
      ],
      sent: 1,
      received: 1,
      bytesSent: 5,
      bytesReceived: 2,
      closed: null,
      error: null,
      lost: null,
      source: 'page',
      frame: { id: 0, url: 'https://example.org/' },
      startedDateTime: 100.5,
      endedDateTime: null,
    });
  });

  it('tells how it ended and what was lost', () => {
    const { store, exchange } = socket();
    store.closed(exchange, { code: 1006, reason: 'why', wasClean: false });
    store.failed(exchange, { kind: 'network', name: 'error', message: 'm' });
    store.lost(exchange, 3, 70);
    store.end(exchange, 200);
    expect(summarize(exchange)).toMatchObject({
      closed: { code: 1006, reason: 'why', wasClean: false },
      error: { kind: 'network', name: 'error', message: 'm' },
      lost: { messages: 3, bytes: 70 },
      endedDateTime: 200,
    });
  });

  it('is a snapshot of plain data', () => {
    const { store, exchange } = socket();
    const before = summarize(exchange);
    const copy = structuredClone(before);
    store.transition(exchange, 2, 150, 'close()');
    store.lost(exchange, 1, 1);
    expect(before).toEqual(copy);
    (before.transitions as unknown[]).length = 0;
    before.frame.id = 99;
    expect(exchange.transitions).toHaveLength(3);
    expect(exchange.frame.id).toBe(0);
  });
});

describe('detail', () => {
  it('adds the documented members to the summary', () => {
    const { exchange } = socket();
    expect(Object.keys(detail(exchange))).toEqual([
      ...SUMMARY,
      ...['request', 'response', 'initiator', 'timings', 'cookies', 'remoteAddress', 'httpVersion', 'priority'],
      ...['transferSize', 'redirects', 'preflight', 'connections', 'bodySource'],
    ]);
    expect(detail(exchange)).toMatchObject({
      request: { headers: [['X-A', '1']], protocols: ['a'], options: { mode: 'cors' } },
      response: { status: 101, protocol: 'a', extensions: 'permessage-deflate', headers: [], url: '' },
      initiator: { stack: 'at f (app.js:1:2)' },
      timings: { started: 100.5, response: null, firstMessage: 103, ended: null },
      cookies: { request: [], response: [] },
    });
  });

  it('tells the response as the page saw it, after redirects', () => {
    const store = new Store(chooseFramer);
    const exchange = store.open({ ...opening, api: 'fetch', stack: '' });
    const facts = { status: 404, statusText: 'Not Found', headers: [['a', 'b']] as [string, string][], kind: 'cors' };
    store.response(exchange, { ...facts, url: 'https://example.org/final', redirected: true, time: 120 });
    expect(detail(exchange)).toMatchObject({
      status: 404,
      error: null,
      response: {
        status: 404,
        statusText: 'Not Found',
        headers: [['a', 'b']],
        url: 'https://example.org/final',
        redirected: true,
        type: 'cors',
      },
      initiator: null,
      timings: { response: 120, firstMessage: null },
    });
  });

  it('knows no response where there was none', () => {
    expect(detail(new Store(chooseFramer).open({ ...opening, api: 'fetch' })).response).toBeNull();
  });

  it('is plain data, copied', () => {
    const { exchange } = socket();
    const told = detail(exchange);
    expect(structuredClone(told)).toEqual(told);
    told.request.headers[0] = ['changed', ''];
    told.request.options.mode = 'changed';
    expect(exchange.request).toMatchObject({ headers: [['X-A', '1']], options: { mode: 'cors' } });
  });
});

describe('message data', () => {
  const logged = (flags: number, block: string | Uint8Array, more = {}) => {
    const { store, exchange } = socket();
    store.append(exchange, { time: 104, flags, size: 9, block, start: 0, length: block.length, ...more });
    return messageData(exchange.messages, 2);
  };

  it('has exactly the documented members, and marks only where they hold', () => {
    expect(messageData(socket().exchange.messages, 0)).toEqual({
      seq: 0,
      direction: 'sent',
      time: 102,
      size: 5,
      opcode: 'text',
      data: 'hallo',
    });
    expect(logged(SENT | DISCARDED, 'late')).toMatchObject({ discarded: true });
    expect(logged(BINARY | CUT, Uint8Array.of(1))).toMatchObject({ cut: true, size: 9, data: 'AQ==' });
    expect(logged(CHUNK | SENT, 'chunk')).not.toHaveProperty('chunk');
  });

  it('tells binary as base64, text as it is, and null where it was let go', () => {
    expect(messageData(socket().exchange.messages, 1)).toMatchObject({ opcode: 'binary', data: 'Af8=' });
    expect(logged(0, 'a\ud800<b>').data).toBe('a\ud800<b>');
    expect(logged(DROPPED, '')).toMatchObject({ data: null, size: 9 });
  });

  it('tells the facts of an event', () => {
    const event = { name: 'tick', id: '7', retry: 1000, comment: 'c' };
    expect(logged(0, 'x', { event }).event).toEqual(event);
  });
});

describe('base64', () => {
  it('is what it is elsewhere, for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (b) => base64(b) === Buffer.from(b).toString('base64')));
  });

  it.each([32_767, 32_768, 32_769, 1_000_003])('is right for %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) & 255);
    expect(base64(bytes) === Buffer.from(bytes).toString('base64')).toBe(true);
  });
});
