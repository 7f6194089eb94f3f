// Two logs side by side, and the figures of one.
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import type { Exchange } from '../store/exchange.ts';
import { Store } from '../store/store.ts';
import { SENT } from '../wire/capture.ts';
import { compareLogs } from './compare.ts';
import { statsOf } from './stats.ts';

function socket(url: string, texts: string[], every = 10): Exchange {
  const store = new Store(chooseFramer);
  const frame = { id: 0, url: '' };
  const rest = { stack: '', started: 100, headers: [], protocols: [], options: {}, frame };
  const exchange = store.open({ id: '1.1', api: 'websocket', method: 'GET', source: 'page', url, ...rest });
  texts.forEach((block, i) => {
    const flags = block.startsWith('>') ? SENT : 0;
    store.append(exchange, { time: 110 + i * every, flags, size: block.length, block, start: 0, length: block.length });
  });
  store.end(exchange, 100 + texts.length * every);
  return exchange;
}

describe('comparing', () => {
  const changes = (a: string[], b: string[], ignore: string[] = []) =>
    compareLogs([socket('ws://a', a)], [socket('ws://a', b)], { ignore }).pairs[0]?.changes;

  it('pairs by API, method, URL and order, and tells who has no partner', () => {
    const a = [socket('ws://a', []), socket('ws://a', ['2']), socket('ws://b', [])];
    const b = [socket('ws://c', []), socket('ws://a', []), socket('ws://a', ['2'])];
    const { pairs, onlyA, onlyB } = compareLogs(a, b);
    expect(pairs.map((pair) => [a.indexOf(pair.a), b.indexOf(pair.b), pair.changes.length])).toEqual([
      [0, 1, 0],
      [1, 2, 0],
    ]);
    expect([onlyA, onlyB]).toEqual([[a[2]], [b[0]]]);
  });

  it('tells messages that are missing, new or changed, and no others', () => {
    expect(changes(['1', '2', '3'], ['1', '2', '3'])).toEqual([]);
    expect(changes(['1', '2', '3'], ['1', '3'])).toEqual([{ kind: 'only-a', a: 1 }]);
    expect(changes(['1', '3'], ['0', '1', '2', '3'])).toEqual([
      { kind: 'only-b', b: 0 },
      { kind: 'only-b', b: 2 },
    ]);
    expect(changes(['1', '2', '3'], ['1', 'x', '3'])).toEqual([{ kind: 'changed', a: 1, b: 1 }]);
    expect(changes(['>1'], ['1'])).toEqual([{ kind: 'changed', a: 0, b: 0 }]);
  });

  it('reads JSON: neither the order of members nor those that do not count make a difference', () => {
    const [a, b] = ['{"id":1,"x":{"t":5,"y":2}}', '{"x": {"y":2,"t":6}, "id":1}'];
    expect(changes([a], [b], ['t'])).toEqual([]);
    expect(changes([a], [b])).toHaveLength(1);
  });

  it('compares very many messages by position behind their common beginning', () => {
    const many = Array.from({ length: 3000 }, (_, i) => `${i}`);
    const pair = compareLogs([socket('ws://a', many)], [socket('ws://a', ['x', ...many.slice(1, -1), 'y'])]).pairs[0];
    expect(pair).toMatchObject({ byPosition: true, same: 2998 });
    expect(pair?.changes).toEqual([
      { kind: 'changed', a: 0, b: 0 },
      { kind: 'changed', a: 2999, b: 2999 },
    ]);
  });

  it('tells facts and times that differ', () => {
    const [a, b] = [socket('ws://a', ['1']), socket('ws://a', ['1', '2'], 30)];
    b.status = 101;
    const pair = compareLogs([a], [b]).pairs[0];
    expect(pair?.facts).toEqual(['status']);
    expect(pair?.timing).toEqual({ duration: 50, firstMessage: 0 });
  });
});

describe('figures', () => {
  it('tell numbers, the first message and the gaps of what was received', () => {
    const stats = statsOf(socket('ws://a', ['1', '>2', '3', '4'], 10));
    expect(stats).toMatchObject({
      sent: 1,
      received: 3,
      duration: 40,
      firstMessage: 10,
      bytesSent: 2,
      bytesReceived: 3,
    });
    expect(stats.gaps).toEqual({ largest: 20, p50: 10, p95: 20 });
    expect(statsOf(socket('ws://a', []))).toMatchObject({ firstMessage: null, gaps: null });
  });
});
