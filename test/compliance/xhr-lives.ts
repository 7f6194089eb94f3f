// The life of one request: its states and events to load, error, timeout, sync and async.
import { type Case, SPEC } from './case.ts';

const SEND = `${SPEC.xhr}#the-send()-method`;

export const xhrLives: Case[] = [
  {
    name: 'a request goes through all states, with its events in order',
    spec: SEND,
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      const log = page.hearXhr(xhr);
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
    run: (page) => {
      const xhr = new XMLHttpRequest();
      const log = page.hearXhr(xhr, ['progress']);
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
    run: (page) => {
      const xhr = new XMLHttpRequest();
      const log = page.hearXhr(xhr);
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
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      const log = page.hearXhr(xhr);
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
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      const log = page.hearXhr(xhr);
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
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      const log = page.hearXhr(xhr);
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
];
