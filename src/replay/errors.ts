// What can go wrong when something is done for a person: a code for programs, words for people.

export type ReplayCode =
  | 'unknown-exchange'
  | 'unknown-replay'
  | 'wrong-api'
  | 'closed'
  | 'connecting'
  | 'invalid-data'
  | 'invalid-json'
  | 'invalid-hex'
  | 'invalid-base64'
  | 'invalid-url'
  | 'invalid-header'
  | 'invalid-method'
  | 'invalid-options'
  | 'payload-gone'
  | 'no-event-id'
  | 'confirm-method'
  | 'confirm-origin'
  | 'not-recording'
  | 'no-page'
  | 'page-gone'
  | 'unreachable'
  | 'cors'
  | 'unreachable-or-cors'
  | 'refused'
  | 'wait-timeout'
  | 'unplayable'
  | 'too-large'
  | 'not-playing'
  | 'not-breaking'
  | 'not-held';

/** Rejects every call that could not be carried out. Nothing that was recorded is lost by it. */
export class ReplayError extends Error {
  constructor(
    readonly code: ReplayCode,
    message: string,
    /** Of the new exchange, where there is one: the log shows how it failed. */
    readonly id?: string,
  ) {
    super(message);
    this.name = 'ReplayError';
  }
}
