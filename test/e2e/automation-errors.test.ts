// `error` and `closed` of docs/automation.md: each kind for each API, and what is no error.
import { beforeAll, expect, it } from 'vitest';
import type { Outcome } from './compare.ts';
import { pathOf } from './compare.ts';
import { inEachBrowser } from './scene.ts';

type Way = (url: string) => Promise<unknown>;

interface Case {
  route: string;
  kind: 'abort' | 'timeout' | 'network';
  way: Way;
}

/** Each rejects as the platform rejects; the panel tells the same name and message. */
const FETCH: Record<string, Case> = {
  'aborted before the response': {
    route: '/silent',
    kind: 'abort',
    way: (url) => {
      const controller = new AbortController();
      const promise = fetch(url, { signal: controller.signal });
      controller.abort();
      return promise;
    },
  },
  'aborted before it is called': {
    route: '/json',
    kind: 'abort',
    way: (url) => fetch(url, { signal: AbortSignal.abort() }),
  },
  'aborted before it is called, with a reason of its own': {
    route: '/json',
    kind: 'abort',
    way: (url) => fetch(url, { signal: AbortSignal.abort(new RangeError('for a reason')) }),
  },
  'aborted with a reason of its own': {
    route: '/silent',
    kind: 'abort',
    way: (url) => {
      const controller = new AbortController();
      const promise = fetch(new Request(url, { signal: controller.signal }));
      controller.abort(new RangeError('for a reason'));
      return promise;
    },
  },
  'aborted in its body': {
    route: '/hang',
    kind: 'abort',
    way: async (url) => {
      const controller = new AbortController();
      const { body } = await fetch(url, { signal: controller.signal });
      const reader = (body as ReadableStream).getReader();
      await reader.read();
      controller.abort();
      return reader.read();
    },
  },
  'aborted while text() waits': {
    route: '/hang',
    kind: 'abort',
    way: async (url) => {
      const controller = new AbortController();
      const response = await fetch(url, { signal: controller.signal });
      const promise = response.text();
      controller.abort();
      return promise;
    },
  },
  'timed out before the response': {
    route: '/silent',
    kind: 'timeout',
    way: (url) => fetch(url, { signal: AbortSignal.timeout(50) }),
  },
  'timed out in its body': {
    route: '/hang',
    kind: 'timeout',
    way: async (url) => (await fetch(url, { signal: AbortSignal.timeout(150) })).text(),
  },
  'timed out by one of two signals': {
    route: '/silent',
    kind: 'timeout',
    way: (url) => fetch(url, { signal: AbortSignal.any([AbortSignal.timeout(50), new AbortController().signal]) }),
  },
  refused: { route: 'http://127.0.0.1:1/', kind: 'network', way: (url) => fetch(url) },
  'broken off before the response': { route: '/destroy?early', kind: 'network', way: (url) => fetch(url) },
  'broken off in its body': {
    route: '/destroy?body=x',
    kind: 'network',
    way: async (url) => (await fetch(url)).text(),
  },
  'forbidden by CORS': { route: 'other', kind: 'network', way: (url) => fetch(url) },
  'redirected where it must not be': {
    route: '/redirect',
    kind: 'network',
    way: (url) => fetch(url, { redirect: 'error' }),
  },
};

const XHR = {
  'abort() in flight': { route: '/silent', kind: 'abort' },
  'abort() in the body': { route: '/hang', kind: 'abort' },
  'a timeout': { route: '/silent', kind: 'timeout' },
  'a timeout in the body': { route: '/hang', kind: 'timeout' },
  'a refused connection': { route: 'http://127.0.0.1:1/', kind: 'network' },
  'a break in the body': { route: '/destroy?body=x', kind: 'network' },
  CORS: { route: 'other', kind: 'network' },
} as const;

