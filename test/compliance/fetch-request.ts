// Requests as the page makes them: every init member, every kind of body, and the order in which all of it is read.
import { each, type Group, SPEC } from './case.ts';

const INIT = `${SPEC.fetch}#requestinit`;
const BODY = `${SPEC.fetch}#bodyinit-unions`;
const METHOD = `${SPEC.fetch}#fetch-method`;
const REQUEST = `${SPEC.fetch}#dom-request`;

/** What the server is told, for each kind of body: its text and content type. */
const BODIES: Record<string, [text: string, type: string | null]> = {
  "'text é'": ['text Ã©', 'text/plain;charset=UTF-8'],
  "''": ['', 'text/plain;charset=UTF-8'],
  "new URLSearchParams('a=1&b=ü')": ['a=1&b=%C3%BC', 'application/x-www-form-urlencoded;charset=UTF-8'],
  "new Blob(['blob'], { type: 'text/x-blob' })": ['blob', 'text/x-blob'],
  "new Blob(['blob'])": ['blob', null],
  "new File(['file'], 'name.txt', { type: 'text/x-file' })": ['file', 'text/x-file'],
  'new Uint8Array([65, 66, 67]).buffer': ['ABC', null],
  'new Uint8Array([65, 66, 67]).subarray(1)': ['BC', null],
  'new DataView(new Uint8Array([65, 66, 67]).buffer, 1, 1)': ['B', null],
  'new Uint16Array([16705])': ['AA', null],
  null: ['', null],
  undefined: ['', null],
  12.5: ['12.5', 'text/plain;charset=UTF-8'],
  true: ['true', 'text/plain;charset=UTF-8'],
  '{ toString: () => "an object" }': ['an object', 'text/plain;charset=UTF-8'],
  "['a', 'list']": ['a,list', 'text/plain;charset=UTF-8'],
  '/regexp/g': ['/regexp/g', 'text/plain;charset=UTF-8'],
  "new URL('http://a/b')": ['http://a/b', 'text/plain;charset=UTF-8'],
  "'lone \\ud800'": ['lone ï¿½', 'text/plain;charset=UTF-8'],
};

const memberReads: Record<string, string> = {
  method: "'POST'",
  headers: "{ 'x-a': '1' }",
  body: "'x'",
  referrer: "''",
  referrerPolicy: "'no-referrer'",
  mode: "'cors'",
  credentials: "'omit'",
  cache: "'no-store'",
  redirect: "'manual'",
  integrity: "''",
  keepalive: 'true',
  signal: 'null',
  duplex: "'half'",
  priority: "'low'",
};

