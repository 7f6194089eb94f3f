// Events of XMLHttpRequest: listeners in their order, what they throw, progress, upload.
import { type Case, SPEC } from './case.ts';

const STATES = `${SPEC.xhr}#states`;
const SEND = `${SPEC.xhr}#the-send()-method`;
const ABORT = `${SPEC.xhr}#the-abort()-method`;

export const xhrEvents: Case[] = [
  {
    name: 'handler attributes and listeners are called in the order they were set',
    spec: `${SPEC.html}webappapis.html#event-handler-attributes`,
    run: async (page) => {
      const log: unknown[] = [];
      const xhr = new XMLHttpRequest();
      xhr.addEventListener('load', () => log.push('first'));
      xhr.onload = () => log.push('replaced');
      xhr.addEventListener('load', () => log.push('third'));
      xhr.onload = function (event) {
        log.push('handler', this === xhr, event.target === xhr, event.isTrusted, event.constructor === ProgressEvent);
      };
      xhr.addEventListener('load', {
        handleEvent: (event: Event) => log.push(event.eventPhase),
      } as EventListenerObject);
      xhr.open('GET', page.url('/text'));
      xhr.send();
      await page.next(xhr, 'loadend');
      return log;
    },
    expected: ['first', 'handler', true, true, true, true, 'third', 2],
  },
  {
    name: 'a listener that throws disturbs nobody, and its error is reported as it is',
    spec: `${SPEC.dom}#concept-event-listener-inner-invoke`,
    run: async (page) => {
      const log: unknown[] = [];
      const mine = page.reportable(log);
      const xhr = new XMLHttpRequest();
      xhr.addEventListener('load', () => {
        throw mine;
      });
      xhr.addEventListener('load', () => log.push('next'));
      xhr.open('GET', page.url('/text'));
      xhr.send();
      await page.next(xhr, 'loadend');
      return log;
    },
    expected: ['reported', 'next'],
  },
  {
    name: 'stopImmediatePropagation() of the page’s first listener stops only the page’s others',
    spec: `${SPEC.dom}#dom-event-stopimmediatepropagation`,
    run: async (page) => {
      const log: unknown[] = [];
      const xhr = new XMLHttpRequest();
      xhr.addEventListener('load', (event) => {
        log.push('first');
        event.stopImmediatePropagation();
      });
      xhr.addEventListener('load', () => log.push('never'));
      xhr.open('GET', page.url('/text'));
      xhr.send();
      await page.next(xhr, 'loadend');
      return [...log, xhr.responseText];
    },
    expected: ['first', 'hello'],
  },
  {
    name: 'progress tells bytes and ends with all of them',
    spec: `${SPEC.xhr}#interface-progressevent`,
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      let last: unknown;
      let rising = true;
      let before = 0;
      xhr.onprogress = (event) => {
        rising &&= event.loaded >= before;
        before = event.loaded;
        last = [event.loaded, event.total, event.lengthComputable];
      };
      xhr.open('GET', page.url('/bytes', { size: 300_000, length: 1 }));
      xhr.send();
      const load = await page.next<ProgressEvent>(xhr, 'load');
      return [rising, last, load.loaded, load.total, load.lengthComputable];
    },
    expected: [true, [300_000, 300_000, true], 300_000, 300_000, true],
  },
  {
    name: 'upload events come in their order',
    spec: SEND,
    run: async (page) => {
      const log: unknown[] = [];
      const xhr = new XMLHttpRequest();
      const tell = (event: Event) => `upload ${event.type} ${(event as ProgressEvent).loaded}`;
      page.hear(xhr.upload, ['loadstart', 'load', 'loadend', 'error', 'abort', 'timeout'], log, tell);
      page.hear(xhr, ['loadstart', 'load', 'loadend', 'readystatechange'], log);
      xhr.open('POST', page.url('/echo'));
      xhr.send('12345');
      await page.next(xhr, 'loadend');
      return log;
    },
    expected: [
      ...['readystatechange', 'loadstart', 'upload loadstart 0', 'upload load 5', 'upload loadend 5'],
      ...['readystatechange', 'readystatechange', 'readystatechange', 'load', 'loadend'],
    ],
  },
  {
    name: 'abort() of an upload tells upload first',
    spec: ABORT,
    run: async (page) => {
      const log: unknown[] = [];
      const xhr = new XMLHttpRequest();
      const types = ['loadstart', 'load', 'loadend', 'error', 'abort'];
      page.hear(xhr.upload, types, log, (event) => `upload ${event.type}`);
      page.hear(xhr, [...types, 'readystatechange'], log);
      xhr.open('POST', page.url('/silent'));
      xhr.send(new Blob([new Uint8Array(8_000_000)]));
      xhr.abort();
      await page.task();
      return log;
    },
    expected: [
      ...['readystatechange', 'loadstart', 'upload loadstart'],
      ...['readystatechange', 'upload abort', 'upload loadend', 'abort', 'loadend'],
    ],
  },
  {
    name: 'a cross-origin POST without upload listeners needs no preflight, with them it does',
    spec: `${SPEC.xhr}#the-upload-attribute`,
    run: async (page) => {
      const post = async (listens: boolean) => {
        const xhr = new XMLHttpRequest();
        if (listens) xhr.upload.onprogress = () => {};
        xhr.open('POST', `${page.otherOrigin}/status?code=200&preflight=${listens}`);
        xhr.send('x');
        await page.next(xhr, 'loadend');
        return xhr.status;
      };
      return [await post(false), await post(true)];
    },
    expected: [0, 0],
  },
  {
    name: 'the upload object is one, and of its class',
    spec: `${SPEC.xhr}#the-upload-attribute`,
    run: () => {
      const xhr = new XMLHttpRequest();
      return [
        new Set([xhr.upload, xhr.upload]).size,
        xhr.upload.constructor === XMLHttpRequestUpload,
        Object.prototype.toString.call(xhr.upload),
        Reflect.ownKeys(xhr).length,
      ];
    },
    expected: [1, true, '[object XMLHttpRequestUpload]', 0],
  },
  {
    name: 'the response text grows while it loads',
    spec: `${SPEC.xhr}#the-responsetext-attribute`,
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      const seen: string[] = [];
      xhr.onprogress = () => seen.push(xhr.responseText);
      xhr.open('GET', page.url('/text', { body: 'abcdef', cuts: '2,4', gap: 120 }));
      xhr.send();
      await page.next(xhr, 'loadend');
      const grows = seen.every((text, i) => text.startsWith(seen[i - 1] ?? ''));
      return [grows, seen.at(-1), xhr.responseText];
    },
    expected: [true, 'abcdef', 'abcdef'],
  },
  {
    name: 'states are constants of class and object',
    spec: STATES,
    run: (page) => {
      const names = ['UNSENT', 'OPENED', 'HEADERS_RECEIVED', 'LOADING', 'DONE'] as const;
      const xhr = new XMLHttpRequest();
      return names.map((name) => [
        XMLHttpRequest[name],
        xhr[name],
        page.flags(XMLHttpRequest, name),
        page.flags(xhr, name),
      ]);
    },
    expected: [0, 1, 2, 3, 4].map((state) => [state, state, '-e-', 'absent']),
  },
  {
    name: 'readystatechange is a plain Event, and events are trusted',
    spec: STATES,
    run: async (page) => {
      const seen: unknown[] = [];
      const xhr = new XMLHttpRequest();
      xhr.onreadystatechange = (event) =>
        seen.push([event.constructor.name, event.isTrusted, event.bubbles, event.cancelable]);
      xhr.open('GET', page.url('/text'));
      xhr.send();
      await page.next(xhr, 'loadend');
      return seen;
    },
    expected: Array(4).fill(['Event', true, false, false]),
  },
  {
    name: 'microtasks run between the listeners of load',
    spec: `${SPEC.html}webappapis.html#perform-a-microtask-checkpoint`,
    run: async (page) => {
      const log: string[] = [];
      const xhr = new XMLHttpRequest();
      xhr.onload = () => {
        log.push('first');
        void Promise.resolve().then(() => log.push('microtask'));
      };
      xhr.addEventListener('load', () => log.push('second'));
      xhr.open('GET', page.url('/text'));
      xhr.send();
      await page.next(xhr, 'loadend');
      return log;
    },
    expected: ['first', 'microtask', 'second'],
  },
];