inEachBrowser('error', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  const urlOf = (route: string): string => {
    const [path, query] = route.split('?') as [string, string?];
    if (path === 'other') return scene.servers.otherOrigin + pathOf('/json');
    const parameters = Object.fromEntries(new URLSearchParams(query));
    return (path.startsWith('http') ? '' : scene.servers.origin) + pathOf(path, parameters);
  };

  it.each(Object.entries(FETCH))('is told of a fetch that is %s', async (_, { route, kind, way }) => {
    const url = urlOf(route);
    const outcome = (await scene.driver.page(
      (source, given) =>
        (new Function(`return ${source}`)() as Way)(given).then(
          () => ({ value: 'no error' }),
          ({ name, message }: Error) => ({ error: { name, message } }),
        ),
      way.toString(),
      url,
    )) as Outcome<string>;
    if (!('error' in outcome)) throw new Error('the page met no error');
    const exchange = await scene.exchange(url);
    // Firefox rejects a body that timed out with AbortError; the reason of the signal says more.
    if (kind === 'timeout') expect(exchange.error).toMatchObject({ kind, name: 'TimeoutError' });
    else expect(exchange.error).toEqual({ kind, ...outcome.error });
    expect(exchange.readyState).toBe(kind === 'abort' ? 'aborted' : 'failed');
  });

  it.each(Object.entries(XHR))('is told of an XHR that ends by %s', async (_, { route, kind }) => {
    const url = urlOf(route);
    const event = await scene.driver.page(
      (given, how, inBody) =>
        new Promise<string>((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', given);
          for (const type of ['abort', 'timeout', 'error', 'load']) xhr.addEventListener(type, () => resolve(type));
          if (how === 'timeout') xhr.timeout = 150;
          if (how === 'abort' && inBody) xhr.onprogress = () => xhr.abort();
          xhr.send();
          if (how === 'abort' && !inBody) xhr.abort();
        }),
      url,
      kind,
      route === '/hang',
    );
    expect(event).toBe(kind === 'network' ? 'error' : kind);
    const exchange = await scene.exchange(url);
    expect(exchange.error?.kind).toBe(kind);
    expect(exchange.error?.name).not.toBe('');
    expect(exchange.error?.message).not.toBe('');
  });

  it('is told of an EventSource that fails for good, not of one that connects again', async () => {
    const [fails, returns] = [
      pathOf('/status', { code: 500 }),
      pathOf('/sse', { count: 2, drop: 1, ids: 1, retry: 20, open: 1 }),
    ];
    await scene.driver.page(
      async (first, second) => {
        await new Promise((resolve) => {
          new EventSource(first).onerror = resolve;
        });
        const source = new EventSource(second);
        await new Promise<void>((resolve) => {
          source.onmessage = ({ lastEventId }) => lastEventId === '2' && resolve();
        });
        source.close();
      },
      fails,
      returns,
    );
    expect(await scene.exchange(fails)).toMatchObject({ error: { kind: 'network' }, readyState: 2 });
    expect(await scene.exchange(returns)).toMatchObject({ error: null, readyState: 2 });
  });

  it('is null for an HTTP status, and for an exchange that is open', async () => {
    const [status, silent] = [pathOf('/status', { code: 500 }), pathOf('/silent')];
    await scene.driver.page(
      async (first, second) => {
        await (await fetch(first)).text();
        void fetch(second).catch(() => {});
      },
      status,
      silent,
    );
    expect(await scene.exchange(status)).toMatchObject({ error: null, status: 500, readyState: 'done' });
    expect(await scene.exchange(silent, () => true)).toMatchObject({ error: null, closed: null, endedDateTime: null });
  });

  it.each([
    ['the server with 1000', { burst: 1, close: 1000, reason: 'ok' }, null],
    ['the server with 1001', { burst: 1, close: 1001 }, null],
    ['the server with 4999', { burst: 1, close: 4999, reason: 'ü'.repeat(60) }, null],
    ['the page with 3000', { burst: 1 }, 'close(3000)'],
    ['the page without a code', { burst: 1 }, 'close()'],
    ['nobody: it broke', { burst: 1, mute: 1, after: 1, terminate: 1 }, 'break'],
    ['nobody: it was refused', { refuse: 500 }, null],
  ] as const)('leaves it to closed how a WebSocket was closed by %s', async (_, parameters, how) => {
    const path = pathOf('/ws', parameters);
    const seen = await scene.driver.page(
      (url, close) =>
        new Promise<{ code: number; reason: string; wasClean: boolean }>((resolve) => {
          const socket = new WebSocket(url);
          socket.onmessage = () => {
            if (close === 'break') socket.send('now');
            else if (close === 'close()') socket.close();
            else if (close) socket.close(3000, 'grüße');
          };
          socket.onclose = ({ code, reason, wasClean }) => resolve({ code, reason, wasClean });
        }),
      scene.servers.wsOrigin + path,
      how,
    );
    const { closed } = await scene.exchange(path);
    expect(closed).toEqual(seen);
    if ('close' in parameters) expect(closed?.code).toBe(parameters.close);
    if ('terminate' in parameters || 'refuse' in parameters)
      expect(closed).toMatchObject({ code: 1006, wasClean: false });
  });
});
