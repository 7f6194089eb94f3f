// Source text: the oldest way to tell a native from a replacement.
import { byName, likely, nativesOf } from './natives.ts';
import { type AnyFunction, attempt, inFrame, type Probes } from './probe.ts';

const toText = Function.prototype.toString;

export const toStringProbes: Probes = {
  'Function.prototype.toString.call': () => byName(nativesOf(window), ({ fn }) => attempt(() => toText.call(fn)).value),
  'own toString, concatenation and templates': () =>
    byName(nativesOf(window), ({ fn }) => {
      // biome-ignore lint/style/useTemplate: it is another operation
      const ways = [fn.toString(), fn + '', `${fn}`, String(fn), ''.concat(fn as never), [fn].join()];
      return ways.every((way) => way === ways[0]) ? ways[0] : ways;
    }),
  'Reflect.apply, bind and call of toString': () => [
    Reflect.apply(toText, fetch, []),
    toText.bind(WebSocket)(),
    toText.call.call(toText, EventSource),
    Function.prototype.call.bind(toText)(XMLHttpRequest),
    (Reflect.construct(Function, ['return this.toString()']) as AnyFunction).call(fetch),
  ],
  'toString of toString': () => [
    toText.toString(),
    toText.call(toText),
    `${toText.toString}`,
    toText.name,
    toText.length,
    Reflect.ownKeys(toText).map(String),
    Object.getOwnPropertyDescriptor(Function.prototype, 'toString')?.value === toText,
    Function.prototype.toString === Function.toString,
    fetch.toString === toText,
  ],
  'what a page puts in the place of a native': () => {
    const kinds: ((native: AnyFunction) => AnyFunction)[] = [
      (native) => new Proxy(native, {}),
      (native) => native.bind(window),
      () => new Proxy(() => {}, {}),
      () => (() => {}).bind(null),
    ];
    const places: [object, string][] = [
      [window, 'fetch'],
      [window, 'XMLHttpRequest'],
      [window, 'WebSocket'],
      [XMLHttpRequest.prototype, 'open'],
      [EventTarget.prototype, 'addEventListener'],
      [Response.prototype, 'json'],
    ];
    return places.map(([owner, name]) => {
      const found = Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor;
      return kinds.map((kind) => {
        Object.defineProperty(owner, name, { ...found, value: kind(found.value) });
        const told = toText.call((owner as Record<string, unknown>)[name]);
        Object.defineProperty(owner, name, found);
        return told;
      });
    });
  },
  'functions of the page': () => [
    toText.call(function odd(a: number) {
      return a;
    }),
    toText.call(class Odd {}),
    toText.call((a: number) => a),
    toText.call(fetch.bind(window)),
    toText.call(new Function('a', 'return a')),
  ],
  'wrong receivers of toString': () =>
    [undefined, null, 1, 'x', Symbol.iterator, {}, [], Object.create(fetch), Object.create(toText), document.all].map(
      (value) => attempt(() => toText.call(value as never)),
    ),
  'wrong receivers where the limit of stacks is another, none, or locked': () =>
    inFrame((realm) => {
      const tell = () => {
        const { error } = attempt(() => realm.Function.prototype.toString.call(Object.create(realm.fetch) as never));
        return [error?.kind, error?.message, error?.stack?.split('\n').length, realm.Error.stackTraceLimit];
      };
      const told = [tell()];
      for (const limit of [0, 1, 3, 200, -1, Number.NaN, '5', undefined]) {
        realm.Error.stackTraceLimit = limit as number;
        told.push(tell());
      }
      delete (realm.Error as { stackTraceLimit?: number }).stackTraceLimit;
      told.push(tell());
      realm.Error.stackTraceLimit = 100;
      Object.freeze(realm.Error);
      told.push(tell());
      return told;
    }),
  'receivers that are proxies': () => [
    attempt(() => toText.call(new Proxy(fetch, {}))),
    attempt(() => toText.call(new Proxy(() => 1, {}))),
    attempt(() => toText.call(new Proxy({}, {}) as never)),
    attempt(() => toText.call(new Proxy(class {}, {}))),
    attempt(() => {
      const { proxy, revoke } = Proxy.revocable(fetch, {});
      revoke();
      return toText.call(proxy);
    }),
  ],
  'an object that inherits from a native': () =>
    byName(likely(window), ({ fn }) => attempt(() => Object.create(fn as object).toString())),
  'a subclass': () => [
    toText.call(class extends WebSocket {}),
    toText.call(class Own extends Response {}),
    attempt(() => toText.call(Object.setPrototypeOf(() => 1, fetch))),
  ],
  'new toString, and a class of it': () => [
    attempt(() => new (toText as never as new () => object)()),
    attempt(() => class extends (toText as never as new () => object) {}),
    attempt(() => Reflect.construct(Object, [], toText)),
  ],
  'own toString set and deleted': () =>
    inFrame((realm) =>
      byName(likely(realm), ({ fn }) => {
        const before = Reflect.ownKeys(fn).map(String);
        (fn as { toString: () => string }).toString = () => 'mine';
        const during = [`${fn}`, realm.Function.prototype.toString.call(fn), Reflect.ownKeys(fn).map(String)];
        delete (fn as { toString?: unknown }).toString;
        return [before, during, `${fn}`, Reflect.ownKeys(fn).map(String)];
      }),
    ),
  'Function.prototype.toString assigned, deleted and given back': () =>
    inFrame((realm) => {
      const { prototype } = realm.Function;
      const native = prototype.toString;
      prototype.toString = () => 'mine';
      const mine = [`${realm.fetch}`, `${realm.WebSocket}`];
      delete (prototype as { toString?: unknown }).toString;
      const deleted = [`${realm.fetch}`, 'toString' in prototype];
      prototype.toString = native;
      return [mine, deleted, `${realm.fetch}`, Object.keys(prototype)];
    }),
  'Symbol.toStringTag and Object.prototype.toString': () =>
    byName(likely(window), ({ fn }) => [
      Object.prototype.toString.call(fn),
      String((fn as never as Record<symbol, unknown>)[Symbol.toStringTag]),
    ]),
  'the text at the end of the stack': () => {
    let depth = 0;
    const down = (fn: AnyFunction): string => {
      depth++;
      const text = fn.toString();
      return text.length > 0 ? down(fn) : text;
    };
    const { error } = attempt(() => down(fetch));
    return [
      error?.name,
      error?.message,
      error?.kind,
      /extension:|anonymous code|<native>/.test(error?.stack ?? ''),
      depth > 500,
    ];
  },
  'source text in the message of structuredClone': () => [
    attempt(() => structuredClone(fetch)),
    attempt(() => structuredClone(WebSocket)),
    attempt(() => structuredClone({ deep: [EventSource] })),
    attempt(() => postMessage(XMLHttpRequest)),
    attempt(() => history.replaceState(Response, '')),
    attempt(() => new MessageChannel().port1.postMessage(WebSocket.prototype.send)),
  ],
  'the text in messages of other errors': () => [
    attempt(() => (fetch as never as { x: { y: 1 } }).x.y),
    attempt(() => Symbol.iterator in (fetch as never as object)),
    attempt(() => [...(fetch as never as string[])]),
    attempt(() => new Map(fetch as never)),
    attempt(() => Object.defineProperty(fetch, 'name', { get: fetch as never, value: 1 })),
    attempt(() => new WeakRef(fetch as never).deref() === fetch),
    attempt(() => JSON.stringify({ fetch, WebSocket })),
    attempt(() => (fetch as never as string) in (1 as never)),
    attempt(() => Reflect.apply(1 as never, fetch, [])),
    attempt(() => new Proxy(fetch, 1 as never)),
    attempt(() => Object.create(1 as never, fetch as never)),
    attempt(() => new Intl.NumberFormat(fetch as never)),
    attempt(() => BigInt(fetch as never)),
    attempt(() => +(fetch as never)),
    attempt(() => new URL(fetch as never).href),
  ],
};
