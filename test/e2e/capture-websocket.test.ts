// WebSocket: messages of every kind in both directions, and the closing, as the server knows them.
import { beforeAll, expect, it } from 'vitest';
import type { MessageData } from '../../src/automation/summary.ts';
import type { RecordedMessage } from '../servers/record.ts';
import { inPage, inWorker, pathOf } from './compare.ts';
import { inEachBrowser, type Scene } from './scene.ts';

type Way = (url: string) => Promise<unknown>;

const essence = ({ direction, opcode, size, data }: MessageData | RecordedMessage) => ({
  direction,
  opcode,
  size,
  data,
});

/** Runs `way` in the page, then compares both directions with the server's record. */
async function expectSame(scene: Scene, way: Way, path: string) {
  const seen = await inPage(scene, way, scene.servers.wsOrigin + path);
  const exchange = await scene.exchange(path);
  const messages = await scene.messages(exchange.id);
  const record = scene.servers.record.one(path);
  for (const direction of ['sent', 'received'] as const) {
    const told = messages.filter((message) => message.direction === direction && !message.discarded);
    expect(told.map(essence)).toEqual(record.messages.filter((each) => each.direction === direction).map(essence));
    const all = messages.filter((message) => message.direction === direction);
    const bytes = all.reduce((sum, { size }) => sum + size, 0);
    if (direction === 'sent') expect(exchange).toMatchObject({ sent: all.length, bytesSent: bytes });
    else expect(exchange).toMatchObject({ received: all.length, bytesReceived: bytes });
  }
  return { seen, exchange, messages, record };
}

const states = ({ transitions }: { transitions: { state: unknown }[] }) => transitions.map(({ state }) => state);

