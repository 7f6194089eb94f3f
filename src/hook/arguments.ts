// Sees the arguments of a call exactly once, in the order in which the platform reads them: what a page's getters,
// proxies and toString methods can notice is the same as without us.
import type { HeaderList } from '../wire/capture.ts';
import {
  apply,
  bare,
  getPrototypeOf,
  getters,
  isArray,
  List,
  NativeProxy,
  ownKeys,
  plainProperty,
  put,
  uncurry,
} from './natives.ts';

const [urlHref] = getters(URL, 'href');
const headerEntries = uncurry(Headers.prototype.entries);
const headerNext = (getPrototypeOf(new Headers().entries()) as { next: () => IteratorResult<[string, string]> }).next;
const hasHeader = uncurry(Headers.prototype.has);

/**
 * An object to hand to the platform in place of a dictionary argument: it passes every read on to the page's object and
 * notes what came back; `replace` may give the platform another value. @see https://webidl.spec.whatwg.org/#js-dictionary
 */
export function watchReads(
  dictionary: object,
  seen: Record<string, unknown>,
  replace?: (key: string, value: unknown) => unknown,
): object {
  return new NativeProxy(
    bare({}),
    bare({
      get(_: object, key: PropertyKey): unknown {
        const value = (dictionary as Record<PropertyKey, unknown>)[key];
        if (typeof key !== 'string') return value;
        const given = replace ? replace(key, value) : value;
        seen[key] = given;
        return given;
      },
    }),
  );
}

/** Converts once what the platform would convert to a string once; a symbol is left to its TypeError. */
export function toText(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' ? (value === null ? value : `${value}`) : value;
}

/** The URL text of an argument, if reading it cannot be noticed. */
export function urlText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return typeof value === 'symbol' ? null : `${value as string}`;
  try {
    return urlHref(value as URL);
  } catch {
    return null;
  }
}

/** The list of a native Headers object, in its own order. */
export function listHeaders(headers: Headers): HeaderList {
  const list = new List<HeaderList[number]>();
  const entries = headerEntries(headers);
  for (;;) {
    const step = apply(headerNext, entries, []) as IteratorResult<[string, string]>;
    if (step.done) return list;
    put(list, [step.value[0], step.value[1]]);
  }
}

/** The content type in a list of response headers, which are lower-cased. */
export function typeIn(headers: HeaderList): string | null {
  for (let i = 0; i < headers.length; i++) {
    const header = headers[i] as HeaderList[number];
    if (header[0] === 'content-type') return header[1];
  }
  return null;
}

/** What a HeadersInit says, as far as it can be read without calling into the page. */
export function headersOf(init: unknown): HeaderList {
  if (typeof init !== 'object' || init === null) return [];
  try {
    hasHeader(init as Headers, 'x');
    return listHeaders(init as Headers);
  } catch {
    // Not a Headers object.
  }
  const list = new List<HeaderList[number]>();
  if (isArray(init)) {
    for (let i = 0; i < init.length; i++) {
      const pair = plainProperty(init, i);
      if (!isArray(pair)) continue;
      const name = plainProperty(pair, 0);
      const value = plainProperty(pair, 1);
      if (typeof name === 'string' && typeof value !== 'object') put(list, [name, `${value as string}`]);
    }
    return list;
  }
  const keys = ownKeys(init);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    const value = plainProperty(init, key);
    if (typeof key === 'string' && value !== undefined && typeof value !== 'object' && typeof value !== 'symbol') {
      put(list, [key, `${value as string}`]);
    }
  }
  return list;
}
