// fetch: whatever way the page reads a body, the panel tells what the server wrote, once, and the page gets it as ever.
import { beforeAll, expect, it } from 'vitest';
import { bodyOf, inPage, inWorker, pathOf, writtenBody } from './compare.ts';
import { inEachBrowser, type Scene } from './scene.ts';

/** JSON, so that every way can read it; cut within two of its characters. */
const JSON_BODY = { type: 'application/json', body: '{"text":"grüße 🌍","list":[1,2,3]}', cuts: '12,19', gap: 15 };
const FORM_BODY = { type: 'application/x-www-form-urlencoded', body: 'a=1&b=gr%C3%BC%C3%9Fe+all', cuts: '5', gap: 15 };

/** ms that adding a clock's time to its origin may be off, as a sum of doubles of this size. */
const CLOCK_ROUNDING = 0.001;

type Way = (url: string) => Promise<number[][]>;

/** Ways to read a whole body; each gives the bytes of each reading of it. */
const WAYS: Record<string, Way> = {
  'text()': async (url) => [[...new TextEncoder().encode(await (await fetch(url)).text())]],
  'json()': async (url) => [[...new TextEncoder().encode(JSON.stringify(await (await fetch(url)).json()))]],
  'arrayBuffer()': async (url) => [[...new Uint8Array(await (await fetch(url)).arrayBuffer())]],
  'bytes()': async (url) => [[...(await (await fetch(url)).bytes())]],
  'blob()': async (url) => [[...new Uint8Array(await (await (await fetch(url)).blob()).arrayBuffer())]],
  'getReader()': async (url) => {
    const got: number[] = [];
    const reader = ((await fetch(url)).body as ReadableStream<Uint8Array>).getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) got.push(...step.value);
    return [got];
  },
  'new ReadableStreamDefaultReader()': async (url) => {
    const got: number[] = [];
    const reader = new ReadableStreamDefaultReader((await fetch(url)).body as ReadableStream<Uint8Array>);
    for (let step = await reader.read(); !step.done; step = await reader.read()) got.push(...step.value);
    return [got];
  },
  'one reader after the other': async (url) => {
    const got: number[] = [];
    const body = (await fetch(url)).body as ReadableStream<Uint8Array>;
    for (;;) {
      const reader = body.getReader();
      const { done, value } = await reader.read();
      reader.releaseLock();
      if (done) return [got];
      got.push(...value);
    }
  },
  'a BYOB reader': async (url) => {
    const got: number[] = [];
    const reader = ((await fetch(url)).body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader({ mode: 'byob' });
    let buffer = new ArrayBuffer(16);
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(buffer, 3, 5));
      if (done) return [got];
      got.push(...value);
      buffer = value.buffer;
    }
  },
  'a BYOB reader with a DataView': async (url) => {
    const got: number[] = [];
    const reader = ((await fetch(url)).body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader({ mode: 'byob' });
    let buffer = new ArrayBuffer(16);
    for (;;) {
      const { done, value } = await reader.read(new DataView(buffer, 3, 5));
      if (done) return [got];
      got.push(...new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      buffer = value.buffer;
    }
  },
  'for await': async (url) => {
    const got: number[] = [];
    for await (const chunk of (await fetch(url)).body as ReadableStream<Uint8Array>) got.push(...chunk);
    return [got];
  },
  'pipeTo()': async (url) => {
    const got: number[] = [];
    const sink = new WritableStream<Uint8Array>({ write: (chunk) => void got.push(...chunk) });
    await ((await fetch(url)).body as ReadableStream<Uint8Array>).pipeTo(sink);
    return [got];
  },
  'pipeThrough(TextDecoderStream)': async (url) => {
    let text = '';
    const body = (await fetch(url)).body as ReadableStream<Uint8Array<ArrayBuffer>>;
    for await (const piece of body.pipeThrough(new TextDecoderStream())) text += piece;
    return [[...new TextEncoder().encode(text)]];
  },
  'new Response(body)': async (url) => {
    const { body, headers } = await fetch(url);
    return [[...new Uint8Array(await new Response(body, { headers }).arrayBuffer())]];
  },
  'a Response through a TransformStream': async (url) => {
    const body = (await fetch(url)).body as ReadableStream<Uint8Array>;
    return [[...new Uint8Array(await new Response(body.pipeThrough(new TransformStream())).arrayBuffer())]];
  },
  'tee(), both branches together': async (url) => {
    const branches = ((await fetch(url)).body as ReadableStream<Uint8Array>).tee();
    return Promise.all(branches.map(async (branch) => [...new Uint8Array(await new Response(branch).arrayBuffer())]));
  },
  'tee(), one branch after the other': async (url) => {
    const got: number[][] = [];
    for (const branch of ((await fetch(url)).body as ReadableStream<Uint8Array>).tee()) {
      const bytes: number[] = [];
      const reader = branch.getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) bytes.push(...step.value);
      got.push(bytes);
    }
    return got;
  },
  'clone(), both together': async (url) => {
    const response = await fetch(url);
    const copies = [response.clone(), response];
    return Promise.all(copies.map(async (copy) => [...new Uint8Array(await copy.arrayBuffer())]));
  },
  'clone(), blob() of both': async (url) => {
    const response = await fetch(url);
    const copies = [response.clone(), response];
    return Promise.all(copies.map(async (copy) => [...new Uint8Array(await (await copy.blob()).arrayBuffer())]));
  },
  'clone(), the first chunk of the clone, then blob()': async (url) => {
    const response = await fetch(url);
    const reader = (response.clone().body as ReadableStream).getReader();
    await reader.read();
    void reader.cancel();
    return [[...new Uint8Array(await (await response.blob()).arrayBuffer())]];
  },
  'clone(), only the clone': async (url) => {
    const response = await fetch(url);
    return [[...new TextEncoder().encode(await response.clone().text())]];
  },
  'clone() with a reader, then json()': async (url) => {
    const response = await fetch(url);
    const got: number[] = [];
    const reader = (response.clone().body as ReadableStream<Uint8Array>).getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) got.push(...step.value);
    return [got, [...new TextEncoder().encode(JSON.stringify(await response.json()))]];
  },
  'clone() of a clone': async (url) => {
    const first = await fetch(url);
    const second = first.clone();
    const copies = [first, second, second.clone()];
    return Promise.all(copies.map(async (copy) => [...new Uint8Array(await copy.arrayBuffer())]));
  },
};

