// A body as HAR text, and the columns that say in which pieces it came.
import type { MessageLog } from '../../store/message-log.ts';
import { utf8Size } from '../../store/utf8-size.ts';
import { BINARY, DROPPED } from '../../wire/capture.ts';
import { base64Pieces } from '../base64.ts';
import type { Columns } from '../har.ts';
import { Lazy, lazyList, lazyString, type WithLazy } from './lazy.ts';

/** Rows of a log that follow one another in one body. */
export interface BodyRows {
  log: MessageLog;
  count: number;
  /** Position in the log of the i-th piece. */
  at(i: number): number;
}

export interface Body {
  text: Lazy<string>;
  base64: boolean;
  pieces: WithLazy<Columns>;
}

const encoder = new TextEncoder();

/** Rows looked at between two occasions to breathe. */
export const BREATH = 4096;

/** Flags of a row as they are written: BINARY is as the payload is, and no payload is DROPPED, whatever the reason. */
export function flagsOf(log: MessageLog, i: number): number {
  const flags = log.flags(i);
  const data = log.head(i, 0);
  if (data === null) return flags | DROPPED;
  return typeof data === 'string' ? flags & ~BINARY : flags | BINARY;
}

/** Bytes of a payload. */
export const naturalSize = (data: string | Uint8Array | null): number =>
  data === null ? 0 : typeof data === 'string' ? utf8Size(data) : data.length;

/** Null where the pieces cannot be told from the bytes of the whole: text with lone surrogates among bytes. */
export function* bodyOf({ log, count, at }: BodyRows): Generator<void, Body | null> {
  let [binary, wellFormed, sized] = [false, true, false];
  for (let i = 0; i < count; i++) {
    const data = log.data(at(i));
    if (flagsOf(log, at(i)) & BINARY) binary = true;
    else if (typeof data === 'string' && !data.isWellFormed()) wellFormed = false;
    if (naturalSize(data) !== log.size(at(i))) sized = true;
    if (i % BREATH === 0) yield;
  }
  if (binary && !wellFormed) return null;
  const bytes = (i: number): Uint8Array => {
    const data = log.data(at(i));
    return typeof data === 'string' ? encoder.encode(data) : (data ?? new Uint8Array(0));
  };
  const columns = {
    times: lazyList(count, (i) => log.time(at(i))),
    flags: runs(count, (i) => flagsOf(log, at(i))),
    sizes: sized ? lazyList(count, (i) => log.size(at(i))) : undefined,
  };
  if (!binary) {
    const text = (i: number): string => (log.data(at(i)) ?? '') as string;
    return {
      text: lazyString(() => each(count, text)),
      base64: false,
      pieces: { unit: 'utf16', lengths: lazyList(count, (i) => text(i).length), ...columns },
    };
  }
  const pieces: WithLazy<Columns> = { unit: 'bytes', lengths: lazyList(count, (i) => bytes(i).length), ...columns };
  const isText = yield* isUtf8(count, bytes);
  if (isText) return { text: lazyString(() => decoded(each(count, bytes))), base64: false, pieces };
  return { text: lazyString(() => base64Pieces(each(count, bytes))), base64: true, pieces };
}

function* each<T>(count: number, item: (i: number) => T): Generator<T> {
  for (let i = 0; i < count; i++) yield item(i);
}

function* decoded(pieces: Iterable<Uint8Array>): Generator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (const piece of pieces) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

function* isUtf8(count: number, bytes: (i: number) => Uint8Array): Generator<void, boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for (let i = 0; i < count; i++) {
      decoder.decode(bytes(i), { stream: true });
      yield;
    }
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** `[value, count, value, count …]`. */
function runs(count: number, value: (i: number) => number): Lazy<number[]> {
  function* found(): Generator<number> {
    let start = 0;
    for (let i = 1; i <= count; i++) {
      if (i < count && value(i) === value(start)) continue;
      yield value(start);
      yield i - start;
      start = i;
    }
  }
  return new Lazy(
    function* () {
      let before = '[';
      for (const number of found()) {
        yield `${before}${number}`;
        before = ',';
      }
      yield before === '[' ? '[]' : ']';
    },
    function* () {
      const all: number[] = [];
      for (const number of found()) {
        all.push(number);
        yield;
      }
      return all;
    },
  );
}
