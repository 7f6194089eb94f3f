// The second source, devtools.network: what the wire said of the page's exchanges, and what the page's hook cannot see.
import { expect, it } from 'vitest';
import type { Detail, Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const detailOf = (scene: Scene, { id }: Summary): Promise<Detail> =>
  scene.driver.panel((given) => window.streamscope.exchange(given), id);

/** The exchange once it has ended and the network log has told of it. */
const wired = (scene: Scene, path: string): Promise<Detail> =>
  until(`the wire's facts of ${path}`, async () => {
    const found = (await scene.exchanges()).find(({ url }) => url.includes(path));
    const detail = found && (await detailOf(scene, found));
    return detail?.request.wireHeaders && detail.timings.wait !== null && detail.endedDateTime !== null ? detail : null;
  }) as Promise<Detail>;

const headerOf = (headers: [string, string][] | null | undefined, name: string): string | undefined =>
  headers?.find(([each]) => each.toLowerCase() === name)?.[1];

/** Opens a worker with these streams in the page; they are open to all origins, so that a worker can be anywhere. */
const openWorker = (scene: Scene, streams: Record<string, string>): Promise<void> =>
  scene.driver.page(
    (script) => void Object.assign(window, { worker: new Worker(script) }),
    `/worker.js?${new URLSearchParams(streams)}`,
  );

/**
 * Waits until the panel shows what a worker opens now. What the network log had before is settled by then: an
 * EventSource (in Firefox, which has none of workers: any request) waits as long for the hook as those did.
 */
async function settled(scene: Scene): Promise<string[]> {
  const [json, eventsource] = [pathOf('/json'), pathOf('/sse')];
  const shown = scene.browser === 'chromium' ? [json, eventsource] : [json];
  await openWorker(scene, { json, eventsource });
  for (const path of shown) await scene.exchange(path, ({ source, status }) => source === 'network' && status === 200);
  return shown;
}

/** Opens an EventSource and waits for the event with the id 4; gives the number of connections that the page was told of. */
const hearFour = (scene: Scene, path: string): Promise<number> =>
  scene.driver.page(
    (url) =>
      new Promise<number>((resolve) => {
        const source = new EventSource(url);
        let connections = 1;
        source.onerror = () => connections++;
        source.onmessage = ({ lastEventId }) => lastEventId === '4' && resolve(connections);
      }),
    path,
  );

const urls = (scene: Scene, exchanges: Summary[]): string[] =>
  exchanges.map(({ url }) => url.replace(scene.servers.origin, '').replace(scene.servers.wsOrigin, '')).sort();

inEachBrowser('the network log', 'shared', (scene) => {
  it('adds what was on the wire to an exchange that the page sees', async () => {
    await scene.fresh();
    const path = pathOf('/json', { cookie: 'flavour=oat; Path=/; HttpOnly; SameSite=Lax' });
    await scene.driver.page(async (url) => void (await (await fetch(url)).text()), path);
    const { request, response, cookies, timings, ...rest } = await wired(scene, path);
    expect(headerOf(request.wireHeaders, 'user-agent')).toMatch(/Mozilla/);
    expect(headerOf(request.headers, 'user-agent')).toBeUndefined();
    expect(headerOf(response?.wireHeaders, 'x-content-type-options')).toBe('nosniff');
    expect(headerOf(response?.headers, 'set-cookie')).toBeUndefined();
    expect(response).toMatchObject({ status: 200, wireStatus: 200 });
    expect(cookies.response).toEqual([expect.objectContaining({ name: 'flavour', value: 'oat' })]);
    expect(rest).toMatchObject({ source: 'page', remoteAddress: '127.0.0.1', redirects: [], preflight: null });
    expect(rest.httpVersion.toLowerCase()).toBe('http/1.1');
    expect(rest.transferSize).toBeGreaterThan(0);
    for (const phase of [timings.send, timings.wait, timings.receive]) expect(phase).toBeGreaterThanOrEqual(0);

    const again = pathOf('/json');
    await scene.driver.page(async (url) => void (await (await fetch(url)).text()), again);
    expect((await wired(scene, again)).cookies.request).toEqual([{ name: 'flavour', value: 'oat' }]);
  });

  it('gives each of many calls of one URL at once what was on its own wire', async () => {
    await scene.fresh();
    const path = pathOf('/text', { body: 'abcdef', cuts: '1,2,3,4,5', gap: 60 });
    await scene.driver.page(async (url) => {
      const frame = document.createElement('iframe');
      await new Promise((resolve) => {
        frame.onload = resolve;
        frame.src = '/blank?frame';
        document.body.append(frame);
      });
      const call = async (name: string, realm: Window, abortAfter = 0) => {
        const controller = new AbortController();
        if (abortAfter) setTimeout(() => controller.abort(), abortAfter);
        const response = await realm.fetch(url, { headers: { 'x-name': name }, signal: controller.signal });
        await response.text();
      };
      const direct = (name: string) =>
        new Promise((resolve) => {
          const request = new XMLHttpRequest();
          request.open('GET', url);
          request.setRequestHeader('x-name', name);
          request.onloadend = resolve;
          request.send();
        });
      await Promise.allSettled([
        call('a', window, 100),
        call('b', window),
        direct('c'),
        call('d', frame.contentWindow as Window),
        call('e', window, 150),
        direct('f'),
        call('g', frame.contentWindow as Window, 200),
        call('h', window),
      ]);
    }, path);
    const names = await until('each has what was on its wire', async () => {
      const own = (await scene.exchanges()).filter(({ url }) => url.includes(path));
      const details = await Promise.all(own.map((each) => detailOf(scene, each)));
      if (!details.every(({ request, endedDateTime }) => request.wireHeaders && endedDateTime !== null)) return null;
      return details.map(({ source, request }) => [
        source,
        headerOf(request.headers, 'x-name'),
        headerOf(request.wireHeaders, 'x-name'),
      ]);
    });
    expect(names?.sort()).toEqual([...'abcdefgh'].map((name) => ['page', name, name]));
  });

  it('keeps redirects and preflights with the one exchange they belong to', async () => {
    await scene.fresh();
    const end = pathOf('/json');
    const path = pathOf('/redirect', { hops: 2, to: end });
    const put = pathOf('/upload', { cors: '*' });
    await scene.driver.page(
      async (redirected, other) => {
        await (await fetch(redirected)).text();
        await (await fetch(other, { method: 'PUT', headers: { 'x-own': '1' }, body: 'abc' })).text();
      },
      path,
      scene.servers.otherOrigin + put,
    );
    const redirected = await wired(scene, path);
    expect(redirected.redirects.map(({ status }) => status)).toEqual([302, 302]);
    expect(redirected.redirects[1]?.location).toBe(scene.servers.origin + end);
    const preflight = await until('the preflight is noted', async () => (await wired(scene, put)).preflight);
    expect(preflight).toMatchObject({ status: 204 });
    const shown = await settled(scene);
    expect(
      urls(
        scene,
        (await scene.exchanges()).filter(({ source }) => source === 'network'),
      ),
    ).toEqual(shown.sort());
    expect((await scene.exchanges()).filter(({ source }) => source === 'page')).toHaveLength(2);
  });

  it('shows once what a slow redirect leads to, and a request with user and password', async () => {
    await scene.fresh();
    const end = pathOf('/json');
    const path = pathOf('/redirect', { to: end, ms: 1500 });
    const secret = pathOf('/text');
    await scene.driver.page(
      (redirected, other) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', other, true, 'user', 'p@ss');
        xhr.send();
        return fetch(redirected).then(async (response) => void (await response.text()));
      },
      path,
      secret,
    );
    expect(await wired(scene, path)).toMatchObject({ response: { wireStatus: 200 }, redirects: [{ status: 302 }] });
    expect(await wired(scene, secret)).toMatchObject({ response: { wireStatus: 200 } });
    const shown = await settled(scene);
    expect(urls(scene, await scene.exchanges())).toEqual([path, secret, ...shown].sort());
  });

  it('tells which Last-Event-ID each connection of an EventSource sent', async () => {
    await scene.fresh();
    const path = pathOf('/sse', { count: 4, drop: 2, retry: 100, ids: 1, open: 1 });
    await hearFour(scene, path);
    const { connections } = await until('both connections are read off the wire', async () => {
      const detail = await detailOf(scene, await scene.exchange(path, ({ received }) => received > 3));
      // Of a stream that is open Firefox may tell the headers later.
      const told = scene.browser === 'chromium' ? 2 : 1;
      return detail.connections.filter(({ from }) => from === 'wire').length >= told ? detail : null;
    });
    expect(connections.map(({ number, lastEventId }) => [number, lastEventId])).toEqual([
      [1, ''],
      [2, '2'],
    ]);
  });

  it('keeps attempts to connect again that fail with their EventSource', async () => {
    await scene.fresh();
    const path = pathOf('/sse', { count: 4, drop: 2, fail: 3, retry: 100, ids: 1, open: 1 });
    const told = await hearFour(scene, path);
    expect(scene.servers.record.of(path)).toHaveLength(5);
    const shown = await settled(scene);
    expect(urls(scene, await scene.exchanges())).toEqual([path, ...shown].sort());
    const { id } = await scene.exchange(path, ({ received }) => received >= 4);
    // Neither tells the page of all: Chromium asks again itself, once, where a used socket breaks.
    expect(told).toBeGreaterThan(scene.browser === 'chromium' ? 3 : 1);
    await until('all connections are read off the wire', async () => {
      const { connections } = await detailOf(scene, { id } as Summary);
      return connections.filter(({ from }) => from === 'wire').length >= told;
    });
  });

  it('tells an event that the page listens to once, where the stream ends with it', async () => {
    await scene.fresh();
    const path = pathOf('/sse', { count: 4, events: 'message,message,message,last' });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const source = new EventSource(url);
          source.addEventListener('last', () => {});
          source.onerror = () => {
            source.close();
            resolve();
          };
        }),
      path,
    );
    await wired(scene, path);
    await settled(scene);
    const { id } = await scene.exchange(path);
    expect((await scene.messages(id)).map(({ event }) => [event?.name, event?.source])).toEqual([
      ['message', undefined],
      ['message', undefined],
      ['message', undefined],
      ['last', undefined],
    ]);
  });

  it('tells no events of a stream that the page may not read', async () => {
    await scene.fresh();
    const path = pathOf('/sse', { count: 3, events: 'named' });
    await scene.driver.page(
      (url) =>
        new Promise((resolve) => {
          const source = new EventSource(url);
          source.addEventListener('named', () => {});
          source.onerror = resolve;
        }),
      scene.servers.otherOrigin + path,
    );
    const { id } = await scene.exchange(path);
    await settled(scene);
    expect(await scene.messages(id)).toEqual([]);
  });

  it('shows a fetch with keepalive once, and a beacon not at all', async () => {
    await scene.fresh();
    const [keepalive, beacon] = [pathOf('/upload'), pathOf('/upload')];
    await scene.driver.page(
      async (kept, sent) => {
        navigator.sendBeacon(sent, 'beacon');
        await (await fetch(kept, { method: 'POST', body: 'kept', keepalive: true })).text();
      },
      keepalive,
      beacon,
    );
    expect(await wired(scene, keepalive)).toMatchObject({ source: 'page', method: 'POST' });
    const shown = await settled(scene);
    expect(urls(scene, await scene.exchanges())).toEqual([keepalive, ...shown].sort());
  });

  it('shows no exchange twice', async () => {
    await scene.fresh(
      '<!doctype html><link rel="icon" href="data:,"><img src="/json?image"><script src="/text?type=text/javascript&body=1"></script>',
    );
    const once = ['/json', '/json', '/upload', '/json'].map((route) => pathOf(route));
    const [sse, ws] = [pathOf('/sse', { drop: 2, retry: 100, ids: 1, open: 1 }), pathOf('/ws', { burst: 5 })];
    await scene.driver.page(
      async ([text, frame, xhr, same], stream, socket) => {
        await (await fetch(text as string)).text();
        await Promise.all(Array.from({ length: 5 }, async () => (await fetch(same as string)).text()));
        await new Promise((resolve) => {
          const request = new XMLHttpRequest();
          request.open('POST', xhr as string);
          request.onloadend = resolve;
          request.send('data');
        });
        const inner = document.createElement('iframe');
        inner.srcdoc = `<script>fetch(${JSON.stringify(frame)})</script>`;
        document.body.append(inner);
        await new Promise<void>((resolve) => {
          const source = new EventSource(stream);
          source.onmessage = ({ lastEventId }) => lastEventId === '5' && resolve();
        });
        await new Promise((resolve) => {
          new WebSocket(socket).onmessage = resolve;
        });
        await fetch('http://127.0.0.1:9/').catch(() => {});
      },
      once,
      sse,
      scene.servers.wsOrigin + ws,
    );
    const shown = await settled(scene);
    const page = (await scene.exchanges()).filter(({ source }) => source === 'page');
    const [text = '', frame = '', xhr = '', same = ''] = once;
    expect(urls(scene, page)).toEqual(
      [text, frame, xhr, sse, ws, 'http://127.0.0.1:9/', same, same, same, same, same].sort(),
    );
    const network = (await scene.exchanges()).filter(({ source }) => source === 'network');
    expect(urls(scene, network)).toEqual(shown.sort());
    const stream = page.find(({ url }) => url.endsWith(sse)) as Summary;
    const events = (await scene.messages(stream.id)).filter(({ event }) => event?.source === undefined);
    expect(events.map(({ data }) => data)).toEqual([1, 2, 3, 4, 5].map((i) => `event ${i}`));
  });

  it('does not bring back what was cleared away, nor what belonged to the page before', async () => {
    await scene.fresh();
    await settled(scene);
    await scene.driver.page(() => (window as never as { worker: Worker }).worker.terminate());
    await scene.driver.panel(() => window.streamscope.clear());
    expect(urls(scene, await scene.exchanges())).toEqual([]);
    const second = await settled(scene);
    expect(urls(scene, await scene.exchanges())).toEqual(second.sort());
    await scene.driver.go(scene.servers.blank());
    await until('the log is empty', async () => (await scene.exchanges()).length === 0);
    const third = await settled(scene);
    expect(urls(scene, await scene.exchanges())).toEqual(third.sort());
  });
});
