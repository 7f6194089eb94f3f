// The message of docs/automation.md, column by column.
import { beforeAll, expect, it } from 'vitest';
import { pathOf } from './compare.ts';
import { inEachBrowser } from './scene.ts';

/** Closer than this (ms) a time is that of the moment itself; the page and we note it in the same task. */
const NEAR = 25;

inEachBrowser('a message', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it('has its position, its direction, and a time that never goes back and is that of the moment', async () => {
    const path = pathOf('/ws', { gap: 5 });
    const seen = await scene.driver.page(
      (url) =>
        new Promise<[string, number][]>((resolve) => {
          const socket = new WebSocket(url);
          const noted: [string, number][] = [];
          const note = (direction: string) => noted.push([direction, performance.timeOrigin + performance.now()]);
          const say = () => {
            note('sent');
            socket.send(noted.length % 4 === 1 ? 'text' : new Blob(['a blob']));
          };
          socket.onopen = say;
          socket.onmessage = () => {
            note('received');
            if (noted.length < 12) say();
            else socket.close();
          };
          socket.onclose = () => resolve(noted);
        }),
      scene.servers.wsOrigin + path,
    );
    const messages = await scene.messages((await scene.exchange(path)).id);
    expect(messages.map(({ direction }) => direction)).toEqual(seen.map(([direction]) => direction));
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, i) => i));
    for (const [i, { time }] of messages.entries()) {
      expect(time).toBeGreaterThanOrEqual(messages[i - 1]?.time ?? 0);
      expect(Math.abs(time - (seen[i]?.[1] ?? 0))).toBeLessThan(NEAR);
    }
  });

  it('has its size in bytes and its data: text, or base64 where it is binary', async () => {
    const path = pathOf('/ws', { mute: 1 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          socket.onopen = () => {
            socket.send('grüße 🌍');
            socket.send(new Uint8Array([0, 127, 128, 255]));
            socket.send('');
            socket.send(new ArrayBuffer(0));
            socket.send('{"looks":"like JSON"}');
            socket.send('<img src=x onerror=alert(1)>\u202e\0');
            socket.close();
          };
          socket.onclose = () => resolve();
        }),
      scene.servers.wsOrigin + path,
    );
    const messages = await scene.messages((await scene.exchange(path)).id);
    expect(messages.map(({ opcode, size, data }) => [opcode, size, data])).toEqual([
      ['text', 12, 'grüße 🌍'],
      ['binary', 4, 'AH+A/w=='],
      ['text', 0, ''],
      ['binary', 0, ''],
      ['text', 21, '{"looks":"like JSON"}'],
      ['text', 32, '<img src=x onerror=alert(1)>\u202e\0'],
    ]);
    for (const message of messages)
      expect(Object.keys(message)).toEqual(['seq', 'direction', 'time', 'size', 'opcode', 'data']);
  });

  it('sent with lone surrogates is U+FFFD, as the platform sends it; received ones are as the page has them', async () => {
    const [ws, upload] = [pathOf('/ws'), pathOf('/upload')];
    const got = await scene.driver.page(
      (wsUrl, url) =>
        new Promise<string[]>((resolve) => {
          const socket = new WebSocket(wsUrl);
          socket.onopen = () => socket.send('a\ud800b\udc00\ud83d');
          socket.onmessage = async ({ data }) => {
            socket.close();
            resolve([data, await (await fetch(url, { method: 'POST', body: 'a\ud800b' })).text()]);
          };
        }),
      scene.servers.wsOrigin + ws,
      upload,
    );
    expect(got).toEqual(['a\ufffdb\ufffd\ufffd', 'a\ufffdb']);
    const socket = await scene.messages((await scene.exchange(ws)).id);
    expect(socket.map(({ data, size }) => [data, size])).toEqual([
      [got[0], 11],
      [got[0], 11],
    ]);
    const fetched = await scene.messages((await scene.exchange(upload)).id);
    expect(fetched.map(({ data, size }) => [data, size])).toEqual([
      [got[1], 5],
      [got[1], 5],
    ]);
  });

  it('of an EventSource has its event: name, and the last event id as the page sees it', async () => {
    const raw = 'data: one\n\nid: 7\nevent: x\ndata: two\ndata: lines\n\ndata: three\n\nid\ndata: four\n\n';
    const path = pathOf('/sse', { raw, open: 1 });
    const seen = await scene.driver.page(
      (url) =>
        new Promise<object[]>((resolve) => {
          const source = new EventSource(url);
          const noted: object[] = [];
          const note = ({ type, data, lastEventId }: MessageEvent) => {
            noted.push({ data, event: { name: type, id: lastEventId } });
            if (noted.length < 4) return;
            source.close();
            resolve(noted);
          };
          source.onmessage = note;
          source.addEventListener('x', note);
        }),
      path,
    );
    const messages = await scene.messages((await scene.exchange(path)).id);
    expect(messages.map(({ data, event }) => ({ data, event }))).toEqual(seen);
    expect(seen[1]).toEqual({ data: 'two\nlines', event: { name: 'x', id: '7' } });
    expect(messages.every(({ opcode, direction }) => opcode === 'text' && direction === 'received')).toBe(true);
  });

  it('of a body framed as SSE may be a comment, a retry, or incomplete', async () => {
    const path = pathOf('/sse', { raw: ':note\n\nretry: 50\n\nid: 1\nretry: 60\ndata: x\n\nevent: cut\ndata: of' });
    await scene.driver.page(async (url) => void (await (await fetch(url)).text()), path);
    const exchange = await scene.exchange(path);
    const messages = await scene.messages(exchange.id);
    expect(messages.map(({ data, event, incomplete }) => ({ data, event, incomplete }))).toEqual([
      { data: '', event: { name: '', id: '', comment: 'note' } },
      { data: '', event: { name: '', id: '', retry: 50 } },
      { data: 'x', event: { name: 'message', id: '1', retry: 60 } },
      { data: 'of', event: { name: 'cut', id: '1' }, incomplete: true },
    ]);
    expect(messages.reduce((sum, { size }) => sum + size, 0)).toBe(exchange.bytesReceived);
  });

  it('of a body without framing is a chunk as the page got it; the body sent is one', async () => {
    const path = pathOf('/text', { body: 'abcdef', cuts: '2,4', gap: 60 });
    const sizes = await scene.driver.page(async (url) => {
      const noted: number[] = [];
      const { body } = await fetch(url, { method: 'POST', body: 'x'.repeat(100_000) });
      for await (const chunk of body as ReadableStream<Uint8Array>) noted.push(chunk.length);
      return noted;
    }, path);
    const [sent, ...received] = await scene.messages((await scene.exchange(path)).id);
    expect(sent).toMatchObject({ direction: 'sent', size: 100_000, seq: 0 });
    expect(received.map(({ size }) => size)).toEqual(sizes);
    expect(received.map(({ data }) => data).join('')).toBe('abcdef');
  });

  it('says incomplete where the body ends within a character', async () => {
    const path = pathOf('/text', { base64: Buffer.from('aü').subarray(0, 2).toString('base64') });
    await scene.driver.page(async (url) => void (await (await fetch(url)).text()), path);
    const exchange = await scene.exchange(path);
    const messages = await scene.messages(exchange.id);
    expect(messages.map(({ data }) => data).join('')).toBe('a\ufffd');
    expect(messages.at(-1)?.incomplete).toBe(true);
    expect(exchange.bytesReceived).toBe(2);
  });

  it('says discarded where it was sent in CLOSING or CLOSED, and is counted all the same', async () => {
    const path = pathOf('/ws', { burst: 1, mute: 1 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          socket.onmessage = () => {
            socket.send('open');
            socket.close();
            socket.send('closing');
          };
          socket.onclose = () => {
            socket.send('closed');
            resolve();
          };
        }),
      scene.servers.wsOrigin + path,
    );
    const { id, bytesSent } = await scene.exchange(path, ({ sent }) => sent === 3);
    const sent = (await scene.messages(id)).filter(({ direction }) => direction === 'sent');
    expect(sent.map(({ data, discarded }) => [data, discarded ?? false])).toEqual([
      ['open', false],
      ['closing', true],
      ['closed', true],
    ]);
    expect(bytesSent).toBe(17);
    expect(scene.servers.record.one(path).messages.filter(({ direction }) => direction === 'sent')).toHaveLength(1);
  });

  it('says cut where only the beginning of a large opaque body was kept', async () => {
    const size = 17 * 2 ** 20;
    const path = pathOf('/bytes', { size });
    await scene.driver.page(async (url) => void (await (await fetch(url)).arrayBuffer()), path);
    const { id, bytesReceived, lost } = await scene.exchange(path);
    expect({ bytesReceived, lost }).toEqual({ bytesReceived: size, lost: null });
    const shape = await scene.driver.panel(
      (each) => window.streamscope.messages(each).map(({ size, cut, data }) => ({ size, cut, kept: data?.length })),
      id,
    );
    expect(shape).toEqual([{ size, cut: true, kept: 4 * Math.ceil(2 ** 24 / 3) }]);
  });
});
