// The order in which input and init of a request are read, and what of them is refused.
import { type Case, each, SPEC } from './case.ts';

const INIT = `${SPEC.fetch}#requestinit`;
const METHOD = `${SPEC.fetch}#fetch-method`;
const REQUEST = `${SPEC.fetch}#dom-request`;

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

export const requestReads: Case[] = [
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
];
