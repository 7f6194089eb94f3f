// What the hook cannot see comes from the network log: streams of workers, events that no listener is there for.
import { expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { inEachBrowser, type Scene } from './scene.ts';

/** A worker with one stream of each kind; all of them stay open. */
async function openStreams(scene: Scene) {
  const open = { cors: '*', open: 1, count: 3 };
  const paths = {
    json: pathOf('/json', { cors: '*' }),
    xhr: pathOf('/upload', { cors: '*' }),
    fetch: pathOf('/sse', { ...open, ids: 1 }),
    eventsource: pathOf('/sse', { ...open, events: 'a,b' }),
    websocket: pathOf('/ws', { burst: 2 }),
  };
  const streams = new URLSearchParams({ ...paths, websocket: scene.servers.wsOrigin + paths.websocket });
  await scene.driver.page(
    (script) => void Object.assign(window, { worker: new Worker(script) }),
    `/worker.js?${streams}`,
  );
  return paths;
}

const texts = async (scene: Scene, id: string) => (await scene.messages(id)).map(({ data }) => data);

inEachBrowser('what the page does not see', 'own', (scene) => {
  it('of workers is shown with its messages; in Chromium while it is still open', async () => {
    await scene.fresh();
    const paths = await openStreams(scene);
    const json = await scene.exchange(paths.json);
    expect(json).toMatchObject({ source: 'network', api: 'fetch', method: 'GET', status: 200, readyState: 'done' });
    expect(await texts(scene, json.id)).toEqual([JSON.stringify({ path: '/json', ok: true })]);
    const xhr = await scene.exchange(paths.xhr);
    expect(await texts(scene, xhr.id)).toContain('from the worker');

    const socket = await scene.exchange(paths.websocket, ({ status }) => status === 101);
    expect(socket).toMatchObject({ source: 'network', api: 'websocket', readyState: 1, endedDateTime: null });
    if (scene.browser === 'firefox') {
      const notice = await until('the panel names what it cannot see', () =>
        scene.driver.panel(() => document.querySelector('.notices-button')?.textContent),
      );
      expect(notice).toMatch(/notice/);
      return;
    }
    await scene.exchange(paths.websocket, ({ sent, received }) => sent === 2 && received === 4);
    const messages = await scene.messages(socket.id);
    const record = scene.servers.record.one(paths.websocket);
    for (const direction of ['sent', 'received'] as const) {
      const shape = (all: { direction: string; opcode: string; data: string | null }[]) =>
        all.filter((each) => each.direction === direction).map(({ opcode, data }) => [opcode, data]);
      expect(shape(messages)).toEqual(shape(record.messages));
    }
    expect(messages.every(({ time }, i) => Math.abs(time - (record.messages[i]?.time ?? 0)) < 500)).toBe(true);

    const source = await scene.exchange(paths.eventsource, ({ received }) => received === 3);
    expect(source).toMatchObject({ source: 'network', api: 'eventsource', status: 200, readyState: 1 });
    expect((await scene.messages(source.id)).map(({ event }) => event?.name)).toEqual(['a', 'b', 'a']);
    const stream = await scene.exchange(paths.fetch, ({ received }) => received === 3);
    expect(stream).toMatchObject({ source: 'network', api: 'fetch', readyState: 'body', endedDateTime: null });
    expect((await scene.messages(stream.id)).map(({ event }) => event?.id)).toEqual(['1', '2', '3']);

    // More messages come into the same exchange, and its end ends it.
    await scene.driver.page(() => (window as never as { worker: Worker }).worker.terminate());
    expect(await scene.exchange(paths.websocket)).toMatchObject({ id: socket.id, readyState: 3, sent: 2, received: 4 });
    const all = (await scene.exchanges()).map(({ url }) => url);
    expect(new Set(all).size).toBe(all.length);
  });

  it('of an event stream in a worker is whole once it has ended, with its comments where the browser kept the body', async () => {
    await scene.fresh();
    const given = { cors: '*', count: 3, ids: 1, comment: 'aside', gap: 20 };
    // Read with a reader, and by `text()`: of the first, Chromium keeps no body.
    const [reader, text] = [pathOf('/sse', given), pathOf('/sse', given)];
    await scene.driver.page(
      (script) => void Object.assign(window, { worker: new Worker(script) }),
      `/worker.js?${new URLSearchParams({ fetch: reader, json: text })}`,
    );
    for (const path of [reader, text]) {
      const stream = await scene.exchange(path);
      expect(stream).toMatchObject({ readyState: 'done', error: null });
      const messages = await scene.messages(stream.id);
      const events = messages.filter(({ event }) => event?.comment === undefined);
      expect(events.map(({ data, event }) => [event?.id, data])).toEqual([1, 2, 3].map((i) => [`${i}`, `event ${i}`]));
      const comments = messages.filter(({ event }) => event?.comment !== undefined);
      if (path === text || scene.browser === 'firefox') expect(comments).toHaveLength(3);
    }
  });

  it('of events without a listener is shown, each once, marked with its source', async () => {
    await scene.fresh();
    // Firefox gives the body of a connection that is over; `drop` ends the first one.
    const path = pathOf('/sse', { count: 6, drop: 4, retry: 100, ids: 1, events: 'message,heard,unheard', open: 1 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const source = new EventSource(url);
          source.onmessage = () => {};
          source.addEventListener('heard', ({ lastEventId }) => lastEventId === '5' && resolve());
        }),
      path,
    );
    const wanted = scene.browser === 'chromium' ? ['3', '6'] : ['3'];
    const id = await until('the events nobody listens to', async () => {
      const found = (await scene.exchanges()).find(({ url }) => url.includes(path));
      const unheard = found && (await scene.messages(found.id)).filter(({ event }) => event?.name === 'unheard');
      return unheard?.length === wanted.length ? found?.id : null;
    });
    const events = (await scene.messages(id)).filter(({ data }) => data);
    const marked = events.filter(({ event }) => event?.source === 'network');
    expect(marked.map(({ event, data }) => [event?.name, data])).toEqual(wanted.map((i) => ['unheard', `event ${i}`]));
    const heard = events.filter(({ event }) => event?.source === undefined);
    expect(heard.map(({ event }) => event?.id)).toEqual(['1', '2', '4', '5']);
  });

  it('of a shared worker is named in Chromium, and shown in neither', async () => {
    await scene.fresh();
    const [json, socket] = [pathOf('/json'), pathOf('/ws')];
    const script = `onconnect = async ({ ports }) => {
      const socket = new WebSocket(${JSON.stringify(scene.servers.wsOrigin + socket)});
      await new Promise((resolve) => { socket.onopen = resolve; });
      ports[0].postMessage(await (await fetch(${JSON.stringify(json)})).text());
    };`;
    scene.servers.serve('/shared.js', 'text/javascript', script);
    await scene.driver.page(async (url) => {
      const shared = new SharedWorker(url);
      await new Promise((resolve) => {
        shared.port.onmessage = resolve;
      });
    }, '/shared.js');
    const spots = () =>
      scene.driver.panel(() =>
        (window.streamscope.har().log._streamscope?.notices ?? []).map((each) => each.kind === 'blind' && each.spot),
      );
    if (scene.browser === 'chromium') await until('it is named', async () => (await spots()).includes('sharedWorkers'));
    // The log tells of this one, which is later: so it would have told of the other.
    const after = pathOf('/json', { cors: '*' });
    await scene.driver.page(
      (url) => void Object.assign(window, { worker: new Worker(url) }),
      `/worker.js?${new URLSearchParams({ json: after })}`,
    );
    await scene.exchange(after);
    const shown = (await scene.exchanges()).map(({ url }) => url);
    expect(shown.filter((url) => url.includes(json) || url.includes(socket))).toEqual([]);
  });
});
