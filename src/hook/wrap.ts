// The one way in which a native is replaced: a Proxy around it, in a property whose descriptor stays as it was.
//
// If you found one of these frames in a stack trace: Streamscope only passes the call on; the error is not ours.
import { captureStackTrace, cleaned, firstFrame, ONE_GETTER, throwing, withoutOwnFrames } from './errors.ts';
import {
  apply,
  bare,
  construct,
  defineProperty,
  get,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isObject,
  List,
  members,
  NativeError,
  NativeProxy,
  ownKeys,
  plainProperty,
  put,
  SafeWeakMap,
  setPrototypeOf,
  stringSlice,
} from './natives.ts';
import { callerStack } from './stack.ts';

type AnyFunction = (...args: never[]) => unknown;
/** Calls the native. */
type Go = (self: unknown, args: readonly unknown[]) => unknown;
/** `args` inherits nothing: it has no methods and cannot be spread. `above`: our outermost function, which leads to all others of ours in a stack trace. */
export type Around = (go: Go, self: never, args: never[], above: unknown) => unknown;
type Asleep = (wake: () => void) => void;
type AroundNew = (go: (args?: readonly unknown[]) => object, args: never[], above: unknown) => object;

/** Where wrappers are: a property of the global object, or of the prototype of the class of that name. */
interface Slot {
  of: string;
  name: PropertyKey;
  native: AnyFunction;
}
const slots = new List<Slot>();

/** Wrapper to native, so that `toString()` tells what it told before. */
const natives = new SafeWeakMap<object, AnyFunction>();

const page = globalThis as unknown as Window & Record<number, unknown>;
// A frame that was removed has them no longer.
const { parent, top } = page;

const { setPrototypeOf: setPrototype } = Object;
const MOST_STEPS = 99;

/**
 * A stand-in for a function or constructor that nothing but its behaviour could tell from the native. `asleep` is
 * given the way to wake it: until then there is no frame of ours above the native (V8).
 */
function wrap<F>(
  given: F,
  owner: object,
  name: PropertyKey,
  around: Around,
  aroundNew?: AroundNew,
  asleep?: Asleep,
): F {
  const native = given as AnyFunction;
  const of = owner === page ? '' : (owner.constructor as AnyFunction).name;
  put(slots, { of, name, native });
  const go: Go = (self, args) => apply(native, self, args);
  const call = (_: unknown, self: unknown, args: unknown[]): unknown => {
    try {
      // What a page has put at an index of a prototype is no argument.
      return around(go, self as never, bare(args as never[]), call);
    } catch (error) {
      throw cleaned(error, call);
    }
  };
  let wrapper: AnyFunction;
  if (ONE_GETTER && !aroundNew) {
    // Like a platform function a concise method cannot be constructed and has no `prototype`. Firefox's messages tell it
    // from a Proxy; V8's would show its source.
    wrapper = {
      method(this: unknown, ...args: unknown[]): unknown {
        return call(native, this, args);
      },
    }.method as AnyFunction;
    const keys = ownKeys(native);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as PropertyKey;
      defineProperty(wrapper, key, bare(getOwnPropertyDescriptor(native, key) as PropertyDescriptor));
    }
  } else {
    const handler: ProxyHandler<AnyFunction> = bare({
      apply: call,
      // Both belong to functions only, and fail on a Proxy.
      get: function read(target: AnyFunction, key: PropertyKey, receiver: unknown): unknown {
        try {
          return get(target, key, key === 'arguments' || key === 'caller' ? target : receiver);
        } catch (error) {
          throw cleaned(error, read);
        }
      },
      setPrototypeOf: function swap(target: AnyFunction, prototype: object | null): boolean {
        // A Proxy itself knows no cycles: the native refuses one of its own, by a result or by an error. Another Proxy may be
        // its own prototype.
        for (let p = prototype, i = MOST_STEPS; p && i--; p = getPrototypeOf(p)) {
          if (p !== wrapper) continue;
          // Who asks by `Reflect` hears of a refusal by a result (Firefox tells no such frames).
          const asked = firstFrame(callerStack(swap));
          if (!asked || stringSlice(asked, 0, 4) === 'Refl') return false;
          try {
            setPrototype(target, { __proto__: target });
          } catch (error) {
            captureStackTrace(error as Error, swap);
            throw error;
          }
        }
        return setPrototypeOf(target, prototype);
      },
      ...(aroundNew && {
        construct: function make(_: unknown, args: unknown[], newTarget: AnyFunction): object {
          try {
            return aroundNew((other = args) => construct(native, other, newTarget), bare(args as never[]), make);
          } catch (error) {
            throw cleaned(error, make);
          }
        },
      }),
    });
    if (asleep) {
      handler.apply = apply;
      asleep(() => {
        handler.apply = call;
      });
    }
    wrapper = new NativeProxy(native, handler);
  }
  natives.set(wrapper, native);
  return wrapper as F;
}

