// Bodies as the page reads them: every method, every kind of reader, copies, pipes and cancelling.
import { each, type Group, SPEC } from './case.ts';

const MIXIN = `${SPEC.fetch}#body-mixin`;
const READER = `${SPEC.streams}#default-reader-class-definition`;
const BYOB = `${SPEC.streams}#byob-reader-class-definition`;
const PIPE = `${SPEC.streams}#readable-stream-pipe-to`;
const TEE = `${SPEC.streams}#rs-tee`;
const CLONE = `${SPEC.fetch}#dom-response-clone`;
const ITERATION = `${SPEC.streams}#rs-asynciterator`;

const METHODS = ['text', 'json', 'blob', 'arrayBuffer', 'bytes'] as const;
const KINDS = { text: 'String', json: 'Array', blob: 'Blob', arrayBuffer: 'ArrayBuffer', bytes: 'Uint8Array' };

export const fetchBody: Group = {
  api: 'fetch',
  title: 'bodies',
  cases: [
    ...each(METHODS, (method) => ({
      name: `${method}() of a fetched body gives a value of this realm, once`,
      spec: MIXIN,
      run: async (page, given) => {
        const response = await fetch(page.url('/text', { body: '[1,2]' }));
        const promise = response[given]();
        const used = response.bodyUsed;
        const locked = response.body?.locked;
        const value = (await promise) as object;
        return [
          used,
          locked,
          Object.prototype.toString.call(value).slice(8, -1),
          Object(value).constructor === (globalThis as never)[Object.prototype.toString.call(value).slice(8, -1)],
          promise.constructor === Promise,
          await page.rejection(response[given]()),
          page.thrown(() => response.clone()),
          page.thrown(() => response.body?.getReader()),
        ];
      },
      expected: [true, true, KINDS[method], true, true, 'TypeError', 'TypeError', 'TypeError'],
    })),
    ...each(METHODS, (method) => ({
      name: `${method}() of a body that is locked rejects`,
      spec: MIXIN,
      run: async (page, given) => {
        const response = await fetch(page.url('/text', { body: '[1,2]' }));
        const reader = response.body?.getReader();
        const locked = await page.rejection(response[given]());
        const before = response.bodyUsed;
        reader?.releaseLock();
        page.note(before, await page.rejection(response[given]()));
        return locked;
      },
      expected: 'TypeError',
    })),
    ...each(METHODS, (method) => ({
      name: `${method}() of a body that is disturbed rejects`,
      spec: MIXIN,
      run: async (page, given) => {
        const response = await fetch(page.url('/text', { body: '[1,2]' }));
        const reader = response.body?.getReader();
        await reader?.read();
        reader?.releaseLock();
        return [response.bodyUsed, response.body?.locked, await page.rejection(response[given]())];
      },
      expected: [true, false, 'TypeError'],
    })),
    ...each(METHODS, (method) => ({
      name: `${method}() of an empty body`,
      spec: MIXIN,
      run: async (page, given) => {
        const seen: unknown[] = [];
        // What the message says depends on whether the end has come by then: it has not.
        const fetched = await fetch(page.url('/text', { body: '', late: 100 }));
        for (const response of [fetched, new Response(), new Response('')]) {
          const value = await response[given]().catch((error: unknown) => page.error(error));
          seen.push(typeof value === 'string' ? value : Object.prototype.toString.call(value), response.bodyUsed);
        }
        return seen;
      },
    })),
    {
      name: 'formData() reads urlencoded bodies',
      spec: `${SPEC.fetch}#dom-body-formdata`,
      run: async (page) => {
        const type = 'application/x-www-form-urlencoded';
        const response = await fetch(page.url('/text', { body: 'a=1&b=%C3%BC&a=2', type }));
        const data = await response.formData();
        return [[...data], data instanceof FormData, response.bodyUsed];
      },
      expected: [
        [
          ['a', '1'],
          ['b', 'ü'],
          ['a', '2'],
        ],
        true,
        true,
      ],
    },
    {
      name: 'formData() reads multipart bodies with files',
      spec: `${SPEC.fetch}#dom-body-formdata`,
      run: async () => {
        const sent = new FormData();
        sent.append('field', 'välue');
        sent.append('file', new File(['bytes'], 'name.txt', { type: 'text/x-y' }));
        const data = await new Response(sent).formData();
        const file = data.get('file') as File;
        return [data.get('field'), file.name, file.type, await file.text(), file instanceof File];
      },
      expected: ['välue', 'name.txt', 'text/x-y', 'bytes', true],
    },
    {
      name: 'formData() of other types rejects',
      spec: `${SPEC.fetch}#dom-body-formdata`,
      run: async (page) => {
        const response = await fetch(page.url('/text'));
        return [await page.rejection(response.formData()), response.bodyUsed];
      },
      expected: ['TypeError', true],
    },
    {
      name: 'json() of what is no JSON rejects with a SyntaxError',
      spec: `${SPEC.fetch}#dom-body-json`,
      run: async (page) => {
        const seen: string[] = [];
        for (const body of ['{', 'hello', '{"a":1}x', '\u0000']) {
          seen.push(await page.rejection((await fetch(page.url('/text', { body }))).json()));
        }
        return seen;
      },
      expected: Array(4).fill('SyntaxError'),
    },
    {
      name: 'json() gives plain objects of this realm',
      spec: `${SPEC.fetch}#dom-body-json`,
      run: async (page) => {
        const value = await (
          await fetch(page.url('/json', { value: '{"__proto__":{"a":1},"b":[null,1e400,"\\ud800"]}' }))
        ).json();
        return [Object.getPrototypeOf(value) === Object.prototype, Object.keys(value), value.b, Array.isArray(value.b)];
      },
    },
    {
      name: 'text() takes one BOM away and mends what is no UTF-8',
      spec: `${SPEC.encoding}#utf-8-decode`,
      run: async () => {
        const bytes = (...list: number[]) => new Response(new Uint8Array(list)).text();
        return [
          await bytes(0xef, 0xbb, 0xbf, 0x61),
          await bytes(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 0x61),
          await bytes(0x61, 0xef, 0xbb, 0xbf),
          await bytes(0xff, 0xfe, 0x61, 0),
          await bytes(0xe2, 0x82),
          await bytes(0xf0, 0x9f, 0x98, 0x80, 0xc0, 0x80),
          await bytes(0xed, 0xa0, 0x80),
          await bytes(0xef, 0xbb),
        ];
      },
      expected: [
        'a',
        '\ufeffa',
        'a\ufeff',
        '\ufffd\ufffda\0',
        '\ufffd',
        '😀\ufffd\ufffd',
        '\ufffd\ufffd\ufffd',
        '\ufffd',
      ],
    },
    {
      name: 'text() of a body in pieces joins what was cut within a character',
      spec: `${SPEC.encoding}#utf-8-decode`,
      run: async (page) => (await fetch(page.url('/text', { body: 'aé😀b', cuts: '2,4,5' }))).text(),
      expected: 'aé😀b',
    },
    {
      name: 'blob() has the type of the response',
      spec: `${SPEC.fetch}#dom-body-blob`,
      run: async (page) => {
        const types: string[] = [];
        for (const type of ['text/plain', 'TEXT/HTML; Charset=x', 'nonsense', 'a/b;c=d']) {
          types.push((await (await fetch(page.url('/text', { type }))).blob()).type);
        }
        types.push((await new Response('x', { headers: { 'content-type': 'x/y' } }).blob()).type);
        return types;
      },
    },
    {
      name: 'bytes() and arrayBuffer() give buffers that are the page’s own',
      spec: `${SPEC.fetch}#dom-body-bytes`,
      run: async (page) => {
        const bytes = await (await fetch(page.url('/text'))).bytes();
        const buffer = await (await fetch(page.url('/text'))).arrayBuffer();
        bytes.fill(0);
        const moved = structuredClone(buffer, { transfer: [buffer] });
        return [
          bytes.byteOffset,
          bytes.buffer.byteLength,
          buffer.byteLength,
          buffer.detached,
          moved.byteLength,
          buffer.resizable,
        ];
      },
      expected: [0, 5, 0, true, 5, false],
    },
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
    {
      name: 'tee() gives two branches with the same bytes, in buffers of their own',
      spec: TEE,
      run: async (page) => {
        const body = (await fetch(page.url('/text', { body: 'abcd' }))).body as ReadableStream<Uint8Array>;
        const branches = body.tee();
        const [a, b] = branches.map((branch) => branch.getReader());
        const [one, two] = [await a?.read(), await b?.read()];
        one?.value?.fill(0);
        return [
          branches.length,
          Array.isArray(branches),
          body.locked,
          new TextDecoder().decode(two?.value),
          one?.value === two?.value,
          page.thrown(() => body.tee()),
        ];
      },
    },
    {
      name: 'cancelling both branches of tee() cancels with both reasons',
      spec: TEE,
      run: async () => {
        const reasons: unknown[] = [];
        const source = new ReadableStream({ cancel: (reason) => void reasons.push(reason) });
        const [a, b] = source.tee();
        const first = a.cancel('a');
        await Promise.resolve();
        const before = reasons.length;
        await Promise.all([first, b.cancel('b')]);
        return [before, reasons];
      },
      expected: [0, [['a', 'b']]],
    },
    {
      name: 'clone() gives a second response with a body of its own',
      spec: CLONE,
      run: async (page) => {
        const response = await fetch(page.url('/text'));
        const body = response.body;
        const copy = response.clone();
        return [
          copy !== response,
          copy.constructor === Response,
          page.path(copy.url),
          copy.type,
          copy.headers !== response.headers,
          response.body === body,
          body?.locked,
          await copy.text(),
          response.bodyUsed,
          await response.text(),
          copy.bodyUsed,
          page.thrown(() => copy.clone()),
        ];
      },
    },
    {
      name: 'a copy of a copy reads the same, and a cancelled copy leaves the other',
      spec: CLONE,
      run: async (page) => {
        const response = await fetch(page.url('/text', { body: 'abcd', cuts: '2' }));
        const copy = response.clone();
        const third = copy.clone();
        void copy.body?.cancel('no need');
        return [await third.text(), await response.text(), copy.bodyUsed, await page.rejection(copy.text())];
      },
      expected: ['abcd', 'abcd', true, 'TypeError'],
    },
    {
      name: 'clone() of a locked body throws',
      spec: CLONE,
      run: async (page) => {
        const response = await fetch(page.url('/text'));
        const reader = response.body?.getReader();
        const locked = page.thrown(() => response.clone());
        reader?.releaseLock();
        return [locked, await response.clone().text()];
      },
      expected: ['TypeError', 'hello'],
    },
    {
      name: 'cancel() ends the body, and text() of it rejects',
      spec: `${SPEC.streams}#rs-cancel`,
      run: async (page) => {
        const response = await fetch(page.url('/hang'), page.untilEnd());
        await response.body?.cancel('enough');
        return [response.bodyUsed, response.body?.locked, await page.rejection(response.text())];
      },
      expected: [true, false, 'TypeError'],
    },
    {
      name: 'cancel() of a locked body rejects, and that of its reader resolves',
      spec: `${SPEC.streams}#default-reader-cancel`,
      run: async (page) => {
        const body = (await fetch(page.url('/hang'), page.untilEnd())).body as ReadableStream;
        const reader = body.getReader();
        const waiting = reader.read().then(() => reader.read());
        const refused = await page.rejection(body.cancel());
        await reader.cancel('enough');
        return [refused, await waiting, await page.rejection(reader.closed), body.locked];
      },
      expected: ['TypeError', { done: true, value: 'undefined' }, 'fulfilled', true],
    },
    {
      name: 'a body moves into another Response',
      spec: `${SPEC.fetch}#concept-bodyinit-extract`,
      run: async (page) => {
        const response = await fetch(page.url('/text'));
        const other = new Response(response.body, { status: 201 });
        const before = [response.bodyUsed, response.body?.locked, other.body === response.body];
        page.note(await other.clone().text(), response.bodyUsed);
        return [...before, await other.text()];
      },
      expected: [false, false, true, 'hello'],
    },
    {
      name: 'a stream of the page’s own is read through a Response',
      spec: `${SPEC.fetch}#concept-bodyinit-extract`,
      run: async (page) => {
        const stream = new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('mine'));
            controller.close();
          },
        });
        const text = await new Response(stream).text();
        const wrong = new ReadableStream({ start: (controller) => controller.enqueue('no bytes') });
        return [text, await page.rejection(new Response(wrong).text())];
      },
      expected: ['mine', 'TypeError'],
    },
    {
      name: 'a body can be transferred',
      spec: `${SPEC.streams}#rs-transfer`,
      run: async (page) => {
        const body = (await fetch(page.url('/text'))).body as ReadableStream;
        const moved = structuredClone(body, { transfer: [body] });
        return [body.locked, await new Response(moved).text(), page.thrown(() => structuredClone(new Response('x')))];
      },
      expected: [true, 'hello', 'DataCloneError (DOMException 25)'],
    },
    {
      name: 'WebAssembly compiles a fetched response',
      spec: `${SPEC.wasm}#streaming-modules`,
      run: async (page) => {
        const base64 = btoa('\0asm\u0001\0\0\0');
        const type = 'application/wasm';
        const fetched = () => fetch(page.url('/text', { base64, type }));
        const response = await fetched();
        const module = await WebAssembly.compileStreaming(response);
        const { instance } = await WebAssembly.instantiateStreaming(fetched());
        return [
          module instanceof WebAssembly.Module,
          response.bodyUsed,
          instance instanceof WebAssembly.Instance,
          await page.rejection(WebAssembly.compileStreaming(fetch(page.url('/text')))),
        ];
      },
      expected: [true, true, true, 'TypeError'],
    },
    {
      name: 'a cache keeps a fetched response',
      spec: `${SPEC.serviceWorkers}#cache-put`,
      run: async (page) => {
        const cache = await caches.open('compliance');
        page.later(() => caches.delete('compliance'));
        const url = page.url('/text');
        const response = await fetch(url);
        await cache.put(url, response);
        const found = await cache.match(url);
        const copied = [response.bodyUsed, await found?.text()];
        await cache.add(page.url('/json'));
        return [...copied, (await cache.keys()).length, await page.rejection(cache.put(url, response))];
      },
      expected: [true, 'hello', 2, 'TypeError'],
    },
    {
      name: 'a compressed body is read decompressed',
      spec: `${SPEC.fetch}#handle-content-codings`,
      run: async (page) => {
        const response = await fetch(page.url('/gzip', { body: 'zip\nzap\n' }));
        return [response.headers.get('content-encoding'), await response.text()];
      },
      expected: ['gzip', 'zip\nzap\n'],
    },
    {
      name: 'HEAD has no body to read',
      spec: `${SPEC.fetch}#concept-main-fetch`,
      run: async (page) => {
        const response = await fetch(page.url('/json'), { method: 'HEAD' });
        page.note(response.body === null);
        return [response.status, await response.text(), response.headers.get('content-type')];
      },
      expected: [200, '', 'application/json'],
    },
    {
      name: 'own properties of a response shadow those of the prototype',
      spec: `${SPEC.fetch}#response-class`,
      run: async (page) => {
        const response = await fetch(page.url('/text'));
        Object.defineProperty(response, 'body', { value: 'mine' });
        Object.defineProperty(response, 'text', { value: () => 'mine' });
        return [response.body, response.text(), await Response.prototype.text.call(response)];
      },
      expected: ['mine', 'mine', 'hello'],
    },
    {
      name: 'a frozen response and a frozen reader work',
      spec: `${SPEC.fetch}#response-class`,
      run: async (page) => {
        const response = Object.freeze(await fetch(page.url('/text')));
        const reader = Object.freeze(Object.freeze(response.body as ReadableStream).getReader());
        const { value } = await reader.read();
        return [value?.length, (await reader.read()).done];
      },
      expected: [5, true],
    },
    {
      name: 'a Response of another realm is read by the methods of this one',
      spec: `${SPEC.idl}#dfn-create-operation-function`,
      run: async (page) => {
        const frame = await page.frame();
        const theirs = await frame.fetch('/text?frame');
        const ours = await fetch(page.url('/text'));
        return [
          theirs instanceof Response,
          theirs instanceof frame.Response,
          await Response.prototype.text.call(theirs),
          await frame.Response.prototype.text.call(ours),
          frame.fetch === fetch,
          await (await frame.fetch.call(undefined as never, '/text?bare')).text(),
        ];
      },
      expected: [false, true, 'hello', 'hello', false, 'hello'],
    },
  ],
};
