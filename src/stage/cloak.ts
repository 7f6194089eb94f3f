// A native that both hook and stage stand in front of tells its text as if neither did.
import type { Lent } from './lent.ts';

type Method = (...args: never[]) => unknown;

/**
 * The hook's ways to replace a native, for a second layer: `toString()` of the first one is mended for natives only, so
 * what it is asked about our wrappers is asked about its own. To be called once.
 */
export function cloaked({ patch, patchConstructor }: Lent): Pick<Lent, 'patch' | 'patchConstructor'> {
  const below = new WeakMap<object, object>();
  // A getter of a prototype cannot be read for its value.
  const functionOf = (owner: object, name: PropertyKey): Method => {
    const found = Reflect.getOwnPropertyDescriptor(owner, name);
    return (found?.get ?? found?.value) as Method;
  };
  const note = (owner: object, name: PropertyKey, put: () => void): void => {
    const before = functionOf(owner, name);
    put();
    const after = functionOf(owner, name);
    if (after !== before) below.set(after, before);
  };
  const get = below.get.bind(below);
  const all: Pick<Lent, 'patch' | 'patchConstructor'> = {
    patch(owner, name, around, aroundNew) {
      let made: object | undefined;
      note(owner, name, () => {
        made = patch(owner, name, around, aroundNew);
      });
      return made;
    },
    patchConstructor: (name, aroundNew) => note(globalThis, name, () => patchConstructor(name, aroundNew)),
  };
  all.patch(Function.prototype, 'toString', (go, self, args) =>
    go((typeof self === 'function' && get(self)) || self, args),
  );
  return all;
}
