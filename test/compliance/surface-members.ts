// Every function that the hook replaces, looked at as a function: a page that inspects it finds the platform's own.
import { type Api, type Case, each, type Group, SPEC } from './case.ts';

/** Path, length, whether it gives a promise, and receivers that are no good. */
type Member = readonly [path: string, length: number, promises?: boolean];

const MEMBERS: Record<Api, readonly Member[]> = {
  fetch: [
    ['fetch', 1, true],
    ['Request.prototype.clone', 0],
    ['Response.prototype.clone', 0],
    ['Response.prototype.arrayBuffer', 0, true],
    ['Response.prototype.blob', 0, true],
    ['Response.prototype.bytes', 0, true],
    ['Response.prototype.formData', 0, true],
    ['Response.prototype.json', 0, true],
    ['Response.prototype.text', 0, true],
    ['get Response.prototype.body', 0],
    ['ReadableStream.prototype.getReader', 0],
    ['ReadableStream.prototype.cancel', 0, true],
    ['ReadableStream.prototype.tee', 0],
    ['ReadableStream.prototype.pipeTo', 1, true],
    ['ReadableStream.prototype.pipeThrough', 1],
    ['ReadableStream.prototype.values', 0],
    ['ReadableStreamDefaultReader.prototype.read', 0, true],
    ['ReadableStreamDefaultReader.prototype.cancel', 0, true],
    ['ReadableStreamDefaultReader.prototype.releaseLock', 0],
    ['ReadableStreamBYOBReader.prototype.read', 1, true],
    ['ReadableStreamBYOBReader.prototype.cancel', 0, true],
    ['ReadableStreamBYOBReader.prototype.releaseLock', 0],
    ['%AsyncIterator%.next', 0, true],
    ['%AsyncIterator%.return', 0, true],
    ['Function.prototype.toString', 0],
  ],
  xhr: [
    ['XMLHttpRequest.prototype.open', 2],
    ['XMLHttpRequest.prototype.send', 0],
    ['XMLHttpRequest.prototype.abort', 0],
    ['XMLHttpRequest.prototype.setRequestHeader', 2],
    ['XMLHttpRequest.prototype.overrideMimeType', 1],
    ['get XMLHttpRequest.prototype.upload', 0],
    ['get XMLHttpRequest.prototype.response', 0],
    ['get XMLHttpRequest.prototype.responseText', 0],
  ],
  eventsource: [
    ['EventSource.prototype.close', 0],
    ['EventTarget.prototype.addEventListener', 2],
    ['EventTarget.prototype.removeEventListener', 2],
  ],
  websocket: [
    ['WebSocket.prototype.send', 1],
    ['WebSocket.prototype.close', 0],
    ['get WebSocket.prototype.readyState', 0],
  ],
  websocketstream: [
    ['WebSocketStream.prototype.close', 0],
    ['get WebSocketStream.prototype.opened', 0],
    ['get WebSocketStream.prototype.closed', 0],
  ],
};

const isAccessor = (path: string): boolean => path.startsWith('get ');
const keyOf = (path: string): string => path.split(/[ .]/).at(-1) as string;
/** Those of ECMAScript itself are not enumerable. */
const isEnumerable = (path: string): boolean => !path.startsWith('Function.');

