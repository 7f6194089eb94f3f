// XMLHttpRequest in time: states and events in their order, sync and async, reuse, abort in every state, timeouts.
import { each, type Group, SPEC } from './case.ts';

const STATES = `${SPEC.xhr}#states`;
const SEND = `${SPEC.xhr}#the-send()-method`;
const ABORT = `${SPEC.xhr}#the-abort()-method`;
const OPEN = `${SPEC.xhr}#the-open()-method`;

/** What every case writes down; it stands in each of them, since they go to the page one by one. */
const ALL = ['readystatechange', 'loadstart', 'load', 'loadend', 'error', 'abort', 'timeout'];

export const xhrStates: Group = {
  api: 'xhr',
  title: 'states and events',
  cases: [
    {
      name: 'a request goes through all states, with its events in order',
      spec: SEND,
      given: ALL,
      run: async (page, given: string[]) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        page.hear(xhr, given, log, (event) => `${event.type} ${xhr.readyState}`);
        log.push(xhr.readyState);
        xhr.open('GET', page.url('/text'));
        log.push('opened');
        xhr.send();
        log.push('sent');
        await page.next(xhr, 'loadend');
        return log;
      },
      expected: [
        ...[0, 'readystatechange 1', 'opened', 'loadstart 1', 'sent', 'readystatechange 2', 'readystatechange 3'],
        ...['readystatechange 4', 'load 4', 'loadend 4'],
      ],
    },
    {
      name: 'a synchronous request has no loadstart, and ends within send()',
      spec: SEND,
      given: ALL,
      run: (page, given: string[]) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        page.hear(xhr, [...given, 'progress'], log, (event) => `${event.type} ${xhr.readyState}`);
        xhr.open('GET', page.url('/text'), false);
        xhr.send();
        log.push('sent', xhr.responseText);
        return log;
      },
      expected: ['readystatechange 1', 'readystatechange 4', 'load 4', 'loadend 4', 'sent', 'hello'],
    },
    {
      name: 'a synchronous request that fails throws a NetworkError',
      spec: SEND,
      given: ALL,
      run: (page, given: string[]) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        page.hear(xhr, given, log, (event) => `${event.type} ${xhr.readyState}`);
        xhr.open('GET', `${page.otherOrigin}/text?refused`, false);
        log.push(
          page.thrown(() => xhr.send()),
          xhr.readyState,
          xhr.status,
        );
        return log;
      },
    },
    {
      name: 'a request that is refused ends with error',
      spec: `${SPEC.xhr}#handle-errors`,
      given: ALL,
      run: async (page, given: string[]) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        page.hear(xhr, given, log, (event) => `${event.type} ${xhr.readyState}`);
        xhr.open('GET', `${page.otherOrigin}/text?refused`);
        xhr.send();
        await page.next(xhr, 'loadend');
        return [...log, xhr.status, xhr.responseText, xhr.responseURL, xhr.getAllResponseHeaders()];
      },
      expected: ['readystatechange 1', 'loadstart 1', 'readystatechange 4', 'error 4', 'loadend 4', 0, '', '', ''],
    },
    {
      name: 'a connection that breaks in the body ends with error',
      spec: `${SPEC.xhr}#handle-errors`,
      given: ALL,
      run: async (page, given: string[]) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        page.hear(xhr, given, log, (event) => `${event.type} ${xhr.readyState}`);
        xhr.open('GET', page.url('/destroy', { body: 'begun' }));
        xhr.send();
        await page.next(xhr, 'loadend');
        page.note(log);
        return [...log.slice(-3), xhr.status, xhr.responseText];
      },
      expected: ['readystatechange 4', 'error 4', 'loadend 4', 0, ''],
    },
    {
      name: 'a timeout ends with timeout',
      spec: `${SPEC.xhr}#the-timeout-attribute`,
      given: ALL,
      run: async (page, given: string[]) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        page.hear(xhr, given, log, (event) => `${event.type} ${xhr.readyState}`);
        xhr.open('GET', page.url('/silent'));
        xhr.timeout = 40;
        xhr.send();
        await page.next(xhr, 'loadend');
        return [...log, xhr.status, xhr.timeout];
      },
      expected: ['readystatechange 1', 'loadstart 1', 'readystatechange 4', 'timeout 4', 'loadend 4', 0, 40],
    },
    {
      name: 'a timeout that is set in flight counts from send()',
      spec: `${SPEC.xhr}#the-timeout-attribute`,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', page.url('/silent'));
        xhr.send();
        await page.task();
        xhr.timeout = 30;
        return (await page.next(xhr, 'timeout')).type;
      },
      expected: 'timeout',
    },
    {
      name: 'the timeout of a synchronous request throws',
      spec: `${SPEC.xhr}#the-timeout-attribute`,
      run: (page) => {
        const xhr = new XMLHttpRequest();
        xhr.timeout = 10;
        const first = page.thrown(() => xhr.open('GET', '/text', false));
        const other = new XMLHttpRequest();
        other.open('GET', '/text', false);
        return [
          first,
          xhr.readyState,
          page.thrown(() => {
            other.timeout = 10;
          }),
          page.thrown(() => {
            other.responseType = 'json';
          }),
        ];
      },
      expected: [
        ...['InvalidAccessError (DOMException 15)', 0],
        ...Array(2).fill('InvalidAccessError (DOMException 15)'),
      ],
    },
    ...each(['unsent', 'opened', 'sent', 'headers', 'loading', 'done'], (state) => ({
      name: `abort() in state ${state}`,
      spec: ABORT,
      given: state,
      run: async (page, given) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        const all = ['readystatechange', 'loadstart', 'load', 'loadend', 'error', 'abort', 'timeout'];
        const at = (wanted: number) =>
          new Promise<void>((resolve) => {
            xhr.addEventListener('readystatechange', () => xhr.readyState === wanted && resolve());
          });
        if (given !== 'unsent')
          xhr.open('GET', page.url(given === 'done' ? '/text' : given === 'sent' ? '/silent' : '/hang'));
        if (!['unsent', 'opened'].includes(given)) {
          const reached =
            given === 'headers' ? at(2) : given === 'loading' ? at(3) : given === 'done' ? at(4) : undefined;
          xhr.send();
          await reached;
          if (given === 'done') await page.task();
        }
        page.hear(xhr, all, log, (event) => `${event.type} ${xhr.readyState}`);
        xhr.abort();
        log.push('aborted', xhr.readyState, xhr.status, xhr.responseText, xhr.responseURL);
        await page.task();
        await page.task();
        return log;
      },
      expected: (
        {
          unsent: ['aborted', 0, 0, '', ''],
          opened: ['aborted', 1, 0, '', ''],
          done: ['aborted', 0, 0, '', ''],
        } as Record<string, unknown[]>
      )[state] ?? ['readystatechange 4', 'abort 4', 'loadend 4', 'aborted', 0, 0, '', ''],
    })),
    {
      name: 'abort() within readystatechange of each state',
      spec: ABORT,
      given: ALL,
      run: async (page, given: string[]) => {
        const logs: unknown[] = [];
        for (const state of [1, 2, 3, 4]) {
          const log: unknown[] = [];
          const xhr = new XMLHttpRequest();
          xhr.onreadystatechange = () => {
            if (xhr.readyState !== state) return;
            xhr.onreadystatechange = null;
            xhr.abort();
            log.push('aborted');
          };
          page.hear(xhr, given, log, (event) => `${event.type} ${xhr.readyState}`);
          xhr.open('GET', page.url('/text'));
          log.push(page.thrown(() => xhr.send()));
          await fetch(page.url('/delay', { ms: 60 }));
          logs.push([...log, xhr.readyState]);
        }
        return logs;
      },
    },
    {
      name: 'abort() within loadstart stops send()',
      spec: SEND,
      given: ALL,
      run: async (page, given: string[]) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        xhr.onloadstart = () => xhr.abort();
        page.hear(xhr, given, log, (event) => `${event.type} ${xhr.readyState}`);
        xhr.open('GET', page.url('/text'));
        xhr.send();
        log.push('sent');
        await page.task();
        return [...log, xhr.readyState];
      },
    },
    {
      name: 'open() in flight ends the first request without events',
      spec: OPEN,
      given: ALL,
      run: async (page, given: string[]) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        page.hear(xhr, given, log, (event) => `${event.type} ${xhr.readyState}`);
        xhr.open('GET', page.url('/silent'));
        xhr.send();
        await page.task();
        xhr.open('GET', page.url('/text', { body: 'second' }));
        log.push('again', xhr.readyState);
        xhr.send();
        await page.next(xhr, 'loadend');
        return [...log, xhr.responseText];
      },
      expected: [
        ...['readystatechange 1', 'loadstart 1', 'again', 1, 'loadstart 1', 'readystatechange 2', 'readystatechange 3'],
        ...['readystatechange 4', 'load 4', 'loadend 4', 'second'],
      ],
    },
    {
      name: 'open() within load begins a new request',
      spec: OPEN,
      given: ALL,
      run: async (page, given: string[]) => {
        const log: unknown[] = [];
        const xhr = new XMLHttpRequest();
        const second = page.url('/text', { body: 'second' });
        let again = true;
        page.hear(xhr, given, log, (event) => `${event.type} ${xhr.readyState}`);
        xhr.addEventListener('load', () => {
          if (!again) return;
          again = false;
          xhr.open('GET', second);
          xhr.send();
        });
        xhr.open('GET', page.url('/text'));
        xhr.send();
        await page.until(() => xhr.readyState === 4 && xhr.responseText === 'second');
        await page.task();
        return log;
      },
    },
    {
      name: 'one object serves many requests, one after the other, each with its events once',
      spec: OPEN,
      run: async (page) => {
        const log: string[] = [];
        const xhr = new XMLHttpRequest();
        page.hear(xhr, ['load', 'loadend', 'readystatechange'], log);
        for (const body of ['a', 'b', 'c']) {
          xhr.open('GET', page.url('/text', { body }));
          xhr.send();
          await page.next(xhr, 'loadend');
          log.push(xhr.responseText);
        }
        return log;
      },
      expected: ['a', 'b', 'c'].flatMap((body) => [...Array(4).fill('readystatechange'), 'load', 'loadend', body]),
    },
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
        const mine = new Error('mine');
        const report = (event: ErrorEvent) => {
          if (event.error !== mine) return;
          log.push('reported');
          event.preventDefault();
        };
        addEventListener('error', report);
        page.later(() => removeEventListener('error', report));
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
  ],
};
