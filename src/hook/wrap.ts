// The one way in which a native is replaced: a Proxy around it, in a property whose descriptor stays as it was.
//
// If you found one of these frames in a stack trace: Streamscope only passes the call on; the error is not ours.
import {
  apply,
  bare,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  NativeError,
  NativeProxy,
  SafeWeakMap,
} from './natives.ts';

type AnyFunction = (...args: never[]) => unknown;
type Around = (target: AnyFunction, self: never, args: never[]) => unknown;
type AroundNew = (target: AnyFunction, args: never[], newTarget: AnyFunction) => object;

/** Wrapper to native, so that `toString()` tells what it told before. */
const natives = new SafeWeakMap<object, AnyFunction>();

const nativeErrorGetter = NativeError;

/** Our own script's address, as it stands in stack traces (Firefox gives it no URL of its own). */
const here: string =
  /([a-z-]+-extension:\/\/[^\s)]+?\.js|<anonymous code>):/.exec(new NativeError().stack ?? '')?.[1] ?? '';
const split = String.prototype.split;
const includes = String.prototype.includes;

/** True where formatting a stack would run the page's own code (V8's `Error.prepareStackTrace`). */
export const stackIsObservable = (): boolean =>
  getOwnPropertyDescriptor(nativeErrorGetter, 'prepareStackTrace') !== undefined;

/** A stack trace without the hook's own frames. */
export function withoutOwnFrames(stack: string): string {
  if (!here || !apply(includes, stack, [here])) return stack;
  const lines = apply(split, stack, ['\n']) as string[];
  let kept = '';
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (!apply(includes, line, [here])) kept += (kept && '\n') + line;
  }
  return kept;
}

/** Takes our frames out of an error that passes through us; the error stays the same object. */
export function scrub<T>(error: T): T {
  try {
    if (typeof error !== 'object' || error === null || stackIsObservable()) return error;
    const { stack } = error as { stack?: unknown };
    if (typeof stack !== 'string') return error;
    const clean = withoutOwnFrames(stack);
    if (clean !== stack) (error as { stack?: unknown }).stack = clean;
  } catch {
    // Not ours to judge: a frozen or exotic error goes on as it is.
  }
  return error;
}

/** Calls the native and lets its error through without our frames. */
export function pass(target: AnyFunction, self: unknown, args: readonly unknown[]): unknown {
  try {
    return apply(target, self, args);
  } catch (error) {
    throw scrub(error);
  }
}

/** As `pass`, for `new`. */
export function passNew(target: AnyFunction, args: readonly unknown[], newTarget: AnyFunction): object {
  try {
    return construct(target, args, newTarget);
  } catch (error) {
    throw scrub(error);
  }
}

/** A stand-in for a function or constructor that nothing but its behaviour could tell from the native. */
function wrap<F>(native: F, around: Around, aroundNew?: AroundNew): F {
  const wrapper = new NativeProxy(
    native as AnyFunction,
    bare({
      apply: (target: AnyFunction, self: unknown, args: unknown[]) => around(target, self as never, args as never[]),
      ...(aroundNew && {
        construct: (target: AnyFunction, args: unknown[], newTarget: unknown) =>
          aroundNew(target, args as never[], newTarget as AnyFunction),
      }),
    }) as ProxyHandler<AnyFunction>,
  );
  natives.set(wrapper, native as AnyFunction);
  return wrapper as F;
}

/** Puts a wrapped value (method or constructor) in the place of the native; a missing or locked one is left alone. */
export function patchValue(owner: object, name: PropertyKey, around: Around, aroundNew?: AroundNew): void {
  const found = getOwnPropertyDescriptor(owner, name);
  if (!found?.configurable || typeof found.value !== 'function') return;
  found.value = wrap(found.value, around, aroundNew);
  defineProperty(owner, name, bare(found));
}

/** Wraps the getter of an accessor property. */
export function patchGetter(owner: object, name: PropertyKey, around: Around): void {
  const found = getOwnPropertyDescriptor(owner, name);
  if (!found?.configurable || !found.get) return;
  found.get = wrap(found.get, around) as () => unknown;
  defineProperty(owner, name, bare(found));
}

/**
 * Replaces a constructor on the global object and in its `prototype.constructor`, so that both stay the same function.
 * `made` hears of each new instance; `new.target`, statics, subclasses and calls without `new` go to the native.
 */
export function patchConstructor(name: string, aroundNew: AroundNew): void {
  const found = getOwnPropertyDescriptor(globalThis, name);
  if (!found?.configurable || typeof found.value !== 'function') return;
  const native = found.value as AnyFunction & { prototype: object };
  const wrapper = wrap(native, pass, aroundNew);
  found.value = wrapper;
  defineProperty(globalThis, name, bare(found));
  const back = getOwnPropertyDescriptor(native.prototype, 'constructor');
  if (back?.configurable) {
    back.value = wrapper;
    defineProperty(native.prototype, 'constructor', bare(back));
  }
}

/** Makes `Function.prototype.toString` tell of our wrappers what it tells of their natives. */
export function cloakToString(): void {
  patchValue(Function.prototype, 'toString', (target, self, args) => pass(target, natives.get(self) ?? self, args));
}
