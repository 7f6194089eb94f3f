// JSON that is written piece by piece: a tree of plain values in which the large ones are made when their turn comes.

/** Where large strings and lists stand. Both functions start anew each time. */
export class Lazy<T> {
  /** The JSON text in pieces of any size. `tick` hears how many rows were written. */
  readonly pieces: (tick: Tick) => Iterable<string>;
  /** The same as a value. Yields to let others run. */
  readonly value: () => Generator<void, T>;

  constructor(pieces: (tick: Tick) => Iterable<string>, value: () => Generator<void, T>) {
    this.pieces = pieces;
    this.value = value;
  }
}

export type Tick = (rows: number) => void;

/** `T`, any part of which may be lazy. Members that are undefined are left out, as `JSON.stringify` does. */
export type WithLazy<T> =
  | Lazy<T>
  | (T extends readonly unknown[]
      ? { [K in keyof T]: WithLazy<T[K]> }
      : T extends object
        ? { [K in keyof T]: WithLazy<T[K]> | (undefined extends T[K] ? undefined : never) }
        : T);

/** Characters of JSON that are handed on at once, about. */
const PIECE = 64 * 1024;

/** Numbers and rows that become text at once. */
const ROWS = 512;

function* texts(node: unknown, tick: Tick): Generator<string> {
  if (node instanceof Lazy) {
    yield* node.pieces(tick);
  } else if (Array.isArray(node)) {
    if (!node.some(holdsLazy)) return yield JSON.stringify(node);
    for (const [i, item] of node.entries()) {
      yield i === 0 ? '[' : ',';
      yield* texts(item, tick);
    }
    yield ']';
  } else if (holdsLazy(node)) {
    let before = '{';
    for (const [key, value] of Object.entries(node as object)) {
      if (value === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* texts(value, tick);
      before = ',';
    }
    yield '}';
  } else yield JSON.stringify(node);
}

function holdsLazy(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return node instanceof Lazy || Object.values(node).some(holdsLazy);
}

/** The JSON of `node` in pieces of about 64 KiB. An empty piece is an occasion to breathe. */
export function* stringify(node: unknown, tick: Tick): Generator<string> {
  yield* joined(texts(node, tick));
}

/** Small pieces put together to pieces of about 64 KiB; empty ones are passed on. */
export function* joined(pieces: Iterable<string>): Generator<string> {
  let buffer = '';
  for (const piece of pieces) {
    buffer += piece;
    if (piece !== '' && buffer.length < PIECE) continue;
    yield piece === '' ? '' : buffer;
    if (piece !== '') buffer = '';
  }
  if (buffer !== '') yield buffer;
}

/** `node` with every lazy part made. Yields to let others run. */
export function* materialize<T>(node: WithLazy<T>): Generator<void, T> {
  return (yield* made(node)) as T;
}

function* made(node: unknown): Generator<void, unknown> {
  if (node instanceof Lazy) return yield* node.value();
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) {
    const list: unknown[] = [];
    for (const item of node) list.push(yield* made(item));
    return list;
  }
  const members: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) if (value !== undefined) members[key] = yield* made(value);
  return members;
}

/** A list of the rows `0 … count - 1`; those for which `item` gives undefined are left out. */
export function lazyList<T>(count: number, item: (i: number) => T | undefined): Lazy<T[]> {
  return new Lazy(
    function* (tick) {
      let before = '[';
      for (let start = 0; start < count; start += ROWS) {
        const end = Math.min(start + ROWS, count);
        let text = '';
        for (let i = start; i < end; i++) {
          const value = item(i);
          if (value === undefined) continue;
          text += before + JSON.stringify(value);
          before = ',';
          // Rows may be large: a piece is handed on before it is larger than it must be.
          if (text.length < PIECE) continue;
          yield text;
          text = '';
        }
        tick(end - start);
        yield text;
      }
      yield before === '[' ? '[]' : ']';
    },
    function* () {
      const list: T[] = [];
      for (let i = 0; i < count; i++) {
        const value = item(i);
        if (value !== undefined) list.push(value);
        if (i % ROWS === ROWS - 1) yield;
      }
      return list;
    },
  );
}

/** A string made of parts. The JSON is the same however the string is cut into parts. */
export function lazyString(parts: () => Iterable<string>): Lazy<string> {
  return new Lazy(
    function* () {
      yield '"';
      // Half a surrogate pair waits for the other half: alone it would be escaped.
      let half = '';
      for (const part of parts()) {
        const text = half + part;
        let at = 0;
        while (at < text.length) {
          let end = Math.min(at + PIECE, text.length);
          if (isHigh(text.charCodeAt(end - 1))) end--;
          if (end === at) break;
          yield escaped(text.slice(at, end));
          at = end;
        }
        half = text.slice(at);
        yield '';
      }
      yield `${escaped(half)}"`;
    },
    function* () {
      const all: string[] = [];
      for (const part of parts()) {
        all.push(part);
        if (all.length % ROWS === 0) yield;
      }
      return all.join('');
    },
  );
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;

/** A plain value whose long lists and strings are written in parts. */
export function inParts(node: unknown): unknown {
  if (typeof node === 'string') return node.length > PIECE ? lazyString(() => [node]) : node;
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.length > ROWS ? lazyList(node.length, (i) => node[i] as unknown) : node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inParts(value)]));
}
