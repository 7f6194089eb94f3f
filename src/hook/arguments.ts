// Sees the arguments of a call exactly once, in the order in which the platform reads them: what a page's getters,
// proxies and toString methods can notice is the same as without us.
import type { HeaderList } from '../wire/capture.ts';
import {
  apply,
  bare,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  isObject,
  List,
  members,
  NativeProxy,
  ownKeys,
  plainProperty,
  put,
} from './natives.ts';

const [headerEntries] = members(Headers, 'entries');
const headerNext = (getPrototypeOf(new Headers().entries()) as { next: () => IteratorResult<[string, string]> }).next;
const [header] = members(Headers, 'get');

export const contentType = (headers: Headers): string | null => header(headers, 'content-type');

/**
 * An object to hand to the platform in place of a dictionary argument: it passes every read on to the page's object and
 * notes in `seen` what came back; `read` may put another value there. @see https://webidl.spec.whatwg.org/#js-dictionary
 */
export function watchReads(dictionary: object, seen: Record<string, unknown>, read: (key: string) => void): object {
  return new NativeProxy(
    bare({}),
    bare({
      get(_: object, key: PropertyKey): unknown {
        const value = (dictionary as Record<PropertyKey, unknown>)[key];
        if (typeof key !== 'string') return value;
        seen[key] = value;
        read(key);
        return seen[key];
      },
    }),
  );
}

/**
 * Has the argument at `at` converted once, when the platform asks for its text: a call may fail before. Then its text
 * stands there. A symbol is left to its TypeError.
 */
export function convert(given: object, at: PropertyKey): void {
  const args = given as Record<PropertyKey, unknown>;
  const value = args[at];
  if (!isObject(value)) return;
  args[at] = bare({
    toString(): string {
      const text = `${value as unknown as string}`;
      args[at] = text;
      return text;
    },
  });
}

/** What a native Headers object holds, as `name: value` lines in its own order: one text is cheaper than a list of them. */
export function fieldLines(headers: Headers): string {
  let lines = '';
  const entries = headerEntries(headers);
  for (;;) {
    const { done, value } = apply(headerNext, entries, []) as IteratorResult<[string, string]>;
    if (done) return lines;
    lines += `${value[0]}: ${value[1]}\r\n`;
  }
}

/** What a HeadersInit says, as far as it can be read without calling into the page. */
export function headersOf(init: unknown): HeaderList | string {
  if (!isObject(init)) return [];
  try {
    return fieldLines(init as Headers);
  } catch {
    // Not a Headers object.
  }
  const list = new List<HeaderList[number]>();
  const add = (name: unknown, value: unknown): void => {
    const isPlain = value !== undefined && !isObject(value) && typeof value !== 'symbol';
    if (typeof name === 'string' && isPlain) put(list, [name, `${value as string}`]);
  };
  const keys = ownKeys(init);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    const { value, enumerable } = getOwnPropertyDescriptor(init, key) as PropertyDescriptor;
    if (isArray(init)) add(plainProperty(value, 0), plainProperty(value, 1));
    else if (enumerable) add(key, value);
  }
  return list;
}