/**
 * Puts a wrapper in the place of a native method, constructor or getter, in a property that stays as it was otherwise.
 * A missing or locked one is left alone. `of`: the class that has it, or the object itself.
 */
export function patch(
  of: object,
  name: PropertyKey,
  around: Around,
  aroundNew?: AroundNew,
  asleep?: Asleep,
): object | undefined {
  const owner = (typeof of === 'function' && (of as { prototype?: object }).prototype) || of;
  const found = getOwnPropertyDescriptor(owner, name);
  const key = found?.get ? 'get' : 'value';
  if (!found?.configurable || typeof found[key] !== 'function') return undefined;
  found[key] = wrap(found[key], owner, name, around, aroundNew, asleep);
  defineProperty(owner, name, bare(found));
  return found[key];
}

/**
 * Replaces a constructor on the global object and in its `prototype.constructor`, so that both stay the same function.
 * `aroundNew` makes each new instance; statics, subclasses and calls without `new` go to the native.
 */
export function patchConstructor(name: string, aroundNew: AroundNew): void {
  const wrapper = patch(page, name, (go, self, args) => go(self, args), aroundNew) as { prototype: object } | undefined;
  const found = wrapper && getOwnPropertyDescriptor(wrapper.prototype, 'constructor');
  if (!found?.configurable) return;
  found.value = wrapper;
  defineProperty((wrapper as { prototype: object }).prototype, 'constructor', bare(found));
}

/** What `toString()` tells of our stand-ins where nobody mends it. */
const [textOf] = members(Function, 'toString');
const nameless = textOf(new NativeProxy(put, bare({})));
/** Where they are concise methods; elsewhere null, which is no text. */
const source = ONE_GETTER ? textOf(wrap(put, page, '', () => undefined)) : null;

/** The native behind a wrapper: of this realm, or of another one's hook (a same-origin frame, the parent), then ours of that place. */
function nativeOf(wrapper: unknown): AnyFunction | undefined {
  const own = natives.get(wrapper as object);
  if (own) return own;
  // The page may have put something else in the place of `length`.
  for (let i = -2; i < 0 || page[i]; i++) {
    try {
      const realm = i === -2 ? parent : i === -1 ? top : page[i];
      // What stands in our own places and is none of ours is the page's.
      for (let j = 0; realm !== page && j < slots.length; j++) {
        const { of, name, native } = slots[j] as Slot;
        const owner = of ? (plainProperty(realm, of) as { prototype: unknown }).prototype : realm;
        const found = getOwnPropertyDescriptor(owner as object, name);
        if (found && (found.value === wrapper || found.get === wrapper)) return native;
      }
    } catch {
      // A realm of another origin: its functions cannot have come here.
    }
  }
  return undefined;
}

/** For a concise method of ours that was kept of a frame that is gone: a native of its name. */
function namesake(wrapper: unknown): AnyFunction | undefined {
  const nameOf = (it: unknown): unknown => getOwnPropertyDescriptor(it as object, 'name')?.value;
  for (let j = 0; j < slots.length; j++) {
    const { native } = slots[j] as Slot;
    if (nameOf(native) === nameOf(wrapper)) return native;
  }
  return undefined;
}

/** Takes our frames out of what Firefox tells of all errors by getters. */
export function cloakStacks(): void {
  if (!ONE_GETTER) return;
  const clean: Around = (go, self, args) => {
    const stack = go(self, args);
    return typeof stack === 'string' ? withoutOwnFrames(stack) : stack;
  };
  patch(NativeError, 'stack', clean);
  patch(DOMException, 'stack', clean);
  const name = 'captureStackTrace';
  const value = wrap(captureStackTrace, NativeError, name, (go, self, args) => {
    go(self, args);
    const holder = args[0] as unknown as object;
    const stack = plainProperty(holder, 'stack');
    if (typeof stack === 'string') defineProperty(holder, 'stack', bare({ value: withoutOwnFrames(stack) }));
  });
  defineProperty(NativeError, name, { value });
}

/** Makes `Function.prototype.toString` tell of our wrappers what it tells of their natives, in every realm. */
export function cloakToString(): void {
  patch(Function, 'toString', (go, self, args) => {
    const native = natives.get(self);
    if (!ONE_GETTER && typeof self !== 'function') {
      // V8's error names the kind of object it was called on; a Proxy in its chain tells none.
      const heir = isObject(self) && nativeOf(getPrototypeOf(self));
      return throwing(() => go(heir ? { __proto__: heir } : self, args));
    }
    const text = go(native ?? self, args);
    const isMethod = ONE_GETTER && text === source;
    const twin = native || !(isMethod || text === nameless) ? undefined : nativeOf(self);
    if (isMethod && !twin) return go(namesake(self), args);
    return twin ? go(twin, args) : text;
  });
}
