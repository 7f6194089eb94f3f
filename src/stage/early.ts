// Takes the loan while the hook makes it, before the page's first script: for a stage that came into the document first.
import { KEPT, type Loan } from '../wire/act.ts';

/** What stands between a new document and its first script. */
export interface Surroundings {
  reflect: Pick<typeof Reflect, 'setPrototypeOf' | 'defineProperty' | 'getOwnPropertyDescriptor'>;
  /** The root element is there, and something in it: the next thing may be a script. */
  hasContent(): boolean;
  /** Calls back in a microtask after each change of the document; gives the way to stop. */
  onChange(changed: () => void): () => void;
}

/** The last one that the hook puts into its loan. */
const LAST = KEPT.at(-1) as (typeof KEPT)[number];
/** Own members that no other object without a prototype has that is made this early. */
const OWN: readonly string[] = ['lender', 'recordMessage', 'bodies'];

/**
 * Stands in for the native with which the hook takes its loan's prototype away, until that has happened, and never longer
 * than until the document gets its first content. The native is back in its place by then: no script of the page can
 * have run. `take` is called once, within the hook, when the loan is complete.
 */
export function awaitLoan(around: Surroundings, take: (loan: Loan) => void): void {
  const { reflect } = around;
  const { setPrototypeOf: native, defineProperty, getOwnPropertyDescriptor } = reflect;
  let armed = true;

  function disarm(): void {
    armed = false;
    stop();
    if (reflect.setPrototypeOf === standIn) reflect.setPrototypeOf = native;
  }
  const isLoan = (object: object): boolean => OWN.every((name) => getOwnPropertyDescriptor(object, name));
  function whenComplete(loan: Loan): void {
    const set = (value: unknown): void => {
      defineProperty(loan, LAST, { value, configurable: true, enumerable: true, writable: true });
      try {
        take(loan);
      } catch {
        // The hook must not break on us; the panel brings the stage in when the document answers.
      }
    };
    defineProperty(loan, LAST, { set, configurable: true, enumerable: true });
  }
  // The hook keeps it for good, as its own `setPrototypeOf`.
  function standIn(object: object, prototype: object | null): boolean {
    if (armed && prototype === null && isLoan(object)) {
      disarm();
      whenComplete(object as Loan);
    }
    return native(object, prototype);
  }
  const stop = around.onChange(() => {
    if (around.hasContent()) disarm();
  });
  reflect.setPrototypeOf = standIn;
}

/** Those of the document that this script is in. */
export const newDocument = (): Surroundings => ({
  reflect: Reflect,
  hasContent: () => document.documentElement?.hasChildNodes() ?? false,
  onChange(changed) {
    const observer = new MutationObserver(changed);
    observer.observe(document, { childList: true, subtree: true });
    return () => observer.disconnect();
  },
});
