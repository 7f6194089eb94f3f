// The second source over the lives of pages: left and come back, paused, too busy to tell; reconnections elsewhere.
import { describe, expect, it } from 'vitest';
import { HOOK_NAME } from '../../wire/names.ts';
import { chromiumEntry, type FakeEntry, firefoxEntry } from './entry.fake.ts';
import { Scene } from './feed.fake.ts';

const WORKER = { stack: ['http://a.test/worker.js'], page: null };
const STREAM = { type: 'eventsource', mime: 'text/event-stream' };
const URL = 'http://a.test/x';
const event = (time: number, data: string) => ({ time: time / 1000, eventName: 'message', eventId: '', data });

describe('a page that comes back from the back/forward cache', () => {
  async function leave(keepLog: boolean): Promise<Scene> {
    const scene = new Scene();
    scene.keepLog = keepLog;
    await scene.navigate(5000);
    scene.now = 6000;
    scene.har = [
      chromiumEntry({ ...WORKER, started: 6000, url: 'ws://a.test/', type: 'websocket', status: 101, socket: [] }),
    ];
    await scene.pass(2000);
    expect(scene.network).toHaveLength(1);
    if (!keepLog) {
      scene.store.clear();
      scene.feed.clear();
    }
    await scene.navigate(1000);
    return scene;
  }

  it('ends what the page that was left had open, though it is the older one', async () => {
    const scene = await leave(true);
    expect(scene.network).toMatchObject([{ readyState: 3, error: { name: 'document' } }]);
  });

  it('keeps what is told of the page that was left out, with Keep log off', async () => {
    const scene = await leave(false);
    await scene.finish(chromiumEntry({ ...WORKER, started: 7000, url: 'http://a.test/late' }));
    await scene.pass(5000);
    expect(scene.network).toEqual([]);
    await scene.finish(chromiumEntry({ ...WORKER, started: scene.now, url: 'http://a.test/new' }));
    await scene.pass(5000);
    expect(scene.network).toHaveLength(1);
  });
});

it('what Firefox tells of a page after it was left is shown, and is over', async () => {
  const scene = new Scene(false);
  scene.keepLog = true;
  scene.har = [
    firefoxEntry({ started: 1500, url: 'ws://a.test/', status: 101, type: 'websocket' }),
    firefoxEntry({ started: 1600, size: 3 }),
  ];
  scene.now = 4000;
  await scene.navigate(4000);
  await scene.pass(8000);
  expect(scene.network.map(({ ended, error }) => [ended !== null, error?.name])).toEqual([
    [true, 'document'],
    [true, undefined],
  ]);
});

it('what outlives its page, as a service worker does, ends when the log says so', async () => {
  const scene = new Scene();
  scene.keepLog = true;
  await scene.navigate(900);
  const given = { ...WORKER, started: 1000, url: URL };
  scene.har = [
    { ...given, time: 1, status: 0 },
    { ...given, url: 'http://a.test/cut', status: 0 },
  ].map(chromiumEntry);
  await scene.pass(3000);
  await scene.navigate(scene.now);
  expect(scene.network.map(({ readyState }) => readyState)).toEqual(['aborted', 'aborted']);
  scene.har = [];
  await scene.finish(
    chromiumEntry({ ...given, time: 5000, size: 4 }),
    chromiumEntry({ ...given, url: 'http://a.test/cut', status: 0, error: 'net::ERR_ABORTED' }),
  );
  await scene.pass(3000);
  const ends = scene.network.map(({ readyState, error, ended }) => [readyState, error?.name, ended]);
  expect(ends).toEqual([
    ['done', undefined, 6000],
    ['aborted', 'document', ends[1]?.[2]],
  ]);
  expect(scene.network[0]?.transitions.map(({ state }) => state)).toEqual(['pending', 'response', 'body', 'done']);
});

it('what began and ended while the recording was off is not shown by a later reading of the log', async () => {
  const scene = new Scene(false);
  scene.pauses.push([2000, 3000]);
  scene.har = [2500, 3500].map((started) => firefoxEntry({ started, url: `http://a.test/${started}` }));
  scene.now = 4000;
  await scene.pass(20_000);
  expect(scene.network.map(({ url }) => url)).toEqual(['http://a.test/3500']);
});

it('an EventSource that the page tells late is not shown twice', async () => {
  const scene = new Scene();
  scene.har = [chromiumEntry({ ...STREAM, started: 1000, url: URL, events: [event(1010, 'a')] })];
  await scene.pass(4000);
  expect(scene.network).toHaveLength(1);
  const page = scene.page('eventsource', URL, 1000);
  await scene.pass(4000);
  expect(scene.network).toEqual([]);
  expect(page.wire?.status).toBe(200);
});

