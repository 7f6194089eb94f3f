// The platform's functions as they were at document_start. The hook calls nothing else: a page may replace
// any global or prototype method later and must neither break us nor see our calls.

type Method = (this: never, ...args: never[]) => unknown;

export const {
  apply,
  construct,
  defineProperty,
  get,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
  setPrototypeOf,
} = Reflect;
const { bind, call } = Function.prototype;

/** Turns a method into a function that takes its receiver first and looks nothing up when called. */
export function uncurry<This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
): (self: This, ...args: Args) => Result {
  return apply(bind, call, [method]) as (self: This, ...args: Args) => Result;
}

type Uncurried<Self, Member> = Member extends (...args: infer Args) => infer Result
  ? (self: Self, ...args: Args) => Result
  : (self: Self) => Member;
type Members<Self, Names extends readonly (keyof Self)[]> = { [I in keyof Names]: Uncurried<Self, Self[Names[I]]> };

/** Methods and getters of a class that every supported browser has, receiver first. */
export function members<Self extends object, const Names extends readonly (keyof Self)[]>(
  of: { prototype: Self },
  ...names: Names
): Members<Self, Names> {
  const found: unknown[] = [];
  for (let i = 0; i < names.length; i++) {
    const { get, value } = getOwnPropertyDescriptor(of.prototype, names[i] as PropertyKey) as PropertyDescriptor;
    found[i] = uncurry((get ?? value) as Method);
  }
  return found as Members<Self, Names>;
}

/** Gives a class own copies of what it inherits and cuts its prototype off, so that later patches do not reach it. */
function seal<Class extends { prototype: object }>(made: Class): Class {
  const parent = getPrototypeOf(made.prototype) as object;
  const keys = ownKeys(parent);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    if (getOwnPropertyDescriptor(made.prototype, key)) continue;
    defineProperty(made.prototype, key, getOwnPropertyDescriptor(parent, key) as PropertyDescriptor);
  }
  setPrototypeOf(made.prototype, null);
  return made;
}

export const SafeWeakMap: typeof WeakMap = seal(class<K extends WeakKey, V> extends WeakMap<K, V> {});
export const SafeMap: typeof Map = seal(class<K, V> extends Map<K, V> {});

export const deref: (ref: WeakRef<object>) => object | undefined = uncurry(WeakRef.prototype.deref as () => object);

/** An object that inherits nothing: what a page adds to `Object.prototype` cannot become an option, trap or descriptor. */
export const bare = <T extends object>(members: T): T => {
  setPrototypeOf(members, null);
  return members;
};

/** Functions are objects, too. */
export const isObject = (value: unknown): value is object =>
  typeof value === 'function' || (typeof value === 'object' && value !== null);

/** An own data property's value; no getter of the page runs. Undefined where there is none, or `of` is no object. */
export const plainProperty = (of: unknown, name: PropertyKey): unknown =>
  isObject(of) ? getOwnPropertyDescriptor(of, name)?.value : undefined;

/** An array that inherits nothing: what a page has put into `Array.prototype` does not hear of its elements. */
export class List<T> extends Array<T> {
  /** Only lists can be added to. */
  declare readonly isList: true;
}
setPrototypeOf(List.prototype, null);

/** `list.push(value)`. Defining each element would cost ten times as much. */
export const put = <T>(list: List<T>, value: T): void => {
  list[list.length] = value;
};

const perf = performance;
const [perfNow] = members(Performance, 'now');
/** Milliseconds since `timeOrigin`. */
export const now = (): number => perfNow(perf);
/** Epoch milliseconds of this document's time 0. */
export const timeOrigin: number = perf.timeOrigin;

export const {
  Proxy: NativeProxy,
  Error: NativeError,
  Float64Array: Numbers,
  Promise: NativePromise,
  Uint8Array: Bytes,
  WeakRef: NativeWeakRef,
  document: doc,
} = globalThis;
export const isArray = Array.isArray;
export const isView = ArrayBuffer.isView;
export const jsonParse = JSON.parse;

/** `promise.then` as it was. */
export const settle: <T, A, B = never>(
  promise: Promise<T>,
  onFulfilled?: ((value: T) => A) | null,
  onRejected?: ((reason: unknown) => B) | null,
) => Promise<A | B> = uncurry(Promise.prototype.then as Method) as never;

