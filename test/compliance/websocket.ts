// WebSocket: constructor, protocols, sending in each state, receiving in each form, closing, and the order of events.
import { each, type Group, SPEC } from './case.ts';

const WS = `${SPEC.websockets}#the-websocket-interface`;
const CONSTRUCTOR = `${SPEC.websockets}#dom-websocket-websocket`;
const SEND = `${SPEC.websockets}#dom-websocket-send`;
const CLOSE = `${SPEC.websockets}#dom-websocket-close`;
const FEEDBACK = `${SPEC.websockets}#feedback-from-the-protocol`;
const BINARY = `${SPEC.websockets}#dom-websocket-binarytype`;

/** What a page sends, and what comes back. */
const SENT: Record<string, string> = {
  "'text é😀'": 'text: text é😀',
  "''": 'text: ',
  "'lone \\ud800'": 'text: lone \ufffd',
  "'a\\0b'": 'text: a\0b',
  "new Blob(['blob'])": 'binary: 98,108,111,98',
  'new Blob()': 'binary: ',
  "new File(['f'], 'f')": 'binary: 102',
  'new Uint8Array([1, 2]).buffer': 'binary: 1,2',
  'new ArrayBuffer(0)': 'binary: ',
  'new Uint8Array([1, 2, 3]).subarray(1)': 'binary: 2,3',
  'new Uint16Array([513])': 'binary: 1,2',
  'new DataView(new Uint8Array([1, 2, 3]).buffer, 2)': 'binary: 3',
  null: 'text: null',
  undefined: 'text: undefined',
  12: 'text: 12',
  '({ toString: () => "converted" })': 'text: converted',
  "['a', 'b']": 'text: a,b',
  'new URLSearchParams("a=1")': 'text: a=1',
};

