// Responses: their heads, redirects, opaque ones, errors, and aborts at each stage.
import { each, type Group, SPEC } from './case.ts';

const RESPONSE = `${SPEC.fetch}#response-class`;
const METHOD = `${SPEC.fetch}#fetch-method`;
const ABORT = `${SPEC.fetch}#abort-fetch`;

export const fetchResponse: Group = {
  api: 'fetch',
  title: 'responses',
  cases: [
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
    {
      name: 'an AbortSignal that is aborted already rejects with its reason, later',
      spec: ABORT,
      run: async (page) => {
        const order: unknown[] = [];
        const reason = { mine: true };
        const promise = fetch(page.url('/text'), { signal: AbortSignal.abort(reason) });
        promise.catch((error) => order.push(error === reason));
        order.push('returned');
        await page.task();
        return order;
      },
      expected: ['returned', true],
    },
    {
      name: 'abort() before the head rejects with the reason, in the same turn',
      spec: ABORT,
      run: async (page) => {
        const order: unknown[] = [];
        const controller = new AbortController();
        const reason = new Error('mine');
        controller.signal.addEventListener('abort', () => order.push('first listener'));
        const promise = fetch(page.url('/silent'), { signal: controller.signal });
        controller.signal.addEventListener('abort', () => order.push('second listener'));
        promise.catch((error) => order.push(error === reason ? 'rejected' : 'other'));
        await page.task();
        controller.abort(reason);
        order.push('aborted');
        await Promise.resolve();
        await Promise.resolve();
        await Promise.resolve();
        order.push('later');
        return order;
      },
      expected: ['first listener', 'second listener', 'aborted', 'rejected', 'later'],
    },
    {
      name: 'abort() without a reason rejects with an AbortError, the same as signal.reason',
      spec: ABORT,
      run: async (page) => {
        const controller = new AbortController();
        const promise = fetch(page.url('/silent'), { signal: controller.signal });
        controller.abort();
        const error = await promise.catch((reason: unknown) => reason);
        return [page.error(error), error === controller.signal.reason];
      },
      expected: ['AbortError (DOMException 20)', true],
    },
    {
      name: 'abort() while the body is read rejects the read with the reason',
      spec: ABORT,
      run: async (page) => {
        const controller = new AbortController();
        const response = await fetch(page.url('/hang'), { signal: controller.signal });
        const reader = (response.body as ReadableStream<Uint8Array>).getReader();
        const first = await reader.read();
        const second = reader.read();
        const closed = reader.closed;
        controller.abort('why');
        return [
          first.value?.length,
          await page.rejection(second),
          await page.rejection(closed),
          await page.rejection(reader.read()),
        ];
      },
      expected: [5, 'string why', 'string why', 'string why'],
    },
    ...each(['text', 'json', 'blob', 'arrayBuffer', 'bytes', 'formData'] as const, (method) => ({
      name: `abort() during ${method}() rejects it with an AbortError`,
      spec: ABORT,
      run: async (page, given) => {
        const controller = new AbortController();
        const response = await fetch(page.url('/hang'), { signal: controller.signal });
        const promise = response[given]();
        await page.task();
        controller.abort();
        return [await page.rejection(promise), response.bodyUsed];
      },
      ...(method !== 'formData' && { expected: ['AbortError (DOMException 20)', true] }),
    })),
    {
      name: 'abort() after the whole body has no effect',
      spec: ABORT,
      run: async (page) => {
        const controller = new AbortController();
        const response = await fetch(page.url('/text'), { signal: controller.signal });
        const text = await response.text();
        controller.abort();
        await page.task();
        return [text, response.status, response.bodyUsed];
      },
      expected: ['hello', 200, true],
    },
    {
      name: 'abort() of an unread response makes its body an error',
      spec: ABORT,
      run: async (page) => {
        const controller = new AbortController();
        const response = await fetch(page.url('/hang'), { signal: controller.signal });
        controller.abort();
        return [await page.rejection(response.text()), page.thrown(() => response.clone())];
      },
    },
    {
      name: 'one signal aborts several fetches in their order',
      spec: ABORT,
      run: async (page) => {
        const order: number[] = [];
        const controller = new AbortController();
        for (const i of [1, 2, 3]) {
          fetch(page.url('/silent'), { signal: controller.signal }).catch(() => order.push(i));
        }
        controller.abort();
        await page.until(() => order.length === 3);
        return order;
      },
      expected: [1, 2, 3],
    },
    {
      name: 'AbortSignal.timeout() rejects with a TimeoutError',
      spec: `${SPEC.dom}#dom-abortsignal-timeout`,
      run: (page) => page.rejection(fetch(page.url('/silent'), { signal: AbortSignal.timeout(30) })),
      expected: 'TimeoutError (DOMException 23)',
    },
    {
      name: 'AbortSignal.any() aborts with the reason of the first',
      spec: `${SPEC.dom}#dom-abortsignal-any`,
      run: async (page) => {
        const [a, b] = [new AbortController(), new AbortController()];
        const promise = fetch(page.url('/silent'), { signal: AbortSignal.any([a.signal, b.signal]) });
        b.abort('b');
        a.abort('a');
        return page.rejection(promise);
      },
      expected: 'string b',
    },
    {
      name: 'the signal of a Request aborts its fetch',
      spec: ABORT,
      run: async (page) => {
        const controller = new AbortController();
        const request = new Request(page.url('/silent'), { signal: controller.signal });
        const promise = fetch(request);
        controller.abort('why');
        return [await page.rejection(promise), request.signal.aborted, request.signal.reason];
      },
      expected: ['string why', true, 'why'],
    },
    {
      name: 'a signal of the init takes the place of that of the Request',
      spec: METHOD,
      run: async (page) => {
        const [a, b] = [new AbortController(), new AbortController()];
        const promise = fetch(new Request(page.url('/silent'), { signal: a.signal }), { signal: b.signal });
        a.abort('a');
        await page.task();
        b.abort('b');
        return page.rejection(promise);
      },
      expected: 'string b',
    },
    {
      name: 'a null signal of the init takes that of the Request away',
      spec: METHOD,
      run: async (page) => {
        const controller = new AbortController();
        const promise = fetch(new Request(page.url('/text'), { signal: controller.signal }), { signal: null });
        controller.abort();
        return (await promise).status;
      },
      expected: 200,
    },
    {
      name: 'an error within the body rejects its reading',
      spec: `${SPEC.fetch}#concept-network-error`,
      run: async (page) => {
        const response = await fetch(page.url('/destroy', { body: 'begun' }));
        return [response.status, await page.rejection(response.text()), response.bodyUsed];
      },
      expected: [200, 'TypeError', true],
    },
  ],
};

