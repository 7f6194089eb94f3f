// The constructors that the hook replaces, and what surrounds them: globals, prototypes, stacks, other realms.
import { type Api, type Case, each, type Group, SPEC } from './case.ts';

/** Name, length, arguments that make one, and names of static members. */
const CONSTRUCTORS: readonly (readonly [Api, string, number, string])[] = [
  ['fetch', 'Request', 1, "'/'"],
  ['fetch', 'Response', 0, ''],
  ['fetch', 'ReadableStreamDefaultReader', 1, 'new ReadableStream()'],
  ['fetch', 'ReadableStreamBYOBReader', 1, "new ReadableStream({ type: 'bytes' })"],
  ['fetch', 'ReadableStream', 0, ''],
  ['fetch', 'Headers', 0, ''],
  ['xhr', 'XMLHttpRequest', 0, ''],
  ['eventsource', 'EventSource', 1, "'/silent'"],
  ['websocket', 'WebSocket', 1, "'/ws?delay=50'"],
  ['websocketstream', 'WebSocketStream', 1, "'/ws?delay=50'"],
];

const INTERFACE = `${SPEC.idl}#es-interfaces`;
const OBJECT = `${SPEC.idl}#interface-object`;

function surface(name: string, length: number, args: string): Case[] {
  const given = [name, args] as const;
  return [
    {
      name: `${name} is a global as it was`,
      spec: `${SPEC.idl}#define-the-global-property-references`,
      given,
      run: (page, [key]: [string, string]) => [
        page.flags(globalThis, key),
        Object.keys(globalThis).includes(key),
        (globalThis as never)[key] === (window as never)[key],
        Object.getPrototypeOf((globalThis as never)[key]) === Function.prototype || 'another constructor',
      ],
    },
    {
      name: `${name} has its name, its length, its keys and its prototype`,
      spec: OBJECT,
      given,
      run: (page, [key]: [string, string]) => {
        const fn = (globalThis as never)[key] as { name: string; length: number; prototype: object };
        page.note(Reflect.ownKeys(fn).map(String), Reflect.ownKeys(fn.prototype).map(String));
        return [
          fn.name,
          fn.length,
          page.flags(fn, 'name'),
          page.flags(fn, 'length'),
          page.flags(fn, 'prototype'),
          typeof fn,
        ];
      },
      expected: [name, length, '--c', '--c', '---', 'function'],
    },
    {
      name: `${name}.prototype.constructor is ${name} itself`,
      spec: `${SPEC.idl}#interface-prototype-object`,
      given,
      run: (page, [key]: [string, string]) => {
        const fn = (globalThis as never)[key] as { prototype: object };
        const { prototype } = fn;
        return [
          prototype.constructor === fn,
          page.flags(prototype, 'constructor'),
          Object.prototype.toString.call(prototype),
          page.flags(prototype, Symbol.toStringTag),
          Object.isExtensible(prototype),
        ];
      },
      expected: [true, 'w-c', `[object ${name}]`, '--c', true],
    },
    {
      name: `${name} tells of itself as native code`,
      spec: `${SPEC.js}#sec-function.prototype.tostring`,
      given,
      run: (page, [key]: [string, string]) => {
        const fn = (globalThis as never)[key] as () => void;
        const texts = [
          fn.toString(),
          String(fn),
          Function.prototype.toString.call(fn),
          fn.prototype.constructor.toString(),
        ];
        page.note(texts);
        return [new Set(texts).size, texts[0]?.replace(/\s+/g, ' ')];
      },
      expected: [1, `function ${name}() { [native code] }`],
    },
    {
      name: `instances of ${name} are what they were`,
      spec: OBJECT,
      given,
      run: (page, [key, text]: [string, string]) => {
        const fn = (globalThis as never)[key] as new () => object;
        const made = new Function(`return new ${key}(${text})`)() as { close?(): void; closed?: Promise<unknown> };
        page.later(() => made.close?.());
        return [
          made.constructor === fn,
          made instanceof fn,
          fn[Symbol.hasInstance](made),
          Object.getPrototypeOf(made) === fn.prototype,
          Reflect.ownKeys(made).length,
          Object.prototype.toString.call(made),
        ];
      },
      expected: [true, true, true, true, 0, `[object ${name}]`],
    },
    {
      name: `${name} cannot be called without new`,
      spec: `${SPEC.idl}#internally-create-a-new-object-implementing-the-interface`,
      given,
      run: (page, [key]: [string, string]) => {
        const fn = (globalThis as never)[key] as (...args: unknown[]) => unknown;
        return [
          page.thrown(() => fn('/')),
          page.thrown(() => fn.call({}, '/')),
          page.thrown(() => fn.apply(Object.create(fn.prototype), ['/'])),
          page.thrown(() => Reflect.apply(fn, undefined, [])),
          page.thrown(() => fn.bind({})('/')),
        ];
      },
      expected: Array(5).fill('TypeError'),
    },
    {
      name: `${name} makes instances of subclasses and of what new.target asks for`,
      spec: `${SPEC.idl}#internally-create-a-new-object-implementing-the-interface`,
      given,
      run: (page, [key, text]: [string, string]) => {
        const fn = (globalThis as never)[key] as new (...args: unknown[]) => { close?(): void };
        const list = () => new Function(`return [${text}]`)() as unknown[];
        const keep = <T extends { close?(): void }>(made: T): T => {
          page.later(() => fn.prototype.close?.call(made));
          return made;
        };
        class Mine extends fn {
          own = 1;
        }
        function Other() {}
        Other.prototype = { mine: true };
        const mine = keep(new Mine(...list()));
        const other = keep(Reflect.construct(fn, list(), Other));
        // A function whose prototype is no object: that of the interface takes its place.
        const without = keep(Reflect.construct(fn, list(), Object.assign(new Function(), { prototype: 1 })));
        // Chromium takes Object.prototype instead.
        page.note(Object.getPrototypeOf(without) === fn.prototype);
        const bound = keep(new (fn.bind(null, ...list()))());
        let reads = 0;
        const watched = new Proxy(fn, {
          get: (target, name) => {
            reads++;
            return Reflect.get(target, name);
          },
        });
        keep(Reflect.construct(fn, list(), watched));
        return [
          mine instanceof fn,
          mine.constructor === Mine,
          mine.own,
          Object.getPrototypeOf(other) === Other.prototype,
          bound instanceof fn,
          reads,
        ];
      },
      expected: [true, true, 1, true, true, 1],
    },
    {
      name: `${name} serves as a prototype`,
      spec: INTERFACE,
      given,
      run: (page, [key]: [string, string]) => {
        const fn = (globalThis as never)[key] as { prototype: Record<string, unknown>; name: string };
        const heir = Object.create(fn) as { name: string; prototype: unknown };
        const child = Object.create(fn.prototype) as object;
        const names = Object.getOwnPropertyNames(fn.prototype).filter(
          (each) => 'get' in (Object.getOwnPropertyDescriptor(fn.prototype, each) ?? {}),
        );
        return [
          heir.name,
          heir.prototype === fn.prototype,
          page.thrown(() => (heir as never as () => void)()),
          child instanceof (fn as never),
          // An object that only inherits is no instance: its getters refuse it.
          new Set(names.map((each) => page.thrown(() => Reflect.get(child, each)))).size,
        ];
      },
    },
  ];
}

