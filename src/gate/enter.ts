// How the gate comes into a page: as one function (`scripting.executeScript`), with the name under which the hook lends.
import type { Lent } from '../stage/lent.ts';
import type { Actor, Loan } from '../wire/act.ts';
import { Gate } from './gate.ts';

/** The loan as the hook makes it. */
type GateLoan = Omit<Loan, 'lender'> &
  Pick<Lent, 'patch' | 'patchConstructor' | 'recordMessage'> & { lender: Lent['recorder'] };

/** @returns false where nothing is lent: another document is there by now, or page code took the loan */
export default function enter(name: string): boolean {
  const loan = (globalThis as unknown as Record<string, GateLoan | undefined>)[name];
  if (!loan) return false;
  const { lender: recorder, patch, patchConstructor, recordMessage } = loan;
  const { actor: before } = recorder;
  // A gate of an earlier panel may be there.
  before?.({ do: 'gate', order: { type: 'off' } }, () => {});
  const gate = new Gate({ patch, patchConstructor, recorder, recordMessage });
  const actor: Actor = (command, answer) => {
    if (command.do === 'gate') gate.obey(command.order, (state) => answer({ gate: state }));
    else if (before) before(command, answer);
    else answer({});
  };
  recorder.actor = actor;
  return true;
}
