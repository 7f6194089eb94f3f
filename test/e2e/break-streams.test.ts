// Held events of EventSource and fetch, and what becomes of what is held when documents and panels come and go.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { breakOn, held, logSays, openSocket, pageSaw, seenBy, serverHas, socketDoes } from './break-calls.ts';
import { pathOf } from './compare.ts';
import { attempt } from './replay-calls.ts';
import { inEachBrowser, isEnded, type Scene } from './scene.ts';

const CHAT = ': hello\n\nid: 7\ndata: {"t":"gr\u00fc"}\n\ndata: {"t":"\u00dfe"}\n\ndata: [DONE]\n\n';

interface Page {
  seen: string[];
  source: EventSource;
  stop: AbortController;
}

/** Has the page listen to events of both types, and note them. */
const listen = (scene: Scene, path: string): Promise<void> =>
  scene.driver.page((url) => {
    const page = window as unknown as Page;
    const seen: string[] = [];
    page.seen = seen;
    const source = new EventSource(url);
    page.source = source;
    source.onopen = () => seen.push('open');
    for (const type of ['message', 'tick'])
      source.addEventListener(type, (event) => seen.push(`${event.type} ${event.data} ${event.lastEventId}`));
    source.onerror = () => seen.push(`error ${source.readyState}`);
  }, path);

/** Has the page read a body piece by piece. */
const read = (scene: Scene, path: string): Promise<void> =>
  scene.driver.page((url) => {
    const page = window as unknown as Page;
    const seen: string[] = [];
    page.seen = seen;
    page.stop = new AbortController();
    const run = async () => {
      const response = await fetch(url, { signal: page.stop.signal });
      seen.push(`${response.status} ${response.url === new URL(url, location.href).href} ${response.type}`);
      const decoder = new TextDecoder();
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      for (let got = await reader.read(); !got.done; got = await reader.read())
        seen.push(decoder.decode(got.value, { stream: true }));
      seen.push('end');
    };
    run().catch((error: Error) => seen.push(error.name));
  }, path);

