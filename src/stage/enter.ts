// How the stage comes into a page: as one function, with the name under which the hook lends (`scripting.executeScript`),
// or before the hook, with all that it is to play (`devtools.inspectedWindow.reload`).
import type { Ledger } from '../hook/body/ledger.ts';
import type { Recorder } from '../hook/recorder.ts';
import type { Actor, Loan } from '../wire/act.ts';
import { awaitLoan, newDocument } from './early.ts';
import type { Lent } from './lent.ts';
import { ordersFrom } from './literal.ts';
import { Stage } from './stage.ts';

/** The loan as the hook makes it. */
type StageLoan = Omit<Loan, 'lender'> &
  Pick<Lent, 'patch' | 'patchConstructor' | 'recordMessage'> & {
    lender: Recorder;
    bodies: Ledger;
  };

/** Whether a stage is there already: the actor alone knows nothing of playing. */
function hasStage({ actor }: Recorder): boolean {
  let there = false;
  actor?.({ do: 'play', order: { type: 'there' } }, ({ play }) => {
    there = play !== undefined;
  });
  return there;
}

function goOn({ lender: recorder, patch, patchConstructor, recordMessage, bodies }: StageLoan): Stage {
  const { actor: before } = recorder;
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
  return stage;
}

/**
 * @param name of the loan
 * @param orders where given, this script runs before the hook: what is to be played to the document's first requests
 * @returns false where nothing is lent: another document is there by now, or page code took the loan
 */
export default function enter(name: string, orders?: string): boolean {
  if (orders !== undefined) {
    awaitLoan(newDocument(), (loan) => {
      const stage = goOn(loan as unknown as StageLoan);
      for (const order of ordersFrom(orders)) stage.carryOut(order);
    });
    return true;
  }
  const loan = (globalThis as unknown as Record<string, StageLoan | undefined>)[name];
  if (!loan) return false;
  // One of an earlier panel, or one that came before the page, goes on.
  if (!hasStage(loan.lender)) goOn(loan);
  return true;
}
