// Hands out the loan (loan.ts) to the one script in the page that the panel has brought in.
import { bare, defineProperty } from './natives.ts';
import type { Recorder } from './recorder.ts';

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
