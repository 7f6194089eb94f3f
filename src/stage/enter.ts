// How the stage comes into a page: as one function (`scripting.executeScript`), with the name under which the hook lends.
import type { Ledger } from '../hook/body/ledger.ts';
import type { Recorder } from '../hook/recorder.ts';
import type { Actor, Loan } from '../wire/act.ts';
import type { Lent } from './lent.ts';
import { Stage } from './stage.ts';

/** The loan as the hook makes it. */
type StageLoan = Omit<Loan, 'lender'> &
  Pick<Lent, 'patch' | 'patchConstructor' | 'recordMessage'> & {
    lender: Recorder;
    bodies: Ledger;
  };

/** @returns false where nothing is lent: another document is there by now, or page code took the loan */
export default function enter(name: string): boolean {
  const loan = (globalThis as unknown as Record<string, StageLoan | undefined>)[name];
  if (!loan) return false;
  const { lender: recorder, patch, patchConstructor, recordMessage, bodies } = loan;
  const { actor: before } = recorder;
  // A stage of an earlier panel may be there.
  before?.({ do: 'play', order: { type: 'stop' } }, () => {});
  const stage = new Stage({
    patch,
    patchConstructor,
    recorder,
    recordMessage,
    watchBody: (response, subject) => bodies.watch(response, subject, false),
  });
  const actor: Actor = (command, answer) => {
    if (command.do === 'play') stage.obey(command.order, (play) => answer({ play }));
    else if (before) before(command, answer);
    else answer({});
  };
  recorder.actor = actor;
  return true;
}
