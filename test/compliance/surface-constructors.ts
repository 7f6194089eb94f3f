// The constructors that the hook replaces: as globals, as functions, as prototypes, and objects that cannot be cloned.
import { type Api, type Case, each, type Group, SPEC } from './case.ts';
import { surfaceGlobals } from './surface-globals.ts';

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

const APIS: readonly Api[] = ['fetch', 'xhr', 'eventsource', 'websocket', 'websocketstream'];

export const surfaceConstructors: Group[] = APIS.map((api) => ({
  api,
  title: 'constructors',
  serial: true,
  cases: [
    ...CONSTRUCTORS.filter(([each]) => each === api).flatMap(([, name, length, args]) => surface(name, length, args)),
    ...(api === 'fetch' ? surfaceGlobals : []),
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
