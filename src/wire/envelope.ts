// What travels between hook, relay and panel around the captures: the handshake, batches, acknowledgements, commands.
import type { Command, Outcome } from './act.ts';
import type { Capture } from './capture.ts';

/** Raised whenever a reader of the old form could misread the new one. */
export const PROTOCOL = 4;

/** First word on every link: which document this is and what can still be told. */
export interface Hello {
  type: 'hello';
  protocol: number;
  /** Unique for each document, made by the hook. */
  document: string;
  url: string;
  /** Epoch milliseconds of the document's time 0. */
  timeOrigin: number;
  /** The oldest and the next sequence number the hook holds. */
  oldest: number;
  next: number;
  /** True where page code may have run before the hook (extension installed into an open tab). */
  late: boolean;
}

/** Captures `first` to `last`, all of them, other facts before messages; `last < first` where it only carries parts of one large message. */
export interface Envelope {
  type: 'envelope';
  document: string;
  /** Counts the envelopes of this link; the acknowledgement names it. */
  number: number;
  first: number;
  last: number;
  captures: Capture[];
}

/** Facts told before, of exchanges that are still open, for a panel that was not there then. Outside the count. */
export interface Retold {
  type: 'retold';
  document: string;
  captures: Capture[];
}

/** Panel to hook: start (again) after sequence number `after`; 0 asks for all that is held. */
export interface Resume {
  type: 'resume';
  document: string;
  after: number;
  /** Also tell the opening facts of exchanges that are still open. */
  again: boolean;
}

/** Panel to hook: all up to `seq` is safe with the panel; the envelopes up to `number` are no longer on their way. */
export interface Ack {
  type: 'ack';
  document: string;
  seq: number;
  number: number;
}

/** Panel to hook: what to observe. */
export interface Configure {
  type: 'configure';
  recording: boolean;
  /** Bytes of one exchange's opaque binary body that are kept; sizes and times always are. */
  bodyCap: number;
}

/** Panel to hook: lend what an actor needs to the one script that reads this property of the global object next. */
export interface Lend {
  type: 'lend';
  document: string;
  /** Random; nobody but the panel knows it before the property is there. */
  name: string;
}

/** Panel to hook: something to do for a person, by the actor that has come into the page. */
export interface Act {
  type: 'act';
  document: string;
  /** Named again in the answer. */
  call: string;
  command: Command;
}

/** Hook to panel: the loan of this name is ready, or the actor has done this call. */
export interface Acted {
  type: 'acted';
  document: string;
  call: string;
  outcome: Outcome | null;
}

export type FromHook = Hello | Envelope | Retold | Acted;
export type ToHook = Resume | Ack | Configure | Lend | Act;

/** Said by the relay itself to the hook: the link is up (say hello), down (keep quiet), or gone for good (let go). */
export type FromRelay = { type: 'link'; state: 'up' | 'down' | 'gone' };
