// What surrounds what the hook replaces: names of the window, built-ins, stacks, toString of another realm.
import { type Case, SPEC } from './case.ts';

const INTERFACE = `${SPEC.idl}#es-interfaces`;

export const surfaceGlobals: Case[] = [
  {
    name: 'the window has the names it had',
    spec: `${SPEC.idl}#define-the-global-property-references`,
    run: (page) => {
      const names = Reflect.ownKeys(globalThis).map(String);
      page.note(names.toSorted());
      page.note(Object.keys(globalThis).toSorted());
      return names.filter((name) => /streamscope|hook|__/i.test(name)).length;
    },
  },
  {
    name: 'the window has its names in their order',
    spec: `${SPEC.js}#sec-ordinaryownpropertykeys`,
    run: (page) => {
      page.note(Reflect.ownKeys(globalThis).map(String));
      return Object.keys(globalThis).length > 100;
    },
    expected: true,
  },
  {
    name: 'prototypes have the names they had, in their order',
    spec: INTERFACE,
    run: (page) => {
      const all = [
        Request,
        Response,
        ReadableStream,
        XMLHttpRequest,
        EventSource,
        WebSocket,
        EventTarget,
        Function,
        Promise,
        MessagePort,
      ];
      for (const one of all)
        page.note(one.name, Reflect.ownKeys(one.prototype).map(String), Reflect.ownKeys(one).map(String));
      return all.length;
    },
  },
  {
    name: 'built-ins that the hook needs are left alone',
    spec: `${SPEC.js}#sec-global-object`,
    run: (page) => {
      const owners = [
        Object,
        Reflect,
        JSON,
        Array.prototype,
        String.prototype,
        Map.prototype,
        WeakMap.prototype,
        Promise.prototype,
        MessagePort.prototype,
        Event.prototype,
        Error,
        Error.prototype,
      ];
      for (const owner of owners)
        page.note(Reflect.ownKeys(owner).map((key) => `${String(key)} ${page.flags(owner, key)}`));
      return owners.length;
    },
  },
  {
    name: 'a function of the hook keeps its identity, and is replaced and restored like any other',
    spec: `${SPEC.idl}#define-the-operations`,
    run: async (page) => {
      const native = fetch;
      const calls: unknown[] = [];
      globalThis.fetch = (...args) => {
        calls.push(args.length);
        return native(...args);
      };
      const text = await (await fetch(page.url('/text'))).text();
      globalThis.fetch = native;
      const found = Object.getOwnPropertyDescriptor(globalThis, 'fetch') as PropertyDescriptor;
      Reflect.deleteProperty(globalThis, 'fetch');
      const gone = typeof globalThis.fetch;
      Object.defineProperty(globalThis, 'fetch', found);
      return [text, calls, gone, fetch === native, page.flags(globalThis, 'fetch')];
    },
    expected: ['hello', [1], 'undefined', true, 'wec'],
  },
  {
    name: 'functions take properties, another name and another prototype',
    spec: `${SPEC.js}#sec-ordinary-object-internal-methods-and-internal-slots-defineownproperty-p-desc`,
    run: (page) => {
      const { send } = XMLHttpRequest.prototype;
      const own = send as never as Record<string, unknown>;
      own.mine = 1;
      Object.defineProperty(own, 'name', { value: 'renamed' });
      const keys = Reflect.ownKeys(own).map(String).sort();
      const renamed = own.name;
      Object.defineProperty(own, 'name', { value: 'send' });
      delete own.mine;
      const proto = Object.getPrototypeOf(own);
      Object.setPrototypeOf(own, null);
      const bare = page.thrown(() => `${own as never as string}`);
      Object.setPrototypeOf(own, proto);
      return [keys, renamed, bare, own.name];
    },
    expected: [['length', 'mine', 'name'], 'renamed', 'TypeError', 'send'],
  },
  {
    name: 'a deep stack overflows as it did, and says so with a RangeError or InternalError',
    spec: `${SPEC.js}#sec-execution-contexts`,
    run: () => {
      const names = new Set<string>();
      const deep = (): void => {
        try {
          deep();
        } catch (error) {
          names.add((error as Error).name);
          throw error;
        }
        new Request('/');
      };
      try {
        deep();
      } catch {
        // Its name was noted.
      }
      return [...names];
    },
  },
  {
    name: 'the stack of an error that is thrown under a page’s callback has the page’s frames only',
    spec: `${SPEC.js}#sec-error-objects`,
    run: (page) => {
      const stacks: string[] = [];
      const note = () => {
        stacks.push(new Error('here').stack ?? '');
        return '/';
      };
      const object = { toString: note };
      new Request(object as never);
      new Request('/', {
        get method() {
          note();
          return 'GET';
        },
      });
      fetch(object as never).catch(() => {});
      new XMLHttpRequest().open('GET', object as never);
      new EventSource(object as never).close();
      page.thrown(
        () =>
          new WebSocket({
            toString: () => {
              note();
              return 'x:';
            },
          } as never),
      );
      const functions = stacks.map((stack) => stack.split('\n').length);
      page.note(functions);
      for (const stack of stacks) page.error(Object.assign(new Error('here'), { stack }));
      return stacks.length;
    },
    expected: 6,
  },
  {
    name: 'a Error.prepareStackTrace of the page sees no frames of ours',
    spec: `${SPEC.js}#sec-error-objects`,
    only: 'chromium',
    run: () => {
      const files: string[] = [];
      const own = Error as never as { prepareStackTrace?: unknown };
      own.prepareStackTrace = (_error: Error, sites: { getFileName(): string | null }[]) => {
        for (const site of sites) files.push(site.getFileName() ?? '');
        return 'mine';
      };
      const seen: unknown[] = [];
      try {
        for (const run of [
          () => new Request('http://'),
          () => new WebSocket('x:'),
          () => XMLHttpRequest.prototype.send.call({} as never),
        ]) {
          try {
            run();
          } catch (error) {
            seen.push((error as Error).stack === 'mine');
          }
        }
      } finally {
        delete own.prepareStackTrace;
      }
      return [seen, files.filter((file) => file.includes('-extension:')).length];
    },
  },
  {
    name: 'the toString of another realm tells what it told',
    spec: `${SPEC.js}#sec-function.prototype.tostring`,
    run: async (page) => {
      const frame = await page.frame();
      const theirs = frame.Function.prototype.toString;
      const all = [
        fetch,
        WebSocket,
        XMLHttpRequest.prototype.send,
        Response.prototype.text,
        Function.prototype.toString,
      ];
      return all.map((fn) => Reflect.apply(theirs, fn, []) === fn.toString());
    },
    expected: Array(5).fill(true),
  },
];