it.each([true, false])(
  'a redirect that comes after the request was read is followed; of a worker: %s',
  async (worker) => {
    const scene = new Scene();
    const page = worker ? null : scene.page('fetch', 'http://a.test/x', 1000);
    const told = (given: FakeEntry) =>
      chromiumEntry({
        ...given,
        stack: [worker ? 'http://a.test/worker.js' : HOOK_NAME],
        ...(worker && { page: null }),
      });
    scene.har = [told({ started: 1001, time: 900, status: 0 })];
    await scene.pass(1500);
    await scene.finish(
      told({ started: 1001, time: 1500, status: 302, location: '/y' }),
      told({ started: 2502, url: 'http://a.test/y' }),
    );
    await scene.pass(6000);
    const [own, ...more] = scene.network;
    expect(more).toEqual([]);
    expect(own === undefined).toBe(!worker);
    const shown = page ?? own;
    expect(shown?.wire).toMatchObject({ url: 'http://a.test/y', status: 200 });
    expect(shown?.wire?.redirects).toEqual([{ url: 'http://a.test/x', status: 302, location: 'http://a.test/y' }]);
    if (worker) expect(own).toMatchObject({ readyState: 'done', error: null });
  },
);

it('a request is known without the user and password that the log writes into its URL', async () => {
  const scene = new Scene(false);
  const page = scene.page('xhr', 'http://a.test/x', 1000);
  scene.har = [firefoxEntry({ started: 1001, url: 'http://user:p%40ss@a.test/x' })];
  await scene.pass(6000);
  expect(scene.network).toEqual([]);
  expect(page.wire?.status).toBe(200);
});

it('an EventSource that was redirected asks there from then on', async () => {
  const scene = new Scene();
  const page = scene.page('eventsource', 'http://a.test/old', 1000);
  const told = (given: FakeEntry) => chromiumEntry({ ...STREAM, events: [], ...given });
  await scene.finish(
    told({ started: 1000, url: 'http://a.test/old', status: 302, location: URL }),
    told({ started: 1010, time: 90, url: URL }),
  );
  scene.store.transition(page, 1, 1020, 'open');
  scene.store.transition(page, 0, 1100, 'error');
  scene.now = 4100;
  scene.har = [told({ started: 4100, url: URL, requestHeaders: [['last-event-id', '7']] })];
  await scene.pass(4000);
  expect(scene.network).toEqual([]);
  expect(page.wire).toMatchObject({ connections: 2, redirects: [] });
});

it('an EventSource of whose redirect the log says nothing is known by when it opened', async () => {
  const scene = new Scene();
  const page = scene.page('eventsource', 'http://a.test/old', 1000);
  for (const [state, time] of [
    [1, 1010],
    [0, 1100],
    [1, 1408],
    [0, 1500],
    [1, 1810],
  ] as const)
    scene.store.transition(page, state, time, 'test');
  const told = (given: FakeEntry) => chromiumEntry({ ...STREAM, page: null, url: URL, events: [], ...given });
  scene.now = 2000;
  await scene.finish(told({ started: 1400, time: 100 }), told({ started: 1805, time: 100 }));
  await scene.pass(5000);
  expect(scene.network).toEqual([]);
  expect(page.wire).toMatchObject({ url: URL, connections: 3 });
  await scene.finish(told({ started: 1650, time: 100, url: 'http://a.test/worker' }));
  await scene.pass(5000);
  expect(scene.network.map(({ url }) => url)).toEqual(['http://a.test/worker']);
});

it('two EventSources that open at one moment are each known by their address first', async () => {
  const scene = new Scene();
  const page = scene.page('eventsource', 'http://a.test/old', 1000);
  const told = (given: FakeEntry) => chromiumEntry({ ...STREAM, events: [], ...given });
  await scene.finish(told({ started: 1000, time: 100, url: 'http://a.test/old' }));
  for (const [state, time] of [
    [1, 1010],
    [0, 1100],
    [1, 1408],
  ] as const)
    scene.store.transition(page, state, time, 'test');
  scene.now = 2000;
  scene.har = [told({ started: 1400, url: URL, page: null }), told({ started: 1401, url: 'http://a.test/old' })];
  await scene.pass(5000);
  expect(scene.network.map(({ url }) => url)).toEqual([URL]);
  expect(page.wire).toMatchObject({ url: 'http://a.test/old', connections: 2 });
});

it('one more request of an EventSource whose page is left is none of a worker (Firefox)', async () => {
  const scene = new Scene(false);
  const page = scene.page('eventsource', URL, 1000);
  scene.keepLog = true;
  scene.now = 30_000;
  scene.store.end(page, 30_000, 'document');
  await scene.navigate(30_000);
  const requestHeaders: [string, string][] = [
    ['Accept', 'text/event-stream'],
    ['Cache-Control', 'no-cache'],
  ];
  scene.har = [firefoxEntry({ ...STREAM, started: 29_990, url: URL, status: 0, requestHeaders })];
  await scene.pass(10_000);
  expect(scene.network).toEqual([]);
});

it('a request that Firefox logs after its abort is that of the call', async () => {
  const scene = new Scene(false);
  const page = scene.page('fetch', URL, 1000);
  scene.store.failed(page, { kind: 'abort', name: 'AbortError', message: '' });
  scene.store.end(page, 1030);
  scene.har = [firefoxEntry({ started: 1200, url: URL, status: 0 })];
  await scene.pass(10_000);
  expect(scene.network).toEqual([]);
  expect(page.wire?.url).toBe(URL);
});

it('calls with our hook on the stack are never shown as of nobody', async () => {
  const scene = new Scene();
  await scene.finish(chromiumEntry({ stack: [HOOK_NAME], url: URL }));
  await scene.pass(10_000);
  expect(scene.network).toEqual([]);
});
