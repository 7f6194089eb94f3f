// Observes XMLHttpRequest: one exchange a send, all readyStates, progress, the body in the form the page asked for.
// @see https://xhr.spec.whatwg.org/#interface-xmlhttprequest
import type { HeaderList } from '../wire/capture.ts';
import { CHUNK, DERIVED } from '../wire/capture.ts';
import { toText, urlText } from './arguments.ts';
import { describe } from './body/ledger.ts';
import type { ListenerWatch } from './eventsource.ts';
import { base, keepsWhole } from './fetch.ts';
import {
  apply,
  arrayBufferLength,
  getters,
  now,
  put,
  SafeWeakMap,
  stringIndexOf,
  stringSlice,
  uncurry,
} from './natives.ts';
import type { Recorder, Subject } from './recorder.ts';
import { bodyArgument, recordBlob, recordBody } from './request-body.ts';
import { patch, patchConstructor } from './wrap.ts';

const UNSENT = 0;
const OPENED = 1;
const HEADERS_RECEIVED = 2;
const LOADING = 3;
const DONE = 4;

const XHR = XMLHttpRequest.prototype;
const [readyState, statusOf, statusTextOf, responseUrlOf, responseTypeOf] = getters(
  XMLHttpRequest,
  'readyState',
  'status',
  'statusText',
  'responseURL',
  'responseType',
);
const [responseTextOf, responseOf, timeoutOf, credentialsOf] = getters(
  XMLHttpRequest,
  'responseText',
  'response',
  'timeout',
  'withCredentials',
);
const allHeaders = uncurry(XHR.getAllResponseHeaders);
const oneHeader = uncurry(XHR.getResponseHeader);
const [loadedOf, totalOf, computableOf] = getters(ProgressEvent, 'loaded', 'total', 'lengthComputable');
const stringify = JSON.stringify;
const split = String.prototype.split;

/** Progress is told at most this often (ms), and always at the end. */
const PROGRESS_EVERY = 50;

const FAILURES = ['error', 'abort', 'timeout'];
const UPLOAD_EVENTS = ['progress', 'load', 'loadend', ...FAILURES];

/** What the page has set up with `open()` and not yet sent, and what is on its way. */
interface Watched {
  subject: Subject | null;
  state: number;
  method: string;
  url: string;
  isAsync: boolean;
  headers: HeaderList;
  /** Transitions from before `send()`: the exchange begins with it. */
  early: { state: number; time: number; cause: string }[];
  /** UTF-16 units of `responseText` told so far. */
  told: number;
  progressAt: number;
  upload: XMLHttpRequestUpload | null;
  uploadHeard: boolean;
}

