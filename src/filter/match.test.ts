// What matches what, over exchanges of a real store.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../store/exchange.ts';
import { type Opening, Store } from '../store/store.ts';
import { BINARY, DROPPED, SENT } from '../wire/capture.ts';
import { matches } from './match.ts';
import { parse } from './parse.ts';

const store = new Store(() => null);
let opened = 0;

function exchange(opening: Partial<Opening> = {}, facts: Partial<Exchange> = {}): Exchange {
  const made = store.open({
    id: `d.${++opened}`,
    api: 'fetch',
    method: 'GET',
    url: 'https://shop.example/api/Orders?page=2',
    source: 'page',
    frame: { id: 0, url: 'https://shop.example/' },
    stack: '',
    started: 0,
    headers: [],
    protocols: [],
    options: {},
    ...opening,
  });
  return Object.assign(made, facts);
}

function withMessages(...payloads: (string | Uint8Array)[]): Exchange {
  const made = exchange({ api: 'websocket' });
  for (const block of payloads) {
    const flags = typeof block === 'string' ? SENT : BINARY;
    store.append(made, { time: 0, flags, size: block.length, block, start: 0, length: block.length });
  }
  return made;
}

const is = (query: string, made: Exchange): boolean => matches(parse(query), made);
const error = (kind: 'abort' | 'network') => ({ kind, name: 'E', message: '' }) as const;

test('an empty query matches everything, and so does one whose terms are all wrong', () => {
  expect(is('', exchange())).toBe(true);
  expect(is('status:x /(/', exchange())).toBe(true);
});

describe('a word', () => {
  const response = { status: 404, statusText: 'Not Found', headers: [], url: '', redirected: false, kind: '', time: 0 };
  const made = exchange({ method: 'POST' }, { status: 404, response });

  test.each(['orders', 'ORDERS', 'post', 'fetch', 'not', '"not found"', '404', 'page=2', 'shop.example/api'])(
    '%s is found in URL, method, status or API',
    (query) => {
      expect(is(query, made)).toBe(true);
    },
  );

  test.each(['get', 'xhr', '500', 'orders2'])('%s is not found', (query) => {
    expect(is(query, made)).toBe(false);
  });

  test('may be the short name of an API', () => {
    expect(is('sse', exchange({ api: 'eventsource' }))).toBe(true);
    expect(is('ws', exchange({ api: 'websocket' }))).toBe(true);
  });

  test('0 does not find what has no status', () => {
    expect(is('0', exchange({ url: 'https://a.example/' }))).toBe(false);
  });
});

test('every term must hold', () => {
  expect(is('orders api:fetch method:get', exchange())).toBe(true);
  expect(is('orders api:fetch method:post', exchange())).toBe(false);
  expect(is('orders -api:fetch', exchange())).toBe(false);
  expect(is('orders -api:xhr', exchange())).toBe(true);
});

describe('url', () => {
  test('is matched by part and by pattern, in any case', () => {
    expect(is('url:api/orders', exchange())).toBe(true);
    expect(is('url:fetch', exchange())).toBe(false);
    expect(is('/orders\\?page=\\d$/', exchange())).toBe(true);
    expect(is('/^orders/', exchange())).toBe(false);
  });

  test('is matched by a pattern again and again', () => {
    const query = parse('/orders/');
    expect([exchange(), exchange(), exchange()].every((made) => matches(query, made))).toBe(true);
  });
});

describe('status', () => {
  test('is compared', () => {
    const made = exchange({}, { status: 503 });
    expect(['503', '5xx', '>=500', '<600'].map((value) => is(`status:${value}`, made))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['404', '4xx', '>503', '<503'].map((value) => is(`status:${value}`, made))).not.toContain(true);
  });

  test('that there is not is only 0', () => {
    const made = exchange();
    expect(is('status:0', made)).toBe(true);
    expect(is('status:<400', made)).toBe(false);
    expect(is('-status:200', made)).toBe(true);
  });
});

