// Tripwires: accessors and wrappers in the built-in prototypes that note every touch while the APIs do their work.
import { inFrame, type Probes, type Realm } from './probe.ts';

const NAMES = [
  'then',
  'constructor',
  'get',
  'set',
  'value',
  'writable',
  'enumerable',
  'configurable',
  'apply',
  'construct',
  'done',
  'body',
  'headers',
  'method',
  'signal',
  'mode',
  'toJSON',
  'stack',
  'type',
  'detail',
  'data',
  'ports',
  'once',
  'capture',
  'passive',
  'status',
  'pull',
  'cancel',
  'start',
  'size',
  'highWaterMark',
  'preventCancel',
  'preventClose',
  'name',
  'message',
  'code',
  'reason',
  'api',
  'url',
  'time',
  'cause',
  'state',
  'next',
  'return',
  'protocols',
  'api',
  'options',
  'raw',
];
const SYMBOLS = [
  Symbol.toPrimitive,
  Symbol.iterator,
  Symbol.asyncIterator,
  Symbol.species,
  Symbol.hasInstance,
  Symbol.unscopables,
];

type Log = Record<string, number>;

/** Puts a noting accessor for each key into a prototype that has none of that name; `log` counts reads and writes. */
function wire(owner: object, label: string, keys: PropertyKey[], log: Log, listening: () => boolean): void {
  const define = Reflect.defineProperty;
  const note = (what: string) => {
    if (listening) log[what] = (log[what] ?? 0) + (listening() ? 1 : 0);
  };
  for (const key of keys) {
    if (Reflect.getOwnPropertyDescriptor(owner, key)) continue;
    define(owner, key, {
      configurable: true,
      get: () => void note(`${label} get ${String(key)}`),
      set(this: object, value: unknown) {
        note(`${label} set ${String(key)}`);
        if (this !== owner) define(this, key, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}

/** Wraps own accessors and methods of a prototype or namespace. */
function wrapOwn(owner: object, label: string, log: Log, listening: () => boolean): void {
  for (const key of Reflect.ownKeys(owner)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor;
    if (!descriptor.configurable || key === 'constructor') continue;
    const note = () => {
      const name = `${label} ${String(key)}`;
      if (listening()) log[name] = (log[name] ?? 0) + 1;
    };
    const { value, get } = descriptor as { value?: unknown; get?: () => unknown };
    if (typeof value === 'function')
      descriptor.value = function (this: unknown, ...args: unknown[]) {
        note();
        return new.target ? Reflect.construct(value, args) : Reflect.apply(value, this, args);
      };
    else if (get)
      descriptor.get = function (this: unknown) {
        note();
        return Reflect.apply(get, this, []);
      };
    else continue;
    Reflect.defineProperty(owner, key, descriptor);
  }
}

/** Everyday use of each API. Each step awaits its end, so that the log is of that step alone. */
function workOf(realm: Realm, origin: string): Record<string, () => Promise<unknown>> {
  const settled = (start: (resolve: (value: unknown) => void) => void) => new realm.Promise(start);
  return {
    'fetch, text': async () => (await realm.fetch(`${origin}/json`)).text(),
    'fetch, json': async () => (await realm.fetch(`${origin}/json`)).json(),
    'fetch, arrayBuffer': async () => (await realm.fetch(`${origin}/json`)).arrayBuffer(),
    'fetch, blob': async () => (await realm.fetch(`${origin}/json`)).blob(),
    'fetch, formData': async () =>
      (await realm.fetch(`${origin}/text?type=application/x-www-form-urlencoded&body=a=b`)).formData(),
    'fetch, reader': async () => {
      const reader = ((await realm.fetch(`${origin}/text?body=abc&cuts=1&gap=20`)).body as ReadableStream).getReader();
      while (!(await reader.read()).done);
    },
    'fetch, iteration': async () => {
      const { body } = await realm.fetch(`${origin}/json`);
      for await (const _ of body as never as AsyncIterable<unknown>);
    },
    'fetch, pipeTo': async () =>
      ((await realm.fetch(`${origin}/json`)).body as ReadableStream).pipeTo(new realm.WritableStream()),
    'fetch, pipeThrough': async () => {
      const through = new realm.TextDecoderStream() as never as TransformStream<Uint8Array, string>;
      const reader = ((await realm.fetch(`${origin}/json`)).body as ReadableStream).pipeThrough(through).getReader();
      while (!(await reader.read()).done);
    },
    'fetch, clone': async () => {
      const response = await realm.fetch(`${origin}/json`);
      return [await response.clone().text(), await response.text()];
    },
    'fetch, init': async () => {
      const init = { method: 'POST', body: 'x', headers: { a: 'b' }, signal: new realm.AbortController().signal };
      return (await realm.fetch(`${origin}/upload`, init)).text();
    },
    'fetch, FormData': async () => {
      const form = new realm.FormData();
      form.append('a', new realm.Blob(['b']));
      return (await realm.fetch(`${origin}/upload`, { method: 'POST', body: form })).text();
    },
    'fetch, Request': async () =>
      (
        await realm.fetch(
          new realm.Request(`${origin}/upload`, { method: 'POST', body: new realm.URLSearchParams('a=b') }),
        )
      ).text(),
    'fetch, aborted': async () => {
      const controller = new realm.AbortController();
      const promise = realm.fetch(`${origin}/silent`, { signal: controller.signal });
      controller.abort();
      return promise.catch(() => 0);
    },
    'fetch, cancelled': async () => (await realm.fetch(`${origin}/hang`)).body?.cancel(new realm.Error('enough')),
    XMLHttpRequest: () =>
      settled((resolve) => {
        const xhr = new realm.XMLHttpRequest();
        xhr.open('POST', `${origin}/upload`);
        xhr.setRequestHeader('a', 'b');
        xhr.upload.onprogress = () => {};
        xhr.onloadend = () => resolve(xhr.responseText);
        xhr.send('x');
      }),
    'XMLHttpRequest, json': () =>
      settled((resolve) => {
        const xhr = new realm.XMLHttpRequest();
        xhr.open('GET', `${origin}/json`);
        xhr.responseType = 'json';
        xhr.addEventListener('loadend', () => resolve(xhr.response));
        xhr.send();
      }),
    'XMLHttpRequest, failing': () =>
      settled((resolve) => {
        const xhr = new realm.XMLHttpRequest();
        xhr.open('GET', `${origin}/destroy?early=1`);
        xhr.onloadend = resolve;
        xhr.send();
      }),
    WebSocket: () =>
      settled((resolve) => {
        const socket = new realm.WebSocket(`${origin.replace('http', 'ws')}/ws`, ['a']);
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => {
          socket.send('x');
          socket.send(new realm.Uint8Array([1, 2]));
          socket.send(new realm.Blob(['b']));
        };
        let heard = 0;
        socket.onmessage = () => ++heard === 3 && socket.close(1000, 'bye');
        socket.addEventListener('close', resolve);
      }),
    EventSource: () =>
      settled((resolve) => {
        const source = new realm.EventSource(`${origin}/sse?count=3&events=a,b&ids=1&open=1`);
        let heard = 0;
        const hear = () => {
          if (++heard < 3) return;
          source.close();
          resolve(0);
        };
        source.addEventListener('a', hear);
        source.addEventListener('b', hear);
      }),
  };
}

/** What each piece of work touches of what `prepare` has wired. */
const tripped = (prepare: (realm: Realm, log: Log, listening: () => boolean) => void) => () =>
  inFrame(async (realm) => {
    const told: Record<string, Log> = {};
    let log: Log = Object.create(null) as Log;
    let listening = false;
    const work = workOf(realm, location.origin);
    const proxy = new Proxy({} as Log, {
      get: (_, key: string) => log[key],
      set: (_, key: string, value: number) => {
        log[key] = value;
        return true;
      },
    });
    prepare(realm, proxy, () => listening);
    for (const [name, step] of Object.entries(work)) {
      log = Object.create(null) as Log;
      listening = true;
      await step();
      // One turn more, for what follows in a task of its own.
      await new Promise((resolve) => setTimeout(resolve, 5));
      listening = false;
      told[name] = Object.fromEntries(Object.entries(log).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return told;
  });

export const tripwireProbes: Probes = {
  'accessors in Object.prototype': tripped((realm, log, listening) =>
    wire(realm.Object.prototype, 'Object.prototype', [...NAMES, ...SYMBOLS, '0', '1', '2', 'length'], log, listening),
  ),
  'accessors in Array.prototype': tripped((realm, log, listening) =>
    wire(realm.Array.prototype, 'Array.prototype', [...NAMES, '0', '1', '2', '3', '4', '5'], log, listening),
  ),
  'accessors in Function.prototype': tripped((realm, log, listening) =>
    wire(realm.Function.prototype, 'Function.prototype', [...NAMES, 'prototype', Symbol.species], log, listening),
  ),
  'accessors in prototypes of platform objects': tripped((realm, log, listening) => {
    for (const name of [
      'Response',
      'Request',
      'Headers',
      'ReadableStream',
      'EventTarget',
      'Event',
      'Blob',
      'AbortSignal',
      'Promise',
      'String',
      'Number',
      'ArrayBuffer',
      'Uint8Array',
      'Map',
      'Set',
      'WeakMap',
      'Error',
      'DOMException',
      'FormData',
      'URLSearchParams',
    ] as const)
      wire((realm[name] as { prototype: object }).prototype, name, NAMES, log, listening);
  }),
  'wrapped members of Object, Reflect, Array, String, RegExp': tripped((realm, log, listening) => {
    for (const name of [
      'Object',
      'Reflect',
      'JSON',
      'Math',
      'Symbol',
      'Promise',
      'Proxy',
      'Array',
      'String',
      'Number',
      'ArrayBuffer',
      'Date',
    ] as const)
      wrapOwn(realm[name], name, log, listening);
    for (const name of [
      'Array',
      'String',
      'RegExp',
      'Number',
      'Symbol',
      'Date',
      'Map',
      'Set',
      'WeakMap',
      'WeakRef',
      'FinalizationRegistry',
      'Error',
      'ArrayBuffer',
      'Uint8Array',
      'DataView',
    ] as const)
      wrapOwn((realm[name] as { prototype: object }).prototype, `${name}.prototype`, log, listening);
    wrapOwn(Object.getPrototypeOf(realm.Uint8Array.prototype) as object, 'TypedArray.prototype', log, listening);
    wrapOwn(Object.getPrototypeOf(new realm.Array().values()) as object, 'ArrayIterator', log, listening);
  }),
  'wrapped members of Function.prototype and Promise.prototype': tripped((realm, log, listening) => {
    for (const key of ['call', 'apply', 'bind'] as const) {
      const native = realm.Function.prototype[key] as never as (...args: unknown[]) => unknown;
      Reflect.defineProperty(realm.Function.prototype, key, {
        configurable: true,
        writable: true,
        value(this: unknown, ...args: unknown[]) {
          if (listening()) log[`Function.prototype.${key}`] = (log[`Function.prototype.${key}`] ?? 0) + 1;
          return Reflect.apply(native, this, args);
        },
      });
    }
    wrapOwn(realm.Promise.prototype, 'Promise.prototype', log, listening);
  }),
  'Promise.prototype.constructor and species': tripped((realm, log, listening) => {
    const note = (name: string) => {
      if (listening()) log[name] = (log[name] ?? 0) + 1;
    };
    Reflect.defineProperty(realm.Promise.prototype, 'constructor', {
      configurable: true,
      get: () => {
        note('constructor');
        return realm.Promise;
      },
    });
    Reflect.defineProperty(realm.Promise, Symbol.species, {
      configurable: true,
      get(this: unknown) {
        note('species');
        return this;
      },
    });
  }),
  'wrapped members of platform objects': tripped((realm, log, listening) => {
    for (const name of [
      'Response',
      'Request',
      'Headers',
      'Blob',
      'File',
      'FormData',
      'URL',
      'URLSearchParams',
      'AbortSignal',
      'AbortController',
      'Event',
      'MessageEvent',
      'CloseEvent',
      'ProgressEvent',
      'CustomEvent',
      'EventTarget',
      'MessagePort',
      'MessageChannel',
      'ReadableStream',
      'ReadableStreamDefaultReader',
      'ReadableStreamDefaultController',
      'WritableStream',
      'TextEncoder',
      'TextDecoder',
      'Performance',
      'Document',
      'Node',
      'WebSocket',
      'EventSource',
      'XMLHttpRequest',
      'XMLHttpRequestEventTarget',
      'Crypto',
    ] as const) {
      const made = realm[name] as never as { prototype: object } | undefined;
      if (made) wrapOwn(made.prototype, name, log, listening);
    }
  }),
  'wrapped functions of the window': tripped((realm, log, listening) => {
    for (const key of [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'queueMicrotask',
      'structuredClone',
      'requestAnimationFrame',
      'postMessage',
      'btoa',
      'atob',
      'reportError',
      'dispatchEvent',
      'Proxy',
      'Uint8Array',
      'Promise',
      'Error',
      'Map',
      'Set',
      'WeakMap',
      'TextDecoder',
      'TextEncoder',
      'Response',
      'MessageChannel',
      'CustomEvent',
      'MessageEvent',
      'ReadableStream',
      'Blob',
    ] as const) {
      const native = (realm as never as Record<string, unknown>)[key];
      if (typeof native !== 'function') continue;
      Reflect.defineProperty(realm, key, {
        configurable: true,
        writable: true,
        value: new Proxy(native, {
          apply: (target, self, args) => {
            if (listening()) log[key] = (log[key] ?? 0) + 1;
            return Reflect.apply(target, self, args) as unknown;
          },
          construct: (target, args, newTarget) => {
            if (listening()) log[`new ${key}`] = (log[`new ${key}`] ?? 0) + 1;
            return Reflect.construct(target, args, newTarget) as object;
          },
        }),
      });
    }
  }),
  console: tripped((realm, log, listening) => wrapOwn(realm.console, 'console', log, listening)),
};
