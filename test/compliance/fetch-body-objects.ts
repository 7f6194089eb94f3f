// What else the platform and the page do with a body: WebAssembly, caches, own properties, other realms.
import { type Case, SPEC } from './case.ts';

export const bodyObjects: Case[] = [
  {
    name: 'WebAssembly compiles a fetched response',
    spec: `${SPEC.wasm}#streaming-modules`,
    run: async (page) => {
      const base64 = btoa('\0asm\u0001\0\0\0');
      const type = 'application/wasm';
      const fetched = () => fetch(page.url('/text', { base64, type }));
      const response = await fetched();
      const module = await WebAssembly.compileStreaming(response);
      const { instance } = await WebAssembly.instantiateStreaming(fetched());
      return [
        module instanceof WebAssembly.Module,
        response.bodyUsed,
        instance instanceof WebAssembly.Instance,
        await page.rejection(WebAssembly.compileStreaming(fetch(page.url('/text')))),
      ];
    },
    expected: [true, true, true, 'TypeError'],
  },
  {
    name: 'a cache keeps a fetched response',
    spec: `${SPEC.serviceWorkers}#cache-put`,
    run: async (page) => {
      const cache = await caches.open('compliance');
      page.later(() => caches.delete('compliance'));
      const url = page.url('/text');
      const response = await fetch(url);
      await cache.put(url, response);
      const found = await cache.match(url);
      const copied = [response.bodyUsed, await found?.text()];
      await cache.add(page.url('/json'));
      return [...copied, (await cache.keys()).length, await page.rejection(cache.put(url, response))];
    },
    expected: [true, 'hello', 2, 'TypeError'],
  },
  {
    name: 'a compressed body is read decompressed',
    spec: `${SPEC.fetch}#handle-content-codings`,
    run: async (page) => {
      const response = await fetch(page.url('/gzip', { body: 'zip\nzap\n' }));
      return [response.headers.get('content-encoding'), await response.text()];
    },
    expected: ['gzip', 'zip\nzap\n'],
  },
  {
    name: 'HEAD has no body to read',
    spec: `${SPEC.fetch}#concept-main-fetch`,
    run: async (page) => {
      const response = await fetch(page.url('/json'), { method: 'HEAD' });
      page.note(response.body === null);
      return [response.status, await response.text(), response.headers.get('content-type')];
    },
    expected: [200, '', 'application/json'],
  },
  {
    name: 'own properties of a response shadow those of the prototype',
    spec: `${SPEC.fetch}#response-class`,
    run: async (page) => {
      const response = await fetch(page.url('/text'));
      Object.defineProperty(response, 'body', { value: 'mine' });
      Object.defineProperty(response, 'text', { value: () => 'mine' });
      return [response.body, response.text(), await Response.prototype.text.call(response)];
    },
    expected: ['mine', 'mine', 'hello'],
  },
  {
    name: 'a frozen response and a frozen reader work',
    spec: `${SPEC.fetch}#response-class`,
    run: async (page) => {
      const response = Object.freeze(await fetch(page.url('/text')));
      const reader = Object.freeze(Object.freeze(response.body as ReadableStream).getReader());
      const { value } = await reader.read();
      return [value?.length, (await reader.read()).done];
    },
    expected: [5, true],
  },
  {
    name: 'a Response of another realm is read by the methods of this one',
    spec: `${SPEC.idl}#dfn-create-operation-function`,
    run: async (page) => {
      const frame = await page.frame();
      const theirs = await frame.fetch('/text?frame');
      const ours = await fetch(page.url('/text'));
      return [
        theirs instanceof Response,
        theirs instanceof frame.Response,
        await Response.prototype.text.call(theirs),
        await frame.Response.prototype.text.call(ours),
        frame.fetch === fetch,
        await (await frame.fetch.call(undefined as never, '/text?bare')).text(),
      ];
    },
    expected: [false, true, 'hello', 'hello', false, 'hello'],
  },
];