export const fetchPromises: Group = {
  api: 'fetch',
  title: 'promises that nobody handles',
  serial: true,
  cases: [
    ...each(
      [
        "fetch('http://')",
        "fetch('http://127.0.0.1:1/')",
        "fetch('/text?4', { signal: AbortSignal.abort() })",
        "fetch('/silent?5', { signal: AbortSignal.timeout(20) })",
        "fetch('/text?1').then((response) => response.json())",
        "fetch('/text?2').then((response) => { response.text(); return response.text(); })",
        "new Response('{').json()",
        'Response.error().formData()',
        "fetch('/destroy?body=x').then((response) => response.text())",
        "fetch('/text?3').then((response) => response.body.pipeTo(1))",
      ],
      (text) => ({
        name: `unhandledrejection tells of ${text} once, with its promise`,
        spec: `${SPEC.html}webappapis.html#unhandled-promise-rejections`,
        run: async (page, given) => {
          const seen: unknown[] = [];
          let promise: unknown;
          const listener = (event: PromiseRejectionEvent) => {
            seen.push([page.error(event.reason), event.promise === promise, event.isTrusted]);
            event.preventDefault();
          };
          addEventListener('unhandledrejection', listener);
          page.later(() => removeEventListener('unhandledrejection', listener));
          promise = new Function(`return ${given}`)();
          // By the time a slow request has been answered it was told, if it is told at all.
          await Promise.race([page.until(() => seen.length > 0), fetch(page.url('/delay', { ms: 800 }))]);
          await fetch(page.url('/delay', { ms: 30 }));
          return seen.length === 1 ? seen[0] : seen;
        },
      }),
    ),
    {
      name: 'rejectionhandled tells of a fetch that is handled late',
      spec: `${SPEC.html}webappapis.html#unhandled-promise-rejections`,
      run: async (page) => {
        const seen: unknown[] = [];
        const note = (event: PromiseRejectionEvent) => {
          seen.push([event.type, event.promise === promise]);
          event.preventDefault();
        };
        for (const type of ['unhandledrejection', 'rejectionhandled'] as const) {
          addEventListener(type, note);
          page.later(() => removeEventListener(type, note));
        }
        const promise = fetch('http://');
        await page.until(() => seen.length === 1);
        promise.catch(() => {});
        await page.until(() => seen.length === 2);
        return seen;
      },
      expected: [
        ['unhandledrejection', true],
        ['rejectionhandled', true],
      ],
    },
    {
      name: 'a handled rejection stays unsaid',
      spec: `${SPEC.html}webappapis.html#unhandled-promise-rejections`,
      run: async (page) => {
        let said = 0;
        const listener = () => said++;
        addEventListener('unhandledrejection', listener);
        page.later(() => removeEventListener('unhandledrejection', listener));
        await fetch('http://').catch(() => {});
        await fetch(page.url('/destroy', { early: 1 })).catch(() => {});
        const response = await fetch(page.url('/destroy', { body: 'x' }));
        await response.text().catch(() => {});
        const reader = (await fetch(page.url('/destroy', { body: 'x' }))).body?.getReader();
        reader?.closed.catch(() => {});
        while (
          !(await reader?.read().then(
            ({ done }) => done,
            () => true,
          ))
        );
        await page.task();
        await page.task();
        return said;
      },
      expected: 0,
    },
    {
      name: 'fetches settle in the order of their answers',
      spec: METHOD,
      run: async (page) => {
        const order: string[] = [];
        const slow = fetch(page.url('/delay', { ms: 2000 })).then(() => order.push('slow'));
        const quick = fetch(page.url('/text')).then(() => order.push('quick'));
        const never = fetch('http://').catch(() => order.push('never'));
        await Promise.all([slow, quick, never]);
        return order;
      },
      expected: ['never', 'quick', 'slow'],
    },
    {
      name: 'reads of one response settle in their order',
      spec: `${SPEC.streams}#default-reader-read`,
      run: async (page) => {
        const order: string[] = [];
        const reader = (await fetch(page.url('/text'))).body?.getReader();
        const reads = [1, 2, 3, 4].map((i) => reader?.read().then(({ done }) => order.push(`${i} ${done}`)));
        await Promise.all(reads);
        await page.task();
        return order;
      },
    },
    {
      name: 'Promise.prototype.then of the page is not called for us',
      spec: `${SPEC.idl}#js-promise`,
      run: async (page) => {
        const { then } = Promise.prototype;
        let calls = 0;
        const url = page.url('/text');
        Reflect.set(Promise.prototype, 'then', function (this: Promise<unknown>, ...args: []) {
          calls++;
          return then.apply(this, args);
        });
        try {
          const promise = fetch(url);
          const before = calls;
          return [
            before,
            promise.constructor === Promise,
            Reflect.ownKeys(promise).length,
            Object.isExtensible(promise),
          ];
        } finally {
          Reflect.set(Promise.prototype, 'then', then);
        }
      },
      expected: [0, true, 0, true],
    },
    {
      name: 'a species of the page is not used for the promise',
      spec: `${SPEC.idl}#js-promise`,
      run: async (page) => {
        let made = 0;
        const found = Object.getOwnPropertyDescriptor(Promise, Symbol.species) as PropertyDescriptor;
        Object.defineProperty(Promise, Symbol.species, {
          configurable: true,
          get() {
            made++;
            return this;
          },
        });
        try {
          fetch(page.url('/text'));
          const now = made;
          await page.task();
          return now;
        } finally {
          Object.defineProperty(Promise, Symbol.species, found);
        }
      },
      expected: 0,
    },
  ],
};