inEachBrowser('breaking on streams', 'shared', (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(async () => {
    await attempt(scene, 'breakOff');
    await scene.driver.panel(() => window.streamscope.clear());
  });

  it('holds named events of an EventSource, and all that follows', async () => {
    const path = pathOf('/sse', { count: 3, ids: 1, events: 'message,tick,message', gap: 10, open: 1 });
    await breakOn(scene, { api: 'eventsource', text: 'tick' });
    await listen(scene, path);
    const [tick] = await held(scene, 1);
    expect(tick).toMatchObject({ api: 'eventsource', name: 'tick', data: 'event 2', direction: 'received' });
    await until(
      'one waits',
      async () => (await scene.driver.panel(() => window.streamscope.breakState())).waiting === 1,
    );
    expect(await seenBy(scene)).toEqual(['open', 'message event 1 1']);
    await attempt(scene, 'release', tick?.id, 'edited');
    await pageSaw(scene, ['open', 'message event 1 1', 'tick edited 2', 'message event 3 3']);
    await scene.driver.page(() => (window as unknown as Page).source.close());
    await logSays(scene, path, [
      'received event 1',
      'received event 2 edited',
      'received event 3',
      'received edited ours',
    ]);
  });

  it('holds events of an EventSource that was open before; one that is closed by the page tells nothing more', async () => {
    const path = pathOf('/sse', { count: 400, gap: 25 });
    await listen(scene, path);
    await until('it runs', async () => (await seenBy(scene)).length > 2);
    await breakOn(scene, {});
    const [first] = await until('some are held', async () => {
      const all = await scene.driver.panel(() => window.streamscope.held());
      return all.length > 1 && all;
    });
    const before = await seenBy(scene);
    await attempt(scene, 'release', first?.id);
    await pageSaw(scene, [...before, `message ${first?.data} `]);
    await scene.driver.page(() => (window as unknown as Page).source.close());
    await held(scene, 0);
    await attempt(scene, 'breakOff');
    expect(await seenBy(scene)).toHaveLength(before.length + 1);
  });

  it('edits a chat that comes by fetch, byte by byte the same but for that', async () => {
    const path = pathOf('/sse', { raw: CHAT, cuts: '3,31,40', gap: 10 });
    await breakOn(scene, { api: 'fetch' });
    await read(scene, path);
    const [one] = await held(scene, 1);
    expect(one).toMatchObject({ api: 'fetch', data: '{"t":"gr\u00fc"}', name: 'message' });
    await attempt(scene, 'release', one?.id);
    const [two, done] = await held(scene, 2);
    expect([two?.data, done?.data]).toEqual(['{"t":"\u00dfe"}', '[DONE]']);
    await attempt(scene, 'release', two?.id, { json: '{"t":"!"}' });
    await attempt(scene, 'drop', done?.id);
    await pageSaw(scene, [
      '200 true basic',
      ': hello\n\n',
      'id: 7\ndata: {"t":"gr\u00fc"}\n\n',
      'data: {"t":"!"}\n\n',
      'end',
    ]);
    await logSays(scene, path, [
      'received',
      'received {"t":"gr\u00fc"} released',
      'received {"t":"\u00dfe"} edited',
      'received [DONE] dropped',
      'received {"t":"!"} ours',
    ]);
  });

  it('tells several events of one chunk apart, and keeps marks in files', async () => {
    const path = pathOf('/sse', { raw: CHAT });
    await breakOn(scene, { text: '\u00dfe' });
    await read(scene, path);
    const [one] = await held(scene, 1);
    await attempt(scene, 'release', one?.id);
    await until('it is over', async () => (await seenBy(scene)).at(-1) === 'end');
    const expected = ['received', 'received {"t":"gr\u00fc"}', 'received {"t":"\u00dfe"} released', 'received [DONE]'];
    await logSays(scene, path, expected);
    const again = await scene.driver.panel(async (part) => {
      const { har, clear, open, messages } = window.streamscope;
      const { log } = har({ redact: false });
      clear();
      const entries = log.entries.filter(({ request }) => request.url.includes(part));
      const { exchanges } = await open(JSON.parse(JSON.stringify({ log: { ...log, entries } })) as object);
      return messages(exchanges[0] as string).map(({ direction, data, held: outcome }) =>
        [direction, data, outcome].filter(Boolean).join(' '),
      );
    }, path);
    expect(again).toEqual(expected);
  });

  it('passes cancel and abort on to the server, with an event held', async () => {
    const path = pathOf('/sse', { raw: CHAT, open: 1 });
    await breakOn(scene, { api: 'fetch' });
    await read(scene, path);
    await held(scene, 3);
    await scene.driver.page(() => (window as unknown as Page).stop.abort());
    await until('the page is told', async () => (await seenBy(scene)).at(-1) === 'AbortError');
    await until('the server sees it', () => scene.servers.record.one(path).end === 'client');
    await held(scene, 0);
    expect(await scene.exchange(path)).toMatchObject({ error: { kind: 'abort' } });
  });

  it('takes no more from the browser than the page asks for, and gives up when it does', async () => {
    const path = pathOf('/bytes', { size: 200_000_000, type: 'application/x-ndjson' });
    await breakOn(scene, { text: 'nothing of it' });
    await scene.driver.page(async (url) => {
      const page = window as unknown as { reader: ReadableStreamDefaultReader<Uint8Array> };
      page.reader = ((await fetch(url)).body as ReadableStream<Uint8Array>).getReader();
      await page.reader.read();
    }, path);
    // Browsers read ahead by tens of MB, Firefox by more; what is taken of that is in the log.
    await until('much has come', () => scene.servers.record.one(path).bytes > 8_000_000);
    const { bytesReceived } = await scene.exchange(path, (each) => each.bytesReceived > 0);
    expect(bytesReceived).toBeLessThan(2 ** 21);
    await scene.driver.page(() => (window as unknown as { reader: ReadableStreamDefaultReader }).reader.cancel());
    await until('the server sees it', () => scene.servers.record.one(path).end !== 'open');
    expect((await scene.exchange(path)).bytesReceived).toBe(bytesReceived);
  });

  it('gives a body that is read as a whole, cloned or by bytes of its own', async () => {
    const path = pathOf('/text', { body: '{"a":1}\n{"a":2}\n', type: 'application/x-ndjson' });
    await breakOn(scene, { text: 'nothing of it' });
    const got = await scene.driver.page(async (url) => {
      const response = await fetch(url);
      const copy = response.clone();
      const reader = ((await fetch(url)).body as ReadableStream<Uint8Array>).getReader({ mode: 'byob' });
      const first = await reader.read(new Uint8Array(4));
      let rest = 0;
      for (let read = first; !read.done; read = await reader.read(new Uint8Array(4))) rest += read.value.length;
      return [await response.text(), (await copy.arrayBuffer()).byteLength, first.value?.length, rest];
    }, path);
    expect(got).toEqual(['{"a":1}\n{"a":2}\n', 16, 4, 16]);
  });

  it('holds lines of NDJSON', async () => {
    const path = pathOf('/text', { body: '{"a":1}\n\n{"a":2}', type: 'application/x-ndjson' });
    await breakOn(scene, {});
    await read(scene, path);
    const [one] = await held(scene, 1);
    await attempt(scene, 'release', one?.id, '{"a":"other"}');
    const [two] = await held(scene, 1);
    await attempt(scene, 'release', two?.id);
    await pageSaw(scene, ['200 true basic', '{"a":"other"}\n', '\n', '{"a":2}', 'end']);
    await logSays(scene, path, ['received {"a":1} edited', 'received {"a":2} released', 'received {"a":"other"} ours']);
  });

  it('is on again in a document that is loaded later; the one before let all go', async () => {
    const before = pathOf('/ws', { mute: 1 });
    await breakOn(scene, { api: 'websocket', direction: 'sent' });
    await openSocket(scene, before);
    await socketDoes(scene, 'send', 'before');
    await held(scene, 1);
    await scene.driver.go(scene.servers.blank());
    await serverHas(scene, before, ['before']);
    await until('it is on again', async () => {
      const { on, documents } = await scene.driver.panel(() => window.streamscope.breakState());
      return on && documents === 1;
    });
    const after = pathOf('/ws');
    await openSocket(scene, after);
    await socketDoes(scene, 'send', 'after');
    await held(scene, 1);
  });

  it('lets all go when DevTools is closed', async () => {
    const path = pathOf('/ws');
    await openSocket(scene, path);
    await breakOn(scene, {});
    await socketDoes(scene, 'send', 'one');
    await held(scene, 1);
    await scene.driver.closePanel();
    await until('the page has its answer', async () => (await seenBy(scene)).length === 2, {
      timeout: 40_000,
      every: 500,
    });
    await scene.driver.openPanel();
    expect((await scene.exchange(path, (each) => !isEnded(each))).readyState).toBe(1);
  });
});
