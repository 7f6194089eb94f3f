// What the page sends: the bytes of every kind of request body, copied at the moment of the call.
import { BINARY, CHUNK, CUT, DERIVED, DROPPED, SENT } from '../wire/capture.ts';
import { ONE_GETTER } from './errors.ts';
import type { Item, Subject } from './item.ts';
import {
  Bytes,
  blobSize,
  construct,
  copyBytes,
  isA,
  isBlob,
  isBuffer,
  isObject,
  isView,
  members,
  readBlob,
  settle,
} from './natives.ts';
import { blobOf, cloneOf, isLocked, NativeResponse, passThrough } from './platform.ts';
import type { Recorder } from './recorder.ts';
import { visibility } from './visibility.ts';

const [searchParamsText] = members(URLSearchParams, 'toString');
const [formDataHas] = members(FormData, 'has');
const NativeView = DataView;
const [serialize] = members(XMLSerializer, 'serializeToString');
const serializer = new XMLSerializer();

/** A document's markup, written again. */
export const markupOf = (document: Document): string => serialize(serializer, document);

/** What the platform takes as bytes, and a SharedArrayBuffer, which it refuses: none is turned into text. */
export const isBinary = (value: unknown): boolean =>
  isView(value) || isBuffer(value) || isBlob(value) || isA((buffer: ArrayBuffer) => new NativeView(buffer), value);

const isFormData = (value: unknown): value is FormData => isA((form: FormData) => formDataHas(form, ''), value);
const isSearchParams = (value: unknown): value is URLSearchParams => isA<URLSearchParams>(searchParamsText, value);
const isDocument = (value: unknown): value is Document => isA<Document>(visibility, value);
export const isStream = (value: unknown): value is ReadableStream => isA<ReadableStream>(isLocked, value);

/** Where a stream as body is only turned into text (Firefox so far), it must stay untouched. */
const canUpload = !ONE_GETTER || 'duplex' in Request.prototype;

/** True where the platform takes a body as what it is: an object of no kind that it knows is turned into text. */
export const isBody = (value: unknown): boolean =>
  isObject(value) &&
  (isBinary(value) ||
    isFormData(value) ||
    isSearchParams(value) ||
    isDocument(value) ||
    (canUpload && isStream(value)));

/** A body argument as the platform will take it, turned into text here, once. */
export const bodyArgument = (value: unknown): unknown =>
  isObject(value) && !isBody(value) ? `${value as unknown as string}` : value;

/** Fills a row with the beginning of a Blob, which is read behind the page's back: Blobs cannot change. */
function fillLater(recorder: Recorder, item: Item, blob: Blob, most = recorder.bodyCap): void {
  const size = blobSize(blob);
  const limit = recorder.cap(most);
  if (size > limit) {
    item.flags |= CUT;
    item.whole = size;
  }
  item.pending = true;
  settle(
    readBlob(blob, limit),
    (buffer) => recorder.fill(item, new Bytes(buffer)),
    () => {
      item.whole = size;
      recorder.fill(item, null);
    },
  );
}

export function recordBlob(
  recorder: Recorder,
  subject: Subject,
  flags: number,
  blob: Blob,
  time: number,
  most?: number,
): void {
  fillLater(recorder, recorder.row(subject, flags | BINARY, null, time), blob, most);
}

/** Tells a body of the request that it is given. */
export type BodyTeller = (subject: Subject, time: number) => void;

/** Apart: else all tellers would hold the page's body. */
const blobTeller =
  (recorder: Recorder, blob: Blob): BodyTeller =>
  (subject, time) =>
    recordBlob(recorder, subject, SENT | CHUNK, blob, time);

/** A body as `fetch()` and `xhr.send()` take it: as it is now, whatever the page does with it before it is told. */
export function copyBody(recorder: Recorder, body: unknown): BodyTeller | undefined {
  let flags = SENT | CHUNK;
  let text: string | null = null;
  if (body === null || body === undefined) return undefined;
  if (isBlob(body)) return blobTeller(recorder, body);
  if (isFormData(body)) {
    const whole = construct(NativeResponse, [body]) as Response;
    // The browser's own serialisation, with a boundary of its own: only the boundary differs from what was sent.
    return (subject, time) => {
      const item = recorder.row(subject, flags | BINARY | DERIVED, null, time);
      item.pending = true;
      settle(
        blobOf(cloneOf(whole)),
        (blob) => fillLater(recorder, item, blob),
        () => recorder.fill(item, null),
      );
    };
  }
  const copy = isObject(body) && copyBytes(body, recorder.cap(recorder.bodyCap));
  if (copy) return (subject, time) => recorder.copied(subject, flags, copy, time);
  if (isDocument(body)) {
    flags |= DERIVED;
    text = markupOf(body);
  } else if (isStream(body)) {
    // One that is given to a Request must stay as free as it is.
    flags |= BINARY | DROPPED;
  } else if (isSearchParams(body)) text = searchParamsText(body);
  else if (isObject(body)) {
    // The platform has not asked for its text: it was not sent.
    return undefined;
  } else text = `${body as string}`;
  return (subject, time) => recorder.row(subject, flags, text, time);
}

/** A stream to upload in place of the page's, which tells what passes. */
export function watchUpload(recorder: Recorder, subject: () => Subject | null, stream: ReadableStream): ReadableStream {
  // One that is locked or has been read from is refused.
  if (!isA((body) => construct(NativeResponse, [body]), stream)) return stream;
  const passing = {
    chunk(value: unknown): void {
      const to = subject();
      if (to) recorder.bytes(to, SENT | CHUNK, value, recorder.bodyCap);
    },
  };
  return passThrough(stream, passing, true).stream;
}
