// Observes fetch(): arguments as the platform reads them, the response head, the body as the page consumes it.
// @see https://fetch.spec.whatwg.org/#fetch-method
import type { HeaderList } from '../wire/capture.ts';
import { contentType, convert, fieldLines, headersOf, watchReads } from './arguments.ts';
import type { Ledger } from './body/ledger.ts';
import { ONE_GETTER, scrub } from './errors.ts';
import type { Opening, Subject } from './item.ts';
import {
  bare,
  construct,
  deref,
  doc,
  isA,
  isObject,
  lowerCase,
  members,
  NativePromise,
  NativeWeakRef,
  now,
  quiet,
  SafeMap,
  SafeWeakMap,
  settle,
  stringSplit,
} from './natives.ts';
import { listen, responseHeaders, unlisten } from './platform.ts';
import type { Recorder } from './recorder.ts';
import { type BodyTeller, copyBody, isBody, isStream, watchUpload } from './request-body.ts';
import { patch, patchConstructor } from './wrap.ts';

const NativeRequest = Request;
const [requestUrl, requestMethod, requestHeaders, requestSignal] = members(
  Request,
  'url',
  'method',
  'headers',
  'signal',
);
const [responseUrl, responseStatus, responseStatusText, responseRedirected, responseKind] = members(
  Response,
  'url',
  'status',
  'statusText',
  'redirected',
  'type',
);
const requestKeepalive = ONE_GETTER ? members(Request, 'keepalive')[0] : undefined;
const [aborted, abortReason] = members(AbortSignal, 'aborted', 'reason');
const [baseUri] = members(Node, 'baseURI');

/** Content types whose bodies are kept whole: they are text, or streams of messages. */
const WHOLE = ['text/', '/xml', '+xml', 'json', 'script'];

/** Where a URL that is not absolute is resolved. */
export const base = (): string => baseUri(doc);

/** Whether bytes of this content type are of no use to a decoder when they are cut. */
export function keepsWhole(contentType: string | null): boolean {
  const given = lowerCase(contentType ?? '');
  for (let i = 0; i < WHOLE.length; i++) if (stringSplit(given, WHOLE[i] as string).length > 1) return true;
  return false;
}

/** What a signal aborts, and the listener of ours that does it. */
interface Followed {
  subjects: Map<Subject, true>;
  heard: (event: Event) => void;
  /** Follows the signal and fires after it: reactions of promises run between listeners, and no listener of ours may come first. */
  follower: AbortSignal;
}

