// What a person has chosen among the messages of one exchange.
import { createSignal, type Signal } from 'solid-js';
import { RowSet } from '../ui/row-set.ts';
import { createSelection, type Selection } from '../ui/selection.ts';
import type { DirectionChoice } from './message-filter.ts';

/** Search, direction and selected messages of one exchange. */
export interface MessagesChoice {
  text: Signal<string>;
  direction: Signal<DirectionChoice>;
  /** Position in the log of the message that is shown in full, -1 for none. */
  seq: Signal<number>;
  /** Positions of all that are selected. */
  selection: Selection<number>;
}

export const createMessagesChoice = (): MessagesChoice => ({
  text: createSignal(''),
  direction: createSignal<DirectionChoice>('all'),
  seq: createSignal(-1),
  selection: createSelection(new RowSet()),
});
