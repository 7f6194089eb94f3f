// Request objects, subclasses, and the options that reach the server.
import { type Case, each, SPEC } from './case.ts';

const METHOD = `${SPEC.fetch}#fetch-method`;

export const requestObjects: Case[] = [
  {
    name: 'a Request tells its members',
    spec: `${SPEC.fetch}#request-class`,
    run: (page) => {
      const { signal } = new AbortController();
      const request = new Request(page.url('/a#b'), {
        method: 'post',
        headers: [['x-a', '1']],
        referrer: '/blank',
        referrerPolicy: 'origin',
        mode: 'same-origin',
        credentials: 'omit',
        cache: 'reload',
        redirect: 'error',
        integrity: 'sha256-x',
        keepalive: true,
        signal,
      });
      return [
        request.method,
        page.path(request.url),
        [...request.headers],
        page.path(request.referrer),
        request.referrerPolicy,
        request.mode,
        request.credentials,
        request.cache,
        request.redirect,
        request.integrity,
        request.keepalive,
        request.signal instanceof AbortSignal,
        request.signal === signal,
        new Set([request.signal, request.signal]).size,
        request.destination,
        Reflect.ownKeys(request).length,
        Object.prototype.toString.call(request),
      ];
    },
    expected: [
      'POST',
      '/a#b',
      [['x-a', '1']],
      '/blank',
      'origin',
      'same-origin',
      'omit',
      'reload',
      'error',
      'sha256-x',
      true,
      true,
      false,
      1,
      '',
      0,
      '[object Request]',
    ],
  },
  {
    name: 'a Request and an init make a new request',
    spec: METHOD,
    run: async (page) => {
      const request = new Request(page.url('/echo'), { method: 'PUT', body: 'one', headers: { 'x-a': '1' } });
      const told = await (await fetch(request, { method: 'POST', headers: { 'x-b': '2' } })).json();
      return [told.method, told.body, told.headers['x-a'] ?? null, told.headers['x-b'], request.bodyUsed];
    },
    expected: ['POST', 'one', null, '2', true],
  },
  {
    name: 'a body of the init leaves that of the Request unused',
    spec: METHOD,
    run: async (page) => {
      const request = new Request(page.url('/echo'), { method: 'PUT', body: 'one' });
      const told = await (await fetch(request, { body: 'two' })).json();
      return [told.body, request.bodyUsed, await request.text().catch(page.error)];
    },
  },
  {
    name: 'a Request whose body is used cannot be sent again',
    spec: METHOD,
    run: async (page) => {
      const request = new Request(page.url('/echo'), { method: 'PUT', body: 'one' });
      await fetch(request);
      return [request.bodyUsed, await page.rejection(fetch(request)), page.thrown(() => request.clone())];
    },
    expected: [true, 'TypeError', 'TypeError'],
  },
  {
    name: 'a Request without a body can be sent twice',
    spec: METHOD,
    run: async (page) => {
      const request = new Request(page.url('/text'));
      const texts = [await (await fetch(request)).text(), await (await fetch(request)).text()];
      return [...texts, request.bodyUsed];
    },
    expected: ['hello', 'hello', false],
  },
  {
    name: 'a Request is read with every method, once',
    spec: `${SPEC.fetch}#body-mixin`,
    run: async (page) => {
      const seen: unknown[] = [];
      for (const method of ['text', 'json', 'blob', 'arrayBuffer', 'bytes'] as const) {
        const request = new Request('/', { method: 'POST', body: '[1]' });
        const value = await request[method]();
        seen.push(Object.prototype.toString.call(value), request.bodyUsed, await page.rejection(request.text()));
      }
      return seen;
    },
    expected: ['String', 'Array', 'Blob', 'ArrayBuffer', 'Uint8Array'].flatMap((name) => [
      `[object ${name}]`,
      true,
      'TypeError',
    ]),
  },
  {
    name: 'a subclass of Request is sent as one',
    spec: METHOD,
    run: async (page) => {
      class Mine extends Request {
        override get method() {
          return 'NEVER ASKED';
        }
      }
      const request = new Mine(page.url('/echo'), { method: 'POST', body: 'x' });
      const told = await (await fetch(request)).json();
      return [request instanceof Mine, request instanceof Request, request.constructor.name, told.method, told.body];
    },
    expected: [true, true, 'Mine', 'POST', 'x'],
  },
  {
    name: 'extra arguments and a null or undefined init are taken',
    spec: METHOD,
    run: async (page) => {
      const loose = fetch as (...args: unknown[]) => Promise<Response>;
      const seen: unknown[] = [];
      for (const rest of [[null], [undefined], [{}, 1, 2], [() => {}], [[]], [new Map()]]) {
        seen.push((await loose(page.url('/text'), ...rest)).status);
      }
      return seen;
    },
    expected: [200, 200, 200, 200, 200, 200],
  },
  {
    name: 'fetch works on any window-like receiver that the platform takes',
    spec: `${SPEC.idl}#dfn-create-operation-function`,
    run: async (page) => {
      const url = page.url('/text');
      const bare = fetch;
      const seen = [
        (await window.fetch(url)).status,
        (await self.fetch(url)).status,
        (await bare(url)).status,
        (await bare.call(undefined, url)).status,
        (await bare.call(null as never, url)).status,
        (await bare.apply(window, [url])).status,
        (await Reflect.apply(bare, globalThis, [url])).status,
        (await bare.bind(window)(url)).status,
      ];
      return [...seen, await page.rejection(bare.call({} as never, url))];
    },
    expected: [...Array(8).fill(200), 'TypeError'],
  },
  {
    name: 'the request goes out although the URL is relative to a changed base',
    spec: METHOD,
    run: async (page) => {
      const base = document.createElement('base');
      base.href = `${page.origin}/status/`;
      document.head.append(base);
      const promise = fetch('../text?base=1');
      base.remove();
      const response = await promise;
      return [page.path(response.url), await response.text()];
    },
    expected: ['/text?base=1', 'hello'],
  },
  ...each(['default', 'no-store', 'reload', 'no-cache', 'force-cache'], (cache) => ({
    name: `cache mode ${cache} tells the server the same`,
    spec: `${SPEC.fetch}#concept-request-cache-mode`,
    run: async (page, given) => {
      // A path of its own: what another mode has stored would be the answer to this one.
      const url = page.url('/echo', { own: crypto.randomUUID() });
      const { headers } = await (await fetch(url, { cache: given as RequestCache })).json();
      return [headers['cache-control'] ?? null, headers.pragma ?? null];
    },
    expected:
      cache === 'no-cache'
        ? ['max-age=0', null]
        : cache === 'default' || cache === 'force-cache'
          ? [null, null]
          : ['no-cache', 'no-cache'],
  })),
  ...each(['omit', 'same-origin', 'include'], (credentials) => ({
    name: `credentials ${credentials} sends the cookies it should`,
    spec: `${SPEC.fetch}#concept-request-credentials-mode`,
    run: async (page, given) => {
      await cookieStore.set('compliance', '1');
      const told = await (await fetch(page.url('/echo'), { credentials: given as RequestCredentials })).json();
      return told.headers.cookie ?? null;
    },
    expected: credentials === 'omit' ? null : 'compliance=1',
  })),
  ...each(['no-referrer', 'origin', 'same-origin', 'unsafe-url', ''], (policy) => ({
    name: `referrer policy '${policy}' is kept`,
    spec: `${SPEC.fetch}#concept-request-referrer-policy`,
    run: async (page, given) => {
      const init = { referrerPolicy: given as ReferrerPolicy };
      const told = await (await fetch(page.url('/echo'), init)).json();
      const referrer = told.headers.referer;
      return referrer ? page.path(referrer) : null;
    },
    expected: policy === 'no-referrer' ? null : policy === 'origin' ? '/' : '/blank',
  })),
  ...each(['GET', 'post', 'PATCH', 'delete', 'HEAD', 'OPTIONS', 'PUT'], (method) => ({
    name: `method ${method} is sent as the platform spells it`,
    spec: `${SPEC.fetch}#concept-method-normalize`,
    run: async (page, given) => {
      const response = await fetch(page.url('/echo'), { method: given });
      const text = await response.text();
      return text ? JSON.parse(text).method : 'no body';
    },
    expected: ['post', 'delete'].includes(method) ? method.toUpperCase() : method === 'HEAD' ? 'no body' : method,
  })),
  ...each(['get', 'Post', 'Patch', 'patch', 'chicken', 'query', 'head', 'oPTIONS'], (method) => ({
    name: `a Request spells the method ${method} as the platform does`,
    spec: `${SPEC.fetch}#concept-method-normalize`,
    run: (_page, given) => new Request('/', { method: given }).method,
    expected: ['patch', 'Patch', 'chicken', 'query'].includes(method) ? method : method.toUpperCase(),
  })),
];
