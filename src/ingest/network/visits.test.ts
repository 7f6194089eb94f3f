// When Firefox's network log is read: when the page is calm, and never beside a flood.
import { expect, it } from 'vitest';
import { anOpening } from '../../store/opening.fake.ts';
import { Store } from '../../store/store.ts';
import type { FeedOptions, NetworkLog } from './log.ts';
import { Visits } from './visits.ts';

function scene() {
  const store = new Store(() => null);
  const exchange = store.open({ ...anOpening, api: 'websocket' });
  const clock = { now: 1000 };
  let stop: AbortSignal | undefined;
  let answer = (_: unknown): void => {};
  const log = {
    getHAR: (signal?: AbortSignal) =>
      new Promise((resolve, reject) => {
        stop = signal;
        answer = resolve;
        signal?.addEventListener('abort', () => reject(new Error('stopped')));
      }),
  } as NetworkLog;
  const visits = new Visits(store, log, { now: () => clock.now } as FeedOptions);
  const flood = (messages: number) => {
    for (let i = 0; i < messages; i++)
      store.append(exchange, { time: clock.now, flags: 0, size: 1, block: 'x', start: 0, length: 1 });
    store.changed();
  };
  return {
    visits,
    store,
    flood,
    at: (now: number, wanted = false) => {
      clock.now = now;
      return visits.readIfDue(now, wanted);
    },
    answer: (har: unknown) => answer(har),
    stopped: () => stop?.aborted,
  };
}

it('lets a page load, reads, and rests', async () => {
  const { at, answer } = scene();
  expect(at(1900)).toBeNull();
  const reading = at(2000);
  answer({ entries: [1, 2] });
  expect(await reading).toEqual([1, 2]);
  expect([at(4900), at(4999, true)]).toEqual([null, null]);
  expect(at(7000)).toBeInstanceOf(Promise);
});

it('comes sooner where something is missing, and at once where somebody looks', async () => {
  const { at, answer, visits } = scene();
  const reading = at(2000);
  answer({ entries: [] });
  await reading;
  visits.ask();
  const asked = at(3000);
  expect(asked).toBeInstanceOf(Promise);
  answer({ entries: [] });
  await asked;
  expect(at(6000, true)).toBeInstanceOf(Promise);
});

it('does not come when a WebSocket has just been opened, nor beside its messages', () => {
  const { at, visits, flood } = scene();
  visits.socket();
  visits.ask();
  expect(at(3900)).toBeNull();
  flood(1000);
  expect(at(4200)).toBeNull();
  expect(at(4600)).toBeInstanceOf(Promise);
});

it('names a flood that goes on', () => {
  const { at, flood } = scene();
  const answers = [];
  for (let now = 2000; now < 20_000; now += 1000) {
    flood(1000);
    answers.push(at(now));
  }
  expect(answers.slice(0, 10)).toEqual(Array(10).fill(null));
  expect(answers.at(-1)).toBe('busy');
});

it('leaves when messages begin to come, and tries again', async () => {
  const { at, flood, stopped } = scene();
  const reading = at(2000);
  flood(200);
  expect(stopped()).toBe(false);
  flood(200);
  expect(stopped()).toBe(true);
  expect(await reading).toEqual([]);
  expect(at(2400)).toBeNull();
  expect(at(7500)).toBeInstanceOf(Promise);
});

it('leaves a large log alone until somebody looks', () => {
  const { at, store, visits } = scene();
  for (let i = 2; i < 500; i++) store.open({ ...anOpening, id: `1.${i}`, api: 'fetch' });
  expect(at(2000)).toBe('large');
  visits.ask();
  expect(at(4000)).toBeInstanceOf(Promise);
});
