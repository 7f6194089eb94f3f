// Requests of one resource that are under way at once: each call of the page gets its own entry of the network log.
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../store/exchange.ts';
import type { HeaderList } from '../../wire/capture.ts';
import { HOOK_NAME } from '../../wire/names.ts';
import { chromiumEntry, type FakeEntry, firefoxEntry } from './entry.fake.ts';
import { Scene } from './feed.fake.ts';

const URL = 'http://a.test/x';
const hooked = (given: FakeEntry) => chromiumEntry({ stack: [HOOK_NAME], ...given });
const nameOf = (headers: HeaderList = []) => headers.find(([name]) => name.toLowerCase() === 'x-name')?.[1];
const sentBy = (all: Exchange[]) => all.map(({ wire }) => nameOf(wire?.requestHeaders));
const givenTo = (all: Exchange[]) => all.map(({ wire }) => nameOf(wire?.responseHeaders));

describe.each([
  ['Chromium', true, hooked],
  ['Firefox', false, firefoxEntry],
] as const)('calls of one resource at once, in %s', (_, live, entryOf) => {
  it('are told apart by what the page sends', async () => {
    const scene = new Scene(live);
    const all = ['a', 'b', 'c'].map((name) => scene.page('fetch', URL, 1000, 'GET', [['X-Name', name]]));
    const entries = ['c', 'a', 'b'].map((name) => entryOf({ started: 1000, requestHeaders: [['x-name', name]] }));
    await scene.finish(...entries);
    await scene.pass(1500);
    expect(sentBy(all)).toEqual(['a', 'b', 'c']);
    expect(scene.network).toEqual([]);
  });

  it('are told apart by what the page received', async () => {
    const scene = new Scene(live);
    const all = ['a', 'b', 'c'].map(() => scene.page('fetch', URL, 1000));
    await scene.finish(
      ...['c', 'a', 'b'].map((name) => entryOf({ started: 1000, responseHeaders: [['X-Name', name]] })),
    );
    for (const [i, name] of ['a', 'b', 'c'].entries()) scene.answer(all[i] as Exchange, [['x-name', name]]);
    await scene.pass(1500);
    expect(givenTo(all)).toEqual(['a', 'b', 'c']);
  });

  it('are told apart by their status', async () => {
    const scene = new Scene(live);
    const all = [200, 404].map((status) => [scene.page('xhr', URL, 1000), status] as const);
    for (const [exchange, status] of all) scene.answer(exchange, [], 1100, status);
    await scene.finish(...[404, 200].map((status) => entryOf({ started: 1000, type: 'xhr', status })));
    await scene.pass(1500);
    expect(all.map(([{ wire }]) => wire?.status)).toEqual([200, 404]);
  });

  it('are told apart by their ends, where they are alike', async () => {
    const scene = new Scene(live);
    const all = [1600, 1100].map((ended) => [scene.page('fetch', URL, 1000), ended] as const);
    for (const [exchange, ended] of all) scene.answer(exchange, [], ended);
    await scene.finish(...[100, 600].map((time) => entryOf({ started: 1000, time, size: time })));
    await scene.pass(1500);
    expect(all.map(([{ wire }]) => wire?.transferSize)).toEqual(live ? [700, 200] : [600, 100]);
  });

  it('wait for a call that the page tells after the log', async () => {
    const scene = new Scene(live);
    const slow = scene.page('fetch', URL, 1000);
    await scene.finish(entryOf({ started: 1300, responseHeaders: [['x-name', 'fast']] }));
    const fast = scene.page('fetch', URL, 1300);
    scene.answer(fast, [['x-name', 'fast']], 1310);
    await scene.pass(1500);
    expect([slow.wire, nameOf(fast.wire?.responseHeaders)]).toEqual([null, 'fast']);
    await scene.finish(entryOf({ started: 1000, time: 5000, responseHeaders: [['x-name', 'slow']] }));
    await scene.pass(1500);
    expect(givenTo([slow])).toEqual(['slow']);
  });

  it('are not taken for what a redirect asks for', async () => {
    const scene = new Scene(live);
    const redirected = scene.page('fetch', 'http://a.test/old', 1000, 'GET', [['x-name', 'redirected']]);
    const direct = scene.page('fetch', URL, 1000, 'GET', [['x-name', 'direct']]);
    const by = (name: string, given: FakeEntry) =>
      entryOf({ started: 1000, time: 10, requestHeaders: [['x-name', name]], ...given });
    await scene.finish(
      by('redirected', { url: 'http://a.test/old', status: 302, location: URL }),
      by('direct', { url: URL }),
      by('redirected', { url: URL, started: 1010 }),
    );
    await scene.pass(1500);
    expect(sentBy([redirected, direct])).toEqual(['redirected', 'direct']);
    expect([redirected, direct].map(({ wire }) => wire?.redirects.length)).toEqual([1, 0]);
    expect(scene.network).toEqual([]);
  });
});

it('entries of one ms are taken up by what they sent, when they are told again', async () => {
  const scene = new Scene();
  const all = ['a', 'b'].map((name) => scene.page('fetch', URL, 1000, 'GET', [['x-name', name]]));
  const entries = ['a', 'b'].map((name) => hooked({ started: 1000, status: 0, requestHeaders: [['x-name', name]] }));
  scene.har = entries;
  await scene.pass(3000);
  expect(sentBy(all)).toEqual(['a', 'b']);
  const over = ['b', 'a'].map((name) =>
    hooked({ started: 1000, requestHeaders: [['x-name', name]], responseHeaders: [['x-name', name]] }),
  );
  await scene.finish(...over);
  await scene.pass(1500);
  expect(givenTo(all)).toEqual(['a', 'b']);
});
