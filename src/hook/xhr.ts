// Observes XMLHttpRequest: one exchange a send, all readyStates, progress, the body in the form the page asked for.
// @see https://xhr.spec.whatwg.org/#interface-xmlhttprequest
import type { HeaderList } from '../wire/capture.ts';
import { BINARY, CHUNK, CUT, DERIVED } from '../wire/capture.ts';
import { toText, urlText } from './arguments.ts';
import { describe } from './body/ledger.ts';
import type { ListenerWatch } from './eventsource.ts';
import { baseFor, keepsWhole } from './fetch.ts';
import { apply, copyBytes, needGetter, now, put, SafeWeakMap, stringIndexOf, stringSlice, uncurry } from './natives.ts';
import { listen } from './platform.ts';
import type { Recorder, Subject } from './recorder.ts';
import { bodyArgument, recordBlob, recordBody } from './request-body.ts';
import { callerStack } from './stack.ts';
import { pass, passNew, patchConstructor, patchGetter, patchValue } from './wrap.ts';

const UNSENT = 0;
const OPENED = 1;
const HEADERS_RECEIVED = 2;
const LOADING = 3;
const DONE = 4;

const XHR = XMLHttpRequest.prototype;
const readyState = needGetter<XMLHttpRequest, number>(XHR, 'readyState');
const statusOf = needGetter<XMLHttpRequest, number>(XHR, 'status');
const statusTextOf = needGetter<XMLHttpRequest, string>(XHR, 'statusText');
const responseUrlOf = needGetter<XMLHttpRequest, string>(XHR, 'responseURL');
const responseTypeOf = needGetter<XMLHttpRequest, XMLHttpRequestResponseType>(XHR, 'responseType');
const responseTextOf = needGetter<XMLHttpRequest, string>(XHR, 'responseText');
const responseOf = needGetter<XMLHttpRequest, unknown>(XHR, 'response');
const timeoutOf = needGetter<XMLHttpRequest, number>(XHR, 'timeout');
const credentialsOf = needGetter<XMLHttpRequest, boolean>(XHR, 'withCredentials');
const allHeaders = uncurry(XHR.getAllResponseHeaders);
const oneHeader = uncurry(XHR.getResponseHeader);
const loadedOf = needGetter<ProgressEvent, number>(ProgressEvent.prototype, 'loaded');
const totalOf = needGetter<ProgressEvent, number>(ProgressEvent.prototype, 'total');
const computableOf = needGetter<ProgressEvent, boolean>(ProgressEvent.prototype, 'lengthComputable');
const stringify = JSON.stringify;
const split = String.prototype.split;

/** Progress is told at most this often (ms), and always at the end. */
const PROGRESS_EVERY = 50;

