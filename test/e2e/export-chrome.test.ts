// Chrome's own Network panel imports what Streamscope exports and shows each message of it, whichever browser it is from.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Entry, Har } from '../../src/har/har.ts';
import type { Driver } from '../browsers/driver.ts';
import { extensionOf } from '../browsers/extension.ts';
import { launch } from '../browsers/launch.ts';
import { NetworkPanel, type ShownRequest } from './network-panel.ts';
import { inEachBrowser, type Scene } from './scene.ts';

/** No UTF-8, and with bytes that base64 writes as `+` and `/`. */
const BYTES = [0, 255, 254, 251, 239, 190, 10, 13];
const TEXTS = ['hello', 'é 漢字 😀', '{"a":[1,2]}', 'two\nlines\u0000'];
const EVENTS = 'retry: 9\n\n: a comment\nid: 7\nevent: tick\ndata: one\ndata: two\n\ndata: é😀\n\ndata: unfinished';

/** A socket with text and bytes both ways, an EventSource with names and ids, a stream of events by fetch, a picture. */
async function traffic({ driver, servers, exchange }: Scene): Promise<void> {
  await driver.page(
    async (origin, socketUrl, texts, bytes, events) => {
      const socket = new WebSocket(socketUrl);
      socket.binaryType = 'arraybuffer';
      await new Promise((resolve) => {
        socket.onopen = resolve;
      });
      const echo = (data: string | Uint8Array<ArrayBuffer>) =>
        new Promise((resolve) => {
          socket.onmessage = resolve;
          socket.send(data);
        });
      for (const text of texts) await echo(text);
      await echo(new Uint8Array(bytes));
      const source = new EventSource(`${origin}/sse?source&count=4&ids&events=,tick`);
      await new Promise<void>((resolve) => {
        let heard = 0;
        const hear = () => void (++heard === 4 && resolve());
        source.onmessage = hear;
        source.addEventListener('tick', hear);
      });
      source.close();
      socket.close(4001, 'done');
      await fetch(`${origin}/sse?${new URLSearchParams({ fetched: '', raw: events })}`).then((r) => r.text());
      await fetch(`${origin}/text?picture&type=image/png&base64=iVBORw0KGgo%3D`).then((r) => r.arrayBuffer());
    },
    servers.origin,
    `${servers.wsOrigin}/ws?socket`,
    TEXTS,
    BYTES,
    EVENTS,
  );
  for (const part of ['socket', 'source', 'fetched', 'picture']) await exchange(part);
}

inEachBrowser('the Network panel opens a log', 'input', (scene) => {
  let chrome: Driver | undefined;
  let log: Har['log'];
  let requests: ShownRequest[];
  let panel: NetworkPanel;
  const found = <T>(one: T | undefined): T => {
    if (!one) throw new Error('the log has no such exchange');
    return one;
  };
  const entry = (part: string): Entry => found(log.entries.find((one) => one.request.url.includes(part)));
  const request = (part: string): ShownRequest => found(requests.find((one) => one.url.includes(part)));

  beforeAll(async () => {
    const options = { extension: extensionOf('chromium'), url: scene.servers.blank(), openPanel: true };
    chrome = await launch('chromium', options);
    panel = new NetworkPanel(chrome);
  });
  afterAll(() => chrome?.close());
  beforeEach(async () => {
    await scene.fresh();
    await traffic(scene);
    const har = await scene.driver.panel(() => JSON.stringify(window.streamscope.har({ redact: false })));
    ({ log } = JSON.parse(har) as Har);
    await panel.open(har);
    requests = await panel.requests(log.entries.length);
  });

  it('with every message of a WebSocket: data, opcode, direction and time', async () => {
    const { frames, status, type } = request('/ws?socket');
    expect([type, status]).toEqual(['websocket', 101]);
    const told = entry('/ws?socket')._webSocketMessages ?? [];
    expect(frames).toEqual(told.map(({ type, time, opcode, data }) => ({ type, time, opCode: opcode, text: data })));
    const both = (opCode: number, text: string) => ['send', 'receive'].map((type) => ({ type, opCode, text }));
    expect(frames.map(({ type, opCode, text }) => ({ type, opCode, text }))).toEqual([
      ...TEXTS.flatMap((text) => both(1, text)),
      ...both(2, Buffer.from(BYTES).toString('base64')),
    ]);
    const rows = await panel.rows(request('/ws?socket').url, 'web-socket-frames', frames.length);
    expect(rows.map(({ cells }) => cells.data)).toEqual([
      ...TEXTS.flatMap((text) => [text, text]),
      'Binary message',
      'Binary message',
    ]);
    expect(rows.map(({ classes }) => classes.find((name) => /-(send|receive)$/.test(name)))).toEqual(
      frames.map(({ type }) => `resource-chunk-view-row-${type}`),
    );
    expect(rows.at(-1)?.cells.length).toMatch(/^8\sB$/);
  });

  it.each([
    ['an EventSource', '/sse?source', 'eventsource'],
    ['a fetch', '/sse?fetched', 'fetch'],
  ])('with every event of %s: data, name, id and time', async (_, part, type) => {
    const { events, url, ...shown } = request(part);
    expect([shown.type, shown.status]).toEqual([type, 200]);
    expect(events).toEqual(entry(part)._eventSourceMessages);
    expect(events.map(({ eventName, eventId, data }) => [eventName, eventId, data])).toEqual(
      type === 'fetch'
        ? [
            ['tick', '7', 'one\ntwo'],
            ['message', '7', 'é😀'],
          ]
        : ['message', 'tick', 'message', 'tick'].map((name, i) => [name, `${i + 1}`, `event ${i + 1}`]),
    );
    const rows = await panel.rows(url, 'eventSource', events.length);
    expect(rows.map(({ cells }) => [cells.type, cells.id, cells.data])).toEqual(
      events.map(({ eventName, eventId, data }) => [eventName, eventId, data]),
    );
  });

  it('with the bodies of the others', () => {
    expect(request('/sse?fetched').body).toEqual({ text: EVENTS, base64: false });
    expect(request('/text?picture').body).toEqual({ text: 'iVBORw0KGgo=', base64: true });
  });
});
