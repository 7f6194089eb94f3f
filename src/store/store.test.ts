// The store without a browser: order, sizes, bodies that become text or messages, clearing.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { BINARY, CHUNK, DROPPED, SENT } from '../wire/capture.ts';
import type { Exchange } from './exchange.ts';
import type { Message } from './message-log.ts';
import { type Opening, Store, utf8Size } from './store.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const opening = (id: string, started = 0, api: Opening['api'] = 'fetch'): Opening => ({
  id,
  api,
  method: 'GET',
  url: 'https://example.org/',
  source: 'page',
  frame: { id: 0, url: 'https://example.org/' },
  stack: '',
  started,
  headers: [],
  protocols: [],
  options: {},
});
const listOf = ({ messages }: Exchange): Message[] =>
  Array.from({ length: messages.length }, (_, i) => messages.message(i));

/** A response body of this type that comes in these pieces. */
function body(type: string | null, pieces: Uint8Array[], { end = true, flags = CHUNK | BINARY } = {}) {
  const store = new Store(chooseFramer);
  const exchange = store.open(opening('1.1'));
  store.response(exchange, {
    status: 200,
    statusText: '',
    headers: type === null ? [] : [['Content-Type', type]],
    url: '',
    redirected: false,
    kind: 'basic',
    time: 1,
  });
  for (const [time, block] of pieces.entries()) {
    store.append(exchange, { time, flags, size: block.length, block, start: 0, length: block.length });
  }
  if (end) store.end(exchange, 100);
  return { store, exchange, list: listOf(exchange) };
}

describe('utf8Size', () => {
  it('is the size that the platform would encode to, for any string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (t) => utf8Size(t) === encode(t).length));
    const units = fc.array(fc.constantFrom('\ud83d', '\ude00', 'a', 'ä', '€'), { maxLength: 12 });
    fc.assert(fc.property(units, (list) => utf8Size(list.join('')) === encode(list.join('')).length));
    expect(utf8Size('€'.repeat(5000))).toBe(15_000);
  });
});

