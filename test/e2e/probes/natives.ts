// The functions that an instrumentation of streams is likely to replace, as scripts that look for patches list them.
import type { AnyFunction, Realm } from './probe.ts';

const INTERFACES = [
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'XMLHttpRequestUpload',
  'XMLHttpRequestEventTarget',
  'Request',
  'Response',
  'Headers',
  'ReadableStream',
  'ReadableStreamDefaultReader',
  'ReadableStreamBYOBReader',
  'ReadableStreamDefaultController',
  'WritableStream',
  'TransformStream',
  'WebSocketStream',
  'EventTarget',
  'Event',
  'MessageEvent',
  'CloseEvent',
  'ProgressEvent',
  'AbortController',
  'AbortSignal',
  'MessagePort',
  'MessageChannel',
  'Blob',
  'FormData',
  'URL',
  'Worker',
  'Promise',
  'Function',
  'Error',
  'DOMException',
  'Proxy',
  'Reflect',
] as const;

export interface Native {
  /** `WebSocket.prototype.send`, `get XMLHttpRequest.prototype.upload` … */
  name: string;
  owner: object;
  key: PropertyKey;
  fn: AnyFunction;
  /** Constructors may be called with `new`. */
  kind: 'constructor' | 'method' | 'getter';
}

function members(owner: object, label: string): Native[] {
  const found: Native[] = [];
  for (const key of Reflect.ownKeys(owner)) {
    if (key === 'constructor' || key === 'prototype') continue;
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    const name = `${label}.${String(key)}`;
    if (typeof descriptor?.value === 'function')
      found.push({ name, owner, key, fn: descriptor.value as AnyFunction, kind: 'method' });
    if (descriptor?.get) found.push({ name: `get ${name}`, owner, key, fn: descriptor.get, kind: 'getter' });
  }
  return found;
}

/** All of a realm: constructors, their static and prototype methods and getters, `fetch`, the iterator of a stream. */
export function nativesOf(realm: Realm): Native[] {
  const all: Native[] = [];
  const global = realm as unknown as Record<string, AnyFunction & { prototype?: object }>;
  const add = (key: string, kind: Native['kind']) => {
    const fn = Object.getOwnPropertyDescriptor(realm, key)?.value as (AnyFunction & { prototype?: object }) | undefined;
    if (typeof fn === 'function') all.push({ name: key, owner: realm, key, fn, kind });
  };
  for (const name of ['fetch', 'setTimeout', 'queueMicrotask', 'structuredClone', 'postMessage']) add(name, 'method');
  for (const name of INTERFACES) {
    add(name, 'constructor');
    const value = global[name];
    if (!value) continue;
    all.push(...members(value, name));
    if (value.prototype) all.push(...members(value.prototype, `${name}.prototype`));
  }
  const iterator = new realm.ReadableStream() as unknown as { values?: () => object };
  if (iterator.values) all.push(...members(Object.getPrototypeOf(iterator.values()), 'stream iterator'));
  return all;
}

/** Only those that a hook of the five APIs has reason to replace: for probes that take longer. */
export const likely = (realm: Realm): Native[] =>
  nativesOf(realm).filter(({ name }) =>
    /^(get )?(fetch|WebSocket|EventSource|XMLHttpRequest|Request|Response|ReadableStream|stream iterator|EventTarget|Function\.prototype\.toString)/.test(
      name,
    ),
  );

/** `pick` of each, by name. */
export const byName = <T>(natives: Native[], pick: (native: Native) => T): Record<string, T> =>
  Object.fromEntries(natives.map((native) => [native.name, pick(native)]));
