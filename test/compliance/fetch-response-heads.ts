// Heads of responses: status, redirects, modes, opaque ones, and URLs that need no server.
import { type Case, each, SPEC } from './case.ts';

const RESPONSE = `${SPEC.fetch}#response-class`;

export const responseHeads: Case[] = [
  {
    name: 'a response tells its head and is an object of the platform',
    spec: RESPONSE,
    run: async (page) => {
      const response = await fetch(page.url('/json'));
      return [
        response.status,
        response.ok,
        response.statusText,
        response.type,
        response.redirected,
        page.path(response.url),
        response.headers.get('Content-Type'),
        response.bodyUsed,
        response.constructor === Response,
        response instanceof Response,
        Object.getPrototypeOf(response) === Response.prototype,
        Reflect.ownKeys(response).length,
        Object.prototype.toString.call(response),
        new Set([response.headers, response.headers, response.body, response.body]).size,
        Object.isExtensible(response),
      ];
    },
    expected: [
      ...[200, true, 'OK', 'basic', false, '/json', 'application/json', false],
      ...[true, true, true, 0, '[object Response]', 2, true],
    ],
  },
  ...each([200, 201, 204, 205, 301, 304, 400, 404, 418, 500, 503], (code) => ({
    name: `status ${code} is told as it is`,
    spec: RESPONSE,
    run: async (page, given) => {
      const response = await fetch(page.url('/status', { code: given }));
      page.note(response.statusText, response.body === null);
      return [response.status, response.ok, await response.text()];
    },
    expected: [code, code < 300, [204, 205, 304].includes(code) ? '' : `status ${code}`],
  })),
  ...each([301, 302, 303, 307, 308], (code) => ({
    name: `redirect ${code} with a POST keeps or changes the method`,
    spec: `${SPEC.fetch}#http-redirect-fetch`,
    run: async (page, given) => {
      const url = page.url('/redirect', { code: given, to: '/echo' });
      const response = await fetch(url, { method: 'POST', body: 'body' });
      const told = await response.json();
      return [told.method, told.body, response.redirected, page.path(response.url), response.type];
    },
    expected: code > 303 ? ['POST', 'body', true, '/echo', 'basic'] : ['GET', '', true, '/echo', 'basic'],
  })),
  {
    name: 'redirect mode manual gives an opaque redirect',
    spec: `${SPEC.fetch}#concept-filtered-response-opaque-redirect`,
    run: async (page) => {
      const response = await fetch(page.url('/redirect'), { redirect: 'manual' });
      const { status, type, ok, body, redirected } = response;
      return [status, type, ok, body, redirected, [...response.headers].length, await response.text()];
    },
    expected: [0, 'opaqueredirect', false, null, false, 0, ''],
  },
  {
    name: 'redirect mode error rejects',
    spec: `${SPEC.fetch}#http-redirect-fetch`,
    run: (page) => page.rejection(fetch(page.url('/redirect'), { redirect: 'error' })),
    expected: 'TypeError',
  },
  {
    name: 'more than twenty redirects reject',
    spec: `${SPEC.fetch}#http-redirect-fetch`,
    run: (page) => page.rejection(fetch(page.url('/redirect', { hops: 21 }))),
    expected: 'TypeError',
  },
  {
    name: 'a fragment lives on over redirects',
    spec: `${SPEC.fetch}#concept-response-location-url`,
    run: async (page) => page.path((await fetch(`${page.url('/redirect', { hops: 2, to: '/text' })}#part`)).url),
    expected: '/text',
  },
  {
    name: 'mode no-cors to another origin gives an opaque response',
    spec: `${SPEC.fetch}#concept-filtered-response-opaque`,
    run: async (page) => {
      const response = await fetch(`${page.otherOrigin}/text?opaque`, { mode: 'no-cors' });
      const copy = response.clone();
      const { status, type, url, body, ok } = response;
      return [status, type, url, body, ok, await response.text(), copy.type, (await copy.arrayBuffer()).byteLength];
    },
    expected: [0, 'opaque', '', null, false, '', 'opaque', 0],
  },
  {
    name: 'another origin without CORS rejects',
    spec: `${SPEC.fetch}#cors-check`,
    run: (page) => page.rejection(fetch(`${page.otherOrigin}/text?refused`)),
    expected: 'TypeError',
  },
  {
    name: 'mode same-origin to another origin rejects',
    spec: `${SPEC.fetch}#concept-main-fetch`,
    run: (page) => page.rejection(fetch(`${page.otherOrigin}/text?cors=*`, { mode: 'same-origin' })),
    expected: 'TypeError',
  },
  {
    name: 'another origin with CORS gives a response with the headers it exposes',
    spec: `${SPEC.fetch}#concept-filtered-response-cors`,
    run: async (page) => {
      const response = await fetch(`${page.otherOrigin}/text?cors=${page.origin}`, { credentials: 'include' });
      return [response.type, [...response.headers].map(([name]) => name), await response.text()];
    },
  },
  {
    name: 'a request with its own header is preflighted to another origin',
    spec: `${SPEC.fetch}#cors-preflight-fetch`,
    run: async (page) => {
      const url = `${page.otherOrigin}/echo?cors=*`;
      const told = await (await fetch(url, { method: 'PUT', headers: { 'x-own': '1' } })).json();
      return [told.method, told.headers['x-own'], told.headers.origin === page.origin];
    },
    expected: ['PUT', '1', true],
  },
  {
    name: 'headers of a response cannot be changed',
    spec: `${SPEC.fetch}#concept-headers-guard`,
    run: async (page) => {
      const { headers } = await fetch(page.url('/text'));
      return [page.thrown(() => headers.set('a', 'b')), page.thrown(() => headers.delete('content-type'))];
    },
    expected: ['TypeError', 'TypeError'],
  },
  ...each(['data:text/plain,data', 'data:;base64,AAEC', 'data:,', 'about:blank', 'blob', 'blob range'], (kind) => ({
    name: `fetching ${kind} needs no server`,
    spec: `${SPEC.fetch}#scheme-fetch`,
    run: async (page, given) => {
      const object = URL.createObjectURL(new Blob(['a blob'], { type: 'text/x-blob' }));
      page.later(() => URL.revokeObjectURL(object));
      const init = given === 'blob range' ? { headers: { range: 'bytes=2-3' } } : {};
      try {
        const response = await fetch(given.startsWith('blob') ? object : given, init);
        const { status, type, headers } = response;
        return [status, type, headers.get('content-type'), headers.get('content-length'), await response.text()];
      } catch (error) {
        return page.error(error);
      }
    },
    ...(kind === 'about:blank' && { expected: 'TypeError' }),
  })),
  ...each(
    [
      ['new Response()', 200, null],
      ["new Response('x', { status: 201, statusText: 'Made', headers: { a: 'b' } })", 201, 'x'],
      ['Response.json({ a: 1 })', 200, '{"a":1}'],
      ['Response.json([1], { status: 202 })', 202, '[1]'],
      ['Response.error()', 0, null],
      ["Response.redirect('/x', 307)", 307, null],
      ["new Response(new Blob(['x'], { type: 'a/b' }))", 200, 'x'],
      ["new Response(new URLSearchParams('a=b'))", 200, 'a=b'],
      ['new Response(new Uint8Array([65]))', 200, 'A'],
      ["new Response(new Response('inner').body)", 200, 'inner'],
      ["new (class extends Response {})('sub')", 200, 'sub'],
      ["Reflect.construct(Response, ['x'], Object)", 200, 'x'],
    ] as const,
    ([text, status, body]) => ({
      name: `${text} is a response of the platform`,
      spec: `${SPEC.fetch}#dom-response`,
      run: async (page, [given]) => {
        const response = new Function(`return ${given}`)() as Response;
        const get = (name: string) => Reflect.get(Response.prototype, name, response) as unknown;
        page.note([...(get('headers') as Headers)], get('type'), get('statusText'), String(response));
        const text = get('body') === null ? null : await Response.prototype.text.call(response);
        return [get('status'), text, response.constructor.name];
      },
      expected: [status, body, text.includes('class') ? '' : text.includes('Object') ? 'Object' : 'Response'],
    }),
  ),
];