export const webSocket: Group = {
  api: 'websocket',
  title: 'connections and messages',
  cases: [
    ...each(Object.keys(SENT), (kind) => ({
      name: `send(${kind}) arrives as it is`,
      spec: SEND,
      run: async (page, given) => {
        const socket = new WebSocket(page.ws());
        page.later(() => socket.close());
        socket.binaryType = 'arraybuffer';
        await page.next(socket, 'open');
        const returned = socket.send(new Function(`return ${given}`)());
        const { data } = await page.next<MessageEvent>(socket, 'message');
        const bytes = typeof data === 'string' ? '' : `${[...new Uint8Array(data)]}`;
        return [String(returned), typeof data === 'string' ? `text: ${data}` : `binary: ${bytes}`];
      },
      expected: ['undefined', SENT[kind]],
    })),
    {
      name: 'send() copies a buffer',
      spec: SEND,
      run: async (page) => {
        const socket = new WebSocket(page.ws());
        page.later(() => socket.close());
        socket.binaryType = 'arraybuffer';
        await page.next(socket, 'open');
        const bytes = new Uint8Array([1, 2]);
        socket.send(bytes);
        bytes.fill(9);
        const { data } = await page.next<MessageEvent>(socket, 'message');
        return [...new Uint8Array(data)];
      },
      expected: [1, 2],
    },
    {
      name: 'send() converts an object once, with its own error',
      spec: SEND,
      run: async (page) => {
        const socket = new WebSocket(page.ws());
        page.later(() => socket.close());
        await page.next(socket, 'open');
        let conversions = 0;
        socket.send({ toString: () => `${++conversions}` } as never);
        const { data } = await page.next<MessageEvent>(socket, 'message');
        const mine = new RangeError('mine');
        let same = false;
        try {
          socket.send({
            toString() {
              throw mine;
            },
          } as never);
        } catch (error) {
          same = error === mine;
        }
        return [
          data,
          conversions,
          same,
          page.thrown(() => socket.send(Symbol() as never)),
          page.thrown(() => Reflect.apply(socket.send, socket, [])),
        ];
      },
      expected: ['1', 1, true, 'TypeError', 'TypeError'],
    },
    ...each(['connecting', 'closing', 'closed'], (state) => ({
      name: `send() while ${state}`,
      spec: SEND,
      run: async (page, given) => {
        const socket = new WebSocket(page.ws({ delay: 30 }));
        if (given !== 'connecting') {
          await page.next(socket, 'open');
          socket.close();
          if (given === 'closed') await page.next(socket, 'close');
        }
        const seen = ['text', new Blob(['blob']), new ArrayBuffer(3), new Uint16Array(2)].map((data) => [
          page.thrown(() => socket.send(data)),
          socket.bufferedAmount,
        ]);
        socket.close();
        return [...seen, socket.readyState];
      },
      expected:
        state === 'connecting'
          ? [...Array(4).fill(['InvalidStateError (DOMException 11)', 0]), 2]
          : [['returned', 4], ['returned', 8], ['returned', 11], ['returned', 15], state === 'closing' ? 2 : 3],
    })),
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
        ...[
          0,
          true,
          '',
          '',
          'blob',
          0,
          'open 1',
          'Event',
          true,
          '',
          2,
          'close 3',
          'CloseEvent',
          1005,
          '',
          true,
          true,
          0,
        ],
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
            yield {
              toString: () => {
                order.push('a');
                return 'a';
              },
            };
            yield 'b';
          },
        };
        const socket = new WebSocket(
          {
            toString: () => {
              order.push('url');
              return url;
            },
          } as never,
          protocols as never,
        );
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
    ...each(
      [
        [[], 1005, ''],
        [[1000], 1000, ''],
        [[1000, 'done'], 1000, 'done'],
        [[3000, 'é'], 3000, 'é'],
        [[4999, 'x'.repeat(123)], 4999, 'x'.repeat(123)],
        [['3001', 5], 3001, '5'],
      ] as const,
      ([args, code, reason]) => ({
        name: `close(${JSON.stringify(args).slice(1, -1).slice(0, 20)}) closes with code ${code}`,
        spec: CLOSE,
        run: async (page, [given]) => {
          const socket = new WebSocket(page.ws());
          await page.next(socket, 'open');
          const returned = Reflect.apply(socket.close, socket, [...given]);
          const state = socket.readyState;
          socket.close(1000, 'again');
          const event = await page.next<CloseEvent>(socket, 'close');
          socket.close();
          return [String(returned), state, event.code, event.reason, event.wasClean, socket.readyState];
        },
        expected: ['undefined', 2, code, reason, true, 3],
      }),
    ),
    ...each(
      [
        '1001',
        '999',
        '5000',
        '1005',
        '0',
        '-1',
        '1000.5, "x".repeat(124)',
        '3000, "é".repeat(62)',
        'NaN',
        '"text"',
        'null',
        '{}',
        'Symbol()',
        '1000, Symbol()',
        '{ valueOf() { throw new RangeError("mine") } }',
      ],
      (args) => ({
        name: `close(${args}) throws`,
        spec: CLOSE,
        run: (page, given) => {
          const socket = new WebSocket(page.ws());
          // Chromium delays the connections of a page that gives many up while they are made.
          const open = page.next(socket, 'open');
          page.later(() => open.then(() => socket.close()));
          const seen = page.thrown(() => new Function('socket', `socket.close(${given})`)(socket));
          return [seen, socket.readyState];
        },
        expected: [
          args.includes('Symbol')
            ? 'TypeError'
            : args.includes('mine')
              ? 'RangeError'
              : args.includes('repeat')
                ? 'SyntaxError (DOMException 12)'
                : 'InvalidAccessError (DOMException 15)',
          0,
        ],
      }),
    ),
    ...each([1000, 1001, 1005, 1011, 3000, 4999], (code) => ({
      name: `a close by the server with ${code} is told`,
      spec: FEEDBACK,
      run: async (page, given) => {
        const socket = new WebSocket(page.ws({ close: given, reason: 'why é' }));
        const { code, reason, wasClean } = await page.next<CloseEvent>(socket, 'close');
        return [code, reason, wasClean, socket.readyState];
      },
      expected: [code, code === 1005 ? '' : 'why é', true, 3],
    })),
    {
      name: 'close() while connecting tells error, then close with 1006, later',
      spec: CLOSE,
      run: async (page) => {
        const log: unknown[] = [];
        const socket = new WebSocket(page.ws({ delay: 50 }));
        page.hear(socket, ['open', 'error', 'close'], log, (event) => `${event.type} ${socket.readyState}`);
        socket.close(3000, 'never told');
        log.push(socket.readyState);
        const { code, reason, wasClean } = await page.next<CloseEvent>(socket, 'close');
        return [...log, code, reason, wasClean];
      },
      expected: [2, 'error 3', 'close 3', 1006, '', false],
    },
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
      name: 'bufferedAmount grows within a task, by bytes of UTF-8, and drains',
      spec: `${SPEC.websockets}#dom-websocket-bufferedamount`,
      run: async (page) => {
        const socket = new WebSocket(page.ws({ mute: 1 }));
        page.later(() => socket.close());
        await page.next(socket, 'open');
        const amounts: number[] = [socket.bufferedAmount];
        for (const data of ['abc', 'é😀', new Blob(['1234']), new ArrayBuffer(5)]) {
          socket.send(data);
          amounts.push(socket.bufferedAmount);
        }
        await page.until(() => socket.bufferedAmount === 0);
        return amounts;
      },
      expected: [0, 3, 9, 13, 18],
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
        const mine = new Error('mine');
        const report = (event: ErrorEvent) => {
          if (event.error !== mine) return;
          log.push('reported');
          event.preventDefault();
        };
        addEventListener('error', report);
        page.later(() => removeEventListener('error', report));
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
    {
      name: 'close() within open and within message',
      spec: CLOSE,
      run: async (page) => {
        const log: unknown[] = [];
        for (const type of ['open', 'message']) {
          const socket = new WebSocket(page.ws({ burst: 3, gap: 40 }));
          page.hear(socket, ['open', 'message', 'close'], log);
          socket.addEventListener(type, () => socket.close(), { once: true });
          await page.next(socket, 'close');
        }
        page.note(log);
        return [log[0], log.at(-1)];
      },
      expected: ['open', 'close'],
    },
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
      name: 'a large message arrives whole, both ways',
      spec: SEND,
      run: async (page) => {
        const socket = new WebSocket(page.ws());
        page.later(() => socket.close());
        socket.binaryType = 'arraybuffer';
        await page.next(socket, 'open');
        const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
        socket.send(bytes);
        const { data } = await page.next<MessageEvent>(socket, 'message');
        const back = new Uint8Array(data);
        return [back.length, back.every((byte, i) => byte === i % 251)];
      },
      expected: [3_000_000, true],
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
  ],
};
