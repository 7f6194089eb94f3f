// What a person chose for replaying a session, and the options that say it to the engine.
import { ReplayError } from '../../../replay/errors.ts';
import { membersOf, withMembers } from '../../../replay/session/members.ts';
import type { SessionOptions, Wait } from '../../../replay/session/plan.ts';
import { jsonOf } from '../../../replay/session/replies.ts';
import type { MessageLog } from '../../../store/message-log.ts';
import { dataOf, type Written } from '../data.ts';

export type Which = 'all' | 'selected' | 'range';
export type Gaps = 'original' | 'scaled' | 'asap' | 'step';

/** What a message waits for. */
export type WaitChoice =
  /** A received message that has this JSON, as it was written; nothing where that is empty. */
  | { kind: 'json'; text: string }
  /** One like this recorded message, but for the members (by key) that do not matter. */
  | { kind: 'like'; like: number; left: ReadonlySet<string> };

export const NO_WAIT: WaitChoice = { kind: 'json', text: '' };

export const isWaiting = (wait: WaitChoice): boolean => wait.kind === 'like' || wait.text.trim() !== '';

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
  /** What must be received before this one is sent. */
  waits: ReadonlyMap<number, WaitChoice>;
  /** As it was written; null: as recorded. */
  url: string | null;
  /** Separated by commas; null: as recorded. */
  protocols: string | null;
  /** Leave the WebSocket open at the end. */
  keepOpen: boolean;
  /** ms, as it was written; empty for what is usual. */
  replyTimeout: string;
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
  url: null,
  protocols: null,
  keepOpen: false,
  replyTimeout: '',
};

/** The choice to begin with, where a person has selected messages (by position) in the list. */
export function choiceOf(all: readonly number[], isSelected: (seq: number) => boolean): SessionChoice {
  const left = new Set(all.filter((seq) => !isSelected(seq)));
  return left.size === all.length ? FIRST_CHOICE : { ...FIRST_CHOICE, which: 'selected', left };
}

/** Names that were written with commas between them. */
export const namesOf = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** Positions of the messages that can be sent again. */
export function sentPositions(log: MessageLog): number[] {
  const found: number[] = [];
  for (let i = 0; i < log.length; i++) if (log.isSent(i) && !log.neverArrived(i)) found.push(i);
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

/** @throws {ReplayError} `invalid-json`, `invalid-options` where nothing is left to compare */
function waitOf(before: number, wait: WaitChoice, log: MessageLog): Wait {
  if (wait.kind === 'like') {
    const { like, left } = wait;
    if (left.size === 0) return { before, like };
    const members = membersOf(jsonOf(log.data(like))).filter(({ key }) => !left.has(key));
    if (members.length === 0) throw new ReplayError('invalid-options', `#${before}`);
    return { before, match: withMembers(members) };
  }
  try {
    return { before, match: JSON.parse(wait.text) as unknown };
  } catch (error) {
    throw new ReplayError('invalid-json', `#${before}: ${(error as Error).message}`);
  }
}

/** @throws {ReplayError} `invalid-json`, `invalid-options` for a wait that is none */
export function optionsOf(choice: SessionChoice, all: readonly number[], log: MessageLog): SessionOptions {
  const { gaps, factor, edits, waits, url, protocols, keepOpen, replyTimeout } = choice;
  const positions = chosenPositions(choice, all);
  const sent = new Set(positions);
  return {
    gaps: gaps === 'scaled' ? Number(factor) : gaps,
    ...(choice.which !== 'all' && { only: positions }),
    edits: Object.fromEntries([...edits].filter(([seq]) => sent.has(seq)).map(([seq, w]) => [seq, dataOf(w)])),
    waits: [...waits]
      .filter(([seq, wait]) => sent.has(seq) && isWaiting(wait))
      .map(([seq, wait]) => waitOf(seq, wait, log)),
    ignore: namesOf(choice.ignore),
    ...(url !== null && { url }),
    ...(protocols !== null && { protocols: namesOf(protocols) }),
    ...(keepOpen && { keepOpen }),
    ...(replyTimeout.trim() !== '' && { replyTimeout: Number(replyTimeout) }),
  };
}
