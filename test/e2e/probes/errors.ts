// Errors of natives that are called wrongly: name, message, realm, own properties and every line of the stack.
import { byName, likely } from './natives.ts';
import { type AnyFunction, attempt, attemptLater, type Probes, type Told } from './probe.ts';

/** What V8 adds to the constructor of errors. */
const V8 = Error as unknown as { prepareStackTrace?: unknown; stackTraceLimit?: number };

const BAD_URL = 'http://[';
const everywhere = (run: (fn: AnyFunction) => unknown) => () =>
  byName(likely(window), ({ fn }) => attempt(() => run(fn)));

/** Wrong calls that throw or reject, one of each kind of native. */
const WRONG: Record<string, () => unknown> = {
  'new WebSocket': () => new WebSocket(BAD_URL),
  'WebSocket()': () => (WebSocket as never as (url: string) => void)('/ws'),
  'protocols twice': () => new WebSocket('/ws', ['a', 'a']),
  'send too early': () => new WebSocket('/ws?refuse=403').send('x'),
  'close code': () => new WebSocket('/ws?refuse=403').close(1),
  'EventSource()': () => new EventSource(BAD_URL),
  'open method': () => new XMLHttpRequest().open('TRACE', '/json'),
  'open url': () => new XMLHttpRequest().open('GET', BAD_URL),
  'send unopened': () => new XMLHttpRequest().send(),
  'header unopened': () => new XMLHttpRequest().setRequestHeader('a', 'b'),
  'responseText of a blob': () => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/json');
    xhr.responseType = 'blob';
    return xhr.responseText;
  },
  'Request url': () => new Request(BAD_URL),
  'Request body': () => new Request('/json', { body: 'x' }),
  'Response status': () => new Response('x', { status: 1 }),
  'clone used': () => {
    const response = new Response('x');
    void response.text();
    return response.clone();
  },
  'getReader twice': () => {
    const stream = new ReadableStream();
    stream.getReader();
    return stream.getReader();
  },
  'getReader mode': () => new ReadableStream().getReader({ mode: 'x' as never }),
  'reader of nothing': () => new ReadableStreamDefaultReader(null as never),
  'pipeThrough nothing': () => new ReadableStream().pipeThrough(null as never),
  'tee locked': () => {
    const stream = new ReadableStream();
    stream.getReader();
    return stream.tee();
  },
  'a listener that is none': () => window.addEventListener('x', 1 as never),
  'fetch()': () => (fetch as never as () => unknown)(),
  'fetch url': () => fetch(BAD_URL),
  'fetch method': () => fetch('/json', { method: 'b d' }),
  'fetch mode': () => fetch('/json', { mode: 'x' as never }),
  'fetch init': () => fetch('/json', 1 as never),
  'fetch symbol': () => fetch(Symbol.iterator as never),
  'fetch signal': () => fetch('/json', { signal: {} as never }),
  'fetch aborted': () => fetch('/json', { signal: AbortSignal.abort() }),
  'text of a Response used': () => {
    const response = new Response('x');
    void response.text();
    return response.text();
  },
  'json of no JSON': () => new Response('x').json(),
  'json of no JSON, fetched': () => fetch('/text?body=x').then((response) => response.json()),
  'formData of none, fetched': () => fetch('/text?body=x').then((response) => response.formData()),
  'fetched twice': () =>
    fetch('/text?body=x').then(async (response) => {
      await response.text();
      return response.text();
    }),
  'fetch that fails': () => fetch('/destroy?early=1'),
  'fetch of another origin': () => fetch('http://127.0.0.1:9/'),
  'cancelled body': () =>
    fetch('/text?body=x').then(async (response) => {
      await response.body?.cancel();
      return response.text();
    }),
};

const everyWrong = async (): Promise<Record<string, Told>> => {
  const told: Record<string, Told> = {};
  for (const [name, run] of Object.entries(WRONG)) told[name] = await attemptLater(run);
  return told;
};

/** Calls `run` that many frames deep. */
const deep = (levels: number, run: () => unknown): unknown => (levels === 0 ? run() : deep(levels - 1, run));

const SYNCHRONOUS = Object.entries(WRONG).slice(0, 21);
const each = (how: (run: () => unknown) => Told) =>
  Object.fromEntries(SYNCHRONOUS.map(([name, run]) => [name, how(run)]));