export function observeXhr(recorder: Recorder): ListenerWatch {
  const requests = new SafeWeakMap<object, Watched>();
  const uploads = new SafeWeakMap<object, Watched>();

  function enter(xhr: XMLHttpRequest, watched: Watched, cause: string): void {
    const state = readyState(xhr);
    if (state === watched.state) return;
    watched.state = state;
    const { subject } = watched;
    if (!subject || subject.ended) {
      const { early } = watched;
      put(early, { state, time: now(), cause });
      return;
    }
    recorder.enter(subject, state, cause);
    if (state === HEADERS_RECEIVED || (state === DONE && !watched.isAsync)) head(xhr, subject);
  }

  function head(xhr: XMLHttpRequest, subject: Subject): void {
    const status = statusOf(xhr);
    if (status === 0) return;
    recorder.fact(subject, {
      type: 'response',
      status,
      statusText: statusTextOf(xhr),
      headers: parseHeaders(allHeaders(xhr)),
      url: responseUrlOf(xhr),
    });
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
    if (type === '' || type === 'text') return tellText(xhr, watched, subject);
    const value = responseOf(xhr);
    if (value === null || value === undefined) return;
    if (type === 'arraybuffer') {
      const whole = keepsWhole(oneHeader(xhr, 'content-type') ?? '');
      if (arrayBufferLength(value) > 0) recorder.bytes(subject, CHUNK, value, whole ? Infinity : recorder.bodyCap);
    } else if (type === 'blob') {
      recordBlob(recorder, subject, CHUNK, value as Blob, now());
    } else if (type === 'json') {
      // The platform keeps no text of it; this is the value the page got, written again.
      recorder.row(subject, CHUNK | DERIVED, stringify(value), now());
    }
  }

  function ended(xhr: XMLHttpRequest, watched: Watched, type: string): void {
    const { subject } = watched;
    if (!subject || subject.ended) return;
    if (type === 'load') {
      tellBody(xhr, watched, subject);
      recorder.fact(subject, { type: 'done' });
    } else {
      const kind = type === 'error' ? 'network' : (type as 'timeout' | 'abort');
      recorder.failed(subject, kind, type, type === 'timeout' ? `${timeoutOf(xhr)} ms` : type);
    }
  }

  function progress(watched: Watched, direction: 'sent' | 'received', event: ProgressEvent, last: boolean): void {
    const { subject } = watched;
    if (!subject || subject.ended) return;
    const time = now();
    if (!last && time - watched.progressAt < PROGRESS_EVERY) return;
    watched.progressAt = time;
    const loaded = loadedOf(event);
    recorder.passing(subject, {
      type: 'progress',
      direction,
      loaded,
      ...(computableOf(event) && { total: totalOf(event) }),
    });
  }

  patchConstructor('XMLHttpRequest', (go) => {
    const xhr = go() as XMLHttpRequest;
    if (!recorder.recording) return xhr;
    recorder.guard(() => watch(xhr));
    return xhr;
  });

  function watch(xhr: XMLHttpRequest): void {
    const watched: Watched = {
      subject: null,
      state: UNSENT,
      method: '',
      url: '',
      isAsync: true,
      headers: [],
      early: [{ state: UNSENT, time: now(), cause: 'new XMLHttpRequest()' }],
      told: 0,
      progressAt: 0,
      upload: null,
      uploadHeard: false,
    };
    requests.set(xhr, watched);
    const on = (type: string, handle: (event: Event) => void): void => recorder.on(xhr, type, handle);
    on('readystatechange', () => enter(xhr, watched, readyState(xhr) === OPENED ? 'open()' : 'readystatechange'));
    on('progress', (event) => progress(watched, 'received', event as ProgressEvent, false));
    on('load', (event) => {
      progress(watched, 'received', event as ProgressEvent, true);
      ended(xhr, watched, 'load');
    });
    for (let i = 0; i < FAILURES.length; i++) {
      const type = FAILURES[i] as string;
      on(type, () => ended(xhr, watched, type));
    }
  }

  patch(XHR, 'open', (go, self, args: unknown[]) => {
    const watched = requests.get(self);
    if (!watched || args.length < 2) return go();
    const given: unknown[] = [toText(args[0]), urlText(args[1]) ?? toText(args[1])];
    for (let i = 2; i < args.length; i++) given[i] = args[i];
    const before = watched.subject;
    const result = go(given);
    if (before && !before.ended) recorder.failed(before, 'abort', 'open()', 'opened again');
    watched.method = `${given[0] as string}`;
    watched.url = `${given[1] as string}`;
    watched.isAsync = args.length < 3 || Boolean(args[2]);
    watched.headers = [];
    if (watched.subject) {
      // Reused: the new exchange starts where the object stands now.
      watched.subject = null;
      watched.early = [{ state: readyState(self), time: now(), cause: 'open()' }];
      watched.state = readyState(self);
    }
    watched.told = 0;
    return result;
  });

  patch(XHR, 'setRequestHeader', (go, self, args: unknown[]) => {
    const watched = requests.get(self);
    if (!watched || args.length < 2) return go();
    const name = toText(args[0]);
    const value = toText(args[1]);
    const result = go([name, value]);
    const { headers } = watched;
    put(headers, [`${name as string}`, `${value as string}`]);
    return result;
  });

  patch(XHR, 'send', (go, self: XMLHttpRequest, args: unknown[]) => {
    const watched = recorder.recording ? requests.get(self) : undefined;
    if (!watched || readyState(self) !== OPENED || (watched.subject && !watched.subject.ended)) return go();
    const body = bodyArgument(args[0]);
    recorder.guard(() => begin(self, watched, body));
    const { subject } = watched;
    try {
      const result = go(args.length > 0 ? [body] : args);
      // A synchronous request is over now, whatever events it fired.
      if (subject && !subject.ended && !watched.isAsync) recorder.guard(() => finish(self, watched, 'load'));
      return result;
    } catch (error) {
      if (subject && !subject.ended) recorder.guard(() => finish(self, watched, error));
      throw error;
    }
  });

  function finish(xhr: XMLHttpRequest, watched: Watched, how: unknown): void {
    enter(xhr, watched, 'send()');
    if (how === 'load') return ended(xhr, watched, 'load');
    const { name, message } = describe(how);
    if (watched.subject)
      recorder.failed(watched.subject, name === 'TimeoutError' ? 'timeout' : 'network', name, message);
  }

  function begin(xhr: XMLHttpRequest, watched: Watched, body: unknown): void {
    watched.told = 0;
    const { method, url, headers, isAsync } = watched;
    const options: Record<string, string | number | boolean> = {
      async: isAsync,
      responseType: responseTypeOf(xhr),
      timeout: timeoutOf(xhr),
      withCredentials: credentialsOf(xhr),
    };
    const subject = recorder.open({ api: 'xhr', method, url, base: base(), headers, options }, now());
    watched.subject = subject;
    const { early } = watched;
    for (let i = 0; i < early.length; i++) {
      const { state, time, cause } = early[i] as Watched['early'][number];
      recorder.enter(subject, state, cause, time);
    }
    watched.early = [];
    if (method !== 'GET' && method !== 'HEAD') recordBody(recorder, subject, body);
    followUpload(watched);
  }

  /**
   * Listens to the upload only where the page does: a listener of ours alone would cause a CORS preflight. An upload
   * object that the page has not asked for does not exist yet, and must not begin to.
   */
  function followUpload(watched: Watched): void {
    const { upload } = watched;
    if (!upload) return;
    for (let i = 0; i < UPLOAD_EVENTS.length; i++) {
      if (handlerOf(upload, UPLOAD_EVENTS[i] as string)) return hearUpload(upload, watched);
    }
  }

  function hearUpload(upload: XMLHttpRequestUpload, watched: Watched): void {
    if (watched.uploadHeard) return;
    watched.uploadHeard = true;
    recorder.on(upload, 'progress', (event) => progress(watched, 'sent', event as ProgressEvent, false));
    recorder.on(upload, 'loadend', (event) => progress(watched, 'sent', event as ProgressEvent, true));
  }

  patch(XHR, 'upload', (go, self) => {
    const upload = go() as XMLHttpRequestUpload;
    const watched = requests.get(self);
    if (watched && !watched.upload) {
      watched.upload = upload;
      uploads.set(upload, watched);
    }
    return upload;
  });

  patch(XHR, 'abort', (go, self) => {
    const result = go();
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

  const partial = (go: () => unknown, self: XMLHttpRequest): unknown => {
    const watched = requests.get(self);
    const subject = watched?.subject;
    if (watched && recorder.recording && subject && !subject.ended && readyState(self) === LOADING)
      recorder.guard(() => tellText(self, watched, subject));
    return go();
  };
  patch(XHR, 'responseText', partial as never);
  patch(XHR, 'response', partial as never);

  return (target, type) => {
    const watched = uploads.get(target);
    if (watched && type in handlerGetters) hearUpload(target as XMLHttpRequestUpload, watched);
  };
}

const handlerGetters: Record<string, ((self: XMLHttpRequestEventTarget) => unknown) | undefined> = {
  __proto__: null,
} as never;
for (let i = 0; i < UPLOAD_EVENTS.length; i++) {
  const type = UPLOAD_EVENTS[i] as string;
  handlerGetters[type] = getters(XMLHttpRequestEventTarget, `on${type}` as never)[0];
}
const handlerOf = (target: XMLHttpRequestEventTarget, type: string): unknown => handlerGetters[type]?.(target);

/** The list that `getAllResponseHeaders()` writes as lines. */
function parseHeaders(text: string): HeaderList {
  const list: HeaderList = [];
  const lines = apply(split, text, ['\r\n']) as string[];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const colon = stringIndexOf(line, ': ');
    if (colon > 0) put(list, [stringSlice(line, 0, colon), stringSlice(line, colon + 2)]);
  }
  return list;
}
