// `readyState` and `transitions` of docs/automation.md: every change the page could see, the first state included.
import { beforeAll, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { pathOf } from './compare.ts';
import { inEachBrowser } from './scene.ts';

const states = ({ transitions }: Summary) => transitions.map(({ state }) => state);

/** What an XHR of the page does, and how many of its own states it noted. */
interface XhrPlan {
  route: string;
  parameters?: Record<string, string | number>;
  synchronous?: boolean;
  timeout?: number;
  abortIn?: number;
}

const XHR: Record<string, XhrPlan> = {
  'that loads': { route: '/text', parameters: { body: 'onetwo', cuts: '3', gap: 30 } },
  'without a body': { route: '/status', parameters: { code: 204 } },
  'that is refused': { route: 'http://127.0.0.1:1/' },
  'that breaks off': { route: '/destroy', parameters: { body: 'begun' } },
  'that times out': { route: '/silent', timeout: 50 },
  'that times out in its body': { route: '/hang', timeout: 100 },
  'that is aborted before the response': { route: '/silent', abortIn: 1 },
  'that is aborted at its head': { route: '/hang', abortIn: 2 },
  'that is aborted in its body': { route: '/hang', abortIn: 3 },
  'that is aborted when it is done': { route: '/text', abortIn: 4 },
  'that is synchronous': { route: '/text', synchronous: true },
};

inEachBrowser('states', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it.each(Object.entries(XHR))('of an XHR %s are those the page saw', async (_, { route, parameters, ...plan }) => {
    const path = pathOf(route, parameters);
    const seen = await scene.driver.page(
      (url, { synchronous = false, timeout = 0, abortIn = 0 }) =>
        new Promise<{ states: number[]; last: number }>((resolve) => {
          const xhr = new XMLHttpRequest();
          const noted = [xhr.readyState];
          const note = () => {
            if (noted.at(-1) !== xhr.readyState) noted.push(xhr.readyState);
          };
          const abort = () => {
            xhr.abort();
            note();
            resolve({ states: noted, last: xhr.readyState });
          };
          xhr.onreadystatechange = () => {
            note();
            if (xhr.readyState === abortIn && abortIn > 1 && abortIn < 4) abort();
          };
          xhr.onloadend = () => {
            if (abortIn === 4) abort();
            else if (abortIn === 0 && !synchronous) resolve({ states: noted, last: xhr.readyState });
          };
          xhr.open('GET', url, !synchronous);
          if (timeout) xhr.timeout = timeout;
          xhr.send();
          note();
          if (abortIn === 1) abort();
          if (synchronous) resolve({ states: noted, last: xhr.readyState });
        }),
      path,
      plan,
    );
    const exchange = await scene.exchange(
      path,
      ({ endedDateTime, readyState }) => endedDateTime !== null && readyState === seen.last,
    );
    expect(states(exchange)).toEqual(seen.states);
    expect(exchange.readyState).toBe(seen.last);
    const times = exchange.transitions.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('of an EventSource that reconnects are 0, 1, 0, 1 … in one exchange', async () => {
    const path = pathOf('/sse', { count: 4, ids: 1, drop: 2, retry: 20 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const source = new EventSource(url);
          source.onmessage = ({ lastEventId }) => {
            if (lastEventId !== '4') return;
            source.close();
            resolve();
          };
        }),
      path,
    );
    const exchange = await scene.exchange(path);
    expect(states(exchange)).toEqual([0, 1, 0, 1, 2]);
    expect(exchange).toMatchObject({ readyState: 2, status: 200 });
  });

  it.each([
    ['that gets another status', '/status', { code: 500 }],
    ['that gets another type', '/text', {}],
    ['that gets 204', '/sse', { count: 0, stop: 1 }],
  ] as const)('of an EventSource %s are 0, 2', async (_, route, parameters) => {
    const path = pathOf(route, parameters);
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          new EventSource(url).onerror = () => resolve();
        }),
      path,
    );
    const exchange = await scene.exchange(path);
    expect(states(exchange)).toEqual([0, 2]);
    expect(exchange).toMatchObject({ readyState: 2, error: { kind: 'network' } });
  });

  it('of an EventSource that cannot connect go on at 0 until the page closes it', async () => {
    const path = pathOf('http://127.0.0.1:1/');
    const seen = await scene.driver.page(
      (url) =>
        new Promise<number[]>((resolve) => {
          const source = new EventSource(url);
          const noted = [source.readyState];
          source.onerror = () => {
            noted.push(source.readyState);
            source.close();
            noted.push(source.readyState);
            resolve(noted);
          };
        }),
      path,
    );
    const exchange = await scene.exchange(path);
    expect(states(exchange)).toEqual(seen.filter((state, i) => state !== seen[i - 1]));
    expect(exchange.status).toBe(0);
  });

  it('of a WebSocket that the page closes go over CLOSING, each seen while it lasts', async () => {
    const path = pathOf('/ws', { burst: 1 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          Object.assign(window, { socket });
          socket.onmessage = () => resolve();
        }),
      scene.servers.wsOrigin + path,
    );
    const open = await scene.exchange(path, ({ received }) => received === 1);
    expect(states(open)).toEqual([0, 1]);
    expect(open).toMatchObject({ readyState: 1, status: 101, closed: null });
    await scene.driver.page(() => (window as never as { socket: WebSocket }).socket.close(4000, 'bye'));
    const closed = await scene.exchange(path);
    expect(states(closed)).toEqual([0, 1, 2, 3]);
    expect(closed).toMatchObject({ readyState: 3, closed: { code: 4000, reason: 'bye', wasClean: true } });
  });

  it('of a fetch are words: pending, response, body, done', async () => {
    const path = pathOf('/text', { body: 'slow', cuts: '2', gap: 20 });
    const whole = scene.driver.page(async (url) => {
      const response = await fetch(url);
      Object.assign(window, { response });
    }, path);
    await whole;
    const head = await scene.exchange(path, ({ readyState }) => readyState === 'response');
    expect(states(head)).toEqual(['pending', 'response']);
    expect(head.endedDateTime).toBeNull();
    await scene.driver.page(() => (window as never as { response: Response }).response.text());
    expect(states(await scene.exchange(path))).toEqual(['pending', 'response', 'body', 'done']);
  });

  it('of a fetch that waits, fails and is aborted', async () => {
    const [waits, fails, breaks] = [
      pathOf('/silent'),
      pathOf('http://127.0.0.1:1/'),
      pathOf('/destroy', { body: 'x' }),
    ];
    await scene.driver.page(
      async (first, second, third) => {
        const controller = new AbortController();
        Object.assign(window, { controller });
        void fetch(first, { signal: controller.signal }).catch(() => {});
        await fetch(second).catch(() => {});
        await (await fetch(third)).text().catch(() => {});
      },
      waits,
      fails,
      breaks,
    );
    expect(states(await scene.exchange(fails))).toEqual(['pending', 'failed']);
    expect(states(await scene.exchange(breaks)).at(-1)).toBe('failed');
    const pending = await scene.exchange(waits, ({ readyState }) => readyState === 'pending');
    expect(pending).toMatchObject({ endedDateTime: null, status: 0, error: null });
    await scene.driver.page(() => (window as never as { controller: AbortController }).controller.abort());
    expect(states(await scene.exchange(waits))).toEqual(['pending', 'aborted']);
  });
});
