// Observes fetch(): arguments as the platform reads them, the response head, the body as the page consumes it.
// @see https://fetch.spec.whatwg.org/#fetch-method
import type { HeaderList } from '../wire/capture.ts';
import { headersOf, listHeaders, urlText, watchReads } from './arguments.ts';
import { describe, kindOf, type Ledger } from './body/ledger.ts';
import { apply, deferred, needGetter, now, SafeMap, SafeWeakMap, settle, stringLower } from './natives.ts';
import { listen } from './platform.ts';
import type { ExchangeFact, Recorder, Subject } from './recorder.ts';
import { bodyArgument, isA, isStream, recordBody, watchUpload } from './request-body.ts';
import { callerStack } from './stack.ts';
import { pass, passNew, patchConstructor, patchValue, scrub } from './wrap.ts';

const of = needGetter;
const requestUrl = of<Request, string>(Request.prototype, 'url');
const requestMethod = of<Request, string>(Request.prototype, 'method');
const requestHeaders = of<Request, Headers>(Request.prototype, 'headers');
const requestSignal = of<Request, AbortSignal>(Request.prototype, 'signal');
const responseHeaders = of<Response, Headers>(Response.prototype, 'headers');
const responseStatus = of<Response, number>(Response.prototype, 'status');
const responseStatusText = of<Response, string>(Response.prototype, 'statusText');
const responseUrl = of<Response, string>(Response.prototype, 'url');
const responseRedirected = of<Response, boolean>(Response.prototype, 'redirected');
const responseKind = of<Response, ResponseType>(Response.prototype, 'type');
const aborted = of<AbortSignal, boolean>(AbortSignal.prototype, 'aborted');
const abortReason = of<AbortSignal, unknown>(AbortSignal.prototype, 'reason');
const baseUri = of<Node, string>(Node.prototype, 'baseURI');
const page = document;

/** Statuses whose responses have no body. @see https://fetch.spec.whatwg.org/#null-body-status */
const isNullBody = (status: number): boolean =>
  status === 101 || status === 103 || status === 204 || status === 205 || status === 304;
/** Content types whose bodies are kept whole: they are text, or streams of messages. */
const WHOLE = /^(text\/|application\/(json|x-ndjson|ndjson|jsonl|json-seq|xml|javascript|[\w.-]+\+(json|xml)))/;
const test = RegExp.prototype.exec;

/** Where a URL that is not absolute is resolved. */
export function baseFor(url: string): { base?: string } {
  return apply(test, /^[a-z][a-z0-9+.-]*:/i, [url]) ? {} : { base: baseUri(page) };
}

/** True where bytes of this content type are of no use to a decoder when they are cut. */
export const keepsWhole = (contentType: string): boolean => apply(test, WHOLE, [stringLower(contentType)]) !== null;

type Followers = Map<Subject, (reason: unknown) => void>;

interface SentBody {
  body: unknown;
  headers: HeaderList;
}

