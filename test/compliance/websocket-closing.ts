// How a WebSocket closes, by either side and in each state.
import { type Case, each, SPEC } from './case.ts';

const CLOSE = `${SPEC.websockets}#dom-websocket-close`;
const FEEDBACK = `${SPEC.websockets}#feedback-from-the-protocol`;

export const webSocketClosing: Case[] = [
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
];