describe('store', () => {
  it('lists exchanges in order of start, in whatever order they were told', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (starts) => {
        const store = new Store(chooseFramer);
        starts.forEach((started, i) => {
          store.open(opening(`1.${i}`, started));
        });
        const told = store.exchanges.map(({ started, id }) => [started, Number(id.slice(2))] as const);
        const sorted = [...told].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(told).toEqual(sorted);
        expect(told).toHaveLength(starts.length);
      }),
    );
  });

  it('raises the revision of an exchange, and its own, with every change', () => {
    const store = new Store(chooseFramer);
    const exchange = store.open(opening('1.1'));
    const changes = [
      () => store.transition(exchange, 'response', 1, 'response'),
      () => store.progress(exchange, 'sent', { loaded: 1, total: null }),
      () => store.append(exchange, { time: 1, flags: SENT, size: 1, block: 'a', start: 0, length: 1 }),
      () => store.lost(exchange, 1, 1),
      () => store.end(exchange, 2),
    ];
    for (const change of changes) {
      const before = [exchange.revision, store.revision] as const;
      change();
      expect(exchange.revision).toBeGreaterThan(before[0]);
      expect(store.revision).toBeGreaterThan(before[1]);
    }
  });

  it('tells its listeners when a batch is complete, until they stop listening', () => {
    const store = new Store(chooseFramer);
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    store.open(opening('1.1'));
    expect(listener).not.toHaveBeenCalled();
    store.changed();
    stop();
    store.changed();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('adds up bytes by direction, and messages and losses over all', () => {
    const store = new Store(chooseFramer);
    const exchange = store.open(opening('1.1', 0, 'websocket'));
    store.append(exchange, { time: 1, flags: SENT, size: 5, block: 'hallo', start: 0, length: 5 });
    store.append(exchange, { time: 2, flags: 0, size: 3, block: 'abc', start: 0, length: 3 });
    store.lost(exchange, 2, 10);
    store.lost(exchange, 1, 5);
    expect(exchange).toMatchObject({ bytesSent: 5, bytesReceived: 3, lost: { messages: 3, bytes: 15 } });
    expect(store.totals).toEqual({ messages: 2, bytes: 8, lostMessages: 3, lostBytes: 15 });
  });

  describe('a text body', () => {
    it('reads the same text however its bytes were cut, with characters of several bytes', () => {
      const text = fc.string({ unit: 'grapheme', maxLength: 30 });
      fc.assert(
        fc.property(text, fc.array(fc.nat(60), { maxLength: 6 }), (whole, cuts) => {
          const bytes = encode(whole);
          const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
          const pieces = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
          const { list, exchange } = body('text/plain', pieces);
          expect(list.map(({ data }) => data).join('')).toBe(whole);
          expect(list.map(({ size }) => size)).toEqual(pieces.map(({ length }) => length));
          expect(exchange.bytesReceived).toBe(bytes.length);
        }),
      );
    });

    it('shows a character that two chunks share in the chunk that completes it', () => {
      const { list } = body('text/html; charset=utf-8', [Uint8Array.of(0x61, 0xe2, 0x82), Uint8Array.of(0xac, 0x62)]);
      expect(list.map(({ data, size, opcode }) => [data, size, opcode])).toEqual([
        ['a', 3, 'text'],
        ['€b', 2, 'text'],
      ]);
    });

    it.each([
      ['text/plain; charset=iso-8859-1', [0xe4], 'ä'],
      ['text/plain;charset="windows-1251"', [0xc6], 'Ж'],
      ['text/plain; charset=utf-16le', [0x61, 0x00], 'a'],
      ['text/plain; charset=no-such', [0xc3, 0xa4], 'ä'],
      ['application/vnd.api+json', [0x7b, 0x7d], '{}'],
    ])('is decoded by its charset: %s', (type, bytes, text) => {
      expect(body(type, [Uint8Array.from(bytes)]).list[0]?.data).toBe(text);
    });

    it('marks a character that the end of the body cuts off', () => {
      const { list } = body('text/plain', [Uint8Array.of(0x61, 0xe2, 0x82)]);
      expect(list.map(({ data, incomplete, size }) => [data, incomplete, size])).toEqual([
        ['a', false, 3],
        ['\ufffd', true, 0],
      ]);
    });

    it('ends without failing where everything before the cut-off character was cleared away', () => {
      const { store, exchange } = body('text/plain', [Uint8Array.of(0xe2, 0x82)], { end: false });
      store.clear();
      const back = store.revive(exchange);
      store.end(back, 100);
      expect(listOf(back).map(({ data, time }) => [data, time])).toEqual([['\ufffd', 100]]);
    });
  });

  it('shows bytes of an undeclared type as text where they are UTF-8, else as bytes', () => {
    const { list } = body(null, [encode('héllo'), Uint8Array.of(0xff, 0xfe, 0x00)]);
    expect(list.map(({ opcode }) => opcode)).toEqual(['text', 'binary']);
    expect(list.map(({ data }) => data)).toEqual(['héllo', Uint8Array.of(0xff, 0xfe, 0x00)]);
  });

  it('keeps the bytes of what is declared as text and is no UTF-8', () => {
    const latin1 = Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x21);
    const { list } = body('text/plain', [encode('ä'), latin1, encode('z')]);
    expect(list.map(({ data }) => data)).toEqual(['ä', latin1, encode('z')]);
    expect(body('text/plain;charset=latin1', [latin1]).list).toMatchObject([{ data: 'café!' }]);
  });

  it('leaves the chunks of a binary type as they came', () => {
    const bytes = encode('text all the same');
    const { list } = body('application/octet-stream', [bytes]);
    expect(list).toMatchObject([{ opcode: 'binary', data: bytes, chunk: true }]);
  });

  it('turns the chunks of an event stream into its events, and keeps the chunks apart', () => {
    const bytes = encode('event: tick\ndata: 1\n\ndata: 2\n\ndata: unfinished');
    const { exchange, list } = body('text/event-stream', [
      bytes.subarray(0, 9),
      bytes.subarray(9, 25),
      bytes.subarray(25),
    ]);
    expect(exchange.framing).toBe('sse');
    expect(list.map(({ data, event, incomplete }) => [data, event?.name, incomplete])).toEqual([
      ['1', 'tick', false],
      ['2', 'message', false],
      ['unfinished', 'message', true],
    ]);
    expect(exchange.chunks.length).toBe(3);
    expect(exchange.bytesReceived).toBe(bytes.length);
    expect(list.reduce((sum, { size }) => sum + size, 0)).toBe(bytes.length);
  });

  it('frames a body that the page read as text, too', () => {
    const store = new Store(chooseFramer);
    const exchange = store.open(opening('1.1'));
    const response = { status: 200, statusText: '', url: '', redirected: false, kind: '', time: 1 };
    store.response(exchange, { ...response, headers: [['content-type', 'application/x-ndjson']] });
    const block = 'xx{"a":1}\n{"b":"€"}\n';
    store.append(exchange, { time: 1, flags: CHUNK, size: 20, block, start: 2, length: block.length - 2 });
    expect(listOf(exchange).map(({ data }) => data)).toEqual(['{"a":1}', '{"b":"€"}']);
  });

  it('does not frame the request body', () => {
    const { exchange, store } = body('text/event-stream', [], { end: false });
    const block = 'data: 1\n\n';
    store.append(exchange, { time: 1, flags: SENT | CHUNK, size: 9, block, start: 0, length: 9 });
    expect(listOf(exchange)).toMatchObject([{ data: block, direction: 'sent' }]);
  });

  it('shows a chunk that was let go by its size', () => {
    const { store, exchange } = body('text/event-stream', [encode('data: 1\n\n')], { end: false });
    const row = { time: 2, flags: CHUNK | BINARY | DROPPED, size: 500, block: new Uint8Array(), start: 0, length: 0 };
    store.append(exchange, row);
    expect(listOf(exchange).map(({ data, size }) => [data, size])).toEqual([
      ['1', 9],
      [null, 500],
    ]);
    expect(exchange.bytesReceived).toBe(509);
  });

  describe('a framed body of which a piece is missing', () => {
    const hole = { time: 2, flags: CHUNK | BINARY | DROPPED, size: 9, block: new Uint8Array(), start: 0, length: 0 };
    const around = (type: string, before: string, after: string) => {
      const { store, exchange } = body(type, [encode(before)], { end: false });
      store.append(exchange, hole);
      const block = encode(after);
      store.append(exchange, { ...hole, flags: CHUNK | BINARY, block, length: block.length });
      store.end(exchange, 9);
      return listOf(exchange).map(({ data, incomplete }) => [data, incomplete]);
    };

    it('has no message made of what lies before and after the gap', () => {
      expect(around('text/event-stream', 'data: 1\n\ndata: be', 'hind\n\ndata: 3\n\ndata: 4\n\n')).toEqual([
        ['1', false],
        ['be', true],
        [null, false],
        ['3', true],
        ['4', false],
      ]);
      expect(around('application/x-ndjson', '{"a":1}\n12', '34\n5\n')).toEqual([
        ['{"a":1}', false],
        ['12', true],
        [null, false],
        ['34', true],
        ['5', false],
      ]);
    });

    it('does not join two halves of characters over the gap', () => {
      const { store, exchange } = body('text/plain', [Uint8Array.of(0x61, 0xc3)], { end: false });
      store.append(exchange, hole);
      store.append(exchange, { ...hole, flags: CHUNK | BINARY, block: Uint8Array.of(0xa4, 0x62), length: 2 });
      expect(listOf(exchange).map(({ data }) => data)).toEqual(['a', '\ufffd', null, Uint8Array.of(0xa4, 0x62)]);
    });
  });

  describe('clear', () => {
    const filled = () => {
      const store = new Store(chooseFramer);
      const exchanges = ['1.1', '2.1'].map((id) => store.open(opening(id, 0, 'websocket')));
      for (const exchange of exchanges) {
        store.append(exchange, { time: 1, flags: 0, size: 3, block: 'abc', start: 0, length: 3 });
        store.lost(exchange, 1, 7);
      }
      store.notice({ kind: 'gap', time: 1, text: '', count: 1 });
      return store;
    };

    it('forgets exchanges, notices and totals', () => {
      const store = filled();
      const listener = vi.fn();
      store.subscribe(listener);
      store.clear();
      expect(store.exchanges).toEqual([]);
      expect(store.notices).toEqual([]);
      expect(store.totals).toEqual({ messages: 0, bytes: 0, lostMessages: 0, lostBytes: 0 });
      expect(store.get('1.1')).toBeUndefined();
      expect(listener).toHaveBeenCalled();
    });

    it('keeps what is chosen, with its part of the totals', () => {
      const store = filled();
      store.clear(({ id }) => id === '2.1');
      expect(store.exchanges.map(({ id }) => id)).toEqual(['2.1']);
      expect([store.get('1.1'), store.get('2.1')?.id]).toEqual([undefined, '2.1']);
      expect(store.totals).toEqual({ messages: 1, bytes: 3, lostMessages: 1, lostBytes: 7 });
    });

    it('leaves what was read before as it was: a snapshot does not change', () => {
      const store = filled();
      const exchange = store.get('1.1') as Exchange;
      store.clear();
      const back = store.revive(exchange);
      store.append(back, { time: 2, flags: 0, size: 1, block: 'd', start: 0, length: 1 });
      expect([exchange.messages.length, back.messages.length, back.bytesReceived]).toEqual([1, 1, 1]);
      expect(back.messages.data(0)).toBe('d');
      expect(store.get('1.1')).toBe(back);
    });
  });
});
