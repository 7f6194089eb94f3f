// Bodies that the page reads in one go: text(), json(), arrayBuffer(), bytes(), blob(), formData().
// @see https://fetch.spec.whatwg.org/#body-mixin
import { contentType } from '../arguments.ts';
import { scrub } from '../errors.ts';
import {
  Bytes,
  bare,
  bufferLength,
  byteLength,
  construct,
  decodeUtf8,
  defineProperty,
  jsonParse,
  quiet,
  settle,
} from '../natives.ts';
import { bodyOf, bodyUsed, bufferOf, formOf, isLocked, jsonOf, NativeResponse, responseHeaders } from '../platform.ts';
import { patch } from '../wrap.ts';
import type { Ledger, Reading } from './ledger.ts';

const METHODS = ['text', 'json', 'formData', 'arrayBuffer', 'bytes', 'blob'] as const;
/** So many of them, the first ones, are decoded from the bytes here. */
const DECODED = 3;

/** The form of its error that V8 gives where the body had to be waited for; what was at hand has another one. */
const waited = <T>(promise: Promise<T>): Promise<T> =>
  settle(quiet(promise), null, (error): never => {
    defineProperty(error as object, 'message', bare({ enumerable: false }));
    throw scrub(error, 1);
  });

/** The body as FormData, by the platform's own parser. */
function parseForm(response: Response, buffer: ArrayBuffer): Promise<FormData> {
  const type = contentType(responseHeaders(response));
  const init = type === null ? bare({}) : bare({ headers: bare({ 'content-type': type }) });
  return formOf(construct(NativeResponse, [buffer, init]) as Response);
}

export function watchWhole(ledger: Ledger): void {
  const { recorder } = ledger;

  /** Read as bytes and decoded by the standard's own steps: so the bytes told are the bytes received, BOM and all. */
  function decoded(response: Response, reading: Reading, name: string): Promise<unknown> {
    const { subject } = reading.entry;
    return settle(
      bufferOf(response),
      (buffer: ArrayBuffer): unknown => {
        recorder.guard(() => {
          if (bufferLength(buffer) > 0) ledger.tell(reading, new Bytes(buffer), true);
          ledger.over(subject);
        });
        if (name === 'formData') return waited(parseForm(response, buffer));
        const text = decodeUtf8(buffer);
        if (name === 'text') return text;
        try {
          return jsonParse(text);
        } catch {
          // The platform's own error: a body that it has to wait for gives another one than a body at hand.
          const whole = construct(NativeResponse, [buffer]) as Response;
          return waited(jsonOf(construct(NativeResponse, [bodyOf(whole)]) as Response));
        }
      },
      (reason: unknown): never => {
        recorder.guard(() => ledger.broke(subject, reason));
        throw scrub(reason);
      },
    );
  }

  for (let i = 0; i < METHODS.length; i++) {
    const name = METHODS[i] as (typeof METHODS)[number];
    patch(Response, name, (go, self, args) => {
      const reading = ledger.responses.get(self);
      // A body that was aborted rejects at once, before any microtask: that promise is the platform's own.
      if (!reading || (reading.entry.subject.ended && !bodyUsed(self))) return go(self, args);
      const stream = ledger.streamOf.get(self);
      if (bodyUsed(self) || (i < DECODED && stream && isLocked(stream)))
        return ledger.follow(go(self, args) as Promise<unknown>);
      if (i < DECODED) return decoded(self, reading, name);
      const { subject } = reading.entry;
      const got = (value: unknown): void => {
        if (name === 'blob') ledger.tellBlob(reading, value as Blob);
        else {
          const view = name === 'bytes' ? (value as Uint8Array) : new Bytes(value as ArrayBuffer);
          if (byteLength(view) > 0) ledger.tell(reading, view);
        }
        ledger.over(subject);
      };
      const promise = go(self, args) as Promise<unknown>;
      return ledger.follow(promise, got, (reason) => ledger.broke(subject, reason));
    });
  }
}
