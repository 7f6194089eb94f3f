// What a reader wants of each place of a JSON file: the scanner takes the file apart along these plans.

import type { Said } from './sentences.ts';

/** Where in the file; all from 1 but `offset`, which is from 0. Bytes of UTF-8. */
export interface Place {
  offset: number;
  line: number;
  column: number;
}

/** What is wrong with the JSON itself. */
export interface Flaw {
  kind: 'syntax' | 'cut' | 'deep' | 'long' | 'not-json';
  said: Said;
  place: Place;
}

/** What to do with the value in one place. A value of another type than its plan wants is given to `other`. */
export type Plan =
  /** Not looked at. */
  | { take: 'nothing' }
  /** Parsed as one value. */
  | { take: 'value'; value(value: unknown, place: Place): void }
  /** An object, member by member. */
  | { take: 'members'; begin?(place: Place): void; member(key: string): Plan; end?(): void; other?: Other }
  /** A list, item by item. */
  | { take: 'items'; item(index: number): Plan; other?: Other }
  /** A list of many small items, some at a time, in order. */
  | { take: 'batches'; items(items: unknown[], first: number): void; other?: Other }
  /** A string that may be very long, in parts. */
  | { take: 'text'; part(text: string): void; other?: Other };

type Other = (value: unknown, place: Place) => void;

export const NOTHING: Plan = { take: 'nothing' };
