// The functions that test tools expose use the page's own globals when they are called: `JSON.stringify`, which asks
// every `toJSON` that a page has defined, maps, promises. For the length of one call they are what they were before.
import {
  apply,
  bare,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  List,
  put,
} from '../../hook/natives.ts';

interface Place {
  owner: object;
  key: PropertyKey;
  /** As it was; undefined where there was none. */
  first: PropertyDescriptor | undefined;
}

const { deleteProperty } = Reflect;

const arrayIterator = getPrototypeOf([][Symbol.iterator]()) as object;
const KEYS: [owner: object, ...keys: PropertyKey[]][] = [
  [globalThis, 'JSON', 'Map', 'Promise', 'Object', 'Array', 'Node', 'Error', 'Symbol'],
  [JSON, 'stringify', 'parse'],
  [Object.prototype, 'toJSON', 'toString'],
  [Array.prototype, 'toJSON', 'some', 'push', 'map', Symbol.iterator],
  [String.prototype, 'toJSON', 'startsWith'],
  [Number.prototype, 'toJSON'],
  [Boolean.prototype, 'toJSON'],
  [Map.prototype, 'get', 'set', 'has', 'delete'],
  [Object, 'is', 'keys', 'entries', 'assign'],
  [Array, 'isArray', 'from'],
  [arrayIterator, 'next'],
];

const places: Place[] = [];
for (const [owner, ...keys] of KEYS) {
  for (const key of keys) places.push({ owner, key, first: bareDescriptor(owner, key) });
}

function bareDescriptor(owner: object, key: PropertyKey): PropertyDescriptor | undefined {
  const descriptor = getOwnPropertyDescriptor(owner, key);
  return descriptor && bare(descriptor);
}

const same = (a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean =>
  a?.value === b?.value && a?.get === b?.get && !a === !b;

/** False where the page has made it unchangeable. */
function set({ owner, key }: Place, to: PropertyDescriptor | undefined): boolean {
  return to ? defineProperty(owner, key, to) : deleteProperty(owner, key);
}

/** Runs `run` with what a page may have changed put back, and gives the page its own again. Page code sees nothing. */
export function asItWas<T>(run: () => T): T {
  const changed = new List<{ place: Place; own: PropertyDescriptor | undefined }>();
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as Place;
    const own = bareDescriptor(place.owner, place.key);
    if (!same(own, place.first) && set(place, place.first)) put(changed, { place, own });
  }
  try {
    return apply(run, undefined, []) as T;
  } finally {
    for (let i = changed.length - 1; i >= 0; i--) {
      const { place, own } = changed[i] as (typeof changed)[number];
      set(place, own);
    }
  }
}