export function observeFetch(recorder: Recorder, bodies: Ledger): void {
  /** Of bodies given to `new Request()`, which the object itself no longer tells. */
  const requests = new SafeWeakMap<object, BodyTeller | undefined>();
  const bySignal = new SafeWeakMap<AbortSignal, Followed>();

  /** Notes in `seen` what the platform reads of the init. @returns what tells the body, once the platform has taken it */
  function watchInit(args: unknown[], seen: Record<string, unknown>, sends: boolean): () => BodyTeller | undefined {
    let tell: BodyTeller | undefined;
    const init = args[1];
    if (recorder.recording && isObject(init)) {
      args[1] = watchReads(init, seen, (key) => {
        const { body } = seen;
        if (key === 'method' || (key === 'body' && !isBody(body))) return convert(seen, key);
        if (key !== 'body') return;
        // The body of a response, sent on.
        const reading = bodies.streams.get(body as object);
        if (reading) bodies.left(reading, 'unseen');
        if (!sends || !isStream(body)) return;
        // Replaced by one that tells what passes.
        let to: Subject | null = null;
        tell = (subject) => {
          to = subject;
        };
        seen.body = watchUpload(recorder, () => to, body);
      });
    }
    // A Request as init has a stream, of which we know what it holds.
    return () =>
      tell ??
      (isStream(seen.body) ? requests.get(init as object) : undefined) ??
      copyBody(recorder, seen.body) ??
      requests.get(args[0] as object);
  }

  patchConstructor('Request', (go, args: unknown[]) => {
    const tellerOf = watchInit(args, bare({}), false);
    const request = go(args);
    recorder.guard(() => requests.set(request, tellerOf()));
    return request;
  });
  patch(Request, 'clone', (go, self, args) => {
    const copy = go(self, args) as object;
    requests.set(copy, requests.get(self));
    return copy;
  });

  /**
   * One listener a signal, however many requests it serves. An abort rejects the page's promise within `abort()`, where
   * the platform rejects its own: a page that watches the order of microtasks sees no difference.
   */
  function hearSignal(signal: AbortSignal): Followed {
    const subjects = new SafeMap<Subject, true>();
    const heard = recorder.hears(() => {
      const reason = abortReason(signal);
      subjects.forEach((_, subject) => {
        // Whatever the reason is called, it was the page that aborted, or its timeout.
        recorder.failedBy(subject, reason, 'abort');
        subject.reject?.(reason);
      });
    });
    const follower = requestSignal(construct(NativeRequest, ['a:', bare({ signal })]) as Request);
    const followed = { subjects, heard, follower };
    listen(follower as EventTarget, 'abort', heard, true);
    bySignal.set(signal, followed);
    return followed;
  }

  /** Apart: else the exchange would hold the signal, which holds the response. */
  const leaving = (subject: Subject, ref: WeakRef<AbortSignal>) => (): void => {
    const signal = deref(ref) as AbortSignal | undefined;
    const followed = signal && bySignal.get(signal);
    if (!followed) return;
    followed.subjects.delete(subject);
    if (followed.subjects.size > 0) return;
    // A signal made by `any()` would live as long as its sources.
    unlisten(followed.follower as EventTarget, 'abort', followed.heard, true);
    bySignal.delete(signal);
  };

  /** Has a request be aborted with a signal: then the page's promise is rejected. */
  function follow(subject: Subject, signal: AbortSignal): void {
    (bySignal.get(signal) ?? hearSignal(signal)).subjects.set(subject, true);
    subject.onEnd = leaving(subject, new NativeWeakRef(signal));
  }

  function read(input: unknown, seen: Record<string, unknown>): { opening: Opening; signal: unknown } {
    let method = 'GET';
    let url = isObject(input) ? '' : `${input as string}`;
    let headers: HeaderList | string = '';
    let signal: unknown;
    if (isRequest(input)) {
      url = requestUrl(input);
      method = requestMethod(input);
      headers = fieldLines(requestHeaders(input));
      signal = requestSignal(input);
    }
    if (typeof seen.method === 'string') method = seen.method;
    if (seen.headers !== undefined) headers = headersOf(seen.headers);
    if (seen.signal !== undefined) signal = seen.signal;
    const options: Record<string, string | number | boolean> = {};
    for (const name in seen) {
      const value = seen[name];
      const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      if (plain && name !== 'body') options[name] = value;
    }
    return { opening: { api: 'fetch', method, url, base: base(), headers, options }, signal };
  }

  function head(subject: Subject, response: Response, method: string | undefined): void {
    const status = responseStatus(response);
    const kind = responseKind(response);
    const headers = responseHeaders(response);
    // Opaque, or an opaque redirect: of nothing else the page is told status 0.
    const opaque = status === 0;
    // @see https://fetch.spec.whatwg.org/#null-body-status
    const bodyless = status === 204 || status === 205 || status === 304 || method === 'HEAD' || opaque;
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
    bodies.watch(response, subject, !keepsWhole(type));
  }

  patch(globalThis, 'fetch', (go, self, args: unknown[], above) => {
    // Called for another window, this one may be gone: then no promise of ours settles in Firefox.
    if (!recorder.recording || (ONE_GETTER && self && self !== globalThis)) return go(self, args);
    if (args.length === 0 || typeof args[0] === 'symbol') return bodies.follow(go(self, args) as Promise<unknown>);
    const time = now();
    const seen: Record<string, unknown> = bare({});
    if (!isRequest(args[0])) convert(args, 0);
    const tellerOf = watchInit(args, seen, true);
    const promise = go(self, args) as Promise<Response>;
    try {
      const { opening, signal } = read(args[0], seen);
      const mine = recorder.open(opening, time, above);
      recorder.guard(() => tellerOf()?.(mine, time));
      const { method } = opening;
      // Firefox rejects one with `keepalive` later, and with an error of its own.
      const follows = (!ONE_GETTER || !keepsAlive(args[0], seen)) && isA<AbortSignal>(aborted, signal);
      if (follows && aborted(signal)) {
        // Rejected already; the reason is known, so the page gets the platform's own promise.
        recorder.failedBy(mine, abortReason(signal), 'abort');
        return promise;
      }
      // The page gets a promise of its own, so that what it does not handle stays unhandled.
      return new NativePromise<Response>((resolve, reject) => {
        mine.reject = reject;
        recorder.guard(() => follows && follow(mine, signal));
        settle(
          quiet(promise),
          (response: Response) => {
            // By its promise the response could never be collected.
            mine.reject = null;
            recorder.guard(() => head(mine, response, method));
            resolve(response);
          },
          (reason: unknown) => {
            mine.reject = null;
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

const keepsAlive = (input: unknown, seen: Record<string, unknown>): boolean =>
  Boolean(seen.keepalive ?? (isRequest(input) && requestKeepalive?.(input)));
const isRequest = (value: unknown): value is Request => isA<Request>(requestUrl, value);
