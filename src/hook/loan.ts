// What actor and stage need that no page code may touch on the way: our recorder and patches, and the platform with
// our patches, as both were before the page's first script. Neither is part of the hook: they come when a person asks.
import { KEPT, type KeptName, type Loan } from '../wire/act.ts';
import type { Ledger } from './body/ledger.ts';
import { apply, bare, construct, settle } from './natives.ts';
import type { Recorder } from './recorder.ts';
import { recordMessage } from './websocket.ts';
import { patch, patchConstructor } from './wrap.ts';

/** To be called once all is patched, before any code of the page. */
export function loanOf(recorder: Recorder, bodies: Ledger): Loan {
  const page = globalThis as unknown as Record<KeptName, Loan[KeptName]['made']>;
  const stage = { patch, patchConstructor, recordMessage, bodies };
  const loan = bare({ lender: recorder, apply, construct, settle, fetch, ...stage }) as unknown as Loan;
  for (const name of KEPT) {
    const made = page[name];
    loan[name] = { made, members: Object.getOwnPropertyDescriptors(made.prototype) };
  }
  return loan;
}