/**
 * A promise of the platform that the page will never see: listening to it reads nothing that a page can define. Defining
 * its `constructor` would do as well, but V8 then makes all promises of the process slower.
 */
export const quiet = bare as <T>(promise: Promise<T>) => Promise<T>;

interface Text {
  slice(start: number, end?: number): string;
  split(separator: string): string[];
  toLowerCase(): string;
}
/** No regular expressions in the hook: `RegExp.$1` and the like would tell the page of each that has matched. */
export const [stringSlice, stringSplit, lowerCase] = members(
  String as { prototype: Text },
  'slice',
  'split',
  'toLowerCase',
);

const TypedArray = getPrototypeOf(Uint8Array) as { prototype: Uint8Array };
const VIEW = ['buffer', 'byteOffset', 'byteLength'] as const;
type Getters = readonly [
  (view: ArrayBufferView) => ArrayBufferLike,
  (view: ArrayBufferView) => number,
  (view: ArrayBufferView) => number,
];
const TYPED = members(TypedArray, ...VIEW) as unknown as Getters;
const DATA = members(DataView, ...VIEW) as unknown as Getters;
export const [writeBytes] = members(TypedArray, 'set');
/** In bytes. */
export const [bufferLength] = members(ArrayBuffer, 'byteLength');
const [blobSize, blobSlice, blobArrayBuffer] = members(Blob, 'size', 'slice', 'arrayBuffer');

export { blobSize, blobSlice };

const [encode] = members(TextEncoder, 'encode');
const encoder = new TextEncoder();
const [decode] = members(TextDecoder, 'decode');
const decoder = new TextDecoder();

/** UTF-8 decode: one BOM is removed, broken sequences become U+FFFD. @see https://encoding.spec.whatwg.org/#utf-8-decode */
export const decodeUtf8 = (bytes: ArrayBuffer): string => decode(decoder, bytes);

/** Size of a text in bytes of UTF-8. */
export const utf8Length = (text: string): number => TYPED[2](encode(encoder, text));

/** True where a call that only objects of one kind allow does not throw: judges by brand, not by prototype. */
export const isA = <T>(brand: (value: T) => unknown, value: unknown): value is T => {
  // A call that throws costs more than all the rest of a request.
  if (!isObject(value)) return false;
  try {
    brand(value as T);
    return true;
  } catch {
    return false;
  }
};
/** What tells of a typed array, or of a DataView. */
const gettersOf = (view: ArrayBufferView): Getters => (isA(TYPED[2], view) ? TYPED : DATA);
/** In bytes. */
export const byteLength = (view: ArrayBufferView): number => gettersOf(view)[2](view);
/** The same bytes from `start` on, at most `length`. */
export function viewOf(view: ArrayBufferView, start: number, length: number): Uint8Array {
  const getters = gettersOf(view);
  return new Bytes(getters[0](view), getters[1](view) + start, length);
}

export const isBuffer = (value: unknown): value is ArrayBuffer => isA<ArrayBuffer>(bufferLength, value);
export const isBlob = (value: unknown): value is Blob => isA<Blob>(blobSize, value);

export const readBlob = (blob: Blob, most: number): Promise<ArrayBuffer> =>
  blobArrayBuffer(blobSize(blob) > most ? blobSlice(blob, 0, most) : blob);

/** `whole`: size of it all, in bytes. */
export interface Copy {
  readonly bytes: Uint8Array;
  readonly whole: number;
}

/** A copy of at most `most` bytes of a buffer or view; null for anything else. */
export function copyBytes(value: unknown, most: number): Copy | null {
  const isBytes = isView(value);
  if (!isBytes && !isBuffer(value)) return null;
  const whole = isBytes ? byteLength(value) : bufferLength(value);
  const kept = whole < most ? whole : most;
  const bytes = new Bytes(kept);
  // Of one that was transferred there is not even a view.
  if (kept > 0) writeBytes(bytes, isBytes ? viewOf(value, 0, kept) : new Bytes(value, 0, kept), 0);
  return { bytes, whole };
}