describe('state', () => {
  test.each<[string, Partial<Exchange>]>([
    ['open', {}],
    ['open', { error: error('network') }],
    ['closed', { ended: 1 }],
    ['failed', { ended: 1, error: error('network') }],
    ['aborted', { ended: 1, error: error('abort') }],
  ])('is %s for %j, and no other', (state, facts) => {
    const made = exchange({}, facts);
    const states = ['open', 'closed', 'failed', 'aborted'].filter((one) => is(`state:${one}`, made));
    expect(states).toEqual([state]);
  });
});

test('has: looks for errors, losses and messages', () => {
  expect(is('has:error', exchange({}, { error: error('network') }))).toBe(true);
  expect(is('has:lost', exchange({}, { lost: { messages: 1, bytes: 0 } }))).toBe(true);
  expect(is('has:messages', withMessages('a'))).toBe(true);
  expect(['error', 'lost', 'messages'].some((feature) => is(`has:${feature}`, exchange()))).toBe(false);
});

test('messages and bytes are counted in both directions', () => {
  const made = withMessages('a'.repeat(600), new Uint8Array(500));
  expect(is('messages:2 bytes:1100 bytes:>1k', made)).toBe(true);
  expect(is('messages:>2', made)).toBe(false);
  expect(is('bytes:>1.1k', made)).toBe(false);
});

test('source, frame and api', () => {
  const made = exchange({ source: 'network', api: 'xhr', frame: { id: 12, url: 'https://Ads.example/f' } });
  expect(is('source:network api:xhr frame:12 frame:ads.example', made)).toBe(true);
  expect(is('source:page', made)).toBe(false);
  expect(is('frame:1', made)).toBe(false);
});

describe('text', () => {
  test('is looked for in the payloads, in any case', () => {
    const made = withMessages('first', '{"Name":"Ümläut (x)"}');
    expect(is('text:FIRST text:ümläut', made)).toBe(true);
    expect(is('text:"(x)"', made)).toBe(true);
    expect(is('text:/"name":"[^"]+"/', made)).toBe(true);
    expect(is('text:second', made)).toBe(false);
    expect(is('-text:second', made)).toBe(true);
  });

  test('does not run over the border of two messages', () => {
    expect(is('text:ab', withMessages('a', 'b'))).toBe(false);
  });

  test('is looked for in bytes as UTF-8', () => {
    expect(is('text:é', withMessages(new TextEncoder().encode('caf\u00e9')))).toBe(true);
  });

  test('is looked for in comments of an event stream', () => {
    const made = exchange();
    const event = { name: '', id: '', comment: 'keep-alive' };
    store.append(made, { time: 0, flags: 0, size: 13, block: '', start: 0, length: 0, event });
    expect(is('text:keep', made)).toBe(true);
  });

  test('passes over payloads that were let go', () => {
    const made = exchange();
    store.append(made, { time: 0, flags: DROPPED, size: 5, block: null, start: 0, length: 0 });
    expect(is('text:a', made)).toBe(false);
  });

  test('is not read where another term already fails', () => {
    const made = withMessages('a');
    made.messages.data = () => {
      throw new Error('read');
    };
    expect(is('text:a api:xhr', made)).toBe(false);
  });
});

describe('any query', () => {
  const words = fc.constantFrom(
    'orders',
    'xhr',
    'api:fetch',
    'status:200',
    'status:0',
    'state:open',
    '/shop/',
    'text:a',
    '"x y"',
  );
  const query = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 4 }).map((all) => all.join(' ')),
  );
  const samples = [exchange(), exchange({ api: 'xhr' }, { status: 200, ended: 1 }), withMessages('abc')];

  test('gives an answer for any exchange', () => {
    fc.assert(fc.property(query, (text) => samples.every((made) => typeof is(text, made) === 'boolean')));
  });

  test('and its negation divide the exchanges', () => {
    fc.assert(fc.property(words, (word) => samples.every((made) => is(word, made) !== is(`-${word}`, made))));
  });

  test('finds no more with another term', () => {
    fc.assert(fc.property(query, words, (a, b) => samples.every((made) => !is(`${b} ${a}`, made) || is(b, made))));
  });
});
