// text(), json(), blob() and the rest: what they give, and when they refuse.
import { type Case, each, SPEC } from './case.ts';

const MIXIN = `${SPEC.fetch}#body-mixin`;
const METHODS = ['text', 'json', 'blob', 'arrayBuffer', 'bytes'] as const;
const KINDS = { text: 'String', json: 'Array', blob: 'Blob', arrayBuffer: 'ArrayBuffer', bytes: 'Uint8Array' };

export const bodyMethods: Case[] = [
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
    name: 'the error of a body that is waited for has nothing that is enumerable, and no frame',
    spec: `${SPEC.fetch}#concept-body-consume-body`,
    run: async (page) => {
      const errors: Error[] = [];
      for (const method of ['json', 'formData'] as const) {
        const response = await fetch(page.url('/text', { body: '{a', cuts: '1', gap: 60 }));
        await response[method]().catch((error) => errors.push(error));
      }
      return errors.map((error) => [error.name, Object.keys(error), /\n +at /.test(error.stack ?? '')]);
    },
    expected: [
      ['SyntaxError', [], false],
      ['TypeError', [], false],
    ],
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
];
