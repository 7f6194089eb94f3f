// Bodies that are iterated, piped to a sink, or piped through a transform.
import { type Case, SPEC } from './case.ts';

const PIPE = `${SPEC.streams}#readable-stream-pipe-to`;
const ITERATION = `${SPEC.streams}#rs-asynciterator`;

export const bodyPipes: Case[] = [
  {
    name: 'for await reads all chunks and locks the body until its end',
    spec: ITERATION,
    run: async (page) => {
      const response = await fetch(page.url('/text', { body: 'abcdef', cuts: '2,4', gap: 40 }));
      const body = response.body as ReadableStream<Uint8Array>;
      let text = '';
      const locked = new Set<boolean>();
      for await (const chunk of body) {
        text += new TextDecoder().decode(chunk);
        locked.add(body.locked);
      }
      return [text, [...locked], body.locked, response.bodyUsed];
    },
    expected: ['abcdef', [true], false, true],
  },
  {
    name: 'a body counts as used as soon as it is piped, also where nobody reads',
    spec: PIPE,
    run: async (page) => {
      const all = await Promise.all(['/hang', '/hang', '/text'].map((path) => fetch(page.url(path), page.untilEnd())));
      const [through, to, other] = all as [Response, Response, Response];
      through.body?.pipeThrough(new TransformStream());
      to.body?.pipeTo(new WritableStream({}, { highWaterMark: 0 })).catch(() => {});
      other.body?.getReader();
      return all.map((response) => [response.bodyUsed, response.body?.locked]);
    },
    expected: [
      [true, true],
      [true, true],
      [false, true],
    ],
  },
  {
    name: 'break out of for await cancels the body',
    spec: ITERATION,
    run: async (page) => {
      const body = (await fetch(page.url('/hang'), page.untilEnd())).body as ReadableStream<Uint8Array>;
      for await (const chunk of body) {
        page.note(chunk.length);
        break;
      }
      return [body.locked, await body.getReader().read()];
    },
    expected: [false, { done: true, value: 'undefined' }],
  },
  {
    name: 'values({ preventCancel: true }) leaves the body open',
    spec: ITERATION,
    run: async (page) => {
      const body = (await fetch(page.url('/hang'), page.untilEnd())).body as ReadableStream;
      for await (const chunk of body.values({ preventCancel: true })) {
        page.note(chunk.length);
        break;
      }
      const locked = body.locked;
      const reader = body.getReader();
      page.later(() => reader.cancel());
      const next = reader.read().then(() => 'more or the end');
      return [locked, await Promise.race([next, page.task().then(() => 'still open')])];
    },
    expected: [false, 'still open'],
  },
  {
    name: 'an iterator steps, returns its value and ends',
    spec: ITERATION,
    run: async (page) => {
      const body = (await fetch(page.url('/hang'), page.untilEnd())).body as ReadableStream<Uint8Array>;
      const iterator = body.values();
      const prototype = Object.getPrototypeOf(iterator);
      const step = await iterator.next();
      return [
        step.done,
        await Reflect.apply(iterator.return as never, iterator, ['mine']),
        await iterator.next(),
        Reflect.ownKeys(prototype).map(String),
        Object.prototype.toString.call(iterator),
        ReadableStream.prototype.values === ReadableStream.prototype[Symbol.asyncIterator],
        iterator[Symbol.asyncIterator]() === iterator,
      ];
    },
  },
  {
    name: 'iterating a locked body is refused',
    spec: ITERATION,
    run: async (page) => {
      const body = (await fetch(page.url('/text'))).body as ReadableStream;
      body.getReader();
      return [page.thrown(() => body.values()), page.thrown(() => body[Symbol.asyncIterator]())];
    },
    expected: ['TypeError', 'TypeError'],
  },
  {
    name: 'pipeTo() writes the chunks, closes and resolves',
    spec: PIPE,
    run: async (page) => {
      const log: string[] = [];
      let text = '';
      const body = (await fetch(page.url('/text', { body: 'abcd', cuts: '2', gap: 40 }))).body as ReadableStream;
      const sink = new WritableStream({
        start: () => void log.push('start'),
        write: (chunk) => {
          text += new TextDecoder().decode(chunk);
        },
        close: () => void log.push(text, 'close'),
        abort: () => void log.push('abort'),
      });
      const promise = body.pipeTo(sink);
      log.push(`locked ${body.locked} ${sink.locked}`);
      const value = await promise;
      return [...log, `${value}`, body.locked, sink.locked];
    },
    expected: ['start', 'locked true true', 'abcd', 'close', 'undefined', false, false],
  },
  {
    name: 'pipeTo() keeps the body locked until the sink has closed',
    spec: PIPE,
    run: async (page) => {
      const log: boolean[] = [];
      const body = (await fetch(page.url('/text', { body: 'abcd', cuts: '2', gap: 40 }))).body as ReadableStream;
      const close = async () => {
        log.push(body.locked);
        await page.task();
        log.push(body.locked);
      };
      await body.pipeTo(new WritableStream({ close }));
      return [...log, body.locked];
    },
    expected: [true, true, false],
  },
  {
    name: 'pipeTo() that is refused leaves the body free at once',
    spec: PIPE,
    run: async (page) => {
      const response = await fetch(page.url('/text', { body: 'whole' }));
      const body = response.body as ReadableStream;
      const taken = new WritableStream();
      taken.getWriter();
      const errors = [
        body.pipeTo({} as WritableStream),
        body.pipeTo(taken),
        body.pipeTo(new WritableStream(), { signal: 1 } as never),
      ].map((promise) => promise.catch((error: Error) => error.name));
      const after = [body.locked, response.bodyUsed];
      return [after, await response.text(), await Promise.all(errors)];
    },
    expected: [[false, false], 'whole', ['TypeError', 'TypeError', 'TypeError']],
  },
  {
    name: 'textStream() uses the body and locks it for good',
    spec: `${SPEC.fetch}#dom-body-textstream`,
    only: 'chromium',
    run: async (page) => {
      const response = (await fetch(page.url('/text', { body: 'whole' }))) as Response & {
        textStream(): ReadableStream<string>;
      };
      const before = [response.bodyUsed, response.body?.locked];
      const stream = response.textStream();
      const during = [response.bodyUsed, response.body?.locked];
      let text = '';
      for await (const chunk of stream) text += chunk;
      return [before, during, text, response.bodyUsed, response.body?.locked];
    },
  },
  {
    name: 'pipeTo() to a sink that fails cancels the body',
    spec: PIPE,
    run: async (page) => {
      const body = (await fetch(page.url('/hang'), page.untilEnd())).body as ReadableStream;
      const mine = new Error('mine');
      const sink = new WritableStream({
        write() {
          throw mine;
        },
      });
      const error = await body.pipeTo(sink).catch((reason: unknown) => reason);
      return [error === mine, body.locked, await body.getReader().read()];
    },
    expected: [true, false, { done: true, value: 'undefined' }],
  },
  {
    name: 'pipeTo() of a body that breaks aborts the sink',
    spec: PIPE,
    run: async (page) => {
      const log: string[] = [];
      const body = (await fetch(page.url('/destroy', { body: 'begun' }))).body as ReadableStream;
      const sink = new WritableStream({
        close: () => void log.push('close'),
        abort: (reason) => void log.push(`abort ${page.error(reason)}`),
      });
      return [await page.rejection(body.pipeTo(sink)), ...log];
    },
    expected: ['TypeError', 'abort TypeError'],
  },
  {
    name: 'the prevent options of pipeTo() are kept',
    spec: PIPE,
    run: async (page) => {
      const log: string[] = [];
      const sink = new WritableStream({
        close: () => void log.push('close'),
        abort: () => void log.push('abort'),
      });
      await ((await fetch(page.url('/text'))).body as ReadableStream).pipeTo(sink, { preventClose: true });
      const broken = (await fetch(page.url('/destroy', { body: 'x' }))).body as ReadableStream;
      log.push(await page.rejection(broken.pipeTo(sink, { preventAbort: true })));
      const hanging = (await fetch(page.url('/hang'), page.untilEnd())).body as ReadableStream;
      const controller = new AbortController();
      const options = { signal: controller.signal, preventCancel: true, preventAbort: true };
      const pipe = hanging.pipeTo(sink, options);
      controller.abort('stop');
      log.push(await page.rejection(pipe));
      const { value } = await hanging.getReader().read();
      return [...log, value?.length, sink.locked];
    },
  },
  {
    name: 'the options of pipeTo() are read in the order of the platform',
    spec: `${SPEC.idl}#js-dictionary`,
    run: async (page) => {
      const reads: string[] = [];
      const options = {};
      for (const name of ['signal', 'preventCancel', 'preventAbort', 'preventClose', 'nonsense']) {
        Object.defineProperty(options, name, { get: () => void reads.push(name) });
      }
      await (new Response('x').body as ReadableStream).pipeTo(new WritableStream(), options);
      page.note(reads);
      return reads;
    },
    expected: ['preventAbort', 'preventCancel', 'preventClose', 'signal'],
  },
  {
    name: 'pipeTo() refuses by rejecting',
    spec: PIPE,
    run: async (page) => {
      const body = new Response('x').body as ReadableStream;
      const pipe = (...args: unknown[]) => page.rejection(Reflect.apply(body.pipeTo, body, args));
      const taken = new WritableStream();
      taken.getWriter();
      const seen = [await pipe(), await pipe(1), await pipe({}), await pipe(taken)];
      seen.push(await pipe(new WritableStream(), { signal: {} }));
      const reader = body.getReader();
      seen.push(await pipe(new WritableStream()));
      reader.releaseLock();
      return [...seen, await pipe(new WritableStream(), { signal: AbortSignal.abort('x') })];
    },
    expected: [...Array(6).fill('TypeError'), 'string x'],
  },
  {
    name: 'pipeThrough() gives the other side and decodes',
    spec: `${SPEC.streams}#rs-pipe-through`,
    run: async (page) => {
      const body = (await fetch(page.url('/text', { body: 'aé😀', cuts: '2,4' }))).body as ReadableStream;
      const decoder = new TextDecoderStream();
      const out = body.pipeThrough(decoder);
      const same = out === decoder.readable;
      let text = '';
      for await (const piece of out) text += piece;
      await page.until(() => !body.locked);
      return [same, text, body.locked];
    },
    expected: [true, 'aé😀', false],
  },
  {
    name: 'a chain of transforms gives every line',
    spec: `${SPEC.streams}#rs-pipe-through`,
    run: async (page) => {
      const body = (await fetch(page.url('/ndjson', { count: 4 }))).body as ReadableStream;
      let rest = '';
      const lines = new TransformStream<string, string>({
        transform(chunk, controller) {
          const parts = (rest + chunk).split('\n');
          rest = parts.pop() ?? '';
          for (const part of parts) controller.enqueue(part);
        },
      });
      const seen: unknown[] = [];
      for await (const line of body.pipeThrough(new TextDecoderStream()).pipeThrough(lines))
        seen.push(JSON.parse(line).i);
      return seen;
    },
    expected: [0, 1, 2, 3],
  },
  {
    name: 'a body can be decompressed',
    spec: 'https://compression.spec.whatwg.org/#decompression-stream',
    run: async () => {
      const zipped = new Response('zip zap').body?.pipeThrough(new CompressionStream('gzip')) as ReadableStream;
      return new Response(zipped.pipeThrough(new DecompressionStream('gzip'))).text();
    },
    expected: 'zip zap',
  },
  {
    name: 'pipeThrough() refuses by throwing',
    spec: `${SPEC.streams}#rs-pipe-through`,
    run: (page) => {
      const body = new Response('x').body as ReadableStream;
      const through = (...args: unknown[]) => page.thrown(() => Reflect.apply(body.pipeThrough, body, args));
      const taken = new TransformStream();
      taken.writable.getWriter();
      return [
        through(),
        through({}),
        through({ readable: 1, writable: 2 }),
        through(taken),
        through(new TransformStream(), 1),
        body.locked,
      ];
    },
    expected: ['TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', false],
  },
];