const UPLOAD_EVENTS = ['loadstart', 'progress', 'load', 'loadend', 'error', 'abort', 'timeout'];

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

  const guarded =
    <A extends unknown[]>(where: string, run: (...args: A) => void) =>
    (...args: A): void => {
      try {
        apply(run, undefined, args);
      } catch (error) {
        recorder.fault(where, error);
      }
    };

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
    recorder.fact(subject, { type: 'transition', state, cause });
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
      const copy = copyBytes(value, whole ? Number.MAX_SAFE_INTEGER : recorder.bodyCap);
      if (!copy || copy.size === 0) return;
      const cut = copy.bytes.length < copy.size;
      const item = recorder.row(subject, CHUNK | BINARY | (cut ? CUT : 0), copy.bytes, now());
      if (cut) item.size = copy.size;
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
    } else if (type === 'timeout') {
      const ms = timeoutOf(xhr);
      recorder.failed(subject, 'timeout', 'timeout', `${ms} ms`);
    } else if (type === 'abort') {
      recorder.failed(subject, 'abort', 'abort', 'abort()');
    } else if (type === 'error') {
      recorder.failed(subject, 'network', 'error', 'error');
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

  patchConstructor('XMLHttpRequest', (target, args, newTarget) => {
    const xhr = passNew(target, args, newTarget) as XMLHttpRequest;
    if (!recorder.recording) return xhr;
    guarded('open', watch)(xhr);
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
    const on = (type: string, handle: (event: Event) => void): void => listen(xhr, type, guarded(type, handle));
    on('readystatechange', () => enter(xhr, watched, readyState(xhr) === OPENED ? 'open()' : 'readystatechange'));
    on('progress', (event) => progress(watched, 'received', event as ProgressEvent, false));
    on('load', (event) => {
      progress(watched, 'received', event as ProgressEvent, true);
      ended(xhr, watched, 'load');
    });
    on('error', () => ended(xhr, watched, 'error'));
    on('timeout', () => ended(xhr, watched, 'timeout'));
    on('abort', () => ended(xhr, watched, 'abort'));
  }

  patchValue(XHR, 'open', (target, self, args: unknown[]) => {
    const watched = requests.get(self);
    if (!watched || args.length < 2) return pass(target, self, args);
    const given: unknown[] = [toText(args[0]), urlText(args[1]) ?? toText(args[1])];
    for (let i = 2; i < args.length; i++) given[i] = args[i];
    const before = watched.subject;
    const result = pass(target, self, given);
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

  patchValue(XHR, 'setRequestHeader', (target, self, args: unknown[]) => {
    const watched = requests.get(self);
    if (!watched || args.length < 2) return pass(target, self, args);
    const name = toText(args[0]);
    const value = toText(args[1]);
    const result = pass(target, self, [name, value]);
    const { headers } = watched;
    put(headers, [`${name as string}`, `${value as string}`]);
    return result;
  });

  patchValue(XHR, 'send', (target, self: XMLHttpRequest, args: unknown[]) => {
    const watched = recorder.recording ? requests.get(self) : undefined;
    if (!watched || readyState(self) !== OPENED || (watched.subject && !watched.subject.ended))
      return pass(target, self, args);
    const body = bodyArgument(args[0]);
    guarded('send', begin)(self, watched, body);
    const { subject } = watched;
    try {
      const result = pass(target, self, args.length > 0 ? [body] : args);
      // A synchronous request is over now, whatever events it fired.
      if (subject && !subject.ended && !watched.isAsync) guarded('send', finish)(self, watched, 'load');
      return result;
    } catch (error) {
      if (subject && !subject.ended) guarded('send', finish)(self, watched, error);
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
    const subject = recorder.begin();
    watched.subject = subject;
    watched.told = 0;
    const { method, url, headers, isAsync } = watched;
    const options: Record<string, string | number | boolean> = {
      async: isAsync,
      responseType: responseTypeOf(xhr),
      timeout: timeoutOf(xhr),
      withCredentials: credentialsOf(xhr),
    };
    const fact = {
      type: 'opened',
      api: 'xhr',
      method,
      url,
      ...baseFor(url),
      headers,
      options,
      stack: callerStack(),
    } as const;
    recorder.fact(subject, fact);
    const { early } = watched;
    for (let i = 0; i < early.length; i++) {
      const { state, time, cause } = early[i] as Watched['early'][number];
      recorder.fact(subject, { type: 'transition', state, cause }, time);
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
    listen(
      upload,
      'progress',
      guarded('send', (event) => progress(watched, 'sent', event as ProgressEvent, false)),
    );
    listen(
      upload,
      'loadend',
      guarded('send', (event) => progress(watched, 'sent', event as ProgressEvent, true)),
    );
  }

  patchGetter(XHR, 'upload', (target, self, args) => {
    const upload = pass(target, self, args) as XMLHttpRequestUpload;
    const watched = requests.get(self);
    if (watched && !watched.upload) {
      watched.upload = upload;
      uploads.set(upload, watched);
    }
    return upload;
  });

  patchValue(XHR, 'abort', (target, self, args) => {
    const result = pass(target, self, args);
    const watched = requests.get(self);
    if (watched) {
      guarded('abort', () => {
        const { subject } = watched;
        const state = readyState(self);
        if (state === watched.state) return;
        watched.state = state;
        // After the events of an abort in flight the object is UNSENT again, without an event for it.
        if (subject) recorder.fact(subject, { type: 'transition', state, cause: 'abort()' });
      })();
    }
    return result;
  });

  const partial = (target: (...args: never[]) => unknown, self: XMLHttpRequest, args: never[]): unknown => {
    const watched = requests.get(self);
    if (watched && recorder.recording && watched.subject && !watched.subject.ended && readyState(self) === LOADING) {
      guarded('send', tellText)(self, watched, watched.subject);
    }
    return pass(target, self, args);
  };
  patchGetter(XHR, 'responseText', partial as never);
  patchGetter(XHR, 'response', partial as never);

  return (target, type) => {
    const watched = uploads.get(target);
    if (watched && type in handlerGetters) hearUpload(target as XMLHttpRequestUpload, watched);
  };
}

const handlerGetters: Record<string, ((self: object) => unknown) | undefined> = { __proto__: null } as never;
for (let i = 0; i < UPLOAD_EVENTS.length; i++) {
  const type = UPLOAD_EVENTS[i] as string;
  handlerGetters[type] = needGetter(XMLHttpRequestEventTarget.prototype, `on${type}`);
}
const handlerOf = (target: object, type: string): unknown => handlerGetters[type]?.(target);

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
