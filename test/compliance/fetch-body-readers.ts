// Bodies by reader: default and BYOB, their chunks, buffers, locks and errors.
import { type Case, SPEC } from './case.ts';

const READER = `${SPEC.streams}#default-reader-class-definition`;
const BYOB = `${SPEC.streams}#byob-reader-class-definition`;

export const bodyReaders: Case[] = [
  {
    name: 'a default reader gets Uint8Arrays of the page’s own, then the end',
    spec: READER,
    run: async (page) => {
      const response = await fetch(page.url('/text'));
      const body = response.body as ReadableStream<Uint8Array>;
      const reader = body.getReader();
      const first = await reader.read();
      const chunk = first.value as Uint8Array;
      const last = await reader.read();
      return [
        Object.keys(first),
        Object.getPrototypeOf(first) === Object.prototype,
        chunk.constructor === Uint8Array,
        new TextDecoder().decode(chunk),
        chunk.buffer.byteLength === chunk.byteLength,
        last,
        Object.keys(last),
        body.locked,
        (await reader.closed) === undefined,
        await reader.read(),
        response.bodyUsed,
        new Set([response.body, body]).size,
      ];
    },
    expected: [
      ['done', 'value'],
      true,
      true,
      'hello',
      true,
      { done: true, value: 'undefined' },
      ['done', 'value'],
      true,
      true,
      { done: true, value: 'undefined' },
      true,
      1,
    ],
  },
  {
    name: 'a chunk that the page changes or transfers does not disturb the next',
    spec: READER,
    run: async (page) => {
      const reader = (await fetch(page.url('/text', { body: 'abcd', cuts: '2' }))).body?.getReader();
      let [text, left] = ['', 0];
      for (;;) {
        const step = await reader?.read();
        if (!step || step.done) break;
        text += new TextDecoder().decode(step.value);
        step.value.fill(0);
        structuredClone(step.value.buffer, { transfer: [step.value.buffer] });
        left += step.value.byteLength;
      }
      return [text, left];
    },
    expected: ['abcd', 0],
  },
  {
    name: 'releaseLock() rejects the reads that wait',
    spec: `${SPEC.streams}#default-reader-release-lock`,
    run: async (page) => {
      const body = (await fetch(page.url('/hang'), page.untilEnd())).body as ReadableStream;
      page.later(() => body.cancel());
      const reader = body.getReader();
      await reader.read();
      const waiting = reader.read();
      const closed = reader.closed;
      reader.releaseLock();
      return [
        await page.rejection(waiting),
        await page.rejection(closed),
        await page.rejection(reader.read()),
        await page.rejection(reader.cancel()),
        body.locked,
        page.thrown(() => reader.releaseLock()),
        body.getReader() instanceof ReadableStreamDefaultReader && 'again',
      ];
    },
    expected: ['TypeError', 'TypeError', 'TypeError', 'TypeError', false, 'returned', 'again'],
  },
  {
    name: 'a BYOB reader fills the page’s buffer and gives it back',
    spec: BYOB,
    run: async (page) => {
      const reader = (await fetch(page.url('/text'))).body?.getReader({ mode: 'byob' }) as ReadableStreamBYOBReader;
      const mine = new Uint8Array(4);
      const promise = reader.read(mine);
      const detached = mine.byteLength;
      const { value, done } = await promise;
      const rest = await reader.read(new Uint8Array(16).subarray(3, 9));
      const last = await reader.read(new Uint8Array(8));
      return [
        detached,
        done,
        new TextDecoder().decode(value),
        value?.buffer.byteLength,
        rest.value?.byteOffset,
        new TextDecoder().decode(rest.value),
        last.done,
        last.value?.byteLength,
        last.value?.buffer.byteLength,
      ];
    },
    expected: [0, false, 'hell', 4, 3, 'o', true, 0, 8],
  },
  {
    name: 'a BYOB read with min waits for so much',
    spec: `${SPEC.streams}#byob-reader-read`,
    run: async (page) => {
      const response = await fetch(page.url('/text', { body: 'abcdef', cuts: '1,2,3,4,5', gap: 5 }));
      const reader = response.body?.getReader({ mode: 'byob' }) as ReadableStreamBYOBReader;
      const { value } = await reader.read(new Uint8Array(6), { min: 4 });
      page.later(() => reader.cancel());
      return (value?.byteLength ?? 0) >= 4;
    },
    expected: true,
  },
  {
    name: 'a BYOB reader keeps the kind of the view',
    spec: BYOB,
    run: async (page) => {
      const kinds: unknown[] = [];
      for (const make of [Uint16Array, DataView, Float64Array, Uint8ClampedArray] as const) {
        const response = await fetch(page.url('/text', { body: 'x'.repeat(64) }));
        const reader = response.body?.getReader({ mode: 'byob' }) as ReadableStreamBYOBReader;
        const Make = make as never as Uint8ArrayConstructor;
        const { value } = await reader.read(new Make(new ArrayBuffer(16)));
        kinds.push(value?.constructor.name, value?.byteLength);
        await reader.cancel();
      }
      return kinds;
    },
    expected: ['Uint16Array', 16, 'DataView', 16, 'Float64Array', 16, 'Uint8ClampedArray', 16],
  },
  {
    name: 'BYOB reads that make no sense reject',
    spec: `${SPEC.streams}#byob-reader-read`,
    run: async (page) => {
      const body = (await fetch(page.url('/hang'), page.untilEnd())).body as ReadableStream;
      const reader = body.getReader({ mode: 'byob' });
      page.later(() => reader.cancel());
      const read = reader.read as (...args: unknown[]) => Promise<unknown>;
      const gone = new Uint8Array(1);
      structuredClone(gone.buffer, { transfer: [gone.buffer] });
      const seen: string[] = [];
      for (const args of [
        [],
        [1],
        [{}],
        [new ArrayBuffer(1)],
        [new Uint8Array(0)],
        [gone],
        [new Uint8Array(2), { min: 0 }],
        [new Uint8Array(2), { min: 3 }],
        [null],
      ]) {
        seen.push(await page.rejection(Reflect.apply(read, reader, args)));
      }
      return seen;
    },
  },
  {
    name: 'a BYOB reader of a stream of text is refused',
    spec: `${SPEC.streams}#rs-get-reader`,
    run: async (page) => {
      const text = (await fetch(page.url('/text'))).body?.pipeThrough(new TextDecoderStream()) as ReadableStream;
      return [
        page.thrown(() => text.getReader({ mode: 'byob' })),
        page.thrown(() => text.getReader({ mode: 'nonsense' as 'byob' })),
        page.thrown(() => text.getReader({ mode: Symbol() as never })),
        text.locked,
      ];
    },
    expected: ['TypeError', 'TypeError', 'TypeError', false],
  },
  {
    name: 'the mode of getReader() is read once',
    spec: `${SPEC.streams}#rs-get-reader`,
    run: (page) => {
      let reads = 0;
      const options = {
        get mode() {
          reads++;
          return undefined;
        },
      };
      const stream = new Response('x').body as ReadableStream;
      const reader = stream.getReader(options as never);
      page.note(reads);
      return [reads, reader.constructor === ReadableStreamDefaultReader, page.thrown(() => stream.getReader())];
    },
    expected: [1, true, 'TypeError'],
  },
  {
    name: 'new ReadableStreamDefaultReader(body) reads like getReader()',
    spec: `${SPEC.streams}#default-reader-constructor`,
    run: async (page) => {
      const body = (await fetch(page.url('/text'))).body as ReadableStream<Uint8Array<ArrayBuffer>>;
      const reader = new ReadableStreamDefaultReader(body);
      const { value } = await reader.read();
      return [
        new TextDecoder().decode(value),
        body.locked,
        page.thrown(() => new ReadableStreamDefaultReader(body)),
        page.thrown(() => new ReadableStreamBYOBReader(body)),
      ];
    },
    expected: ['hello', true, 'TypeError', 'TypeError'],
  },
  {
    name: 'a subclass of the reader reads',
    spec: `${SPEC.streams}#default-reader-constructor`,
    run: async (page) => {
      class Mine<T> extends ReadableStreamDefaultReader<T> {
        steps = 0;
        override async read() {
          this.steps++;
          return super.read();
        }
      }
      const reader = new Mine((await fetch(page.url('/text'))).body as ReadableStream<Uint8Array>);
      const { value } = await reader.read();
      return [value?.length, reader.steps, reader.constructor.name, reader instanceof ReadableStreamDefaultReader];
    },
    expected: [5, 1, 'Mine', true],
  },
];