export const errorProbes: Probes = {
  'called without a receiver': everywhere((fn) => Reflect.apply(fn, undefined, [])),
  'called on null': everywhere((fn) => Reflect.apply(fn, null, ['/json'])),
  'called on a plain object': everywhere((fn) => Reflect.apply(fn, {}, ['/json'])),
  'called on the prototype': () =>
    byName(likely(window), ({ fn, owner }) => attempt(() => Reflect.apply(fn, owner, ['/json']))),
  'called on an object that inherits': () =>
    byName(likely(window), ({ fn, owner }) => attempt(() => Reflect.apply(fn, Object.create(owner), ['/json']))),
  'called on an instance of another kind': everywhere((fn) => Reflect.apply(fn, new Headers(), ['/json'])),
  'called with new': everywhere((fn) => Reflect.construct(fn, [])),
  'called with the new operator': everywhere((fn) => new (fn as never as new () => unknown)()),
  'as a new.target': everywhere((fn) => Reflect.construct(Object, [], fn)),
  'constructed for another new.target': everywhere((fn) => Reflect.construct(fn, ['/ws'], Array)),
  'as a parent class': everywhere((fn) => class extends (fn as never as new () => object) {}),
  'an instance of a class of it': everywhere((fn) => {
    class Own extends (fn as never as new () => object) {}
    return new Own();
  }),
  'instanceof it': everywhere((fn) => [{} instanceof fn, fn instanceof fn, Object.create(fn as never) instanceof fn]),
  'in, and calls of missing members': everywhere((fn) => (fn as never as { missing: { deep: 1 } }).missing.deep),
  'wrong calls': everyWrong,
  'wrong calls, 30 frames deep': () => each((run) => attempt(() => deep(30, run))),
  'wrong calls from an array method': () => each((run) => attempt(() => [1].map(run))),
  'wrong calls as reactions of promises': () =>
    Promise.all(
      [
        Promise.resolve(BAD_URL).then(fetch),
        Promise.resolve(BAD_URL).then((url) => new WebSocket(url)),
        Promise.resolve(BAD_URL).then(WebSocket as never),
        Promise.resolve('x').then(new XMLHttpRequest().send),
      ].map((promise) => attemptLater(() => promise)),
    ),
  'the native as the callback': () => [
    attempt(() => [BAD_URL].map(WebSocket as never)),
    attempt(() => [BAD_URL].forEach(fetch as never)),
    attempt(() => ['x'].map(XMLHttpRequest.prototype.send as never)),
    attempt(() => 'a'.replace('a', EventSource as never)),
    attempt(() => Reflect.ownKeys(new Proxy({}, { ownKeys: WebSocket as never }))),
    attempt(() => new Proxy({}, { get: XMLHttpRequest.prototype.open as never } as ProxyHandler<{ x?: 1 }>).x),
  ],
  'stackTraceLimit of 0, 1, 2, 3 and 100': () => {
    const before = V8.stackTraceLimit;
    const told = [0, 1, 2, 3, 100].map((limit) => {
      V8.stackTraceLimit = limit;
      return each((run) => attempt(() => deep(5, run)));
    });
    if (before === undefined) delete V8.stackTraceLimit;
    else V8.stackTraceLimit = before;
    return told;
  },
  prepareStackTrace: () => {
    type Site = Record<
      'getFunctionName' | 'getFileName' | 'isConstructor' | 'isToplevel' | 'getLineNumber',
      () => unknown
    >;
    let calls = 0;
    V8.prepareStackTrace = (_error: Error, sites: Site[]) => {
      calls++;
      return sites
        .map((site) =>
          [
            site.getFunctionName(),
            site.getFileName(),
            site.getLineNumber(),
            site.isConstructor(),
            site.isToplevel(),
          ].join(),
        )
        .join('\n');
    };
    try {
      const told = each((run) => attempt(run));
      return [told, calls];
    } finally {
      delete V8.prepareStackTrace;
    }
  },
  'prepareStackTrace and calls that are right': async () => {
    let calls = 0;
    V8.prepareStackTrace = () => {
      calls++;
      return 'mine';
    };
    try {
      await (await fetch('/json')).json();
      const xhr = new XMLHttpRequest();
      xhr.open('GET', '/json', false);
      xhr.send();
      new WebSocket('/ws?refuse=403').close();
      new EventSource('/status?code=204').close();
      return calls;
    } finally {
      delete V8.prepareStackTrace;
    }
  },
  'the error itself': () =>
    each((run) => {
      try {
        run();
      } catch (error) {
        const descriptor = Object.getOwnPropertyDescriptor(error, 'stack');
        const prototype = Object.getPrototypeOf(error) as object;
        return {
          value: JSON.stringify([
            Reflect.ownKeys(error as object).map(String),
            descriptor && Object.keys(descriptor),
            'stack' in prototype,
            Object.isExtensible(error),
            JSON.stringify(error),
            `${error}`,
          ]),
        };
      }
      return { value: 'nothing' };
    }),
  'a thrown value goes through as it is': () => {
    const thrown = [new Error('mine'), { stack: 'at x' }, 'text', null, Object.freeze(new Error('frozen'))];
    return thrown.map((value) => {
      const bad = {
        toString() {
          throw value;
        },
      } as never as string;
      const ways: (() => unknown)[] = [
        () => new WebSocket(bad),
        () => new EventSource(bad),
        () => new Request(bad),
        () => new XMLHttpRequest().open('GET', bad),
        () => new XMLHttpRequest().setRequestHeader(bad, 'x'),
        () => window.addEventListener(bad, () => {}),
      ];
      return ways.map((way) => {
        try {
          way();
          return 'nothing';
        } catch (error) {
          const keys = typeof error === 'object' && error !== null ? Reflect.ownKeys(error).map(String) : [];
          return [error === value, keys, (error as Error | null)?.stack ?? 'none'];
        }
      });
    });
  },
};
