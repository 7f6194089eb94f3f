// Shape: descriptors, keys, prototypes and identities, of the likely natives in detail and of all globals as a census.
import { byName, likely, nativesOf } from './natives.ts';
import { type AnyFunction, attempt, descriptorText, type Probes, type Realm, text } from './probe.ts';

const keysOf = (value: object): string[] => Reflect.ownKeys(value).map(String);

/** All own properties of an object in their order; functions by name, length and source text. */
function detail(value: object): string {
  const lines: string[] = [];
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
    lines.push(`${String(key)}: ${descriptorText(descriptor)}`);
    for (const part of [descriptor.value, descriptor.get, descriptor.set] as unknown[]) {
      if (typeof part === 'function')
        lines.push(`${Function.prototype.toString.call(part)} ${part.length} ${keysOf(part).join()}`);
    }
  }
  return lines.join('\n');
}

/** A short name of a long text (FNV-1a). */
function digest(long: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < long.length; i++) hash = Math.imul(hash ^ long.charCodeAt(i), 0x01000193) >>> 0;
  return `${long.length} ${hash.toString(16)}`;
}

export const shapeProbes: Probes = {
  'own keys and their order': () => byName(nativesOf(window), ({ fn }) => keysOf(fn)),
  'own property descriptors': () =>
    byName(likely(window), ({ fn }) =>
      Object.entries(Object.getOwnPropertyDescriptors(fn)).map(([k, d]) => `${k}: ${descriptorText(d)}`),
    ),
  'descriptor in the owner': () =>
    byName(nativesOf(window), ({ owner, key }) => descriptorText(Object.getOwnPropertyDescriptor(owner, key))),
  'the descriptor holds the very function': () =>
    byName(likely(window), ({ owner, key, fn, kind }) => {
      const descriptor = Object.getOwnPropertyDescriptor(owner, key);
      return kind === 'getter'
        ? descriptor?.get === fn
        : (owner as Record<PropertyKey, unknown>)[key] === descriptor?.value;
    }),
  'order of keys of the owners': () =>
    [...new Set(nativesOf(window).map(({ owner }) => owner))]
      .filter((owner) => owner !== window)
      .map((owner) => keysOf(owner).join()),
  'prototype, arguments and caller': () =>
    byName(likely(window), ({ fn }) =>
      ['prototype', 'arguments', 'caller', 'name', 'length', 'toString'].map((key) => [
        Object.hasOwn(fn, key),
        // biome-ignore lint/suspicious/noPrototypeBuiltins: pages ask so
        fn.hasOwnProperty(key),
        key in fn,
        Object.prototype.propertyIsEnumerable.call(fn, key),
        attempt(() => (fn as never as Record<string, unknown>)[key]),
      ]),
    ),
  'writing to arguments and caller': () =>
    byName(likely(window), ({ fn }) =>
      ['arguments', 'caller'].map((key) => [
        attempt(() => Reflect.set(fn, key, 1)),
        attempt(() => {
          (fn as never as Record<string, unknown>)[key] = 1;
        }),
      ]),
    ),
  'extensible, sealed, frozen': () =>
    byName(likely(window), ({ fn }) => [Object.isExtensible(fn), Object.isSealed(fn), Object.isFrozen(fn)]),
  prototypes: () =>
    byName(likely(window), ({ fn }) => {
      const chain: string[] = [];
      for (let p = Object.getPrototypeOf(fn); p; p = Object.getPrototypeOf(p)) chain.push(text(p));
      // biome-ignore lint/suspicious/noProto: pages ask so
      return [chain, (fn as never as { __proto__: unknown }).__proto__ === Object.getPrototypeOf(fn)];
    }),
  'constructor and prototype name each other': () =>
    byName(
      likely(window).filter(({ kind }) => kind === 'constructor'),
      ({ fn }) => {
        const { prototype } = fn as AnyFunction & { prototype: { constructor: unknown } };
        const parent = Object.getPrototypeOf(prototype) as { constructor: unknown } | null;
        return [
          prototype.constructor === fn,
          Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value === fn,
          parent === null
            ? null
            : Object.getPrototypeOf(fn) === (parent.constructor === Object ? Function.prototype : parent.constructor),
        ];
      },
    ),
  'identities between properties': () => {
    const stream = ReadableStream.prototype as never as Record<PropertyKey, unknown>;
    const other = (globalThis as never as Record<string, unknown>).webkitURL;
    return [
      stream.values === stream[Symbol.asyncIterator],
      window.fetch === globalThis.fetch,
      self.WebSocket === window.WebSocket,
      (frames as Realm).EventSource === EventSource,
      other === undefined ? null : other === URL,
      Response.prototype.text === Request.prototype.text,
      Object.getOwnPropertyDescriptor(window, 'fetch')?.value === window.fetch,
    ];
  },
  'statics through the constructor and its instances': () => [
    WebSocket.CONNECTING,
    WebSocket.OPEN,
    WebSocket.prototype.CLOSING,
    EventSource.CLOSED,
    XMLHttpRequest.DONE,
    attempt(() => {
      (WebSocket as never as Record<string, number>).OPEN = 7;
    }),
    WebSocket.OPEN,
    attempt(() => delete (WebSocket as never as Record<string, number>).OPEN),
  ],
  'for in, keys and JSON of prototypes and instances': () => {
    const things: object[] = [
      XMLHttpRequest.prototype,
      WebSocket.prototype,
      Response.prototype,
      EventSource.prototype,
      ReadableStream.prototype,
      new XMLHttpRequest(),
      new Response('x'),
      new Request('/json'),
      new ReadableStream(),
      fetch,
      WebSocket,
      new Response('x').body as object,
    ];
    return things.map((thing) => {
      const keys: string[] = [];
      for (const key in thing) keys.push(key);
      return [keys, Object.keys(thing), keysOf(thing), attempt(() => JSON.stringify(thing))];
    });
  },
  // Firefox makes a global when it is first touched, so the order there is that of whoever came first.
  'all own names of the window': () => keysOf(window).sort(),
  'names in the window for in': () => {
    const names: string[] = [];
    for (const name in window) names.push(name);
    return names;
  },
  'own names of document, navigator, performance, chrome': () => {
    const { chrome, browser } = window as never as Record<string, object | undefined>;
    return [
      document,
      Document.prototype,
      navigator,
      Navigator.prototype,
      performance,
      history,
      screen,
      chrome ?? {},
      browser ?? {},
    ].map(keysOf);
  },
  'census of all globals': () => {
    const realm = window as never as Record<string, unknown>;
    const census: Record<string, string> = {};
    for (const name of Object.getOwnPropertyNames(window as Realm)) {
      const value = Object.getOwnPropertyDescriptor(window, name)?.value as unknown;
      if ((typeof value !== 'function' && typeof value !== 'object') || value === null || value === realm) continue;
      if (/^(probe|__)/.test(name)) continue;
      const { prototype } = value as { prototype?: unknown };
      const whole = detail(value as object) + (typeof prototype === 'object' && prototype ? detail(prototype) : '');
      census[name] = digest(whole);
    }
    return census;
  },
};