const general: Case[] = [
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

const APIS: readonly Api[] = ['fetch', 'xhr', 'eventsource', 'websocket', 'websocketstream'];

export const surfaceConstructors: Group[] = APIS.map((api) => ({
  api,
  title: 'constructors',
  serial: true,
  cases: [
    ...CONSTRUCTORS.filter(([each]) => each === api).flatMap(([, name, length, args]) => surface(name, length, args)),
    ...(api === 'fetch' ? general : []),
  ].map((one) => (api === 'websocketstream' ? { ...one, only: 'chromium' as const } : one)),
}));

/** Two families that need no instance. */
export const surfaceOthers: Group = {
  api: 'fetch',
  title: 'objects that cannot be cloned',
  cases: each(
    ['new Request("/")', 'new Response("x")', 'new Headers()', 'new XMLHttpRequest()', 'new AbortController().signal'],
    (text) => ({
      name: `${text} cannot be cloned or posted`,
      spec: `${SPEC.html}structured-data.html#structuredserializeinternal`,
      run: (page, given) => {
        const made = new Function(`return ${given}`)() as object;
        return [
          page.thrown(() => structuredClone(made)),
          page.thrown(() => new MessageChannel().port1.postMessage(made)),
          page.thrown(() => postMessage(made, '*')),
          JSON.stringify(made).length > 1,
        ];
      },
      expected: [...Array(3).fill('DataCloneError (DOMException 25)'), true],
    }),
  ),
};
