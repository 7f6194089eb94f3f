// abort() in every state, and one XMLHttpRequest for several requests.
import { type Case, each, SPEC } from './case.ts';

const SEND = `${SPEC.xhr}#the-send()-method`;
const ABORT = `${SPEC.xhr}#the-abort()-method`;
const OPEN = `${SPEC.xhr}#the-open()-method`;

export const xhrReuse: Case[] = [
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
    run: async (page) => {
      const logs: unknown[] = [];
      for (const state of [1, 2, 3, 4]) {
        const xhr = new XMLHttpRequest();
        xhr.onreadystatechange = () => {
          if (xhr.readyState !== state) return;
          xhr.onreadystatechange = null;
          xhr.abort();
          log.push('aborted');
        };
        const log = page.hearXhr(xhr);
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
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      xhr.onloadstart = () => xhr.abort();
      const log = page.hearXhr(xhr);
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
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      const log = page.hearXhr(xhr);
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
    run: async (page) => {
      const xhr = new XMLHttpRequest();
      const second = page.url('/text', { body: 'second' });
      let again = true;
      const log = page.hearXhr(xhr);
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
];
