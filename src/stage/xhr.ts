// Answers XMLHttpRequest from a recording: the object stays the page's own, what it says is the recording's.
// @see https://xhr.spec.whatwg.org/#interface-xmlhttprequest
import { CHUNK, SENT } from '../wire/capture.ts';
import type { PlayAnswer, PlayStep } from '../wire/play.ts';
import type { House } from './house.ts';
import type { Lent } from './lent.ts';
import { bytesOf, joined, own, ownMethods } from './own.ts';
import type { Performance } from './performance.ts';
import type { Asked } from './programme.ts';

const [UNSENT, OPENED, HEADERS_RECEIVED, LOADING, DONE] = [0, 1, 2, 3, 4];
const NAMES = [
  'readyState',
  'status',
  'statusText',
  'responseURL',
  'response',
  'responseText',
  'responseXML',
  'timeout',
];
const METHODS = ['getResponseHeader', 'getAllResponseHeaders', 'abort'];

/** What the page said in `open()`. */
interface Opened {
  method: string;
  url: string;
  isAsync: boolean;
}

/** The bytes so far, in the form that `responseType` asks for. */
class Received {
  readonly parts: Uint8Array[] = [];
  text = '';
  size = 0;
  #decoder = new TextDecoder();
  #value: unknown;
  #made = false;

  add(bytes: Uint8Array): void {
    this.parts.push(bytes);
    this.size += bytes.length;
    this.text += this.#decoder.decode(bytes, { stream: true });
  }

  end(): void {
    this.text += this.#decoder.decode();
  }

  /** Made once: the page gets the same object each time. */
  value(type: XMLHttpRequestResponseType, mime: string): unknown {
    if (!this.#made) this.#value = this.#make(type, mime);
    this.#made = true;
    return this.#value;
  }

  #make(type: XMLHttpRequestResponseType, mime: string): unknown {
    if (type === 'arraybuffer') return joined(this.parts).buffer;
    if (type === 'blob') return new Blob([joined(this.parts)], { type: mime });
    if (type === 'document') return documentOf(this.text, mime);
    try {
      return JSON.parse(this.text);
    } catch {
      return null;
    }
  }
}

function documentOf(text: string, mime: string): Document | null {
  const kind = mime.split(';')[0]?.trim().toLowerCase() || 'text/xml';
  const known = ['text/html', 'text/xml', 'application/xml', 'application/xhtml+xml', 'image/svg+xml'] as const;
  const found = known.find((each) => each === kind);
  return found ? new DOMParser().parseFromString(text, found) : null;
}

/** `timeout` counts from `send()`, and may be set after it. @see https://xhr.spec.whatwg.org/#the-timeout-attribute */
function watchTimeout(xhr: XMLHttpRequest, expire: () => void): void {
  const start = performance.now();
  let { timeout } = xhr;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (): void => {
    clearTimeout(timer);
    if (timeout > 0) timer = setTimeout(expire, Math.max(0, timeout - (performance.now() - start)));
  };
  Object.defineProperty(xhr, 'timeout', {
    configurable: true,
    get: () => timeout,
    set(given: unknown) {
      timeout = Number(given) >>> 0;
      arm();
    },
  });
  arm();
}

