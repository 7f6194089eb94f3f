// What a WebSocket receives, and the listeners that hear of it.
import { type Case, SPEC } from './case.ts';

const FEEDBACK = `${SPEC.websockets}#feedback-from-the-protocol`;
const BINARY = `${SPEC.websockets}#dom-websocket-binarytype`;

export const webSocketReceiving: Case[] = [
  {
    name: 'messages come in their order, between open and close',
    spec: FEEDBACK,
    run: async (page) => {
      const log: unknown[] = [];
      const socket = new WebSocket(page.ws({ burst: 20, close: 1000 }));
      page.hear(socket, ['open', 'message', 'close'], log, (event) => (event as MessageEvent).data ?? event.type);
      await page.next(socket, 'close');
      return log;
    },
    expected: ['open', ...Array.from({ length: 20 }, (_, i) => `message ${i}`), 'close'],
  },
  {
    name: 'a message event tells where it is from',
    spec: FEEDBACK,
    run: async (page) => {
      const socket = new WebSocket(page.ws({ burst: 1 }));
      page.later(() => socket.close());
      const event = await page.next<MessageEvent>(socket, 'message');
      return [
        event.constructor === MessageEvent,
        event.isTrusted,
        event.origin === page.origin.replace('http', 'ws'),
        event.lastEventId,
        event.source,
        event.ports,
        event.bubbles,
        event.cancelable,
        event.target === socket,
        Reflect.ownKeys(event).map(String),
      ];
    },
    expected: [true, true, true, '', null, [], false, false, true, ['isTrusted']],
  },
  {
    name: 'binaryType is switched for the messages that come after',
    spec: BINARY,
    run: async (page) => {
      const kinds: unknown[] = [];
      const socket = new WebSocket(page.ws());
      page.later(() => socket.close());
      await page.next(socket, 'open');
      for (const type of ['blob', 'arraybuffer', 'blob'] as const) {
        socket.binaryType = type;
        socket.send(new Uint8Array([1, 2]));
        const { data } = await page.next<MessageEvent>(socket, 'message');
        kinds.push(Object.prototype.toString.call(data), data.constructor === (type === 'blob' ? Blob : ArrayBuffer));
        kinds.push([...new Uint8Array(await new Response(data).arrayBuffer())]);
      }
      socket.binaryType = 'nonsense' as never;
      return [...kinds, socket.binaryType];
    },
    expected: [
      ...['[object Blob]', true, [1, 2], '[object ArrayBuffer]', true, [1, 2], '[object Blob]', true, [1, 2], 'blob'],
    ],
  },
  {
    name: 'a received buffer is the page’s own, one for all listeners',
    spec: FEEDBACK,
    run: async (page) => {
      const socket = new WebSocket(page.ws({ burst: 1, binary: 1 }));
      page.later(() => socket.close());
      socket.binaryType = 'arraybuffer';
      const event = await page.next<MessageEvent>(socket, 'message');
      const { data } = event;
      structuredClone(data, { transfer: [data] });
      return [event.data === data, data.detached, event.data.byteLength];
    },
    expected: [true, true, 0],
  },
  {
    name: 'listeners and handlers are called in the order they were set',
    spec: `${SPEC.html}webappapis.html#event-handler-attributes`,
    run: async (page) => {
      const log: unknown[] = [];
      const socket = new WebSocket(page.ws({ burst: 2 }));
      page.later(() => socket.close());
      socket.addEventListener('message', () => log.push('once'), { once: true });
      socket.onmessage = () => log.push('replaced');
      socket.addEventListener('message', { handleEvent: () => log.push('object') });
      socket.onmessage = function () {
        log.push(this === socket ? 'handler' : 'other this');
      };
      await page.next(socket, 'message');
      await page.next(socket, 'message');
      return log;
    },
    expected: ['once', 'handler', 'object', 'handler', 'object'],
  },
  {
    name: 'stopImmediatePropagation() and exceptions of listeners act as ever',
    spec: `${SPEC.dom}#dom-event-stopimmediatepropagation`,
    run: async (page) => {
      const log: unknown[] = [];
      const mine = page.reportable(log);
      const socket = new WebSocket(page.ws({ burst: 1 }));
      socket.onmessage = () => {
        throw mine;
      };
      socket.addEventListener('message', (event) => {
        log.push('next');
        event.stopImmediatePropagation();
      });
      socket.addEventListener('message', () => log.push('never'));
      await page.until(() => log.length > 1);
      socket.close();
      await page.next(socket, 'close');
      return log;
    },
    expected: ['reported', 'next'],
  },
];
