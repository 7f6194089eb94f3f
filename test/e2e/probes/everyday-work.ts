// Everyday use of each API in a realm, step by step: what the tripwires lie in wait for.
import type { Realm } from './probe.ts';

/** Everyday use of each API. Each step awaits its end, so that the log is of that step alone. */
export function workOf(realm: Realm, origin: string): Record<string, () => Promise<unknown>> {
  const settled = (start: (resolve: (value: unknown) => void) => void) => new realm.Promise(start);
  return {
    'fetch, text': async () => (await realm.fetch(`${origin}/json`)).text(),
    'fetch, json': async () => (await realm.fetch(`${origin}/json`)).json(),
    'fetch, arrayBuffer': async () => (await realm.fetch(`${origin}/json`)).arrayBuffer(),
    'fetch, blob': async () => (await realm.fetch(`${origin}/json`)).blob(),
    'fetch, formData': async () =>
      (await realm.fetch(`${origin}/text?type=application/x-www-form-urlencoded&body=a=b`)).formData(),
    'fetch, reader': async () => {
      const reader = ((await realm.fetch(`${origin}/text?body=abc&cuts=1&gap=20`)).body as ReadableStream).getReader();
      while (!(await reader.read()).done);
    },
    'fetch, iteration': async () => {
      const { body } = await realm.fetch(`${origin}/json`);
      for await (const _ of body as never as AsyncIterable<unknown>);
    },
    'fetch, pipeTo': async () =>
      ((await realm.fetch(`${origin}/json`)).body as ReadableStream).pipeTo(new realm.WritableStream()),
    'fetch, pipeThrough': async () => {
      const through = new realm.TextDecoderStream() as never as TransformStream<Uint8Array, string>;
      const reader = ((await realm.fetch(`${origin}/json`)).body as ReadableStream).pipeThrough(through).getReader();
      while (!(await reader.read()).done);
    },
    'fetch, clone': async () => {
      const response = await realm.fetch(`${origin}/json`);
      return [await response.clone().text(), await response.text()];
    },
    'fetch, init': async () => {
      const init = { method: 'POST', body: 'x', headers: { a: 'b' }, signal: new realm.AbortController().signal };
      return (await realm.fetch(`${origin}/upload`, init)).text();
    },
    'fetch, FormData': async () => {
      const form = new realm.FormData();
      form.append('a', new realm.Blob(['b']));
      return (await realm.fetch(`${origin}/upload`, { method: 'POST', body: form })).text();
    },
    'fetch, Request': async () =>
      (
        await realm.fetch(
          new realm.Request(`${origin}/upload`, { method: 'POST', body: new realm.URLSearchParams('a=b') }),
        )
      ).text(),
    'fetch, aborted': async () => {
      const controller = new realm.AbortController();
      const promise = realm.fetch(`${origin}/silent`, { signal: controller.signal });
      controller.abort();
      return promise.catch(() => 0);
    },
    'fetch, cancelled': async () => (await realm.fetch(`${origin}/hang`)).body?.cancel(new realm.Error('enough')),
    XMLHttpRequest: () =>
      settled((resolve) => {
        const xhr = new realm.XMLHttpRequest();
        xhr.open('POST', `${origin}/upload`);
        xhr.setRequestHeader('a', 'b');
        xhr.upload.onprogress = () => {};
        xhr.onloadend = () => resolve(xhr.responseText);
        xhr.send('x');
      }),
    'XMLHttpRequest, json': () =>
      settled((resolve) => {
        const xhr = new realm.XMLHttpRequest();
        xhr.open('GET', `${origin}/json`);
        xhr.responseType = 'json';
        xhr.addEventListener('loadend', () => resolve(xhr.response));
        xhr.send();
      }),
    'XMLHttpRequest, failing': () =>
      settled((resolve) => {
        const xhr = new realm.XMLHttpRequest();
        xhr.open('GET', `${origin}/destroy?early=1`);
        xhr.onloadend = resolve;
        xhr.send();
      }),
    WebSocket: () =>
      settled((resolve) => {
        const socket = new realm.WebSocket(`${origin.replace('http', 'ws')}/ws`, ['a']);
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => {
          socket.send('x');
          socket.send(new realm.Uint8Array([1, 2]));
          socket.send(new realm.Blob(['b']));
        };
        let heard = 0;
        socket.onmessage = () => ++heard === 3 && socket.close(1000, 'bye');
        socket.addEventListener('close', resolve);
      }),
    EventSource: () =>
      settled((resolve) => {
        const source = new realm.EventSource(`${origin}/sse?count=3&events=a,b&ids=1&open=1`);
        let heard = 0;
        const hear = () => {
          if (++heard < 3) return;
          source.close();
          resolve(0);
        };
        source.addEventListener('a', hear);
        source.addEventListener('b', hear);
      }),
  };
}
