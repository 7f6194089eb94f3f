// WebSocket as an object: subclasses, constants, other realms, own properties.
import { type Case, SPEC } from './case.ts';

const WS = `${SPEC.websockets}#the-websocket-interface`;
const CONSTRUCTOR = `${SPEC.websockets}#dom-websocket-websocket`;

export const webSocketObjects: Case[] = [
  {
    name: 'a subclass works, with methods and fields of its own',
    spec: CONSTRUCTOR,
    run: async (page) => {
      class Mine extends WebSocket {
        static count = 0;
        sent: unknown[] = [];
        constructor(url: string) {
          super(url, ['a']);
          Mine.count++;
        }
        override send(data: string) {
          this.sent.push(data);
          super.send(`${data}!`);
        }
      }
      const socket = new Mine(page.ws());
      page.later(() => socket.close());
      await page.next(socket, 'open');
      socket.send('x');
      const { data } = await page.next<MessageEvent>(socket, 'message');
      return [
        data,
        socket.sent,
        Mine.count,
        Mine.OPEN,
        socket instanceof WebSocket,
        socket.constructor === Mine,
        Object.getPrototypeOf(Mine) === WebSocket,
      ];
    },
    expected: ['x!', ['x'], 1, 1, true, true, true],
  },
  {
    name: 'constants stand on class and prototype',
    spec: WS,
    run: (page) =>
      (['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'] as const).map((name) => [
        WebSocket[name],
        WebSocket.prototype[name],
        page.flags(WebSocket, name),
        page.flags(WebSocket.prototype, name),
      ]),
    expected: [0, 1, 2, 3].map((state) => [state, state, '-e-', '-e-']),
  },
  {
    name: 'a socket of another realm is used through the methods of this one',
    spec: `${SPEC.idl}#dfn-create-operation-function`,
    run: async (page) => {
      const frame = await page.frame();
      const socket = new frame.WebSocket(page.ws());
      await page.next(socket, 'open');
      WebSocket.prototype.send.call(socket, 'x');
      const { data } = await page.next<MessageEvent>(socket, 'message');
      WebSocket.prototype.close.call(socket, 3000);
      const { code } = await page.next<CloseEvent>(socket, 'close');
      return [data, code, socket instanceof WebSocket, socket instanceof frame.WebSocket];
    },
    expected: ['x', 3000, false, true],
  },
  {
    name: 'own properties and a frozen object do no harm',
    spec: WS,
    run: async (page) => {
      const socket = new WebSocket(page.ws({ burst: 1 }));
      Object.defineProperty(socket, 'readyState', { value: 99 });
      Object.defineProperty(socket, 'url', { value: 'mine' });
      Object.freeze(socket);
      const { data } = await page.next<MessageEvent>(socket, 'message');
      socket.close();
      const { code } = await page.next<CloseEvent>(socket, 'close');
      return [data, code, socket.readyState, socket.url];
    },
    expected: ['message 0', 1005, 99, 'mine'],
  },
];
