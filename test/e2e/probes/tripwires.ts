// Tripwires: accessors and wrappers in the built-in prototypes that note every touch while the APIs do their work.
import { workOf } from './everyday-work.ts';
import { inFrame, type Probes, type Realm } from './probe.ts';
import { type Log, wire, wrapOwn } from './wires.ts';

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
