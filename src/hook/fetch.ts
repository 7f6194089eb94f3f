// Observes fetch(): arguments as the platform reads them, the response head, the body as the page consumes it.
// @see https://fetch.spec.whatwg.org/#fetch-method
import type { HeaderList } from '../wire/capture.ts';
import { headersOf, listHeaders, urlText, watchReads } from './arguments.ts';
import { apply, needGetter, now, SafeSet, SafeWeakMap, settle, stringLower, uncurry } from './natives.ts';
import type { ExchangeFact, Recorder, Subject } from './recorder.ts';
import { isStream, recordBody, watchUpload } from './request-body.ts';
import { type BodyWatcher, describe } from './response-body.ts';
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
const listen = uncurry(EventTarget.prototype.addEventListener);
const baseUri = of<Node, string>(Node.prototype, 'baseURI');
const page = document;

/** RequestInit members that are told as plain values. */
const TOLD = [
  'mode',
  'credentials',
  'cache',
  'redirect',
  'referrer',
  'referrerPolicy',
  'integrity',
  'keepalive',
  'priority',
  'duplex',
];
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

interface SentBody {
  body: unknown;
  headers: HeaderList;
}

export function observeFetch(recorder: Recorder, bodies: BodyWatcher): void {
  /** Bodies given to `new Request()`, which the object itself no longer tells. */
  const requests = new SafeWeakMap<object, SentBody>();
  const bySignal = new SafeWeakMap<AbortSignal, Set<Subject>>();

  patchConstructor('Request', (target, args, newTarget) => {
    const seen: Record<string, unknown> = { __proto__: null } as never;
    const init = args[1] as unknown;
    const watched =
      recorder.recording && typeof init === 'object' && init !== null ? [args[0], watchReads(init, seen)] : args;
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

  /** One listener a signal, however many requests it serves. */
  function followSignal(signal: AbortSignal, subject: Subject): void {
    let subjects = bySignal.get(signal);
    if (!subjects) {
      const made = new SafeSet<Subject>();
      subjects = made;
      bySignal.set(signal, made);
      listen(signal as EventTarget, 'abort', () => {
        const { name, message } = describe(abortReason(signal));
        made.forEach((s) => {
          recorder.failed(s, name === 'TimeoutError' ? 'timeout' : 'abort', name, message);
        });
        made.clear();
      });
    }
    const set = subjects;
    set.add(subject);
    subject.onEnd = () => set.delete(subject);
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
    for (let i = 0; i < TOLD.length; i++) {
      const name = TOLD[i] as string;
      const value = seen[name];
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') options[name] = value;
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
        const replace = (key: string, value: unknown): unknown =>
          key === 'body' && isStream(value) ? watchUpload(recorder, () => subject, value) : value;
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
      if (isSignal(signal)) {
        if (aborted(signal)) {
          // Rejected already; the reason is known, so the page gets the platform's own promise.
          const { name, message } = describe(abortReason(signal));
          recorder.failed(subject, name === 'TimeoutError' ? 'timeout' : 'abort', name, message);
          return promise;
        }
        followSignal(signal, subject);
      }
      const mine = subject;
      const { method } = fact as { method: string };
      return settle(
        promise,
        (response: Response) => {
          try {
            head(mine, response, method);
          } catch (error) {
            recorder.fault('response', error);
          }
          return response;
        },
        (reason: unknown): never => {
          const { name, message } = describe(reason);
          recorder.failed(
            mine,
            name === 'AbortError' ? 'abort' : name === 'TimeoutError' ? 'timeout' : 'network',
            name,
            message,
          );
          throw scrub(reason);
        },
      );
    } catch (error) {
      recorder.fault('fetch', error);
      return promise;
    }
  });
}

const isRequest = (value: unknown): boolean => {
  try {
    requestUrl(value as Request);
    return true;
  } catch {
    return false;
  }
};

const isSignal = (value: unknown): value is AbortSignal => {
  try {
    aborted(value as AbortSignal);
    return true;
  } catch {
    return false;
  }
};
