// Observes fetch(): arguments as the platform reads them, the response head, the body as the page consumes it.
// @see https://fetch.spec.whatwg.org/#fetch-method
import type { HeaderList } from '../wire/capture.ts';
import { contentType, fieldLines, headersOf, urlText, watchReads } from './arguments.ts';
import type { Ledger } from './body/ledger.ts';
import { ONE_GETTER, scrub } from './errors.ts';
import type { Opening, Subject } from './item.ts';
import {
  bare,
  getters,
  isObject,
  NativePromise,
  now,
  quiet,
  regexExec,
  SafeMap,
  SafeWeakMap,
  settle,
} from './natives.ts';
import { listen, responseHeaders } from './platform.ts';
import type { Recorder } from './recorder.ts';
import { bodyArgument, isA, isStream, recordBody, watchUpload } from './request-body.ts';
import { patch, patchConstructor } from './wrap.ts';

const [requestUrl, requestMethod, requestHeaders, requestSignal] = getters(
  Request,
  'url',
  'method',
  'headers',
  'signal',
);
const [responseUrl, responseStatus, responseStatusText, responseRedirected, responseKind] = getters(
  Response,
  'url',
  'status',
  'statusText',
  'redirected',
  'type',
);
const [aborted, abortReason] = getters(AbortSignal, 'aborted', 'reason');
const [baseUri] = getters(Node, 'baseURI');
const page = document;

/** Statuses whose responses have no body. @see https://fetch.spec.whatwg.org/#null-body-status */
const isNullBody = (status: number): boolean => status === 204 || status === 205 || status === 304;
/** Content types whose bodies are kept whole: they are text, or streams of messages. */
const WHOLE = /^text\/|[/+](xml|(x-|nd)*json|javascript)/i;

/** Where a URL that is not absolute is resolved. */
export const base = (): string => baseUri(page);

/** True where bytes of this content type are of no use to a decoder when they are cut. */
export function keepsWhole(contentType: string): boolean {
  return regexExec(WHOLE, contentType) !== null;
}

type Followers = Map<Subject, (reason: unknown) => void>;

