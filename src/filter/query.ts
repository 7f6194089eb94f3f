// A filter as a tree of terms: what parse gives and match reads.
import type { Api } from '../wire/capture.ts';

/** `low <= n <= high`. */
export interface Range {
  low: number;
  high: number;
}

export type State = 'open' | 'closed' | 'failed' | 'aborted';
export type Feature = 'error' | 'lost' | 'messages';

/** What a term asks of an exchange. Texts are lower case. */
export type Condition =
  | { kind: 'word'; text: string }
  | { kind: 'url'; text: string }
  | { kind: 'url-pattern'; pattern: RegExp }
  | { kind: 'api'; api: Api }
  | { kind: 'method'; method: string }
  | { kind: 'status'; range: Range }
  | { kind: 'state'; state: State }
  | { kind: 'has'; feature: Feature }
  | { kind: 'messages'; range: Range }
  | { kind: 'bytes'; range: Range }
  | { kind: 'source'; source: 'page' | 'network' }
  | { kind: 'frame'; text: string }
  | { kind: 'text'; pattern: RegExp };

export type Term = Condition & { negated: boolean };

export type QueryErrorCode = 'unclosed-quote' | 'missing-value' | 'unknown-value' | 'invalid-number' | 'invalid-regex';

/** What is wrong with a term. The term itself is left out of the query, or read as far as possible. */
export interface QueryError {
  code: QueryErrorCode;
  /** In English, for logs; views translate the code. */
  message: string;
  /** What the term was, for the translation. */
  value: string;
  /** Where in the query, in UTF-16 units. */
  position: number;
  length: number;
}

/** All terms must hold. No terms: everything matches. */
export interface Query {
  terms: readonly Term[];
  errors: readonly QueryError[];
}
