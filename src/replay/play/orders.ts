// A plan in parts that can travel: a port takes no message of any size.
import type { Plan, PlayOrder, PlayStep } from '../../wire/play.ts';
import { ReplayError } from '../errors.ts';

/** Units of text and bytes in one message, about. */
const PART = 2 ** 20;
/** A port carries no more than 64 MiB at once; text may take twice its units. */
const MOST = 24 * 2 ** 20;

const sizeOf = (step: PlayStep): number => 100 + ('data' in step ? step.data.length : 0);

/** @throws {ReplayError} `too-large` */
function* parts(steps: readonly PlayStep[], recorded: string): Generator<PlayStep[]> {
  let part: PlayStep[] = [];
  let size = 0;
  for (const step of steps) {
    const more = sizeOf(step);
    if (more > MOST) {
      const text = `exchange ${recorded} has a message of ${more} bytes: more than ${MOST} cannot be played at once`;
      throw new ReplayError('too-large', text);
    }
    if (size + more > PART && part.length > 0) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(step);
    size += more;
  }
  yield part;
}

/** What a stage is told to have it play this plan. `run` names the play. @throws {ReplayError} `too-large` */
export function* ordersOf({ rules, speed }: Plan, run: string): Generator<PlayOrder> {
  yield { type: 'begin', run };
  for (const { answers, ...rule } of rules) {
    yield { type: 'rule', rule };
    for (const { steps, ...answer } of answers) {
      yield { type: 'answer', answer };
      for (const part of parts(steps, answer.recorded)) yield { type: 'steps', steps: part };
    }
  }
  yield { type: 'start', speed };
}
