// EventSource: every event the page subscribes to, over drops and reconnections, as the server noted it.
import { beforeAll, expect, it } from 'vitest';
import type { MessageData } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf, toldByPage } from './compare.ts';
import { inEachBrowser, type Scene } from './scene.ts';

interface Heard {
  states: number[];
  events: { data: string; event: { name: string; id: string } }[];
}

/** Opens one in the page, listens to `types`, and resolves when it is closed for good or has got `enough` events. */
const listen = (scene: Scene, path: string, types: string[] = ['message'], enough = Number.MAX_SAFE_INTEGER) =>
  scene.driver.page(
    (url, names, most) =>
      new Promise<Heard>((resolve) => {
        const source = new EventSource(url);
        const heard: Heard = { states: [source.readyState], events: [] };
        const enter = () => {
          heard.states.push(source.readyState);
          if (source.readyState === EventSource.CLOSED) resolve(heard);
        };
        source.onopen = enter;
        source.addEventListener('error', enter);
        for (const name of names) {
          source.addEventListener(name, ({ type, data, lastEventId }) => {
            heard.events.push({ data, event: { name: type, id: lastEventId } });
            if (heard.events.length < most) return;
            source.close();
            enter();
          });
        }
      }),
    scene.servers.origin + path,
    types,
    enough,
  );

const essence = ({ data, event }: Pick<MessageData, 'data' | 'event'>) => ({ data, event });

/** All events that the servers noted on the connections of one path. */
const noted = (scene: Scene, path: string) => scene.servers.record.of(path).flatMap(({ messages }) => messages);

inEachBrowser('an EventSource', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it('is told event by event, with names, ids and joined data', async () => {
    const path = pathOf('/sse', {
      count: 6,
      ids: 1,
      events: 'a,b,message',
      data: 'grüße 🌍 %\n\n{"i":%}',
      stop: 1,
      retry: 20,
    });
    const heard = await listen(scene, path, ['message', 'a', 'b']);
    const exchange = await scene.exchange(path);
    const messages = toldByPage(await scene.messages(exchange.id));
    expect(messages.map(essence)).toEqual(noted(scene, path).map(essence));
    expect(messages.map(essence)).toEqual(heard.events);
    expect(exchange).toMatchObject({ api: 'eventsource', method: 'GET', url: scene.servers.origin + path, sent: 0 });
    expect(exchange.bytesReceived).toBe(noted(scene, path).reduce((sum, { size }) => sum + size, 0));
    expect(messages).toHaveLength(6);
  });

  it('is one exchange over drops: it goes on after Last-Event-ID, and 204 ends it', async () => {
    const path = pathOf('/sse', { count: 6, ids: 1, drop: 2, retry: 20, stop: 1 });
    const heard = await listen(scene, path);
    const exchange = await scene.exchange(path);
    expect(toldByPage(await scene.messages(exchange.id)).map(essence)).toEqual(noted(scene, path).map(essence));
    const connections = scene.servers.record.of(path);
    expect(connections.map(({ requestHeaders }) => requestHeaders['last-event-id'])).toEqual([
      undefined,
      '2',
      '4',
      '6',
    ]);
    expect(connections.map(({ status }) => status)).toEqual([200, 200, 200, 204]);
    expect(exchange.transitions.map(({ state }) => state)).toEqual(heard.states);
    expect(heard.states).toEqual([0, 1, 0, 1, 0, 1, 0, 2]);
    expect((await scene.exchanges()).filter(({ url }) => url.endsWith(path))).toHaveLength(1);
  });

  it('that the page closes is told up to there', async () => {
    const path = pathOf('/sse', { count: 9, gap: 20 });
    const heard = await listen(scene, path, ['message'], 2);
    const exchange = await scene.exchange(path);
    expect(toldByPage(await scene.messages(exchange.id)).map(essence)).toEqual(heard.events);
    expect(exchange).toMatchObject({ received: 2, readyState: 2, error: null });
    await until('the server sees the end', () => scene.servers.record.one(path).end === 'client');
  });

  it('is heard by onmessage alone, by objects with handleEvent, and by listeners that are added late', async () => {
    const path = pathOf('/sse', { count: 3, events: 'message,late,object', gap: 30, retry: 60_000 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const source = new EventSource(url);
          source.onmessage = () => {
            source.addEventListener('late', () => {}, { once: true });
            source.addEventListener('object', {
              handleEvent: () => {
                source.close();
                resolve();
              },
            });
          };
        }),
      scene.servers.origin + path,
    );
    const messages = toldByPage(await scene.messages((await scene.exchange(path)).id));
    expect(messages.map(essence)).toEqual(noted(scene, path).map(essence));
  });

  it('has its own event named error, which is no failure', async () => {
    const path = pathOf('/sse', {
      raw: 'event: error\ndata: mine\n\nevent: open\ndata: also mine\n\ndata: end\n\n',
      open: 1,
    });
    await listen(scene, path, ['error', 'open', 'message'], 4);
    const exchange = await scene.exchange(path);
    const messages = toldByPage(await scene.messages(exchange.id));
    expect(messages.map(({ event }) => event?.name)).toEqual(['error', 'open', 'message']);
    expect(exchange).toMatchObject({ error: null });
    expect(exchange.transitions.map(({ state }) => state)).toEqual([0, 1, 2]);
  });

  it('goes with credentials where the page asks for it', async () => {
    const path = pathOf('/sse', { count: 1, cors: scene.servers.origin });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const source = new EventSource(url, { withCredentials: true });
          source.onmessage = () => {
            source.close();
            resolve();
          };
        }),
      scene.servers.otherOrigin + path,
    );
    const { id, received } = await scene.exchange(path);
    expect(received).toBe(1);
    const { options } = await scene.driver.panel((each) => window.streamscope.exchange(each).request, id);
    expect(options).toMatchObject({ withCredentials: true });
  });

  it('brings a flood of events, each once and in order', async () => {
    const path = pathOf('/sse', { count: 5000, ids: 1, size: 100 });
    await listen(scene, path, ['message'], 5000);
    const exchange = await scene.exchange(path);
    const messages = toldByPage(await scene.messages(exchange.id));
    expect(messages.map(({ event }) => event?.id)).toEqual(Array.from({ length: 5000 }, (_, i) => `${i + 1}`));
    expect(exchange.bytesReceived).toBe(500_000);
  });
});
