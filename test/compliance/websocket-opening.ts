// How a WebSocket is made and connects: arguments, protocols, extensions, refusals.
import { type Case, each, SPEC } from './case.ts';

const CONSTRUCTOR = `${SPEC.websockets}#dom-websocket-websocket`;
const FEEDBACK = `${SPEC.websockets}#feedback-from-the-protocol`;

export const webSocketOpening: Case[] = [
  {
    name: 'a socket connects, opens, and tells its members',
    spec: CONSTRUCTOR,
    run: async (page) => {
      const url = page.ws();
      const socket = new WebSocket(url);
      const log: unknown[] = [
        socket.readyState,
        socket.url === url,
        socket.protocol,
        socket.extensions,
        socket.binaryType,
        socket.bufferedAmount,
      ];
      page.hear(socket, ['open', 'close', 'error'], log, (event) => `${event.type} ${socket.readyState}`);
      const open = await page.next(socket, 'open');
      log.push(open.constructor.name, open.isTrusted, socket.protocol);
      socket.close();
      log.push(socket.readyState);
      const close = await page.next<CloseEvent>(socket, 'close');
      return [
        ...log,
        close.constructor.name,
        close.code,
        close.reason,
        close.wasClean,
        close.isTrusted,
        Reflect.ownKeys(socket).length,
      ];
    },
    expected: [
      ...[0, true, '', '', 'blob', 0, 'open 1', 'Event', true, '', 2, 'close 3', 'CloseEvent', 1005, '', true, true, 0],
    ],
  },
  ...each(
    [
      'WebSocket("ws://a")',
      'new WebSocket()',
      'new WebSocket("nonsense:")',
      'new WebSocket("ftp://a")',
      'new WebSocket("ws://a/#part")',
      'new WebSocket("ws://")',
      'new WebSocket("ws://a", "")',
      'new WebSocket("ws://a", "a b")',
      'new WebSocket("ws://a", ["x", "x"])',
      'new WebSocket("ws://a", ["x", "X,"])',
      'new WebSocket("ws://a", "é")',
      'new WebSocket(Symbol())',
      'new WebSocket("ws://a", Symbol())',
      'new WebSocket("ws://a", [Symbol()])',
      'new WebSocket({ toString() { throw new RangeError("mine") } })',
      'new WebSocket("ws://a", { [Symbol.iterator]() { throw new RangeError("mine") } })',
      'Reflect.construct(WebSocket, ["ws://a"], Math.max)',
      'WebSocket.call({}, "ws://a")',
      'WebSocket.apply(Object.create(WebSocket.prototype), ["ws://a"])',
    ],
    (text) => ({
      name: `${text} throws`,
      spec: CONSTRUCTOR,
      run: (page, given) => page.thrown(new Function(`return ${given}`) as () => unknown),
      expected: text.includes('mine')
        ? 'RangeError'
        : /Symbol\(\)|new WebSocket\(\)|construct|call|apply|^WebSocket/.test(text)
          ? 'TypeError'
          : 'SyntaxError (DOMException 12)',
    }),
  ),
  {
    name: 'http URLs and relative ones are taken',
    spec: CONSTRUCTOR,
    run: (page) =>
      [`${page.origin}/ws`, '/ws', 'ws', '//127.0.0.1/ws', 'HTTPS://a/ws'].map((url) => {
        const socket = new WebSocket(url);
        page.later(() => socket.close());
        return [socket.url.replace(/:\d+/, ''), socket.readyState];
      }),
    expected: [...Array(4).fill(['ws://127.0.0.1/ws', 0]), ['wss://a/ws', 0]],
  },
  {
    name: 'arguments of the constructor are converted once, the protocols iterated once',
    spec: CONSTRUCTOR,
    run: async (page) => {
      const order: string[] = [];
      const url = page.ws();
      const protocols = {
        *[Symbol.iterator]() {
          order.push('iterated');
          yield page.converted('a', 'a', order);
          yield 'b';
        },
      };
      const socket = new WebSocket(page.converted(url, 'url', order), protocols as never);
      page.later(() => socket.close());
      await page.next(socket, 'open');
      return [order, socket.protocol];
    },
    expected: [['url', 'iterated', 'a'], 'a'],
  },
  ...each([['a'], ['a', 'b'], []], (protocols) => ({
    name: `protocols ${JSON.stringify(protocols)} are offered, and one is agreed on`,
    spec: CONSTRUCTOR,
    run: async (page, given) => {
      const socket = new WebSocket(page.ws(given.length > 1 ? { select: given[1] as string } : {}), [...given]);
      page.later(() => socket.close());
      const early = socket.protocol;
      await page.next(socket, 'open');
      return [early, socket.protocol];
    },
    expected: ['', protocols.at(-1) ?? ''],
  })),
  {
    name: 'a protocol that was not offered fails the connection',
    spec: FEEDBACK,
    run: async (page) => {
      const log: unknown[] = [];
      const socket = new WebSocket(page.ws({ select: 'other' }), 'mine');
      page.hear(socket, ['open', 'error', 'close'], log, (event) => `${event.type} ${socket.readyState}`);
      const { code, wasClean } = await page.next<CloseEvent>(socket, 'close');
      return [...log, code, wasClean];
    },
    expected: ['error 3', 'close 3', 1006, false],
  },
  {
    name: 'extensions are told where they were agreed on',
    spec: `${SPEC.websockets}#dom-websocket-extensions`,
    run: async (page) => {
      const socket = new WebSocket(page.ws({ deflate: 1 }));
      page.later(() => socket.close());
      await page.next(socket, 'open');
      socket.send('squeezed '.repeat(100));
      const { data } = await page.next<MessageEvent>(socket, 'message');
      page.note(socket.extensions);
      return [socket.extensions.startsWith('permessage-deflate'), data.length];
    },
    expected: [true, 900],
  },
  {
    name: 'a refused connection tells error, then close with 1006',
    spec: FEEDBACK,
    run: async (page) => {
      const log: unknown[] = [];
      const socket = new WebSocket(page.ws({ refuse: 403 }));
      page.hear(
        socket,
        ['open', 'error', 'close'],
        log,
        (event) => `${event.type} ${socket.readyState} ${event.constructor.name}`,
      );
      const { code, reason, wasClean } = await page.next<CloseEvent>(socket, 'close');
      return [...log, code, reason, wasClean];
    },
    expected: ['error 3 Event', 'close 3 CloseEvent', 1006, '', false],
  },
  {
    name: 'a connection that is torn down closes with 1006',
    spec: FEEDBACK,
    run: async (page) => {
      const log: unknown[] = [];
      const socket = new WebSocket(page.ws({ after: 1, terminate: 1, mute: 1 }));
      page.hear(socket, ['open', 'message', 'close'], log);
      await page.next(socket, 'open');
      socket.send('x');
      const { code, wasClean } = await page.next<CloseEvent>(socket, 'close');
      return [...log, code, wasClean, socket.readyState];
    },
    expected: ['open', 'close', 1006, false, 3],
  },
];
