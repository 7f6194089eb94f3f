// The plain data of a snippet says what the store knows.
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../../decode/framing/choose.ts';
import type { Exchange, WireRecord } from '../../store/exchange.ts';
import type { EventFacts } from '../../store/message-log.ts';
import { type Opening, Store } from '../../store/store.ts';
import { BINARY, CHUNK, DISCARDED, DROPPED, SENT } from '../../wire/capture.ts';
import { snippetSource } from './from-exchange.ts';
import { bytesOf, textOf } from './source.ts';

function exchangeOf(parts: Partial<Opening>): { store: Store; exchange: Exchange } {
  const store = new Store(chooseFramer);
  const exchange = store.open({
    id: '1.1',
    api: 'fetch',
    method: 'GET',
    url: 'https://h.example/a#fragment',
    source: 'page',
    frame: { id: 0, url: 'https://page.example/here' },
    stack: '',
    started: 1000,
    headers: [],
    protocols: [],
    options: {},
    ...parts,
  });
  return { store, exchange };
}

const row = (data: string | Uint8Array, time: number, flags: number, event?: EventFacts) => ({
  time,
  flags: flags | (typeof data === 'string' ? 0 : BINARY),
  size: data.length,
  block: data,
  start: 0,
  length: data.length,
  ...(event && { event }),
});

const head = (type: string) => ({
  status: 200,
  statusText: 'Fine',
  headers: [['content-type', type]] as [string, string][],
  url: '',
  redirected: false,
  kind: 'basic',
  time: 1010,
});

describe('an exchange of fetch', () => {
  it('has its request body in pieces, and the chunks of its answer also where they were framed', () => {
    const { store, exchange } = exchangeOf({ method: 'POST', options: { duplex: 'half', credentials: 'include' } });
    store.append(exchange, row('one\ud800', 1001, SENT | CHUNK));
    store.append(exchange, row(new Uint8Array([0, 255]), 1002, SENT | CHUNK));
    store.response(exchange, head('text/event-stream'));
    for (const [i, piece] of ['data: é\n', '\ndata: b\n\n'].entries())
      store.append(exchange, row(new TextEncoder().encode(piece), 1020 + i, CHUNK));
    store.end(exchange, 1030);
    const source = snippetSource(exchange);
    expect(source).toMatchObject({
      method: 'POST',
      url: 'https://h.example/a',
      body: [
        { at: 1, data: 'one\ufffd' },
        { at: 2, data: new Uint8Array([0, 255]) },
      ],
      upload: true,
      credentials: true,
      stream: true,
      origin: 'https://page.example',
      response: { status: 200, statusText: 'Fine', end: 'finished' },
    });
    expect(textOf(bytesOf(source.response?.pieces ?? []))).toBe('data: é\n\ndata: b\n\n');
    expect(source.response?.pieces.map(({ at }) => at)).toEqual([20, 21]);
  });

  it('has the headers of the wire where they are known', () => {
    const { store, exchange } = exchangeOf({ headers: [['X-Page', '1']] });
    expect(snippetSource(exchange).headers).toEqual([['X-Page', '1']]);
    store.wire(exchange, {
      requestHeaders: [['Cookie', 'a=1']],
      responseHeaders: [['X-Wire', '2']],
      status: 201,
      statusText: '',
      redirects: [{ url: 'https://h.example/a', status: 302, location: '/b' }],
    } as unknown as WireRecord);
    const source = snippetSource(exchange);
    expect(source).toMatchObject({ headers: [['Cookie', 'a=1']], redirected: true, stream: false });
    expect(source.response).toMatchObject({ status: 201, headers: [['X-Wire', '2']], end: 'open' });
  });

  it('has no answer where there was none', () => {
    const { store, exchange } = exchangeOf({});
    store.failed(exchange, { kind: 'network', name: 'TypeError', message: 'Failed to fetch' });
    expect(snippetSource(exchange).response).toBeNull();
  });
});

describe('an EventSource', () => {
  it('has its events as a server can send them', () => {
    const { store, exchange } = exchangeOf({ api: 'eventsource' });
    store.response(exchange, head('text/event-stream'));
    store.append(exchange, row('a\nb', 1020, 0, { name: 'message', id: '1' }));
    store.append(exchange, row('', 1030, 0, { name: '', id: '1', comment: 'still here' }));
    store.append(exchange, row('c', 1040, 0, { name: 'tick', id: '', retry: 5 }));
    const source = snippetSource(exchange);
    expect(source.response).toMatchObject({
      end: 'open',
      pieces: [
        { at: 20, data: 'id: 1\ndata: a\ndata: b\n\n' },
        { at: 30, data: ':still here\n\n' },
        { at: 40, data: 'retry: 5\nid: \nevent: tick\ndata: c\n\n' },
      ],
    });
    expect(source.eventNames).toEqual(['message', 'tick']);
  });
});

describe('a WebSocket', () => {
  it('has its messages but those that were never sent or were let go, and who closed it', () => {
    const { store, exchange } = exchangeOf({ api: 'websocket', url: 'wss://h.example/ws', protocols: ['a'] });
    store.transition(exchange, 1, 1005, 'open');
    store.append(exchange, row('hi', 1010, SENT));
    store.append(exchange, row(new Uint8Array([1]), 1011, 0));
    store.append(exchange, row('gone', 1012, DROPPED));
    store.append(exchange, row('too late', 1013, SENT | DISCARDED));
    store.closing(exchange, 3000, 'enough');
    store.closed(exchange, { code: 1005, reason: '', wasClean: true });
    store.end(exchange, 1020);
    expect(snippetSource(exchange)).toMatchObject({
      opened: 5,
      protocols: ['a'],
      response: null,
      body: [],
      messages: [
        { direction: 'sent', at: 10, data: 'hi' },
        { direction: 'received', at: 11, data: new Uint8Array([1]) },
      ],
      close: { code: 3000, reason: 'enough', at: 20, byPage: true },
    });
  });
});
