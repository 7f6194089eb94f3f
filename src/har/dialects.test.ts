// Files of other tools, and of our own past: test/fixtures/har says who made which.
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import type { Exchange } from '../store/exchange.ts';
import { Store } from '../store/store.ts';
import { readHar, storeSink } from './read.ts';
import { writeHar } from './write.ts';

async function read(name: string) {
  const store = new Store(chooseFramer);
  const file = new URL(`../../test/fixtures/har/${name}.har`, import.meta.url);
  const result = await readHar(fs.createReadStream(file), storeSink(store));
  return { store, result, exchanges: store.exchanges };
}

const messagesOf = ({ messages }: Exchange) =>
  Array.from({ length: messages.length }, (_, i) => [messages.isSent(i) ? 'sent' : 'received', messages.data(i)]);
const eventsOf = ({ messages }: Exchange) =>
  Array.from({ length: messages.length }, (_, i) => [messages.event(i)?.name, messages.event(i)?.id, messages.data(i)]);
const find = (list: Exchange[], part: string): Exchange => {
  const found = list.find(({ url }) => url.includes(part));
  if (!found) throw new Error(`no exchange of ${part}`);
  return found;
};

const ECHO = [
  ['sent', 'hello'],
  ['sent', Uint8Array.of(0, 255, 1)],
  ['received', 'hello'],
  ['received', Uint8Array.of(0, 255, 1)],
];
const TICKS = [
  ['tick', '1', 'n1'],
  ['message', '2', 'n2'],
  ['tick', '3', 'n3'],
];
/** The day on which the fixtures were made. */
const DAY = Date.UTC(2026, 10, 21);

describe('recorded by the tools themselves', () => {
  it.each(['chrome', 'firefox', 'playwright'])('%s: every request of the page is there, in its time', async (name) => {
    const { exchanges, result } = await read(name);
    expect(result.problems).toEqual([]);
    for (const part of ['/json', '/upload', 'events=tick', 'data=e', '/text', '/ws']) {
      const { started, ended, messages } = find(exchanges, part);
      expect(started).toBeGreaterThan(DAY);
      expect(ended).toBeGreaterThanOrEqual(started);
      for (let i = 0; i < messages.length; i++) expect(messages.time(i)).toBeGreaterThanOrEqual(started - 5);
      expect(ended).toBeLessThan(DAY + 86_400_000);
    }
    expect(messagesOf(find(exchanges, '/upload'))[0]).toEqual(['sent', 'q=x+y&n=1']);
  });

  it('Chrome: WebSocket messages and events', async () => {
    const { exchanges } = await read('chrome');
    expect(messagesOf(find(exchanges, '/ws'))).toEqual(ECHO);
    expect(find(exchanges, 'data=e')).toMatchObject({ api: 'eventsource', status: 200 });
    expect(eventsOf(find(exchanges, 'data=e'))).toEqual([
      ['message', '1', 'e1'],
      ['message', '2', 'e2'],
      ['message', '3', 'e3'],
    ]);
  });

  it('Playwright: times in ms', async () => {
    const { exchanges } = await read('playwright');
    const socket = find(exchanges, '/ws');
    expect(messagesOf(socket)).toEqual(ECHO);
    expect(socket.messages.time(0) - socket.started).toBeLessThan(1000);
  });

  it.each(['firefox', 'playwright'])('%s: a body of events is split by our own decoder', async (name) => {
    const { exchanges } = await read(name);
    expect(find(exchanges, 'events=tick').framing).toBe('sse');
    expect(eventsOf(find(exchanges, 'events=tick'))).toEqual(TICKS);
  });
});

describe('made by hand', () => {
  it('HTTP Toolkit: how a WebSocket was closed, or that it was cut', async () => {
    const { exchanges } = await read('httptoolkit');
    const [first, second] = exchanges as [Exchange, Exchange];
    expect(messagesOf(first)).toEqual([
      ['sent', 'hello'],
      ['received', Uint8Array.of(0, 255, 1)],
    ]);
    expect(first).toMatchObject({ api: 'websocket', closed: { code: 1000, reason: 'enough', wasClean: true } });
    expect(first.ended).toBe(Date.UTC(2026, 10, 21, 9, 0, 1, 250));
    expect(second).toMatchObject({ closed: null, error: { kind: 'network' } });
    expect(messagesOf(find(exchanges, 'binary'))).toEqual([['received', Uint8Array.of(0x89, 0x50, 0x4e, 0x47)]]);
  });

  it('mitmproxy: messages, and an event stream as text', async () => {
    const { exchanges } = await read('mitmproxy');
    expect(exchanges[0]).toMatchObject({ api: 'websocket', method: 'GET' });
    expect(eventsOf(find(exchanges, '/sse'))).toEqual([
      ['', '', ''],
      ['tick', '1', 'a'],
      ['message', '1', 'b'],
    ]);
  });

  it('Proxyman: an empty list of messages makes no WebSocket', async () => {
    const { exchanges } = await read('proxyman');
    expect(exchanges.map(({ api }) => api)).toEqual(['websocket', 'fetch']);
    expect(messagesOf(find(exchanges, '/json'))).toEqual([['received', '{"a":1}']]);
  });

  it('Charles: text as base64, a form as its fields, a failure', async () => {
    const { exchanges } = await read('charles');
    expect(messagesOf(find(exchanges, '/form'))).toEqual([
      ['sent', 'q=x+y&n=1'],
      ['received', '<b>ä</b>'],
    ]);
    expect(find(exchanges, '/failed')).toMatchObject({
      readyState: 'failed',
      error: { message: 'Connection refused' },
    });
  });

  it('Playwright: a body beside the file is named as missing, an unknown time is that of the message before', async () => {
    const { exchanges, result } = await read('playwright-attached');
    expect(result.problems).toMatchObject([{ kind: 'attachment', entry: 0 }]);
    expect(result.problems[0]?.text).toContain('0a4d55a8d778e5022fab701977c5d840bbc486d0.png');
    const { messages } = find(exchanges, '/ws');
    expect([messages.time(0), messages.time(1)]).toEqual([1_795_251_600_250, 1_795_251_600_250]);
  });
});

describe('our own', () => {
  it('format 0 is brought up to the present one', async () => {
    const { exchanges, result } = await read('streamscope-format-0');
    expect(result.problems).toEqual([]);
    expect(exchanges).toMatchObject([
      { id: '1.1', started: 1_795_251_600_000, ended: 1_795_251_601_000, stack: 'at a.js:1', readyState: 3 },
    ]);
    expect(exchanges[0]?.transitions[1]).toEqual({ state: 1, time: 1_795_251_600_100, cause: 'open' });
    expect(messagesOf(exchanges[0] as Exchange)).toHaveLength(2);
  });

  it.each(['chrome', 'firefox', 'playwright', 'httptoolkit', 'mitmproxy', 'charles'])(
    'what was read from %s is written and read again without a difference',
    async (name) => {
      const { exchanges } = await read(name);
      const write = (list: Exchange[]): string => [...writeHar(list, { version: '0', now: DAY })].join('');
      const text = write(exchanges);
      const again = new Store(chooseFramer);
      const bytes = new Blob([text]).stream();
      expect((await readHar(bytes, storeSink(again))).problems).toEqual([]);
      expect(write(again.exchanges)).toBe(text);
    },
  );
});
