// Observes XMLHttpRequest: one exchange a send, all readyStates, progress, the body in the form the page asked for.
// @see https://xhr.spec.whatwg.org/#interface-xmlhttprequest
import type { HeaderList } from '../wire/capture.ts';
import { CHUNK, DERIVED, DROPPED } from '../wire/capture.ts';
import { convert } from './arguments.ts';
import { base, keepsWhole } from './fetch.ts';
import type { Subject } from './item.ts';
import { bufferLength, List, lowerCase, members, now, put, SafeWeakMap, stringSlice } from './natives.ts';
import { listen, unlisten } from './platform.ts';
import type { Recorder } from './recorder.ts';
import { bodyArgument, copyBody, markupOf, recordBlob } from './request-body.ts';
import { type Around, patch } from './wrap.ts';

const UNSENT = 0;
const OPENED = 1;
const HEADERS_RECEIVED = 2;
const LOADING = 3;
const DONE = 4;

const XHR = XMLHttpRequest;
const [
  readyState,
  statusOf,
  statusTextOf,
  responseUrlOf,
  responseTypeOf,
  responseTextOf,
  responseOf,
  timeoutOf,
  credentialsOf,
  allHeaders,
  headerOf,
] = members(
  XHR,
  'readyState',
  'status',
  'statusText',
  'responseURL',
  'responseType',
  'responseText',
  'response',
  'timeout',
  'withCredentials',
  'getAllResponseHeaders',
  'getResponseHeader',
);
const [typeOf] = members(Event, 'type');
const [loadedOf, totalOf] = members(ProgressEvent, 'loaded', 'total');
const stringify = JSON.stringify;

/** What the page has set up with `open()` and not yet sent, and what is on its way. */
interface Watched {
  subject: Subject | null;
  state: number;
  /** What `open()` was given, until it is known to be valid. */
  given: unknown[] | null;
  method: string;
  url: string;
  isAsync: boolean;
  headers: List<HeaderList[number]>;
  /** Transitions from before `send()`: the exchange begins with it. */
  early: List<{ state: number; time: number; cause: string }>;
  /** UTF-16 units of `responseText` told so far. */
  told: number;
  /** Adds our listener to the upload, or removes it; null until the page has asked for the upload. */
  upload: ((change: typeof listen | typeof unlisten) => void) | null;
}