export function observeFetch(recorder: Recorder, bodies: Ledger): void {
  /** Bodies given to `new Request()`, which the object itself no longer tells. */
  const requests = new SafeWeakMap<object, SentBody>();
  const bySignal = new SafeWeakMap<AbortSignal, Followers>();

  patchConstructor('Request', (target, args, newTarget) => {
    const seen: Record<string, unknown> = { __proto__: null } as never;
    const init = args[1] as unknown;
    const watched =
      recorder.recording && typeof init === 'object' && init !== null
        ? [args[0], watchReads(init, seen, (key, value) => (key === 'body' ? bodyArgument(value) : value))]
        : args;
    const request = passNew(target, watched, newTarget);
    const before = requests.get(args[0] as unknown as object);
    if (seen.body !== undefined && seen.body !== null) requests.set(request, { body: seen.body, headers: [] });
    else if (before) requests.set(request, before);
    return request;
  });
  patchValue(Request.prototype, 'clone', (target, self, args) => {
    const copy = pass(target, self, args) as object;
    const before = requests.get(self);
    if (before) requests.set(copy, before);
    return copy;
  });

  function fail(subject: Subject, reason: unknown): void {
    const { name, message } = describe(reason);
    recorder.failed(subject, kindOf(name), name, message);
  }

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
          const { name, message } = describe(reason);
          // Whatever the reason is called, it was the page that aborted, or its timeout.
          recorder.failed(follower, name === 'TimeoutError' ? 'timeout' : 'abort', name, message);
          settleWith(reason);
        });
        made.clear();
      });
    }
    const map = followers;
    map.set(subject, reject);
    subject.onEnd = () => map.delete(subject);
  }

  function opening(
    input: unknown,
    seen: Record<string, unknown>,
  ): { fact: ExchangeFact; signal: unknown; body: unknown } {
    let method = 'GET';
    let url = urlText(input);
    let headers: HeaderList = [];
    let signal: unknown;
    let body: unknown;
    if (url === null) {
      const request = input as Request;
      url = requestUrl(request);
      method = requestMethod(request);
      headers = listHeaders(requestHeaders(request));
      signal = requestSignal(request);
      body = requests.get(request)?.body;
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
    const fact: ExchangeFact = {
      type: 'opened',
      api: 'fetch',
      method,
      url,
      ...baseFor(url),
      headers,
      options,
      stack: callerStack(),
    };
    return { fact, signal, body };
  }

  function head(subject: Subject, response: Response, method: string): void {
    const status = responseStatus(response);
    const kind = responseKind(response);
    const headers = listHeaders(responseHeaders(response));
    const bodyless =
      isNullBody(status) || method === 'HEAD' || kind === 'opaque' || kind === 'opaqueredirect' || kind === 'error';
    recorder.fact(subject, {
      type: 'response',
      status,
      statusText: responseStatusText(response),
      headers,
      url: responseUrl(response),
      redirected: responseRedirected(response),
      kind,
      ...(bodyless && { bodyless }),
    });
    if (bodyless) {
      if (!subject.ended)
        recorder.fact(subject, {
          type: 'done',
          ...((kind === 'opaque' || kind === 'opaqueredirect') && { cause: kind }),
        });
      return;
    }
    let type = '';
    for (let i = 0; i < headers.length; i++) {
      const header = headers[i] as [string, string];
      if (header[0] === 'content-type') type = header[1];
    }
    bodies.watch(response, subject, type !== '' && !keepsWhole(type));
  }

  patchValue(globalThis, 'fetch', (target, self, args: unknown[]) => {
    if (!recorder.recording || args.length === 0) return pass(target, self, args);
    const time = now();
    const seen: Record<string, unknown> = { __proto__: null } as never;
    let subject: Subject | null = null;
    let input = args[0];
    const init = args[1];
    let given = args;
    try {
      // A page's own object with a toString is converted here, once, instead of by the platform.
      if (typeof input === 'object' && input !== null && urlText(input) === null && !isRequest(input)) {
        try {
          input = `${input as unknown as string}`;
        } catch (error) {
          // The platform will meet the same error where it converts the argument, and reject with it.
          const thrown = error;
          input = {
            toString: () => {
              throw thrown;
            },
          };
        }
      }
      if (typeof init === 'object' && init !== null) {
        // A stream to upload is replaced by one that tells what passes.
        const replace = (key: string, value: unknown): unknown => {
          if (key !== 'body') return value;
          const body = bodyArgument(value);
          return isStream(body) ? watchUpload(recorder, () => subject, body) : body;
        };
        given = [input, watchReads(init, seen, replace)];
      } else given = [input, init];
      if (args.length === 1) given = [input];
    } catch (error) {
      recorder.fault('fetch', error);
      given = args;
    }
    const promise = pass(target, self, given) as Promise<Response>;
    try {
      const { fact, signal, body } = opening(input, seen);
      subject = recorder.begin();
      recorder.fact(subject, fact, time);
      if (!isStream(body)) recordBody(recorder, subject, body, time);
      const mine = subject;
      const { method } = fact as { method: string };
      // The page gets a promise of its own, so that what it does not handle stays unhandled.
      const page = deferred<Response>();
      if (isSignal(signal)) {
        if (aborted(signal)) {
          // Rejected already; the reason is known, so the page gets the platform's own promise.
          fail(mine, abortReason(signal));
          return promise;
        }
        followSignal(signal, mine, page.reject);
      }
      settle(
        promise,
        (response: Response) => {
          try {
            head(mine, response, method);
          } catch (error) {
            recorder.fault('response', error);
          }
          page.resolve(response);
        },
        (reason: unknown) => {
          fail(mine, reason);
          page.reject(scrub(reason));
        },
      );
      return page.promise;
    } catch (error) {
      recorder.fault('fetch', error);
      return promise;
    }
  });
}

const isRequest = (value: unknown): boolean => isA(() => requestUrl(value as Request));
const isSignal = (value: unknown): value is AbortSignal => isA(() => aborted(value as AbortSignal));
