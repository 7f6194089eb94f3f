// What the page sends: the bytes of every kind of request body, copied at the moment of the call.
import { BINARY, CHUNK, CUT, DERIVED, SENT } from '../wire/capture.ts';
import { toText } from './arguments.ts';
import type { Item, Subject } from './item.ts';
import {
  apply,
  arrayBufferLength,
  Bytes,
  blobLength,
  construct,
  getters,
  isObject,
  isView,
  now,
  readBlob,
  settle,
  uncurry,
} from './natives.ts';
import { isLocked, NativeResponse, passThrough } from './platform.ts';
import type { Recorder } from './recorder.ts';

const searchParamsText = uncurry(URLSearchParams.prototype.toString);
const formDataHas = uncurry(FormData.prototype.has);
const NativeView = DataView;
const responseBuffer = Response.prototype.arrayBuffer;

const [nodeType] = getters(Node, 'nodeType');

/** True where a call that only objects of one kind allow does not throw. */
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

/** What the platform takes as bytes, and a SharedArrayBuffer, which it refuses: none is turned into text. */
export const isBinary = (value: unknown): boolean =>
  isView(value) ||
  arrayBufferLength(value) >= 0 ||
  blobLength(value) >= 0 ||
  isA((buffer: ArrayBuffer) => new NativeView(buffer), value);

const isFormData = (value: unknown): value is FormData => isA((form: FormData) => formDataHas(form, ''), value);
const isSearchParams = (value: unknown): value is URLSearchParams => isA<URLSearchParams>(searchParamsText, value);
export const isStream = (value: unknown): value is ReadableStream => isA<ReadableStream>(isLocked, value);

/** Where a stream as body is only turned into text (Firefox), it must stay untouched. */
const canUpload = 'duplex' in Request.prototype;

/** A body argument as the platform will take it: an object of no kind it knows is turned into text here, once. */
export function bodyArgument(value: unknown): unknown {
  const known =
    isObject(value) &&
    (isBinary(value) ||
      isFormData(value) ||
      isSearchParams(value) ||
      isA<Node>(nodeType, value) ||
      (canUpload && isStream(value)));
  return known ? value : toText(value);
}

/** A row that waits for its bytes. `size`: theirs, in bytes, where it is known and they cannot be had. */
function fillLater(recorder: Recorder, item: Item, bytes: Promise<ArrayBuffer>, size: number): void {
  item.pending = true;
  settle(
    bytes,
    (buffer) => recorder.fill(item, new Bytes(buffer)),
    () => {
      item.size = size;
      recorder.fill(item, null);
    },
  );
}

/** Reads a Blob behind the page's back (blobs cannot change) into a row that waits for it. */
export function recordBlob(
  recorder: Recorder,
  subject: Subject,
  flags: number,
  blob: Blob,
  time: number,
  most = recorder.bodyCap,
): void {
  const size = blobLength(blob);
  const item = recorder.row(subject, flags | BINARY | (size > most ? CUT : 0), null, time);
  item.size = size > most ? size : 0;
  fillLater(recorder, item, readBlob(blob, most), size);
}

/** A body as `fetch()` and `xhr.send()` take it, except streams. */
export function recordBody(recorder: Recorder, subject: Subject, body: unknown, time = now()): void {
  const flags = SENT | CHUNK;
  if (body === null || body === undefined) return;
  if (typeof body === 'string') {
    recorder.row(subject, flags, body, time);
  } else if (isView(body) || arrayBufferLength(body) >= 0) {
    recorder.bytes(subject, flags, body, recorder.bodyCap, time);
  } else if (blobLength(body) >= 0) {
    recordBlob(recorder, subject, flags, body as Blob, time);
  } else if (isSearchParams(body)) {
    recorder.row(subject, flags, searchParamsText(body), time);
  } else if (isFormData(body)) {
    // The browser's own serialisation, with a boundary of its own: only the boundary differs from what was sent.
    const item = recorder.row(subject, flags | BINARY | DERIVED, null, time);
    fillLater(recorder, item, apply(responseBuffer, construct(NativeResponse, [body]), []) as Promise<ArrayBuffer>, 0);
  } else if (typeof body !== 'object' && typeof body !== 'symbol') {
    recorder.row(subject, flags, `${body}`, time);
  }
}

/** A stream to upload in place of the page's, which tells what passes. */
export function watchUpload(recorder: Recorder, subject: () => Subject | null, stream: ReadableStream): ReadableStream {
  if (isLocked(stream)) return stream;
  return passThrough(stream, {
    chunk(value) {
      const to = subject();
      if (to) recorder.bytes(to, SENT | CHUNK, value, recorder.bodyCap);
    },
  }).stream;
}