export function observeFetch(recorder: Recorder, bodies: Ledger): void {
  /** Bodies given to `new Request()`, which the object itself no longer tells. */
  const requests = new SafeWeakMap<object, unknown>();
  const bySignal = new SafeWeakMap<AbortSignal, Followers>();

  patchConstructor('Request', (go, args) => {
    const seen: Record<string, unknown> = { __proto__: null } as never;
    const init = args[1] as unknown;
    const watched =
      recorder.recording && isObject(init)
        ? [args[0], watchReads(init, seen, (key, value) => (key === 'body' ? bodyArgument(value) : value))]
        : args;
    const request = go(watched);
    const before = requests.get(args[0] as unknown as object);
    if (seen.body !== undefined && seen.body !== null) requests.set(request, seen.body);
    else if (before) requests.set(request, before);
    return request;
  });
  patch(Request.prototype, 'clone', (go, self, args) => {
    const copy = go(self, args) as object;
    const before = requests.get(self);
    if (before) requests.set(copy, before);
    return copy;
  });

  /**
   * One listener a signal, however many requests it serves. An abort rejects the page's promise within `abort()`, where
   * the platform rejects its own: a page that watches the order of microtasks sees no difference.
   */
  function followSignal(signal: AbortSignal, subject: Subject, reject: (reason: unknown) => void): void {
    let followers = bySignal.get(signal);
    if (!followers) {
      const made: Followers = new SafeMap();
      followers = made;
      bySignal.set(signal, made);
      listen(signal as EventTarget, 'abort', () => {
        const reason = abortReason(signal);
        made.forEach((settleWith, follower) => {
          // Whatever the reason is called, it was the page that aborted, or its timeout.
          recorder.failedBy(follower, reason, 'abort');
          settleWith(reason);
        });
        made.clear();
      });
    }
    const map = followers;
    map.set(subject, reject);
    subject.onEnd = () => map.delete(subject);
  }

  function read(input: unknown, seen: Record<string, unknown>): { opening: Opening; signal: unknown; body: unknown } {
    let method = 'GET';
    let url = urlText(input);
    let headers: HeaderList | string = '';
    let signal: unknown;
    let body: unknown;
    if (url === null) {
      const request = input as Request;
      url = requestUrl(request);
      method = requestMethod(request);
      headers = fieldLines(requestHeaders(request));
      signal = requestSignal(request);
      body = requests.get(request);
    }
    if (typeof seen.method === 'string') method = seen.method;
    if (seen.headers !== undefined) headers = headersOf(seen.headers);
    if (seen.signal !== undefined) signal = seen.signal;
    if (seen.body !== undefined && seen.body !== null) body = seen.body;
    const options: Record<string, string | number | boolean> = {};
    for (const name in seen) {
      const value = seen[name];
      const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      if (plain && name !== 'method' && name !== 'body') options[name] = value;
    }
    return { opening: { api: 'fetch', method, url, base: base(), headers, options }, signal, body };
  }

  function head(subject: Subject, response: Response, method: string): void {
    const status = responseStatus(response);
    const kind = responseKind(response);
    const headers = responseHeaders(response);
    // Opaque, or an opaque redirect: of nothing else the page is told status 0.
    const opaque = status === 0;
    const bodyless = isNullBody(status) || method === 'HEAD' || opaque;
    recorder.fact(subject, {
      type: 'response',
      status,
      statusText: responseStatusText(response),
      headers: fieldLines(headers),
      url: responseUrl(response),
      redirected: responseRedirected(response),
      kind,
    });
    if (bodyless) return bodies.over(subject, opaque ? kind : '');
    const type = contentType(headers);
    bodies.watch(response, subject, type !== null && !keepsWhole(type));
  }

  patch(globalThis, 'fetch', (go, self, args: unknown[], above) => {
    // Called for another window, this one may be gone: then no promise of ours settles in Firefox.
    if (!recorder.recording || (ONE_GETTER && self && self !== globalThis)) return go(self, args);
    if (args.length === 0 || typeof args[0] === 'symbol') return bodies.follow(go(self, args) as Promise<unknown>);
    const time = now();
    const seen: Record<string, unknown> = { __proto__: null } as never;
    let subject: Subject | null = null;
    let input = args[0];
    let first = input;
    const init = args[1];
    let given = args;
    try {
      // A page's own object with a toString is converted once, when the platform asks for it.
      if (isObject(input) && urlText(input) === null && !isRequest(input)) {
        const own = input;
        input = '';
        first = bare({
          toString(): unknown {
            input = `${own as unknown as string}`;
            return input;
          },
        });
      }
      // A stream to upload is replaced by one that tells what passes.
      const replace = (key: string, value: unknown): unknown => {
        if (key !== 'body') return value;
        const body = bodyArgument(value);
        return isStream(body) ? watchUpload(recorder, () => subject, body) : body;
      };
      given = [first, isObject(init) ? watchReads(init, seen, replace) : init];
    } catch (error) {
      recorder.fault(error);
    }
    const promise = go(self, given) as Promise<Response>;
    try {
      const { opening, signal, body } = read(input, seen);
      subject = recorder.open(opening, time, above);
      if (!isStream(body)) recordBody(recorder, subject, body, time);
      const mine = subject;
      const { method } = opening;
      const follows = isSignal(signal);
      if (follows && aborted(signal)) {
        // Rejected already; the reason is known, so the page gets the platform's own promise.
        recorder.failedBy(mine, abortReason(signal), 'abort');
        return promise;
      }
      // The page gets a promise of its own, so that what it does not handle stays unhandled.
      return new NativePromise<Response>((resolve, reject) => {
        recorder.guard(() => follows && followSignal(signal, mine, reject));
        settle(
          quiet(promise),
          (response: Response) => {
            recorder.guard(() => head(mine, response, method));
            resolve(response);
          },
          (reason: unknown) => {
            recorder.failedBy(mine, reason);
            reject(scrub(reason));
          },
        );
      });
    } catch (error) {
      recorder.fault(error);
      return promise;
    }
  });
}

const isRequest = (value: unknown): boolean => isA<Request>(requestUrl, value);
const isSignal = (value: unknown): value is AbortSignal => isA<AbortSignal>(aborted, value);
