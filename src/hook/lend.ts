// What an actor needs that no page code may touch on the way: our recorder, and the platform with our patches, as both
// were before the page's first script. The actor itself is no part of the hook: it comes when a person asks for something.
import { KEPT, type KeptName, type Loan } from '../wire/act.ts';
import { apply, bare, construct, defineProperty, settle } from './natives.ts';
import type { Recorder } from './recorder.ts';

/** To be called once all is patched, before any code of the page. */
export function loanOf(recorder: Recorder): Loan {
  const page = globalThis as unknown as Record<KeptName, Loan[KeptName]['made']>;
  const loan = bare({ lender: recorder, apply, construct, settle, fetch }) as unknown as Loan;
  for (const name of KEPT) {
    const made = page[name];
    loan[name] = { made, members: Object.getOwnPropertyDescriptors(made.prototype) };
  }
  return loan;
}

/**
 * Puts the loan where only that script finds it which knows the name: in a property that is gone once it was read. Page
 * code can neither stand between the two nor know the name; a page that looked through all its globals in just these
 * milliseconds would only find means that it has itself.
 */
export function lend(page: Window, name: string, recorder: Recorder): void {
  const get = (): unknown => {
    delete (page as unknown as Record<string, unknown>)[name];
    return recorder.loan;
  };
  defineProperty(page, name, bare({ configurable: true, get }));
}
