// fetch: bodies that the page does not read to their end, and responses that have none.
import { beforeAll, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { bodyOf, inPage, inWorker, pathOf, writtenBody } from './compare.ts';
import { inEachBrowser, type Scene } from './scene.ts';

type Way = (url: string) => Promise<unknown>;

/** The server goes on for long: Firefox tells it that the page has left when the next piece arrives. */
const LONG = {
  type: 'application/octet-stream',
  body: `first${'.'.repeat(99)}`,
  cuts: Array.from({ length: 99 }, (_, i) => 5 + i).join(),
  // So long that a busy machine does not get two of them at once.
  gap: 700,
};

/** Ways to leave a body after its first piece. */
const LEAVE: Record<string, Way> = {
  'cancel() of its reader': async (url) => {
    const reader = ((await fetch(url)).body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    await reader.cancel('enough');
    return [...(value as Uint8Array)];
  },
  'cancel() of the stream': async (url) => {
    const body = (await fetch(url)).body as ReadableStream<Uint8Array>;
    const reader = body.getReader();
    const { value } = await reader.read();
    reader.releaseLock();
    await body.cancel();
    return [...(value as Uint8Array)];
  },
  'break out of for await': async (url) => {
    for await (const chunk of (await fetch(url)).body as ReadableStream<Uint8Array>) return [...chunk];
  },
  'a pipe whose sink fails': async (url) => {
    const got: number[] = [];
    const sink = new WritableStream<Uint8Array>({
      write(chunk) {
        got.push(...chunk);
        throw new Error('full');
      },
    });
    await ((await fetch(url)).body as ReadableStream<Uint8Array>).pipeTo(sink).catch((error: Error) => error.message);
    return got;
  },
  'cancel() of both branches of a tee': async (url) => {
    const [left, right] = ((await fetch(url)).body as ReadableStream<Uint8Array>).tee();
    const reader = left.getReader();
    const { value } = await reader.read();
    await Promise.all([reader.cancel(), right.cancel()]);
    return [...(value as Uint8Array)];
  },
  'abort of its signal': async (url) => {
    const controller = new AbortController();
    const response = await fetch(url, { signal: controller.signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    controller.abort();
    return [...(value as Uint8Array), await reader.read().catch((error: Error) => error.name)];
  },
};

const told = async (scene: Scene, path: string) => {
  const exchange = await scene.exchange(path);
  const states = exchange.transitions.map(({ state }) => state);
  return { exchange, states, body: bodyOf(await scene.messages(exchange.id)).toString() };
};

inEachBrowser('a fetched body that is not read to its end', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it.each(Object.entries(LEAVE))('is told as far as it was read, and the server sees the end: %s', async (_, way) => {
    const path = pathOf('/text', LONG);
    const seen = await inPage(scene, way, scene.servers.origin + path);
    const { exchange, states, body } = await told(scene, path);
    expect(body).toBe('first');
    expect(states).toEqual(['pending', 'response', 'body', 'aborted']);
    expect(exchange).toMatchObject({ status: 200, bytesReceived: 5, error: { kind: 'abort' }, readyState: 'aborted' });
    const other = pathOf('/text', LONG);
    expect(seen).toEqual(await inWorker(scene, way, scene.servers.origin + other));
    for (const each of [other, path])
      await until(`the server sees the end of ${each}`, () => scene.servers.record.one(each).end === 'client');
  });

  it('goes on after one branch of a tee was cancelled', async () => {
    const path = pathOf('/text', { body: 'onetwothree', cuts: '3,6', gap: 30 });
    const way: Way = async (url) => {
      const [left, right] = ((await fetch(url)).body as ReadableStream<Uint8Array>).tee();
      const reader = left.getReader();
      await reader.read();
      void reader.cancel();
      return new Response(right).text();
    };
    expect(await inPage(scene, way, scene.servers.origin + path)).toEqual({ value: 'onetwothree' });
    const { exchange, body } = await told(scene, path);
    expect(body).toBe('onetwothree');
    expect(exchange).toMatchObject({ readyState: 'done', error: null });
  });

  it('goes on after the body of a clone was cancelled', async () => {
    const path = pathOf('/text', { body: 'onetwothree', cuts: '3,6', gap: 30 });
    const way: Way = async (url) => {
      const response = await fetch(url);
      void response.clone().body?.cancel();
      return response.text();
    };
    expect(await inPage(scene, way, scene.servers.origin + path)).toEqual({ value: 'onetwothree' });
    const { exchange, body } = await told(scene, path);
    expect(body).toBe('onetwothree');
    expect(exchange).toMatchObject({ readyState: 'done', error: null });
  });

  it('stays in state response where the page does not read it', async () => {
    const path = pathOf('/text', { body: 'nobody reads this' });
    await scene.driver.page(async (url) => {
      Object.assign(window, { unread: await fetch(url) });
    }, scene.servers.origin + path);
    const exchange = await scene.exchange(path, ({ readyState }) => readyState === 'response');
    expect(exchange).toMatchObject({ received: 0, bytesReceived: 0, error: null, endedDateTime: null, status: 200 });
    expect(await scene.driver.page(() => (window as never as { unread: Response }).unread.bodyUsed)).toBe(false);
  });

  it('is over as soon as the page has let go of all by which it could be read', async () => {
    const ways: Record<string, Way> = {
      response: async (url) => void (await fetch(url, { signal: new AbortController().signal })),
      body: async (url) => void (await fetch(url)).body?.locked,
      copies: async (url) => void (await fetch(url)).clone(),
    };
    const reader: Way = async (url) => void (await (await fetch(url)).body?.getReader().read());
    // Firefox itself keeps what a reader has not read.
    if (scene.browser === 'chromium') Object.assign(ways, { reader });
    for (const [name, way] of Object.entries(ways)) {
      const path = pathOf('/text', { body: 'one two', cuts: '3', gap: 30, name });
      await inPage(scene, way, scene.servers.origin + path);
      const received = name === 'reader' ? 1 : 0;
      await scene.exchange(path, (exchange) => exchange.status === 200 && exchange.received === received);
      const shown = await until(`${name} is collected`, async () => {
        await scene.driver.heap();
        const exchange = await scene.exchange(path, ({ status }) => status === 200);
        return exchange.readyState === 'done' && exchange;
      });
      expect(shown).toMatchObject({ received, error: null });
    }
  });

  it('is a network failure where the server breaks it off, with what came before', async () => {
    for (const read of [
      async (url: string) => (await fetch(url)).text(),
      async (url: string) => {
        for await (const _ of (await fetch(url)).body as ReadableStream) void 0;
      },
    ] as Way[]) {
      const path = pathOf('/destroy', { body: 'begun', ms: 50 });
      const seen = await inPage(scene, read, scene.servers.origin + path);
      expect(seen).toEqual(await inWorker(scene, read, scene.servers.origin + pathOf('/destroy', { body: 'begun' })));
      const { exchange, states } = await told(scene, path);
      expect(exchange).toMatchObject({
        readyState: 'failed',
        status: 200,
        error: { kind: 'network', name: 'TypeError' },
      });
      expect(states.at(-1)).toBe('failed');
    }
  });

  it('is empty for 204, HEAD and an empty body, each done', async () => {
    const paths = {
      204: pathOf('/status', { code: 204 }),
      HEAD: pathOf('/text'),
      empty: pathOf('/text', { body: '' }),
    };
    const seen = await scene.driver.page(
      async (origin, { 204: none, HEAD, empty }) => [
        await (await fetch(origin + none)).text(),
        await (await fetch(origin + HEAD, { method: 'HEAD' })).text(),
        await (await fetch(origin + empty)).text(),
      ],
      scene.servers.origin,
      paths,
    );
    expect(seen).toEqual(['', '', '']);
    for (const [what, path] of Object.entries(paths)) {
      const exchange = await scene.exchange(path);
      expect(exchange, what).toMatchObject({ readyState: 'done', received: 0, bytesReceived: 0, error: null });
      expect(exchange.transitions.map(({ state }) => state)).toEqual(['pending', 'response', 'done']);
      expect(exchange.status).toBe(scene.servers.record.one(path).status);
    }
  });

  it('of an opaque response is not there for the page, nor for us', async () => {
    const path = pathOf('/json');
    await scene.driver.page(
      async (url) => void (await fetch(url, { mode: 'no-cors' })),
      scene.servers.otherOrigin + path,
    );
    const exchange = await scene.exchange(path);
    expect(exchange).toMatchObject({ status: 0, received: 0, error: null, readyState: 'done' });
    expect(await scene.driver.panel((id) => window.streamscope.exchange(id).response?.type, exchange.id)).toBe(
      'opaque',
    );
  });

  it('that was compressed is told as the page gets it', async () => {
    const path = pathOf('/gzip', { body: 'zip zap\nzip zap\nzup\n', gap: 10 });
    const way: Way = async (url) => (await fetch(url)).text();
    expect(await inPage(scene, way, scene.servers.origin + path)).toEqual({ value: 'zip zap\nzip zap\nzup\n' });
    const { exchange, body } = await told(scene, path);
    const record = scene.servers.record.one(path);
    expect(body).toBe(writtenBody(record).toString());
    expect(exchange.bytesReceived).toBe(record.bytes);
  });
});