export const fetchRequest: Group = {
  api: 'fetch',
  title: 'requests',
  cases: [
    ...each(Object.keys(BODIES), (kind) => ({
      name: `the body ${kind} arrives with its content type`,
      spec: BODY,
      run: async (page, given) => {
        const body = new Function(`return ${given}`)();
        const response = await fetch(page.url('/echo'), { method: 'POST', body });
        const told = await response.json();
        page.note(told.headers['content-length'], told.headers.accept);
        return [told.body, told.headers['content-type'] ?? null];
      },
      expected: BODIES[kind],
    })),
    ...each(Object.keys(BODIES), (kind) => ({
      name: `the body ${kind} makes the same Request`,
      spec: REQUEST,
      run: async (page, given) => {
        const body = new Function(`return ${given}`)();
        const request = new Request(page.url('/echo'), { method: 'POST', body });
        const before = request.bodyUsed;
        const type = request.headers.get('content-type');
        const copy = request.clone();
        const told = await (await fetch(request)).json();
        return [before, type, request.bodyUsed, copy.bodyUsed, told.body === (await (await fetch(copy)).json()).body];
      },
      expected: [false, BODIES[kind]?.[1], !['null', 'undefined'].includes(kind), false, true],
    })),
    {
      name: 'a FormData body is multipart with its files',
      spec: `${SPEC.html}form-control-infrastructure.html#multipart-form-data`,
      run: async (page) => {
        const body = new FormData();
        body.append('a', 'one\ntwo');
        body.append('file', new File(['bytes'], 'näme".txt', { type: 'text/x-y' }));
        body.append('blob', new Blob(['b']));
        const told = await (await fetch(page.url('/echo'), { method: 'POST', body })).json();
        const boundary = /boundary=(.*)$/.exec(told.headers['content-type'])?.[1] as string;
        return told.body.replaceAll(boundary, 'BOUNDARY');
      },
    },
    {
      name: 'a changed buffer does not change the body',
      spec: BODY,
      run: async (page) => {
        const bytes = new Uint8Array([65, 66, 67]);
        const answer = fetch(page.url('/echo'), { method: 'POST', body: bytes });
        bytes.fill(90);
        return (await (await answer).json()).body;
      },
      expected: 'ABC',
    },
    {
      name: 'a detached buffer is refused',
      spec: BODY,
      run: (page) => {
        const bytes = new Uint8Array([65]);
        structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
        return fetch(page.url('/echo'), { method: 'POST', body: bytes }).then(
          async (response) => (await response.json()).body,
          page.error,
        );
      },
    },
    {
      name: 'init members are read once, in the order of the platform',
      spec: INIT,
      given: Object.entries(memberReads),
      run: async (page, given: [string, string][]) => {
        const reads: string[] = [];
        const init = {};
        for (const [name, text] of given) {
          Object.defineProperty(init, name, {
            enumerable: true,
            get: () => {
              reads.push(name);
              return new Function(`return ${text}`)();
            },
          });
        }
        const response = await fetch(page.url('/echo'), init);
        page.note(reads);
        return [response.status, reads.length === new Set(reads).size];
      },
      expected: [200, true],
    },
    {
      name: 'a Proxy as init sees the same traps',
      spec: `${SPEC.idl}#js-dictionary`,
      run: async (page) => {
        const traps: string[] = [];
        const handler = new Proxy(
          {},
          {
            get:
              (_target, trap) =>
              (_object: object, ...rest: unknown[]) => {
                traps.push(`${String(trap)} ${String(rest[0])}`);
                return trap === 'get' ? undefined : Reflect.get(Reflect, trap)(_object, ...rest);
              },
          },
        );
        await fetch(page.url('/echo'), new Proxy({}, handler) as RequestInit);
        page.note(traps);
        const first = traps.length;
        new Request('/', new Proxy({}, handler) as RequestInit);
        page.note(traps.slice(first));
        return traps.filter((each) => !each.startsWith('get ')).length;
      },
    },
    {
      name: 'headers of the init are iterated in the same way',
      spec: `${SPEC.fetch}#dom-headers`,
      run: async (page) => {
        const seen: string[] = [];
        const record = new Proxy(
          { 'x-b': '2', 'x-a': '1' },
          {
            get: (target, key, self) => {
              seen.push(`get ${String(key)}`);
              return Reflect.get(target, key, self);
            },
            ownKeys: (target) => {
              seen.push('ownKeys');
              return Reflect.ownKeys(target);
            },
            getOwnPropertyDescriptor: (target, key) => {
              seen.push(`descriptor ${String(key)}`);
              return Reflect.getOwnPropertyDescriptor(target, key);
            },
          },
        );
        const told = await (await fetch(page.url('/echo'), { headers: record })).json();
        page.note(seen);
        return [told.headers['x-a'], told.headers['x-b'], seen.filter((each) => each === 'get x-a').length];
      },
      expected: ['1', '2', 1],
    },
    {
      name: 'headers of an iterable are read once',
      spec: `${SPEC.fetch}#dom-headers`,
      run: async (page) => {
        let rounds = 0;
        const headers = {
          *[Symbol.iterator]() {
            rounds++;
            yield ['x-a', '1'];
            yield ['x-a', '2'];
          },
        };
        const told = await (await fetch(page.url('/echo'), { headers: headers as never })).json();
        return [told.headers['x-a'], rounds];
      },
      expected: ['1, 2', 1],
    },
    {
      name: 'an input with a toString is converted once, before init is read',
      spec: METHOD,
      run: async (page) => {
        const order: string[] = [];
        const url = page.url('/echo');
        const input = {
          toString: () => {
            order.push('toString');
            return url;
          },
        };
        const init = {
          get method() {
            order.push('method');
            return 'PUT';
          },
        };
        const told = await (await fetch(input as never, init)).json();
        page.note(order);
        return [told.method, order.filter((each) => each === 'toString').length];
      },
      expected: ['PUT', 1],
    },
    {
      name: 'an input that throws rejects with what it threw',
      spec: METHOD,
      run: async () => {
        const mine = new RangeError('mine');
        const seen: unknown[] = [];
        const input = {
          toString() {
            throw mine;
          },
        };
        await fetch(input as never).catch((error) => seen.push(error === mine));
        const init = {
          get method(): string {
            throw mine;
          },
        };
        await fetch('/', init).catch((error) => seen.push(error === mine));
        await fetch('/', {
          headers: {
            toString: 1,
            get a() {
              throw mine;
            },
          } as never,
        }).catch((error) => seen.push(error === mine));
        await fetch('/', { method: 'POST', body: input as never }).catch((error) => seen.push(error === mine));
        return seen;
      },
      expected: [true, true, true, true],
    },
    {
      name: 'a Symbol.toPrimitive of an input is asked for a string',
      spec: `${SPEC.js}#sec-toprimitive`,
      run: async (page) => {
        const hints: string[] = [];
        const url = page.url('/text');
        const input = {
          [Symbol.toPrimitive]: (hint: string) => {
            hints.push(hint);
            return url;
          },
        };
        return [await (await fetch(input as never)).text(), hints];
      },
      expected: ['hello', ['string']],
    },
    ...each(
      [
        'fetch()',
        "fetch('http://')",
        "fetch('http://user:pass@127.0.0.1/')",
        'fetch(Symbol())',
        "fetch('/', 1)",
        "fetch('/', 'init')",
        "fetch('/', { method: 'TRACE' })",
        "fetch('/', { method: 'a b' })",
        "fetch('/', { method: Symbol() })",
        "fetch('/', { method: 'GET', body: 'x' })",
        "fetch('/', { method: 'HEAD', body: 'x' })",
        "fetch('/', { mode: 'navigate' })",
        "fetch('/', { mode: 'nonsense' })",
        "fetch('/', { credentials: 'nonsense' })",
        "fetch('/', { cache: 'nonsense' })",
        "fetch('/', { cache: 'only-if-cached' })",
        "fetch('/', { redirect: 'nonsense' })",
        "fetch('/', { referrer: 'http://' })",
        "fetch('/', { referrerPolicy: 'nonsense' })",
        "fetch('/', { signal: {} })",
        "fetch('/', { headers: { 'a b': '1' } })",
        "fetch('/', { headers: { a: '1\\n2' } })",
        "fetch('/', { headers: [['a']] })",
        "fetch('/', { headers: 1 })",
        "fetch('/', { method: 'POST', body: new ReadableStream() })",
        "fetch('/', { method: 'POST', body: Symbol() })",
        "fetch('/', { priority: 'nonsense' })",
        "fetch('/', { duplex: 'full' })",
        "fetch('nonsense:thing')",
        "fetch('data:nonsense')",
        "fetch('blob:nonsense')",
        "fetch('http://127.0.0.1:1/')",
        "fetch('/destroy?early=1')",
      ],
      (text) => ({
        name: `${text} rejects, and does not throw`,
        spec: METHOD,
        run: async (page, given) => {
          const order: string[] = [];
          let promise: Promise<Response> | undefined;
          const threw = page.thrown(() => {
            promise = new Function(`return ${given}`)() as Promise<Response>;
          });
          order.push(threw, String(promise instanceof Promise && promise.constructor === Promise));
          order.push(promise ? await page.rejection(promise) : 'no promise');
          return order;
        },
        expected: /duplex|ReadableStream/.test(text) ? undefined : ['returned', 'true', 'TypeError'],
      }),
    ),
    ...each(
      [
        'new Request()',
        "new Request('http://')",
        "new Request('/', { method: 'CONNECT' })",
        "new Request('/', { body: 'x' })",
        "new Request('/', { mode: 'navigate' })",
        "new Request('/', { signal: {} })",
        "new Request('/', { method: 'POST', body: new ReadableStream() })",
        "new Request(new Request('/', { method: 'POST', body: 'x' }), { method: 'GET' })",
        "Request('/')",
        "new Response('x', { status: 99 })",
        "new Response('x', { status: 204 })",
        "new Response('x', { statusText: '\\n' })",
        'new Response(Symbol())',
        'Response()',
        "Response.redirect('http://')",
        "Response.redirect('/', 200)",
        'Response.json(Symbol())',
        'Response.json(undefined)',
        'new Response(new Response("x").body.getReader())',
        '{ const s = new ReadableStream(); s.getReader(); return new Response(s); }',
        "{ const r = new Response('x'); r.text(); return r.clone(); }",
        "{ const r = new Request('/', { method: 'POST', body: 'x' }); r.text(); return r.clone(); }",
        "{ const r = new Request('/', { method: 'POST', body: 'x' }); r.text(); return new Request(r); }",
      ],
      (text) => ({
        name: `${text} throws at once`,
        spec: text.includes('Response') ? `${SPEC.fetch}#dom-response` : REQUEST,
        run: (page, given) =>
          page.thrown(new Function(given.startsWith('{') ? given : `return ${given}`) as () => unknown),
      }),
    ),
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
  ],
};
