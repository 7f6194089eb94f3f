// What a person chose for replaying a session, and the options that say it to the engine.
import { ReplayError } from '../../../replay/errors.ts';
import type { SessionOptions, Wait } from '../../../replay/session/plan.ts';
import type { MessageLog } from '../../../store/message-log.ts';
import { dataOf, type Written } from '../data.ts';

export type Which = 'all' | 'selected' | 'range';
export type Gaps = 'original' | 'scaled' | 'asap' | 'step';

export interface SessionChoice {
  which: Which;
  /** Positions left out of `selected`. */
  left: ReadonlySet<number>;
  /** Positions, both included, as they were written. */
  from: string;
  to: string;
  gaps: Gaps;
  /** As it was written. */
  factor: string;
  ignore: string;
  edits: ReadonlyMap<number, Written>;
  /** JSON that a received message must have before this one is sent, as it was written. */
  waits: ReadonlyMap<number, string>;
}

export const FIRST_CHOICE: SessionChoice = {
  which: 'all',
  left: new Set(),
  from: '',
  to: '',
  gaps: 'original',
  factor: '1',
  ignore: '',
  edits: new Map(),
  waits: new Map(),
};

/** Positions of the messages that can be sent again. */
export function sentPositions(log: MessageLog): number[] {
  const found: number[] = [];
  for (let i = 0; i < log.length; i++) if (log.isSent(i) && !log.message(i).discarded) found.push(i);
  return found;
}

/** The position that was written; the otherwise for nothing. */
const position = (text: string, otherwise: number): number => (text.trim() === '' ? otherwise : Number(text));

export function chosenPositions({ which, left, from, to }: SessionChoice, all: readonly number[]): number[] {
  if (which === 'selected') return all.filter((seq) => !left.has(seq));
  if (which === 'all') return [...all];
  const [first, last] = [position(from, 0), position(to, Number.POSITIVE_INFINITY)];
  return all.filter((seq) => seq >= first && seq <= last);
}

/** @throws {ReplayError} `invalid-json` */
function waitOf(before: number, text: string): Wait {
  try {
    return { before, match: JSON.parse(text) as unknown };
  } catch (error) {
    throw new ReplayError('invalid-json', `#${before}: ${(error as Error).message}`);
  }
}

/** @throws {ReplayError} `invalid-json` for a wait that is none */
export function optionsOf(choice: SessionChoice, all: readonly number[]): SessionOptions {
  const positions = chosenPositions(choice, all);
  const sent = new Set(positions);
  const ignore = choice.ignore
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
  return {
    gaps: choice.gaps === 'scaled' ? Number(choice.factor) : choice.gaps,
    ...(choice.which !== 'all' && { only: positions }),
    edits: Object.fromEntries([...choice.edits].filter(([seq]) => sent.has(seq)).map(([seq, w]) => [seq, dataOf(w)])),
    waits: [...choice.waits]
      .filter(([seq, text]) => sent.has(seq) && text.trim() !== '')
      .map(([seq, text]) => waitOf(seq, text)),
    ignore,
  };
}
