// Prototype chains bent into cycles: a Proxy does not refuse them as an ordinary function does.
import { byName, likely } from './natives.ts';
import { type AnyFunction, attempt, inFrame, type Probes, type Realm } from './probe.ts';

/** Tries on all natives of a fresh realm and puts each prototype back. */
const onEach = (run: (fn: AnyFunction, realm: Realm) => unknown) => () =>
  inFrame((realm) =>
    byName(likely(realm), ({ fn }) => {
      const before = Object.getPrototypeOf(fn) as object;
      // Only named: an `instanceof` of something in a cycle never ends.
      const { value, error } = attempt(() => {
        const result = run(fn, realm);
        return typeof result === 'function' ? 'the function' : result;
      });
      Object.setPrototypeOf(fn, before);
      return value ?? `${error?.name}: ${error?.message}`;
    }),
  );

export const cycleProbes: Probes = {
  'Object.setPrototypeOf to itself': onEach((fn) => Object.setPrototypeOf(fn, fn)),
  '__proto__ = itself': onEach((fn) => {
    // biome-ignore lint/suspicious/noProto: pages ask so
    (fn as never as { __proto__: unknown }).__proto__ = fn;
  }),
  'Reflect.setPrototypeOf to itself': onEach((fn) => Reflect.setPrototypeOf(fn, fn)),
  'Object.setPrototypeOf to an heir': onEach((fn) => Object.setPrototypeOf(fn, Object.create(fn as never))),
  'Object.setPrototypeOf to a Proxy that is its own prototype': onEach((fn) => {
    const proxy: object = new Proxy({}, { getPrototypeOf: () => proxy });
    return Object.setPrototypeOf(fn, proxy);
  }),
  'Reflect.setPrototypeOf to an heir': onEach((fn) => Reflect.setPrototypeOf(fn, Object.create(fn as never))),
  'a missing member in a cycle': onEach((fn) => {
    Reflect.setPrototypeOf(fn, Object.create(fn as never));
    return 'missing' in fn;
  }),
  'a missing member read in a cycle': onEach((fn) => {
    Reflect.setPrototypeOf(fn, fn);
    return (fn as never as { missing: unknown }).missing;
  }),
  'instanceof in a cycle': onEach((fn) => {
    // Where a cycle can be made, `instanceof` never ends.
    const made = Reflect.setPrototypeOf(fn, Object.create(fn as never));
    return made ? 'the cycle was made' : fn instanceof Function;
  }),
  'a cycle through two natives': () =>
    inFrame((realm) =>
      [
        attempt(() => typeof Object.setPrototypeOf(realm.fetch, realm.WebSocket)),
        attempt(() => typeof Object.setPrototypeOf(realm.WebSocket, realm.fetch)),
      ].map(({ value, error }) => value ?? `${error?.name}: ${error?.message}`),
    ),
  'a prototype set to null and to something else': onEach((fn) => {
    Object.setPrototypeOf(fn, null);
    const none = [Object.getPrototypeOf(fn), 'call' in fn];
    Object.setPrototypeOf(fn, { call: 1 });
    return JSON.stringify([none, (fn as never as { call: unknown }).call]);
  }),
  'no longer extensible': onEach((fn) => {
    const other = Object.create(Function.prototype) as object;
    Object.preventExtensions(fn);
    return JSON.stringify([Reflect.setPrototypeOf(fn, other), Reflect.set(fn, 'own', 1), Object.isExtensible(fn)]);
  }),
  frozen: () =>
    inFrame((realm) =>
      byName(
        likely(realm),
        ({ fn }) =>
          attempt(() => {
            Object.freeze(fn);
            return [
              Object.isFrozen(fn),
              Reflect.deleteProperty(fn, 'name'),
              Reflect.defineProperty(fn, 'length', { value: 9 }),
            ].join();
          }).value,
      ),
    ),
  'name and length redefined and deleted': () =>
    inFrame((realm) =>
      byName(likely(realm), ({ fn }) => {
        Object.defineProperty(fn, 'name', { value: 'other' });
        const named = [fn.name, Reflect.ownKeys(fn).map(String), realm.Function.prototype.toString.call(fn)];
        delete (fn as { name?: string }).name;
        delete (fn as { length?: number }).length;
        return [named, fn.name, fn.length, Reflect.ownKeys(fn).map(String)];
      }),
    ),
};
