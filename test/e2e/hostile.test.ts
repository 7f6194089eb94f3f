// A page that rewrites the platform after load neither breaks the capture nor sees the hook at work, and what it sends
// is shown as text.
import { expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { inEachBrowser } from './scene.ts';

const STRINGS = [
  '<img src=x onerror="window.pwned=1">',
  '\u202Eevil\u0000\u0007\u001b[31m',
  '"><script>window.pwned=1</script>',
  'x'.repeat(20_000),
];

/** Members that a page gives all objects. */
const MEMBERS = [
  'get',
  'set',
  'value',
  'apply',
  'construct',
  'body',
  'headers',
  'signal',
  'detail',
  'ports',
  'capture',
  'name',
  'message',
  'stack',
  'cause',
];

inEachBrowser('a hostile page', 'input', (scene) => {
  it('sees none of our calls through patched globals, and everything is captured all the same', async () => {
    await scene.fresh();
    const seen = await scene.driver.page(
      async (ws, strings, members) => {
        const call = Reflect.apply;
        const { construct } = Reflect;
        const define = Object.defineProperty;
        const bare = <T extends object>(o: T): T => Object.setPrototypeOf(o, null);
        const counts: Record<string, number> = Object.create(null);
        let listening = false;
        const note = (name: string) => {
          if (listening) counts[name] = (counts[name] ?? 0) + 1;
        };
        const watch = (owner: object, label: string, ...names: string[]) => {
          for (const name of names) {
            const old = (owner as Record<string, unknown>)[name] as (...args: unknown[]) => unknown;
            if (typeof old !== 'function') throw new Error(`no ${label}.${name}`);
            define(
              owner,
              name,
              bare({
                configurable: true,
                writable: true,
                value(this: unknown, ...args: unknown[]) {
                  note(`${label}.${name}`);
                  return call(old, this, args);
                },
              }),
            );
          }
        };
        const done = (count: number, socket: WebSocket) =>
          new Promise<void>((resolve) => {
            let got = 0;
            socket.onmessage = () => ++got === count && resolve();
          });
        watch(JSON, 'JSON', 'parse', 'stringify');
        watch(MessagePort.prototype, 'MessagePort', 'postMessage');
        watch(Array.prototype, 'Array', 'push', 'map', 'forEach', 'join', 'slice', 'indexOf');
        watch(String.prototype, 'String', 'slice', 'startsWith', 'indexOf', 'split', 'toLowerCase', 'includes');
        watch(Promise.prototype, 'Promise', 'then', 'catch');
        watch(WeakMap.prototype, 'WeakMap', 'get', 'set', 'has');
        watch(Map.prototype, 'Map', 'get', 'set', 'forEach');
        watch(Set.prototype, 'Set', 'add', 'has', 'forEach');
        watch(Headers.prototype, 'Headers', 'entries', 'get', 'has', 'forEach');
        watch(Blob.prototype, 'Blob', 'arrayBuffer', 'slice');
        watch(Performance.prototype, 'Performance', 'now');
        watch(EventTarget.prototype, 'EventTarget', 'addEventListener', 'dispatchEvent', 'removeEventListener');
        watch(Object, 'Object', 'getOwnPropertyDescriptor', 'defineProperty', 'freeze');
        watch(Reflect, 'Reflect', 'apply', 'construct', 'get');
        watch(window, 'window', 'queueMicrotask', 'structuredClone', 'setTimeout');
        watch(Function.prototype, 'Function', 'call', 'apply', 'bind');
        const arrays = ['Float64Array', 'Uint32Array', 'Uint8Array', 'ArrayBuffer'] as const;
        const typed = Object.getPrototypeOf(Uint8Array.prototype) as object;
        for (const name of ['length', 'byteLength', 'byteOffset', 'buffer']) {
          const { get } = Object.getOwnPropertyDescriptor(typed, name) as { get: () => unknown };
          define(
            typed,
            name,
            bare({
              configurable: true,
              get(this: unknown) {
                note(`TypedArray.prototype.${name}`);
                return call(get, this, []);
              },
            }),
          );
        }
        for (const name of arrays) {
          const traps: ProxyHandler<typeof Uint8Array> = bare({
            construct(target: never, args: never[], newTarget: never) {
              note(name);
              return construct(target, args, newTarget);
            },
          });
          (window as unknown as Record<string, unknown>)[name] = new Proxy(window[name] as never, traps);
        }
        const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
        const getData = data?.get as () => unknown;
        define(
          MessageEvent.prototype,
          'data',
          bare({
            configurable: true,
            enumerable: true,
            get(this: unknown) {
              note('MessageEvent.data');
              return call(getData, this, []);
            },
          }),
        );
        for (const key of members) {
          define(
            Object.prototype,
            key,
            bare({
              configurable: true,
              get() {
                note(`Object.prototype.${key}`);
                return undefined;
              },
              set(this: object, value: unknown) {
                define(this, key, bare({ value, writable: true, enumerable: true, configurable: true }));
              },
            }),
          );
        }
        define(
          Array.prototype,
          '0',
          bare({
            configurable: true,
            get: () => undefined,
            set(this: object, value: unknown) {
              note('Array.prototype[0]');
              define(this, '0', bare({ value, writable: true, enumerable: true, configurable: true }));
            },
          }),
        );
        listening = true;
        const reader = ((await fetch('/sse?count=50&ids=1', undefined)).body as ReadableStream).getReader();
        for (;;) if ((await reader.read()).done) break;
        const response = await fetch('/json?second');
        await response.text();
        const socket = new WebSocket(ws);
        await new Promise<void>((resolve) => {
          socket.onopen = () => resolve();
        });
        const echoed = done(strings.length + 1, socket);
        for (let i = 0; i < strings.length; i++) socket.send(strings[i] as string);
        socket.send(new Blob(['abc']));
        await echoed;
        socket.close();
        const xhr = new XMLHttpRequest();
        xhr.open('GET', '/json?third');
        await new Promise<void>((resolve) => {
          xhr.onloadend = () => resolve();
          xhr.send();
        });
        listening = false;
        delete (Array.prototype as unknown as Record<string, unknown>)['0'];
        for (const key of members) {
          delete (Object.prototype as Record<string, unknown>)[key];
        }
        return Object.keys(counts).sort();
      },
      `${scene.servers.wsOrigin}/ws`,
      STRINGS,
      MEMBERS,
    );
    expect(seen).toEqual([]);

    const stream = await scene.exchange('/sse?');
    expect(stream).toMatchObject({ received: 50, readyState: 'done' });
    expect(await scene.exchange('/json?second')).toMatchObject({ received: 1, readyState: 'done' });
    expect(await scene.exchange('/json?third')).toMatchObject({ received: 1, readyState: 4 });
    const socket = await scene.exchange('/ws');
    const texts = [...STRINGS, btoa('abc')];
    expect((await scene.messages(socket.id)).map((message) => message.data)).toEqual([...texts, ...texts]);

    const row = `[role=row][data-id="${socket.id}"]`;
    await until('its row', () => scene.driver.panel((selector) => document.querySelector(selector) !== null, row));
    await scene.driver.click(row);
    const shown = await scene.driver.panel(() => ({
      text: document.body.innerText,
      images: document.querySelectorAll('img, script[src=""]').length,
      pwned: 'pwned' in window,
    }));
    expect(shown.images).toBe(0);
    expect(shown.pwned).toBe(false);
  });

  it('has taken the constructor of events away, and those of an EventSource are captured', async () => {
    await scene.fresh();
    await scene.driver.page(async () => {
      const native = window.MessageEvent;
      window.MessageEvent = class {} as never;
      await new Promise<void>((resolve) => {
        const source = new EventSource('/sse?count=3&replaced=1');
        let got = 0;
        source.onmessage = () => {
          if (++got < 3) return;
          source.close();
          resolve();
        };
      });
      window.MessageEvent = native;
    });
    const { id, received } = await scene.exchange('replaced=1');
    expect(received).toBe(3);
    expect((await scene.messages(id)).every(({ data }) => typeof data === 'string' && data.length > 0)).toBe(true);
  });
});
