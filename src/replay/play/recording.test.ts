// What is played of a recorded exchange: all that the server gave, with its times, and nothing of what the page did.
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../../decode/framing/choose.ts';
import type { Exchange } from '../../store/exchange.ts';
import { type Opening, Store } from '../../store/store.ts';
import { BINARY, CHUNK, CUT, DISCARDED, DROPPED, SENT } from '../../wire/capture.ts';
import { answerOf, Unplayable } from './recording.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function recorded(api: Opening['api'], tell: (store: Store, exchange: Exchange) => void): Exchange {
  const store = new Store(chooseFramer);
  const exchange = store.open({
    id: '1.1',
    api,
    method: 'GET',
    url: 'https://example.org/',
    source: 'page',
    frame: { id: 0, url: 'https://example.org/' },
    stack: '',
    started: 1000,
    headers: [],
    protocols: [],
    options: {},
  });
  tell(store, exchange);
  return exchange;
}
const head = (store: Store, exchange: Exchange, type: string, time = 1010): void =>
  store.response(exchange, {
    status: 200,
    statusText: 'OK',
    headers: [['content-type', type]],
    url: 'https://example.org/final',
    redirected: true,
    kind: 'basic',
    time,
  });
const append = (store: Store, exchange: Exchange, time: number, flags: number, data: string | Uint8Array): void =>
  store.append(exchange, {
    time,
    flags: flags | (typeof data === 'string' ? 0 : BINARY),
    size: data.length,
    block: data,
    start: 0,
    length: data.length,
  });

describe('answerOf', () => {
  it('gives a framed body in the pieces in which it came', () => {
    const exchange = recorded('fetch', (store, each) => {
      append(store, each, 1001, SENT | CHUNK, 'question');
      head(store, each, 'text/event-stream');
      append(store, each, 1020, CHUNK, encode('data: a\n\nda'));
      append(store, each, 1030, CHUNK, encode('ta: b\n\n'));
      store.end(each, 1040);
    });
    expect(answerOf(exchange)).toEqual({
      recorded: '1.1',
      status: 200,
      statusText: 'OK',
      headers: [['content-type', 'text/event-stream']],
      url: 'https://example.org/final',
      redirected: true,
      protocol: '',
      extensions: '',
      steps: [
        { at: 10, type: 'head' },
        { at: 20, type: 'chunk', data: encode('data: a\n\nda') },
        { at: 30, type: 'chunk', data: encode('ta: b\n\n') },
        { at: 40, type: 'end' },
      ],
    });
  });

  it('has no part of what cannot be had again: a payload that was let go', () => {
    for (const flag of [DROPPED, CUT]) {
      const exchange = recorded('fetch', (store, each) => {
        head(store, each, 'text/plain');
        append(store, each, 1020, CHUNK | flag, encode('abc'));
      });
      expect(() => answerOf(exchange)).toThrow(new Unplayable('lost', 'message 0 was not kept whole: 3 bytes'));
    }
  });

  it('refuses what was never answered', () => {
    expect(() => answerOf(recorded('fetch', () => {}))).toThrow(new Unplayable('unanswered', '1.1 was never answered'));
    expect(() => answerOf(recorded('websocketstream', () => {}))).toThrow('websocketstream cannot be played');
  });

  it('keeps the order of the log where times are equal, as a reply within a millisecond has', () => {
    const exchange = recorded('websocket', (store, each) => {
      store.transition(each, 0, 1000, 'new WebSocket()');
      store.transition(each, 1, 1010, 'open');
      append(store, each, 1010, SENT, 'ask');
      append(store, each, 1020, 0, 'answer');
      append(store, each, 1020, SENT, 'more');
    });
    expect(answerOf(exchange).steps.map(({ type }) => type)).toEqual(['head', 'sent', 'message', 'sent']);
  });

  it('lets the messages of a WebSocket wait for those of the page', () => {
    const exchange = recorded('websocket', (store, each) => {
      store.transition(each, 0, 1000, 'new WebSocket()');
      store.transition(each, 1, 1010, 'open');
      append(store, each, 1020, SENT, 'ask');
      append(store, each, 1030, 0, 'answer');
      append(store, each, 1040, SENT | DISCARDED, 'too late');
    });
    expect(answerOf(exchange).steps).toEqual([
      { at: 10, type: 'head' },
      { at: 20, type: 'sent' },
      { at: 30, type: 'message', data: 'answer' },
    ]);
  });
});
