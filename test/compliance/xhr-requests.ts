// What an XMLHttpRequest sends: bodies, headers, methods, arguments and their conversions.
import { type Case, each, SPEC } from './case.ts';

const OPEN = `${SPEC.xhr}#the-open()-method`;
const SEND = `${SPEC.xhr}#the-send()-method`;
const SET = `${SPEC.xhr}#the-setrequestheader()-method`;

const BODIES: Record<string, [string, string | null]> = {
  "'text é'": ['text Ã©', 'text/plain;charset=UTF-8'],
  "''": ['', 'text/plain;charset=UTF-8'],
  "new URLSearchParams('a=1')": ['a=1', 'application/x-www-form-urlencoded;charset=UTF-8'],
  "new Blob(['blob'], { type: 'text/x-blob' })": ['blob', 'text/x-blob'],
  "new Blob(['blob'])": ['blob', null],
  'new Uint8Array([65, 66]).buffer': ['AB', null],
  'new Uint8Array([65, 66, 67]).subarray(1, 2)': ['B', null],
  'new DataView(new ArrayBuffer(2))': ['\0\0', null],
  null: ['', null],
  undefined: ['', null],
  7: ['7', 'text/plain;charset=UTF-8'],
  '({ toString: () => "converted" })': ['converted', 'text/plain;charset=UTF-8'],
  "new DOMParser().parseFromString('<a>é</a>', 'text/xml')": ['<a>Ã©</a>', 'application/xml;charset=UTF-8'],
};

