// What was wrong with a file, in a form that can be shown, translated and counted.
import type { Place } from './plan.ts';
import type { Said } from './sentences.ts';

export type ProblemKind =
  /** No HAR file at all: HTML, an archive without one, an empty file, no `log`. */
  | 'not-har'
  /** Written by a newer version of ours; nothing was read. */
  | 'newer'
  /** The file ends in the middle. */
  | 'cut'
  /** No JSON in this place. */
  | 'syntax'
  /** Too long or nested too deep; left out. */
  | 'limit'
  /** An entry that is none; left out. */
  | 'entry'
  /** Something in an entry that is not as it should be; the rest of it was read. */
  | 'part'
  /** A body or a list of messages is in a file of its own, which could not be read. */
  | 'attachment';

export interface Problem extends Place, Said {
  kind: ProblemKind;
  /** The sentence in English: what is wrong, and what was done. */
  text: string;
  /** Entry it is in, from 0; null outside of entries. */
  entry: number | null;
}

/** Most problems told one by one. */
export const MOST_PROBLEMS = 200;
