// Which Last-Event-ID an EventSource sent, as far as anybody knows.
import { expect, it } from 'vitest';
import { connectionsOf } from './connections.ts';
import { anOpening } from './opening.fake.ts';
import { Store } from './store.ts';

function stream() {
  const store = new Store(() => null);
  const exchange = store.open({ ...anOpening, api: 'eventsource' });
  const event = (time: number, id: string) =>
    store.append(exchange, {
      time,
      flags: 0,
      size: 1,
      block: 'x',
      start: 0,
      length: 1,
      event: { name: 'message', id },
    });
  store.transition(exchange, 0, 1000, 'new');
  store.transition(exchange, 1, 1010, 'open');
  event(1020, '7');
  store.transition(exchange, 0, 1030, 'error');
  store.transition(exchange, 1, 1040, 'open');
  event(1050, '9');
  store.transition(exchange, 0, 1060, 'error');
  return { store, exchange };
}

it('is derived from the last id seen before each connection, and marked so', () => {
  expect(connectionsOf(stream().exchange)).toEqual([
    { number: 1, started: 1000, lastEventId: '', from: 'derived' },
    { number: 2, started: 1030, lastEventId: '7', from: 'derived' },
    { number: 3, started: 1060, lastEventId: '9', from: 'derived' },
  ]);
});

it('is what the wire says where that is known', () => {
  const { store, exchange } = stream();
  store.connected(exchange, 2, '6');
  store.connected(exchange, 3, '');
  expect(connectionsOf(exchange).map(({ lastEventId, from }) => [lastEventId, from])).toEqual([
    ['', 'derived'],
    ['6', 'wire'],
    ['', 'wire'],
  ]);
});

it('is of no exchange but an EventSource', () => {
  expect(connectionsOf(new Store(() => null).open({ ...anOpening, api: 'fetch' }))).toEqual([]);
});

it('leaves out the one it was closed before, but not what the wire has seen', () => {
  const { store, exchange } = stream();
  store.transition(exchange, 2, 1070, 'close()');
  exchange.ended = 1070;
  expect(connectionsOf(exchange).map(({ number }) => number)).toEqual([1, 2]);
  store.connected(exchange, 3, '9');
  expect(connectionsOf(exchange).map(({ number }) => number)).toEqual([1, 2, 3]);
});
