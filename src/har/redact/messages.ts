// The lists of messages in an entry: Chrome's two, and the rows of ours. All go through a stream, in order.
import { fromBase64, toBase64 } from './bytes.ts';
import { type Payload, PayloadStream } from './parts.ts';
import type { Scan, Scanner } from './scanner.ts';

/** Messages between two chances to show progress or to cancel. */
const STEP = 512;
/** Bits of a row's flags, as in `wire/capture.ts`. */
const [SENT, BINARY] = [1, 2];

/** How a list of messages keeps payloads. */
export interface MessageFormat {
  /** Null where there is none to look at. */
  read(message: unknown): Payload | null;
  /** The message with another payload. */
  write(message: unknown, data: string | Uint8Array): unknown;
  /** The message with everything but its payload gone through `text`. */
  rest(message: unknown, text: (text: string) => string): unknown;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every string of an object but those named, gone through `text`; the object itself where none changes. */
function mapStrings(object: Json, text: (text: string) => string, except: string): Json {
  let out = object;
  for (const [key, value] of Object.entries(object)) {
    if (key === except || key === 'type' || typeof value !== 'string' || value === '') continue;
    const changed = text(value);
    if (changed === value) continue;
    if (out === object) out = { ...object };
    out[key] = changed;
  }
  return out;
}

const payload = (sent: boolean, binary: boolean, data: unknown): Payload | null => {
  if (typeof data !== 'string') return null;
  return { direction: sent ? 'sent' : 'received', data: (binary && fromBase64(data)) || data };
};

/** `_webSocketMessages` and `_eventSourceMessages`. */
export const harMessages: MessageFormat = {
  read: (message) => (isObject(message) ? payload(message.type === 'send', message.opcode === 2, message.data) : null),
  write: (message, data) => ({ ...(message as Json), data: typeof data === 'string' ? data : toBase64(data) }),
  rest: (message, text) => (isObject(message) ? mapStrings(message, text, 'data') : message),
};

/** `[time, flags, size, data, event?]` */
export const ownRows: MessageFormat = {
  read(row) {
    if (!Array.isArray(row)) return null;
    const flags = Number(row[1]);
    return payload((flags & SENT) !== 0, (flags & BINARY) !== 0, row[3]);
  },
  write: (row, data) => (row as unknown[]).with(3, typeof data === 'string' ? data : toBase64(data)),
  rest(row, text) {
    if (!Array.isArray(row) || !isObject(row[4])) return row;
    const event = mapStrings(row[4], text, '');
    return event === row[4] ? row : row.with(4, event);
  },
};

/** The list with its payloads redacted; itself where none changes. Yields how many messages were gone through. */
export function* throughStream(
  list: unknown[],
  format: MessageFormat,
  scanner: Scanner,
  prepare: (message: unknown, at: number) => { scan: Scan; rest: unknown },
): Generator<number, unknown[]> {
  const stream = new PayloadStream(scanner);
  let out = list;
  const set = (i: number, message: unknown): void => {
    if (message === list[i]) return;
    if (out === list) out = list.slice();
    out[i] = message;
  };
  const given: (string | Uint8Array)[] = [];
  let done = 0;
  const take = (results: (string | Uint8Array)[]): void => {
    results.forEach((data, k) => {
      if (data !== given[k]) set(done + k, format.write(out[done + k], data));
    });
    given.splice(0, results.length);
    done += results.length;
  };
  for (let i = 0; i < list.length; i++) {
    const { scan, rest } = prepare(list[i], i);
    set(i, rest);
    const read = format.read(list[i]) ?? { direction: 'received' as const, data: '' };
    given.push(read.data);
    take(stream.push(read, scan));
    if (i % STEP === STEP - 1) yield STEP;
  }
  take(stream.end());
  yield list.length % STEP;
  return out;
}
