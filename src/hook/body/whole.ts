// Bodies that the page reads in one go: text(), json(), arrayBuffer(), bytes(), blob(), formData().
// @see https://fetch.spec.whatwg.org/#body-mixin
import { CHUNK } from '../../wire/capture.ts';
import { Bytes, bare, construct, decodeUtf8, jsonParse, needGetter, now, settle, uncurry } from '../natives.ts';
import { isLocked } from '../platform.ts';
import { recordBlob } from '../request-body.ts';
import { pass, patchValue, scrub } from '../wrap.ts';
import type { Ledger, Reading } from './ledger.ts';

const bodyUsed = needGetter<Response, boolean>(Response.prototype, 'bodyUsed');
const arrayBuffer = uncurry(Response.prototype.arrayBuffer);
const formData = uncurry(Response.prototype.formData);
const headersOf = needGetter<Response, Headers>(Response.prototype, 'headers');
const header = uncurry(Headers.prototype.get);
const NativeResponse = Response;

const METHODS = ['text', 'json', 'arrayBuffer', 'bytes', 'blob', 'formData'] as const;

/** The body as FormData, by the platform's own parser. */
function parseForm(response: Response, buffer: ArrayBuffer): Promise<FormData> {
  const type = header(headersOf(response), 'content-type');
  const init = type === null ? bare({}) : bare({ headers: bare({ 'content-type': type }) });
  return formData(construct(NativeResponse, [buffer, init]) as Response);
}

export function watchWhole(ledger: Ledger): void {
  const { recorder } = ledger;

  /** Read as bytes and decoded by the standard's own steps: so the bytes told are the bytes received, BOM and all. */
  function decoded(response: Response, reading: Reading, name: string): Promise<unknown> {
    const { subject } = reading.body;
    return settle(
      arrayBuffer(response),
      (buffer: ArrayBuffer): unknown => {
        ledger.guard('body', () => {
          if (buffer.byteLength > 0) ledger.tell(reading, new Bytes(buffer), true);
          ledger.done(subject);
        });
        if (name === 'formData') return parseForm(response, buffer);
        const text = decodeUtf8(buffer);
        if (name === 'text') return text;
        try {
          return jsonParse(text);
        } catch (error) {
          throw scrub(error);
        }
      },
      (reason: unknown): never => {
        ledger.guard('body', () => ledger.failed(subject, reason));
        throw scrub(reason);
      },
    );
  }

  for (let i = 0; i < METHODS.length; i++) {
    const name = METHODS[i] as (typeof METHODS)[number];
    patchValue(Response.prototype, name, (target, self, args) => {
      const reading = ledger.reading(self);
      // A body that was aborted rejects at once, before any microtask: that promise is the platform's own.
      if (!reading || bodyUsed(self) || reading.body.subject.ended) return pass(target, self, args);
      reading.body.touched = true;
      if (name === 'text' || name === 'json' || name === 'formData') {
        const stream = ledger.streamOf.get(self);
        return stream && isLocked(stream) ? pass(target, self, args) : decoded(self, reading, name);
      }
      return ledger.follow(pass(target, self, args) as Promise<unknown>, reading, (value) => {
        const { subject } = reading.body;
        if (name === 'blob') recordBlob(recorder, subject, CHUNK, value as Blob, now());
        else {
          const view = name === 'bytes' ? (value as Uint8Array) : new Bytes(value as ArrayBuffer);
          if (view.byteLength > 0) ledger.tell(reading, view);
        }
        ledger.done(subject);
      });
    });
  }
}