export const xhrRequests: Case[] = [
  ...each(Object.keys(BODIES), (kind) => ({
    name: `send(${kind}) arrives with its content type`,
    spec: SEND,
    run: async (page, given) => {
      const xhr = new XMLHttpRequest();
      xhr.open('POST', page.url('/echo'));
      xhr.send(new Function(`return ${given}`)());
      await page.next(xhr, 'loadend');
      const told = JSON.parse(xhr.responseText);
      return [told.body, told.headers['content-type'] ?? null];
    },
    expected: BODIES[kind],
  })),
  {
    name: 'send() of a FormData is multipart',
    spec: SEND,
    run: async (page) => {
      const data = new FormData();
      data.append('a', new File(['x'], 'f.txt', { type: 'text/x-y' }));
      const xhr = new XMLHttpRequest();
      xhr.open('POST', page.url('/echo'));
      xhr.send(data);
      await page.next(xhr, 'loadend');
      const told = JSON.parse(xhr.responseText);
      const boundary = /boundary=(.*)$/.exec(told.headers['content-type'])?.[1] as string;
      return told.body.replaceAll(boundary, 'BOUNDARY');
    },
  },
  {
    name: 'send() copies a buffer, and converts an object once',
    spec: SEND,
    run: async (page) => {
      const bytes = new Uint8Array([65, 66]);
      const xhr = new XMLHttpRequest();
      xhr.open('POST', page.url('/echo'));
      xhr.send(bytes);
      bytes.fill(90);
      await page.next(xhr, 'loadend');
      let conversions = 0;
      const first = JSON.parse(xhr.responseText).body;
      xhr.open('POST', page.url('/echo'));
      xhr.send({ toString: () => `${++conversions}` } as never);
      await page.next(xhr, 'loadend');
      return [first, JSON.parse(xhr.responseText).body, conversions];
    },
    expected: ['AB', '1', 1],
  },
  {
    name: 'the body of a GET is not sent',
    spec: SEND,
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      xhr.open('GET', page.url('/echo'));
      let conversions = 0;
      xhr.send({ toString: () => `${++conversions}` } as never);
      await page.next(xhr, 'loadend');
      return [JSON.parse(xhr.responseText).body, conversions];
    },
    expected: ['', 1],
  },
  {
    name: 'setRequestHeader() combines, and refuses what it must',
    spec: SET,
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      const set = (...args: unknown[]) => page.thrown(() => Reflect.apply(xhr.setRequestHeader, xhr, args));
      const early = set('x-a', '1');
      xhr.open('POST', page.url('/echo'));
      const seen = [
        set('x-a', '1'),
        set('X-A', '2'),
        set('x-b', ''),
        set('x-c', ' padded '),
        set('host', 'x'),
        set('cookie', 'x'),
      ];
      seen.push(
        set('a b', '1'),
        set('x', '1\n2'),
        set('x', '\u0100'),
        set('x'),
        set(),
        set('content-type', 'a/b; charset=latin1'),
      );
      xhr.send('body');
      const late = set('x-d', '1');
      await page.next(xhr, 'loadend');
      const { headers } = JSON.parse(xhr.responseText);
      return [early, seen, late, headers['x-a'], headers['x-b'], headers['x-c'], headers['content-type']];
    },
  },
  ...each(
    [
      'open()',
      "open('GET')",
      "open('a b', '/')",
      "open('TRACE', '/')",
      "open('connect', '/')",
      "open('GET', 'http://')",
      "open('GET', { toString() { throw new RangeError('mine') } })",
      "open({ toString() { throw new RangeError('mine') } }, '/')",
      "open(Symbol(), '/')",
      "open('GET', '/', true, Symbol())",
      'send()',
      'setRequestHeader()',
      'getResponseHeader()',
      'overrideMimeType()',
      'overrideMimeType(Symbol())',
      'abort(1, 2, 3)',
    ],
    (call) => ({
      name: `${call} of a new object`,
      spec: `${SPEC.xhr}#interface-xmlhttprequest`,
      run: (page, given) => {
        const xhr = new XMLHttpRequest();
        const seen = page.thrown(() => new Function('xhr', `xhr.${given}`)(xhr));
        return [seen, xhr.readyState];
      },
    }),
  ),
  {
    name: 'send() twice, and send() within the first, throw',
    spec: SEND,
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      xhr.open('GET', page.url('/text'));
      xhr.send();
      const seen = [
        page.thrown(() => xhr.send()),
        page.thrown(() => {
          xhr.withCredentials = true;
        }),
      ];
      await page.next(xhr, 'loadend');
      return [...seen, page.thrown(() => xhr.send())];
    },
    expected: Array(3).fill('InvalidStateError (DOMException 11)'),
  },
  {
    name: 'arguments of open() are converted once, in their order',
    spec: OPEN,
    run: async (page) => {
      const order: string[] = [];
      const as = (name: string, value: string) => ({
        toString: () => {
          order.push(name);
          return value;
        },
      });
      const xhr = new XMLHttpRequest();
      const open = xhr.open as (...args: unknown[]) => void;
      Reflect.apply(open, xhr, [
        as('method', 'put'),
        as('url', page.url('/echo')),
        {},
        as('user', 'u'),
        as('password', 'p'),
      ]);
      xhr.send(as('body', 'x') as never);
      await page.next(xhr, 'loadend');
      const told = JSON.parse(xhr.responseText);
      page.note(told.headers.authorization ?? null);
      return [order, told.method, told.body];
    },
    expected: [['method', 'url', 'user', 'password', 'body'], 'PUT', 'x'],
  },
  ...each(['get', 'Post', 'PATCH', 'delete', 'options'], (method) => ({
    name: `open('${method}') is sent as the platform spells it`,
    spec: `${SPEC.fetch}#concept-method-normalize`,
    run: async (page, given) => {
      const xhr = new XMLHttpRequest();
      xhr.open(given, page.url('/echo'));
      xhr.send();
      await page.next(xhr, 'loadend');
      return JSON.parse(xhr.responseText).method;
    },
    expected: method.toUpperCase(),
  })),
  {
    name: 'withCredentials sends cookies to another origin',
    spec: `${SPEC.xhr}#the-withcredentials-attribute`,
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      const get = async (credentials: boolean) => {
        xhr.open('GET', `${page.otherOrigin}/json?cors=${page.origin}&with=${credentials}`);
        xhr.withCredentials = credentials;
        xhr.send();
        await page.next(xhr, 'loadend');
        return [xhr.status, xhr.withCredentials];
      };
      return [await get(true), await get(false)];
    },
    expected: [
      [200, true],
      [200, false],
    ],
  },
];
