// What a WebSocket sends, in which state, and bufferedAmount.
import { type Case, each, SPEC } from './case.ts';

const SEND = `${SPEC.websockets}#dom-websocket-send`;

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

export const webSocketSending: Case[] = [
  ...each(Object.keys(SENT), (kind) => ({
    name: `send(${kind}) arrives as it is`,
    spec: SEND,
    run: async (page, given) => {
      const socket = await page.echo();
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
      const socket = await page.echo();
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
    name: 'a large message arrives whole, both ways',
    spec: SEND,
    run: async (page) => {
      const socket = await page.echo();
      const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
      socket.send(bytes);
      const { data } = await page.next<MessageEvent>(socket, 'message');
      const back = new Uint8Array(data);
      return [back.length, back.every((byte, i) => byte === i % 251)];
    },
    expected: [3_000_000, true],
  },
];