export function stageXhr(lent: Lent, house: House): void {
  const { programme } = house;
  const { recorder } = lent;
  const opened = new WeakMap<XMLHttpRequest, Opened>();
  const shows = new WeakMap<XMLHttpRequest, Performance>();
  const { prototype } = XMLHttpRequest;

  function restore(xhr: XMLHttpRequest): void {
    shows.get(xhr)?.end();
    shows.delete(xhr);
    for (const name of [...NAMES, ...METHODS]) Reflect.deleteProperty(xhr, name);
  }

  function perform(xhr: XMLHttpRequest, isAsync: boolean, asked: Asked, answer: PlayAnswer, above: unknown): void {
    const { method, url, body } = asked;
    const received = new Received();
    const options = { played: answer.recorded };
    const subject = recorder.open({ api: 'xhr', method, url, options }, performance.now(), above);
    if (body) recorder.row(subject, CHUNK | SENT, body, performance.now());
    let state = OPENED;
    let [headers, mime, failed] = [answer.headers.slice(0, 0), '', false];
    recorder.enter(subject, UNSENT, 'new XMLHttpRequest()');
    recorder.enter(subject, OPENED, 'open()');
    const progress = (type: string): void => {
      const total = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
      const init = {
        loaded: failed ? 0 : received.size,
        total: failed ? 0 : total,
        lengthComputable: !failed && total > 0,
      };
      xhr.dispatchEvent(new ProgressEvent(type, init));
    };
    const enter = (to: number): void => {
      state = to;
      // The response tells of that state itself.
      if (to !== HEADERS_RECEIVED) recorder.enter(subject, to, 'readystatechange');
      if (isAsync || to === DONE) xhr.dispatchEvent(new Event('readystatechange'));
    };
    const fail = (type: 'error' | 'abort' | 'timeout'): void => {
      if (state === DONE || state === UNSENT) return;
      shown.end();
      failed = true;
      headers = [];
      recorder.failed(subject, type === 'error' ? 'network' : type, type, type);
      enter(DONE);
      progress(type);
      progress('loadend');
      if (type === 'abort') state = UNSENT;
    };
    const act = (step: PlayStep): void => {
      if (step.type === 'head') {
        headers = answer.headers;
        mime = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
        const { status, statusText } = answer;
        recorder.fact(subject, { type: 'response', status, statusText, headers, url: answer.url || url });
        enter(HEADERS_RECEIVED);
      } else if (step.type === 'chunk') {
        const bytes = bytesOf(step.data);
        received.add(bytes);
        recorder.bytes(subject, CHUNK, bytes, Infinity);
        enter(LOADING);
        if (isAsync) progress('progress');
      } else if (step.type === 'end') {
        received.end();
        enter(DONE);
        recorder.fact(subject, { type: 'done' });
        progress('load');
        progress('loadend');
      } else if (step.type === 'broken') fail('error');
    };
    const shown = house.show(answer, asked, act);
    shows.set(xhr, shown);

    const isText = (): boolean => xhr.responseType === '' || xhr.responseType === 'text';
    const text = (): string => (failed || state < LOADING ? '' : received.text);
    const head = (): boolean => !failed && state >= HEADERS_RECEIVED;
    own(xhr, {
      readyState: () => state,
      status: () => (head() ? answer.status : 0),
      statusText: () => (head() ? answer.statusText : ''),
      responseURL: () => (head() ? answer.url || url : ''),
      responseText() {
        if (isText()) return text();
        throw new DOMException(
          "The value is only accessible if the object's 'responseType' is '' or 'text'.",
          'InvalidStateError',
        );
      },
      response() {
        if (isText()) return text();
        return state === DONE && !failed ? received.value(xhr.responseType, mime) : null;
      },
      responseXML: () => (state === DONE && !failed ? documentOf(received.text, mime) : null),
    });
    ownMethods(xhr, {
      getResponseHeader(name: string) {
        const values = headers.filter(([each]) => each.toLowerCase() === `${name}`.toLowerCase());
        return values.length > 0 ? values.map(([, value]) => value).join(', ') : null;
      },
      getAllResponseHeaders: () =>
        headers
          .map(([name, value]) => `${name.toLowerCase()}: ${value}\r\n`)
          .toSorted()
          .join(''),
      abort: () => fail('abort'),
    });
    if (!isAsync) {
      for (const step of answer.steps) act(step);
      shown.end();
      return;
    }
    progress('loadstart');
    watchTimeout(xhr, () => fail('timeout'));
    void shown.run();
  }

  lent.patch(prototype, 'open', (go, self: XMLHttpRequest, args: unknown[]) => {
    restore(self);
    const result = go(self, args);
    try {
      const url = new URL(`${args[1] as string}`, document.baseURI).href;
      opened.set(self, { method: `${args[0] as string}`, url, isAsync: args.length < 3 || Boolean(args[2]) });
    } catch {
      opened.delete(self);
    }
    return result;
  });

  lent.patch(prototype, 'send', (go, self: XMLHttpRequest, args: unknown[], above) => {
    const request = house.playing ? opened.get(self) : undefined;
    if (!request) return go(self, args);
    const body = typeof args[0] === 'string' ? args[0] : args[0] instanceof URLSearchParams ? `${args[0]}` : null;
    const { method, url, isAsync } = request;
    const asked: Asked = { api: 'xhr', method, url, body };
    const answer = programme.choose(asked);
    if (!answer) return go(self, args);
    opened.delete(self);
    perform(self, isAsync, asked, answer, above);
    return undefined;
  });
}
