// WebSocketStream, where the platform has it: what the page reads and writes, with the state and the close.
import { expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { inEachBrowser, isEnded } from './scene.ts';

interface StreamSocket {
  opened: Promise<{ readable: ReadableStream<string | Uint8Array>; writable: WritableStream<string | Uint8Array> }>;
  closed: Promise<{ closeCode: number; reason: string }>;
  close(how?: { closeCode?: number; reason?: string }): void;
}
declare const WebSocketStream: new (url: string, options?: { protocols?: string[] }) => StreamSocket;

inEachBrowser('WebSocketStream', 'shared', (scene) => {
  if (scene.browser === 'firefox') {
    it('is not there', async () => {
      expect(await scene.driver.page(() => 'WebSocketStream' in globalThis)).toBe(false);
    });
    return;
  }

  it('tells every message read and written, in order, and the closing', async () => {
    await scene.fresh();
    const url = `${scene.servers.wsOrigin}/ws?select=chat&binary=1&burst=2&size=3`;
    const seen = await scene.driver.page(async (address) => {
      const socket = new WebSocketStream(address, { protocols: ['chat', 'other'] });
      const { readable, writable } = await socket.opened;
      const reader = readable.getReader();
      const writer = writable.getWriter();
      const got: string[] = [];
      const next = async () => {
        const { value } = await reader.read();
        got.push(typeof value === 'string' ? value : [...new Uint8Array(value as unknown as ArrayBuffer)].join());
      };
      await next();
      await next();
      await writer.write('text ✓');
      await next();
      await writer.write(new Uint8Array([1, 2, 255]));
      await next();
      socket.close({ closeCode: 4001, reason: 'over' });
      const closed = await socket.closed;
      return { got, closed };
    }, url);
    expect(seen.closed).toEqual({ closeCode: 4001, reason: 'over' });
    const exchange = await scene.exchange('/ws', isEnded);
    expect(exchange).toMatchObject({
      api: 'websocketstream',
      method: 'GET',
      status: 101,
      readyState: 3,
      sent: 2,
      received: 4,
      closed: { code: 4001, reason: 'over', wasClean: true },
      error: null,
    });
    expect(exchange.transitions.map(({ state }) => state)).toEqual([0, 1, 2, 3]);
    const messages = await scene.messages(exchange.id);
    const plain = messages.map(({ direction, opcode, data }) =>
      opcode === 'text' ? [direction, data] : [direction, [...Buffer.from(data ?? '', 'base64')].join()],
    );
    expect(plain).toEqual([
      ['received', seen.got[0]],
      ['received', seen.got[1]],
      ['sent', 'text ✓'],
      ['received', 'text ✓'],
      ['sent', '1,2,255'],
      ['received', '1,2,255'],
    ]);
  });

  it('tells that the page closed it, where it gave neither code nor reason', async () => {
    await scene.fresh();
    await scene.driver.page(async (address) => {
      const socket = new WebSocketStream(address);
      await socket.opened;
      socket.close();
      await socket.closed;
    }, `${scene.servers.wsOrigin}/ws?plain`);
    const exchange = await scene.exchange('/ws?plain', isEnded);
    expect(exchange.transitions.map(({ state }) => state)).toEqual([0, 1, 2, 3]);
  });

  it('tells a socket that breaks, and a handshake that is refused', async () => {
    await scene.fresh();
    const codes = await scene.driver.page(async (origin) => {
      const code = async (path: string) => {
        const socket = new WebSocketStream(origin + path);
        const closed = socket.closed.then(
          () => 'clean',
          (error: { name: string; closeCode?: number }) => `${error.name} ${error.closeCode ?? ''}`,
        );
        await socket.opened.catch(() => {});
        return closed;
      };
      return [await code('/ws?terminate=1&burst=1'), await code('/ws?refuse=1')];
    }, scene.servers.wsOrigin);
    expect(codes[0]).toBe('WebSocketError 1006');
    expect(await scene.exchange('terminate', isEnded)).toMatchObject({ closed: { code: 1006, wasClean: false } });
    expect(await scene.exchange('refuse', isEnded)).toMatchObject({
      status: 0,
      closed: { code: 1006, wasClean: false },
    });
  });

  it('tells what is piped into it and out of it once', async () => {
    await scene.fresh();
    const got = await scene.driver.page(async (address) => {
      const socket = new WebSocketStream(address);
      const { readable, writable } = await socket.opened;
      const source = new ReadableStream<string>({
        start(controller) {
          for (const text of ['one', 'two', '']) controller.enqueue(text);
          controller.close();
        },
      });
      await source.pipeTo(writable, { preventClose: true });
      const texts: unknown[] = [];
      for await (const text of readable as unknown as AsyncIterable<string>) {
        texts.push(text);
        if (texts.length === 3) break;
      }
      await socket.closed.catch(() => {});
      return texts;
    }, `${scene.servers.wsOrigin}/ws`);
    expect(got).toEqual(['one', 'two', '']);
    const exchange = await scene.exchange('/ws', isEnded);
    const messages = await scene.messages(exchange.id);
    const texts = (direction: string) =>
      messages.filter((each) => each.direction === direction).map(({ data }) => data);
    expect(texts('sent')).toEqual(['one', 'two', '']);
    expect(texts('received')).toEqual(['one', 'two', '']);
  });

  it('tells what the page reads after the server has closed it', async () => {
    await scene.fresh();
    const url = `${scene.servers.wsOrigin}/ws?burst=2&size=3&close=1000&read=late`;
    const seen = await scene.driver.page(async (address) => {
      const socket = new WebSocketStream(address);
      const { readable } = await socket.opened;
      await socket.closed;
      const reader = readable.getReader();
      const got: unknown[] = [];
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return got;
        got.push(value);
      }
    }, url);
    expect(seen.length).toBeGreaterThan(0);
    const { id } = await scene.exchange('read=late', isEnded);
    await until('they are told', async () => (await scene.messages(id)).length === seen.length);
    expect((await scene.messages(id)).map(({ direction, data }) => [direction, data])).toEqual(
      seen.map((data) => ['received', data]),
    );
  });

  it('marks what is written after the close as discarded', async () => {
    await scene.fresh();
    const url = `${scene.servers.wsOrigin}/ws?late=1`;
    const refused = await scene.driver.page(async (address) => {
      const socket = new WebSocketStream(address);
      const writer = (await socket.opened).writable.getWriter();
      socket.close();
      await socket.closed;
      return writer.write('too late').then(
        () => false,
        () => true,
      );
    }, url);
    expect(refused).toBe(true);
    const { id } = await scene.exchange('late=1', isEnded);
    await until('it is told', async () => (await scene.messages(id)).length > 0);
    expect(await scene.messages(id)).toMatchObject([{ direction: 'sent', data: 'too late', discarded: true }]);
    expect(scene.servers.record.of('/ws?late=1')[0]?.messages).toEqual([]);
  });
});