/** The panel's account of a body that was read to its end equals the server's. */
async function expectWhole(scene: Scene, path: string): Promise<void> {
  const record = scene.servers.record.one(path);
  const exchange = await scene.exchange(path);
  const messages = await scene.messages(exchange.id);
  expect(bodyOf(messages).toString('latin1')).toBe(writtenBody(record).toString('latin1'));
  expect(exchange).toMatchObject({
    api: 'fetch',
    method: 'GET',
    status: 200,
    readyState: 'done',
    error: null,
    sent: 0,
  });
  expect(exchange.url).toBe(scene.servers.origin + path);
  expect(exchange.transitions.map(({ state }) => state)).toEqual(['pending', 'response', 'body', 'done']);
  expect(exchange).toMatchObject({ received: messages.length, bytesReceived: record.bytes, bytesSent: 0 });
  expect(messages.reduce((sum, { size }) => sum + size, 0)).toBe(record.bytes);
}

inEachBrowser('a fetched body', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it.each(Object.entries(WAYS))('is told once, as the server wrote it, when read by %s', async (_, way) => {
    const path = pathOf('/text', JSON_BODY);
    const seen = await inPage(scene, way, scene.servers.origin + path);
    const written = [...writtenBody(scene.servers.record.one(path))];
    const readings = (seen as { value: number[][] }).value;
    expect(readings).toEqual(readings.map(() => written));
    expect(seen).toEqual(await inWorker(scene, way, scene.servers.origin + pathOf('/text', JSON_BODY)));
    await expectWhole(scene, path);
  });

  it('is told as the server wrote it when read by formData()', async () => {
    const way = async (url: string) =>
      [...(await (await fetch(url)).formData())].map(([name, value]) => `${name}=${value}`);
    const path = pathOf('/text', FORM_BODY);
    expect(await inPage(scene, way, scene.servers.origin + path)).toEqual({ value: ['a=1', 'b=grüße all'] });
    await expectWhole(scene, path);
  });

  it('is told although it is not what the page takes it for', async () => {
    const ways = [
      async (url: string) => void (await (await fetch(url)).json()),
      async (url: string) => void (await (await fetch(url)).formData()),
    ];
    for (const way of ways) {
      const path = pathOf('/text', { body: 'neither JSON nor a form' });
      const seen = await inPage(scene, way, scene.servers.origin + path);
      expect(seen).toEqual(
        await inWorker(scene, way, scene.servers.origin + pathOf('/text', { body: 'neither JSON nor a form' })),
      );
      expect(seen).toHaveProperty('error');
      await expectWhole(scene, path);
    }
  });

  it('comes chunk by chunk, each at the time when the page gets it', async () => {
    const path = pathOf('/text', { body: 'onetwothree', cuts: '3,6', gap: 60, type: 'application/octet-stream' });
    const times = await scene.driver.page(async (url) => {
      const now = () => performance.timeOrigin + performance.now();
      const { body } = await fetch(url);
      const seen = [now()];
      for await (const _ of body as ReadableStream<Uint8Array>) seen.push(now());
      return seen;
    }, scene.servers.origin + path);
    const messages = await scene.messages((await scene.exchange(path)).id);
    expect(messages.map(({ data }) => Buffer.from(data ?? '', 'base64').toString())).toEqual(['one', 'two', 'three']);
    // On the page's own clock: each comes after what the page had before, and before the page has it.
    const told = messages.map(({ time }) => time);
    for (const [i, time] of told.entries()) {
      expect(time).toBeGreaterThanOrEqual((times[i] as number) - CLOCK_ROUNDING);
      expect(time).toBeLessThanOrEqual((times[i + 1] as number) + CLOCK_ROUNDING);
    }
  });

  it('of megabytes is told byte for byte', async () => {
    const path = pathOf('/bytes', { size: 3_000_000, piece: 50_000 });
    const way = async (url: string) => {
      let total = 0;
      for await (const chunk of (await fetch(url)).body as ReadableStream<Uint8Array>) total += chunk.length;
      return total;
    };
    expect(await inPage(scene, way, scene.servers.origin + path)).toEqual({ value: 3_000_000 });
    const exchange = await scene.exchange(path);
    const body = bodyOf(await scene.messages(exchange.id));
    expect(exchange.bytesReceived).toBe(3_000_000);
    const lines = '0123456789abcdefghijklmnopqrstuvwxyz\n';
    expect(
      body.equals(Buffer.concat(Array.from({ length: 60 }, () => Buffer.from(lines.repeat(1352)).subarray(0, 50_000)))),
    ).toBe(true);
  });
});