inEachBrowser('a WebSocket', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it('is told with text, Blob, ArrayBuffer and views in both directions', async () => {
    const way: Way = (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        const bytes = new Uint8Array([9, 0, 1, 254, 255, 9]);
        const things = [
          'grüße 🌍\0',
          '',
          'a\ud800b',
          new Blob(['blob ', new Uint8Array([0, 255])]),
          bytes.slice(1, 3).buffer,
        ];
        const got: unknown[] = [];
        socket.onopen = () => {
          for (const thing of things) socket.send(thing);
          socket.send(bytes.subarray(1, 5));
          socket.send(new DataView(bytes.buffer, 2, 1));
          socket.send(42 as never);
          socket.send({ toString: () => 'by itself' } as never);
          bytes.fill(7);
        };
        socket.onmessage = async ({ data }) => {
          got.push(data instanceof Blob ? data.arrayBuffer().then((buffer) => [...new Uint8Array(buffer)]) : data);
          if (got.length === 9) socket.close(1000);
        };
        socket.onclose = async () => resolve(await Promise.all(got));
      });
    const { seen, messages } = await expectSame(scene, way, pathOf('/ws'));
    expect(seen).toEqual(await inWorker(scene, way, scene.servers.wsOrigin + pathOf('/ws')));
    expect(messages).toHaveLength(18);
    expect(
      messages
        .filter(({ direction }) => direction === 'sent')
        .map(({ opcode }) => opcode[0])
        .join(''),
    ).toBe('tttbbbbtt');
  });

  it('keeps the binaryType of the page, also when it changes in between', async () => {
    const way: Way = (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        const kinds: string[] = [socket.binaryType];
        socket.onopen = () => socket.send(new Uint8Array([1, 2]));
        socket.onmessage = ({ data }) => {
          kinds.push(Object.prototype.toString.call(data));
          socket.binaryType = kinds.length % 2 === 0 ? 'arraybuffer' : 'blob';
          if (kinds.length < 5) socket.send(new Uint8Array([kinds.length]));
          else socket.close();
        };
        socket.onclose = () => resolve(kinds);
      });
    const { seen, messages } = await expectSame(scene, way, pathOf('/ws'));
    expect(seen).toEqual(await inWorker(scene, way, scene.servers.wsOrigin + pathOf('/ws')));
    expect(messages.map(({ direction }) => direction[0]).join('')).toBe('srsrsrsr');
  });

  it('keeps the order of large blobs and small texts', async () => {
    const way: Way = (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => {
          for (let i = 0; i < 5; i++) {
            socket.send(new Blob([new Uint8Array(200_000).fill(i)]));
            socket.send(`text ${i}`);
          }
        };
        let got = 0;
        socket.onmessage = () => {
          if (++got === 10) socket.close(1000, 'enough');
        };
        socket.onclose = () => resolve(got);
      });
    const { messages } = await expectSame(scene, way, pathOf('/ws'));
    expect(messages).toHaveLength(20);
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, i) => i));
  });

  it('tells the subprotocol and extensions that were agreed on', async () => {
    const path = pathOf('/ws', { select: 'second', deflate: 1, burst: 1, size: 500, close: 1000 });
    const [protocol, extensions] = await scene.driver.page(
      (url) =>
        new Promise<string[]>((resolve) => {
          const socket = new WebSocket(url, ['first', 'second']);
          socket.onclose = () => resolve([socket.protocol, socket.extensions]);
        }),
      scene.servers.wsOrigin + path,
    );
    const exchange = await scene.exchange(path);
    const detail = await scene.driver.panel((id) => window.streamscope.exchange(id), exchange.id);
    expect(detail.request.protocols).toEqual(['first', 'second']);
    expect(detail.response).toMatchObject({ status: 101, protocol, extensions });
    expect(protocol).toBe(scene.servers.record.one(path).protocol);
    expect(extensions).toContain('permessage-deflate');
    expect(exchange.bytesReceived).toBe(500);
  });

  it('marks what was sent in CLOSING and CLOSED as discarded', async () => {
    const way: Way = (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        const early = (() => {
          try {
            socket.send('too early');
          } catch (error) {
            return (error as Error).name;
          }
        })();
        socket.onopen = () => {
          socket.send('in time');
          socket.close(3001, 'grüße');
          socket.send('closing');
        };
        socket.onclose = () => {
          socket.send(new Uint8Array([1, 2, 3]));
          resolve([early, socket.bufferedAmount]);
        };
      });
    const path = pathOf('/ws', { mute: 1 });
    const { seen, exchange, record } = await expectSame(scene, way, path);
    expect(seen).toEqual(await inWorker(scene, way, scene.servers.wsOrigin + pathOf('/ws', { mute: 1 })));
    await scene.exchange(path, ({ sent }) => sent === 3);
    const messages = await scene.messages(exchange.id);
    expect(messages.map(({ data, discarded }) => [data, discarded])).toEqual([
      ['in time', undefined],
      ['closing', true],
      ['AQID', true],
    ]);
    expect(record.closed).toEqual({ code: 3001, reason: 'grüße' });
    expect(exchange).toMatchObject({ closed: { code: 3001, reason: 'grüße', wasClean: true } });
    expect(states(exchange)).toEqual([0, 1, 2, 3]);
  });

  const closed: Way = (url) =>
    new Promise((resolve) => {
      new WebSocket(url).onclose = ({ code, reason, wasClean }) => resolve({ code, reason, wasClean });
    });

  it.each([
    [1000, 'done'],
    [1001, 'gone'],
    [1011, 'grüße'],
    [4321, ''],
    [1005, ''],
  ])('is closed by the server with %i', async (code, reason) => {
    const { seen, exchange } = await expectSame(scene, closed, pathOf('/ws', { burst: 2, close: code, reason }));
    expect(seen).toEqual({ value: { code, reason, wasClean: true } });
    expect(exchange).toMatchObject({
      closed: { code, reason, wasClean: true },
      received: 2,
      status: 101,
      readyState: 3,
    });
    expect(states(exchange)).toEqual([0, 1, 3]);
  });

  it('is 1006 where the server breaks it off', async () => {
    const way: Way = (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onmessage = () => socket.send('break it');
        socket.onclose = ({ code, reason, wasClean }) => resolve({ code, reason, wasClean });
      });
    const path = pathOf('/ws', { burst: 1, mute: 1, after: 1, terminate: 1 });
    const { seen, exchange } = await expectSame(scene, way, path);
    expect(seen).toEqual({ value: { code: 1006, reason: '', wasClean: false } });
    expect(exchange).toMatchObject({ closed: { code: 1006, reason: '', wasClean: false }, received: 1, status: 101 });
    expect(states(exchange)).toEqual([0, 1, 3]);
  });

  it('is 1006 and never open where the server refuses it', async () => {
    const path = pathOf('/ws', { refuse: 403 });
    const { seen, exchange } = await expectSame(scene, closed, path);
    expect(seen).toEqual({ value: { code: 1006, reason: '', wasClean: false } });
    expect(exchange).toMatchObject({ closed: { code: 1006, wasClean: false }, status: 0, readyState: 3 });
    expect(states(exchange)).toEqual([0, 3]);
  });

  it('that the page closes before it is open was CLOSING, never OPEN', async () => {
    const way: Way = (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        const seen = [socket.readyState];
        socket.close();
        seen.push(socket.readyState);
        socket.onclose = ({ code }) => resolve([...seen, socket.readyState, code]);
      });
    const path = pathOf('/ws', { delay: 100 });
    expect(await inPage(scene, way, scene.servers.wsOrigin + path)).toEqual({ value: [0, 2, 3, 1006] });
    const exchange = await scene.exchange(path);
    expect(states(exchange)).toEqual([0, 2, 3]);
    expect(exchange).toMatchObject({ closed: { code: 1006, wasClean: false }, status: 0 });
  });

  it('stays as it is where close() is called wrongly or twice', async () => {
    const way: Way = (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        const names: string[] = [];
        const attempt = (...args: [number?, string?]) => {
          try {
            socket.close(...args);
            names.push('-');
          } catch (error) {
            names.push((error as Error).name);
          }
        };
        socket.onopen = () => {
          attempt(1001);
          attempt(1000, 'x'.repeat(124));
          names.push(`${socket.readyState}`);
          attempt();
          attempt(4000, 'later');
        };
        socket.onclose = ({ code }) => resolve([...names, code]);
      });
    const { seen, exchange } = await expectSame(scene, way, pathOf('/ws'));
    expect(seen).toEqual({ value: ['InvalidAccessError', 'SyntaxError', '1', '-', '-', 1005] });
    expect(states(exchange)).toEqual([0, 1, 2, 3]);
    expect(exchange.closed).toEqual({ code: 1005, reason: '', wasClean: true });
  });

  it('that cannot be made is no exchange', async () => {
    const ours = async () => (await scene.exchanges()).filter(({ source }) => source === 'page');
    const before = (await ours()).length;
    const way: Way = async () => new WebSocket('ws://127.0.0.1:1/#fragment', ['twice', 'twice']);
    expect(await inPage(scene, way, '')).toMatchObject({ error: { name: 'SyntaxError' } });
    const { exchange } = await expectSame(scene, closed, pathOf('/ws', { close: 1000 }));
    const after = await ours();
    expect(after).toHaveLength(before + 1);
    expect(after.at(-1)?.id).toBe(exchange.id);
  });

  it('tells nothing that the page dispatches itself', async () => {
    const way: Way = (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => {
          socket.onopen = null;
          socket.dispatchEvent(new MessageEvent('message', { data: 'never came' }));
          socket.dispatchEvent(new Event('error'));
          socket.dispatchEvent(new CloseEvent('close', { code: 4999, reason: 'never came' }));
          socket.dispatchEvent(new Event('open'));
          socket.onmessage = () => socket.close(1000);
          socket.onclose = ({ code }) => resolve(code);
          socket.send('real');
        };
      });
    const path = pathOf('/ws');
    expect(await inPage(scene, way, scene.servers.wsOrigin + path)).toEqual({ value: 1000 });
    const exchange = await scene.exchange(path);
    expect(exchange).toMatchObject({ closed: { code: 1000 }, error: null });
    expect(states(exchange)).toEqual([0, 1, 2, 3]);
    expect((await scene.messages(exchange.id)).map(({ data }) => data)).toEqual(['real', 'real']);
  });

  it('that is closed by what is sent says that it was discarded', async () => {
    const path = pathOf('/ws', { mute: 1 });
    await scene.driver.page(
      (url) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url);
          socket.onclose = resolve;
          socket.onopen = () =>
            socket.send({
              toString() {
                socket.close(1000);
                return 'too late';
              },
            } as never);
        }),
      scene.servers.wsOrigin + path,
    );
    const { id } = await scene.exchange(path);
    expect(await scene.messages(id)).toMatchObject([{ data: 'too late', discarded: true }]);
    expect(scene.servers.record.of(path)[0]?.messages).toEqual([]);
  });
});