export function observeXhr(recorder: Recorder): void {
  const requests = new SafeWeakMap<object, Watched>();

  /**
   * One listener for all events: a request has many, and each listener costs more than what it does. From the first on:
   * Chromium calls those of an object outside the document in the order in which they were added.
   */
  function follow(xhr: XMLHttpRequest, watched: Watched): void {
    const hear = recorder.hears((event) => {
      const type = typeOf(event);
      if (type === 'progress') return progress(watched, 'received', event as ProgressEvent);
      if (type !== 'readystatechange') return ended(xhr, watched, type);
      const state = readyState(xhr);
      if (state === OPENED) return opened(xhr, watched);
      if (state !== DONE) return enter(xhr, watched, type);
      // Its end tells of the state, too. Before listeners of the page, which may use the object again.
      if (watched.isAsync && statusOf(xhr) !== 0) return ended(xhr, watched, 'load');
      // Most likely it fails; how, the next event says.
      enter(xhr, watched, type);
      on('load');
    });
    const on = (type: string): void => listen(xhr, type, hear, true);
    on('readystatechange');
    on('progress');
    // Before those of the page, which may try again with the same object.
    on('error');
    on('abort');
    on('timeout');
  }

  /** What the object has become; a response tells of HEADERS_RECEIVED itself. */
  function enter(xhr: XMLHttpRequest, watched: Watched, cause: string): void {
    const state = readyState(xhr);
    if (state === watched.state) return;
    watched.state = state;
    const { subject } = watched;
    if (!subject || subject.ended) return put(watched.early, { state, time: now(), cause });
    if (state === HEADERS_RECEIVED && head(xhr, subject)) return;
    recorder.enter(subject, state, cause);
    if (state === DONE && !watched.isAsync) head(xhr, subject);
  }

  function head(xhr: XMLHttpRequest, subject: Subject): boolean {
    const status = statusOf(xhr);
    if (status === 0) return false;
    recorder.fact(subject, {
      type: 'response',
      status,
      statusText: statusTextOf(xhr),
      headers: allHeaders(xhr),
      url: responseUrlOf(xhr),
    });
    return true;
  }

  /** What the response has become since the last look, in the form in which the page reads it. */
  function tellText(xhr: XMLHttpRequest, watched: Watched, subject: Subject): void {
    const type = responseTypeOf(xhr);
    if (type !== '' && type !== 'text') return;
    const text = responseTextOf(xhr);
    if (text.length <= watched.told) return;
    recorder.row(subject, CHUNK, watched.told === 0 ? text : stringSlice(text, watched.told), now());
    watched.told = text.length;
  }

  function tellBody(xhr: XMLHttpRequest, watched: Watched, subject: Subject): void {
    const type = responseTypeOf(xhr);
    const value = responseOf(xhr);
    // Where it is not what the page took it for, the network log has the bytes.
    if (value === null || value === undefined) return;
    if (type === 'arraybuffer') {
      const whole = keepsWhole(headerOf(xhr, 'content-type'));
      if (bufferLength(value) > 0) recorder.bytes(subject, CHUNK, value, whole ? Infinity : recorder.bodyCap);
    } else if (type === 'blob') {
      recordBlob(recorder, subject, CHUNK, value as Blob, now());
    } else if (type === 'json') {
      // The platform keeps no text of it; this is the value the page got, written again. A page's toJSON must not be called.
      if ('toJSON' in []) recorder.row(subject, CHUNK | DERIVED | DROPPED, null, now());
      else recorder.row(subject, CHUNK | DERIVED, stringify(value), now());
    } else if (type === 'document') {
      recorder.row(subject, CHUNK | DERIVED, markupOf(value as Document), now());
    } else tellText(xhr, watched, subject);
  }

  function ended(xhr: XMLHttpRequest, watched: Watched, type: string): void {
    const { subject } = watched;
    const state = readyState(xhr);
    // The page has opened it anew meanwhile: this is of the request before.
    if (state !== DONE) return;
    watched.state = state;
    if (!subject || subject.ended) return;
    if (type === 'load') {
      tellBody(xhr, watched, subject);
      recorder.fact(subject, { type: 'done' });
    } else {
      const kind = type === 'error' ? 'network' : (type as 'timeout' | 'abort');
      recorder.failed(subject, kind, type, type === 'timeout' ? `${timeoutOf(xhr)} ms` : type);
    }
  }

  /** The platform fires it every 50 ms (Chromium for an upload up to 100 times a second), and a last time before the end. */
  function progress({ subject }: Watched, direction: 'sent' | 'received', event: ProgressEvent): void {
    if (!subject || subject.ended) return;
    recorder.passing(subject, {
      type: 'progress',
      direction,
      loaded: loadedOf(event),
      total: totalOf(event),
    });
  }

  recorder.instances<XMLHttpRequest>('XMLHttpRequest', (xhr) => {
    const watched: Watched = {
      subject: null,
      state: -1,
      given: null,
      method: '',
      url: '',
      isAsync: true,
      headers: new List(),
      early: new List(),
      told: 0,
      upload: null,
    };
    enter(xhr, watched, 'new XMLHttpRequest()');
    requests.set(xhr, watched);
    follow(xhr, watched);
  });

  patch(XHR, 'open', (go, self, args: unknown[]) => {
    const watched = requests.get(self);
    if (!watched || args.length < 2) return go(self, args);
    // The list is ours.
    convert(args, 0);
    convert(args, 1);
    watched.given = args;
    const result = go(self, args);
    // Where it was open before there was no event.
    recorder.guard(opened, self, watched);
    return result;
  });

  /** What the last `open()` was given is valid; its listeners may send already. */
  function opened(xhr: XMLHttpRequest, watched: Watched): void {
    const { given, subject, upload } = watched;
    if (!given) return;
    watched.given = null;
    upload?.(unlisten);
    watched.method = `${given[0] as string}`;
    watched.url = `${given[1] as string}`;
    watched.isAsync = given.length < 3 || Boolean(given[2]);
    watched.headers = new List();
    if (subject) {
      // Reused: the new exchange starts where the object stands now.
      recorder.failed(subject, 'abort', 'open()', '');
      watched.subject = null;
      watched.early = new List();
      watched.state = UNSENT;
    }
    enter(xhr, watched, 'open()');
  }

  patch(XHR, 'setRequestHeader', (go, self, args: unknown[]) => {
    const watched = requests.get(self);
    if (!watched || args.length < 2) return go(self, args);
    convert(args, 0);
    convert(args, 1);
    const result = go(self, args);
    put(watched.headers, [`${args[0] as string}`, `${args[1] as string}`]);
    return result;
  });

  patch(XHR, 'send', (go, self: XMLHttpRequest, args: unknown[], above) => {
    const watched = recorder.recording ? requests.get(self) : undefined;
    if (!watched?.method || readyState(self) !== OPENED || (watched.subject && !watched.subject.ended))
      return go(self, args);
    const body = bodyArgument(args[0]);
    recorder.guard(() => begin(self, watched, body, above));
    const { subject, upload } = watched;
    try {
      const result = go(self, args.length > 0 ? [body] : args);
      // Not before: whether anybody listens is asked within `send()`, and causes a CORS preflight.
      upload?.(listen);
      // A synchronous request is over now, whatever events it fired.
      if (subject && !subject.ended && !watched.isAsync) {
        recorder.guard(() => {
          enter(self, watched, 'send()');
          ended(self, watched, 'load');
        });
      }
      return result;
    } catch (error) {
      if (subject && !subject.ended) {
        recorder.guard(() => {
          enter(self, watched, 'send()');
          recorder.failedBy(subject, error);
        });
      }
      throw error;
    }
  });

  function begin(xhr: XMLHttpRequest, watched: Watched, body: unknown, above: unknown): void {
    watched.told = 0;
    const { method, url, headers, isAsync } = watched;
    const options: Record<string, string | number | boolean> = {
      async: isAsync,
      responseType: responseTypeOf(xhr),
      timeout: timeoutOf(xhr),
      withCredentials: credentialsOf(xhr),
    };
    const before = watched.early;
    const opening = { api: 'xhr', method, url, base: base(), headers, before, options } as const;
    const subject = recorder.open(opening, now(), above);
    watched.subject = subject;
    watched.early = new List();
    const kind = lowerCase(method);
    if (kind !== 'get' && kind !== 'head') copyBody(recorder, body)?.(subject, now());
  }

  patch(XHR, 'upload', (go, self, args) => {
    const upload = go(self, args) as XMLHttpRequestUpload;
    const watched = requests.get(self);
    if (watched && !watched.upload) {
      // The last one tells that all was sent.
      const heard = recorder.hears((event) => progress(watched, 'sent', event as ProgressEvent));
      watched.upload = (change) => change(upload, 'progress', heard, true);
    }
    return upload;
  });

  patch(XHR, 'abort', (go, self, args) => {
    const result = go(self, args);
    const watched = requests.get(self);
    if (watched) {
      recorder.guard(() => {
        const { subject } = watched;
        const state = readyState(self);
        if (state === watched.state) return;
        watched.state = state;
        // After the events of an abort in flight the object is UNSENT again, without an event for it.
        if (subject) recorder.enter(subject, state, 'abort()');
      });
    }
    return result;
  });

  const partial: Around = (go, self: XMLHttpRequest, args) => {
    const watched = requests.get(self);
    const subject = watched?.subject;
    if (watched && recorder.recording && subject && !subject.ended && readyState(self) === LOADING)
      recorder.guard(() => tellText(self, watched, subject));
    return go(self, args);
  };
  patch(XHR, 'responseText', partial);
  patch(XHR, 'response', partial);
}