function surface(members: readonly Member[]): Case[] {
  const paths = members.map(([path]) => path);
  const member = (path: string): Member => members.find(([each]) => each === path) as Member;
  return [
    ...each(paths, (path) => ({
      name: `${path} is a property as it was`,
      spec: `${SPEC.idl}#${isAccessor(path) ? 'define-the-attributes' : 'define-the-operations'}`,
      run: (page, given) => {
        const { owner, key } = page.member(given);
        // The window's own names are looked at by themselves.
        if (owner !== globalThis) page.note(Reflect.ownKeys(owner).map(String));
        return page.flags(owner, key);
      },
      expected: isAccessor(path) ? 'g-ec' : isEnumerable(path) ? 'wec' : 'w-c',
    })),
    ...each(paths, (path) => ({
      name: `${path} has its name, its length and nothing more`,
      spec: `${SPEC.idl}#dfn-create-operation-function`,
      run: (page, given) => {
        const { fn } = page.member(given);
        return {
          keys: Reflect.ownKeys(fn).map(String).sort(),
          name: [fn.name, page.flags(fn, 'name')],
          length: [fn.length, page.flags(fn, 'length')],
          prototype: Object.getPrototypeOf(fn) === Function.prototype,
          extensible: Object.isExtensible(fn),
          type: `${typeof fn} ${Object.prototype.toString.call(fn)}`,
        };
      },
      expected: {
        keys: ['length', 'name'],
        name: [isAccessor(path) ? `get ${keyOf(path)}` : keyOf(path), '--c'],
        length: [member(path)[1], '--c'],
        prototype: true,
        extensible: true,
        type: 'function [object Function]',
      },
    })),
    ...each(paths, (path) => ({
      name: `${path} tells of itself as native code`,
      spec: `${SPEC.js}#sec-function.prototype.tostring`,
      run: (page, given) => {
        const { fn } = page.member(given);
        const texts = [
          fn.toString(),
          String(fn),
          `${fn}`,
          `${fn as unknown as string}`.valueOf(),
          Function.prototype.toString.call(fn),
          Reflect.apply(Function.prototype.toString, fn, []),
          Function.prototype.toString.bind(fn)(),
          Function.prototype.call.call(Function.prototype.toString, fn),
          Object.getOwnPropertyDescriptor(Function.prototype, 'toString')?.value.call(fn),
        ];
        page.note(texts);
        return [new Set(texts).size, /^function [^{]*\(\)\s*\{\s*\[native code\]\s*\}$/.test(texts[0] as string)];
      },
      expected: [1, true],
    })),
    ...each(paths, (path) => ({
      name: `${path} refuses wrong receivers alike`,
      spec: `${SPEC.idl}#dfn-create-operation-function`,
      run: async (page, given) => {
        const { fn, owner } = page.member(given);
        const outcome = async (self: unknown): Promise<string> => {
          try {
            const returned = Reflect.apply(fn, self, ['about:nothing', 'x'] as never[]);
            if (returned instanceof Promise) return `rejected: ${await page.rejection(returned)}`;
            return `returned ${typeof returned}`;
          } catch (error) {
            return `threw: ${page.error(error)}`;
          }
        };
        const wrong = [{}, 1, 'text', Symbol.iterator, Object.create(owner), document, new Headers(), () => {}];
        const seen: string[] = [];
        for (const self of [...wrong, owner]) seen.push(await outcome(self));
        return seen;
      },
    })),
    ...each(paths, (path) => ({
      name: `${path} is no constructor`,
      spec: `${SPEC.idl}#dfn-create-operation-function`,
      run: (page, given) => {
        const fn = page.member(given).fn as never as new () => object;
        return [
          page.thrown(() => new fn()),
          page.thrown(() => Reflect.construct(Object, [], fn)),
          page.thrown(() => class extends fn {}),
          'prototype' in fn,
        ];
      },
      expected: ['TypeError', 'TypeError', 'TypeError', false],
    })),
    ...each(paths, (path) => ({
      name: `${path} has no caller and no arguments, and is not to be cloned`,
      spec: `${SPEC.js}#sec-forbidden-extensions`,
      run: (page, given) => {
        const { fn } = page.member(given);
        const poisoned = fn as never as { caller: unknown; arguments: unknown };
        // The messages are looked at below, for all of them at once.
        const name = (run: () => unknown): string => {
          try {
            run();
          } catch (error) {
            return (error as Error).name;
          }
          return 'returned';
        };
        return [
          name(() => poisoned.caller),
          name(() => poisoned.arguments),
          name(() => structuredClone(fn)),
          name(() => postMessage(fn, '*')),
          name(() => new MessageChannel().port1.postMessage({ fn })),
          name(() => history.replaceState(fn, '')),
          JSON.stringify({ fn, list: [fn] }),
        ];
      },
      expected: ['TypeError', 'TypeError', ...Array(4).fill('DataCloneError'), '{"list":[null]}'],
    })),
    {
      name: 'functions tell of a forbidden caller in the words of the platform',
      spec: `${SPEC.js}#sec-addrestrictedfunctionproperties`,
      given: paths,
      run: (page, given: string[]) =>
        given.map((path) => page.thrown(() => (page.member(path).fn as never as { caller: unknown }).caller)),
      expected: paths.map(() => 'TypeError'),
    },
    {
      name: 'functions tell why they cannot be cloned in the words of the platform',
      spec: `${SPEC.html}structured-data.html#structuredserializeinternal`,
      given: paths,
      run: (page, given: string[]) => given.map((path) => page.thrown(() => structuredClone(page.member(path).fn))),
      expected: paths.map(() => 'DataCloneError (DOMException 25)'),
    },
    {
      name: 'an error that a function throws has the own properties it always had',
      spec: `${SPEC.idl}#js-exceptions`,
      given: members.filter(([, , promises]) => !promises).map(([path]) => path),
      run: (page, given: string[]) => {
        for (const path of given) {
          try {
            Reflect.apply(page.member(path).fn, {}, []);
          } catch (error) {
            page.note(
              path,
              Reflect.ownKeys(error as Error)
                .map(String)
                .sort(),
            );
          }
        }
        return given.length;
      },
    },
  ];
}

export const surfaceMembers: Group[] = (Object.keys(MEMBERS) as Api[]).map((api) => ({
  api,
  title: 'functions',
  serial: true,
  cases: surface(MEMBERS[api]).map((one) => (api === 'websocketstream' ? { ...one, only: 'chromium' } : one)),
}));
