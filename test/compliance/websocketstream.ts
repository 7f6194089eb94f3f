// WebSocketStream, which Chromium alone has: opening, reading, writing, closing, and what each refuses.
import { type Case, each, type Group } from './case.ts';

const SPEC = 'https://github.com/ricea/websocketstream-explainer/blob/master/README.md';
const OPENED = `${SPEC}#websocketstream-api`;
const CLOSING = `${SPEC}#closing`;

/** The part of the interface that is used; the DOM library of TypeScript has none of it. */
interface Stream {
  readonly url: string;
  readonly opened: Promise<{
    readable: ReadableStream<string | Uint8Array>;
    writable: WritableStream<string | BufferSource>;
    protocol: string;
    extensions: string;
  }>;
  readonly closed: Promise<{ closeCode: number; reason: string }>;
  close(info?: { closeCode?: number; reason?: string }): void;
}
type Make = { WebSocketStream: new (url: string, options?: object) => Stream };

const cases: Case[] = [
  {
    name: 'a stream opens, echoes and closes',
    spec: OPENED,
    run: async (page) => {
      const url = page.ws();
      const stream = new (globalThis as never as Make).WebSocketStream(url);
      const { readable, writable, protocol, extensions } = await stream.opened;
      const [reader, writer] = [readable.getReader(), writable.getWriter()];
      await writer.write('text é');
      const text = await reader.read();
      await writer.write(new Uint8Array([1, 2]));
      const { value } = await reader.read();
      stream.close({ closeCode: 3000, reason: 'done' });
      const closed = await stream.closed;
      return [
        stream.url === url,
        protocol,
        extensions,
        text.value,
        [...new Uint8Array(value as never)],
        closed.closeCode,
        closed.reason,
        (await reader.read()).done,
      ];
    },
    expected: [true, '', '', 'text é', [1, 2], 3000, 'done', true],
  },
  {
    name: 'members are promises that stay the same',
    spec: OPENED,
    run: async (page) => {
      const stream = new (globalThis as never as Make).WebSocketStream(page.ws(), { protocols: ['a'] });
      const { protocol, readable, writable } = await stream.opened;
      const same = [stream.opened === stream.opened.valueOf(), new Set([stream.closed, stream.closed]).size];
      stream.close();
      return [
        ...same,
        protocol,
        readable.constructor === ReadableStream,
        writable.constructor === WritableStream,
        stream.opened.constructor === Promise,
      ];
    },
    expected: [true, 1, 'a', true, true, true],
  },
  ...each(['""', '"nonsense:"', '"ws://a", { protocols: ["x", "x"] }', '"ws://a", 1', '', 'Symbol()'], (args) => ({
    name: `new WebSocketStream(${args}) throws or not as ever`,
    spec: OPENED,
    run: (page, given) =>
      page.thrown(() => {
        const made = new Function(`return new WebSocketStream(${given})`)() as Stream;
        made.opened.catch(() => {});
        made.closed.catch(() => {});
        page.later(() => made.close());
      }),
  })),
  {
    name: 'a refused connection rejects both promises',
    spec: OPENED,
    run: async (page) => {
      const stream = new (globalThis as never as Make).WebSocketStream(page.ws({ refuse: 403 }));
      const closed = page.rejection(stream.closed);
      return [await page.rejection(stream.opened), await closed];
    },
  },
  {
    name: 'a signal aborts the handshake',
    spec: OPENED,
    run: async (page) => {
      const controller = new AbortController();
      const { signal } = controller;
      const stream = new (globalThis as never as Make).WebSocketStream(page.ws({ delay: 100 }), { signal });
      const closed = page.rejection(stream.closed);
      controller.abort();
      return [await page.rejection(stream.opened), await closed];
    },
  },
  {
    name: 'close() before it is open rejects',
    spec: CLOSING,
    run: async (page) => {
      const stream = new (globalThis as never as Make).WebSocketStream(page.ws({ delay: 50 }));
      const closed = page.rejection(stream.closed);
      stream.close();
      return [await page.rejection(stream.opened), await closed];
    },
  },
  {
    name: 'a close by the server resolves closed and ends the stream',
    spec: CLOSING,
    run: async (page) => {
      const stream = new (globalThis as never as Make).WebSocketStream(
        page.ws({ burst: 3, close: 4000, reason: 'why' }),
      );
      const { readable } = await stream.opened;
      const seen: unknown[] = [];
      for await (const message of readable) seen.push(message);
      const { closeCode, reason } = await stream.closed;
      return [...seen, closeCode, reason];
    },
    expected: ['message 0', 'message 1', 'message 2', 4000, 'why'],
  },
  {
    name: 'a connection that is torn down rejects',
    spec: CLOSING,
    run: async (page) => {
      const stream = new (globalThis as never as Make).WebSocketStream(page.ws({ burst: 1, terminate: 1 }));
      const closed = page.rejection(stream.closed);
      const { readable } = await stream.opened;
      const reader = readable.getReader();
      await page.rejection(reader.closed);
      return closed;
    },
  },
  ...each(
    [
      '{ closeCode: 1001 }',
      '{ closeCode: 999 }',
      '{ reason: "x".repeat(124) }',
      '{ closeCode: "3000" }',
      '{}',
      '1',
      '{ reason: Symbol() }',
    ],
    (info) => ({
      name: `close(${info}) as ever`,
      spec: CLOSING,
      run: async (page, given) => {
        const stream = new (globalThis as never as Make).WebSocketStream(page.ws());
        await stream.opened;
        const thrown = page.thrown(() => new Function('stream', `stream.close(${given})`)(stream));
        stream.close();
        const { closeCode, reason } = await stream.closed;
        return [thrown, closeCode, reason];
      },
    }),
  ),
  {
    name: 'cancelling the readable or closing the writable closes the connection',
    spec: CLOSING,
    run: async (page) => {
      const make = () => new (globalThis as never as Make).WebSocketStream(page.ws());
      const [one, two] = [make(), make()];
      await (await one.opened).readable.cancel();
      await (await two.opened).writable.close();
      return [(await one.closed).closeCode, (await two.closed).closeCode];
    },
  },
  {
    name: 'a pipe through transforms carries messages',
    spec: OPENED,
    run: async (page) => {
      const stream = new (globalThis as never as Make).WebSocketStream(page.ws({ burst: 3, close: 1000 }));
      const { readable } = await stream.opened;
      const upper = new TransformStream<string, string>({
        transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()),
      });
      const seen: string[] = [];
      for await (const message of (readable as ReadableStream<string>).pipeThrough(upper)) seen.push(message);
      return seen;
    },
    expected: ['MESSAGE 0', 'MESSAGE 1', 'MESSAGE 2'],
  },
];

export const webSocketStream: Group = {
  api: 'websocketstream',
  title: 'connections and messages',
  cases: cases.map((one) => ({ ...one, only: 'chromium' as const })),
};
