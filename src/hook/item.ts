// One thing that happened, and what is remembered of the exchange to which it happened.
import type { Capture } from '../wire/capture.ts';
import type { List } from './natives.ts';

/** A capture before the recorder has given it its number and time. */
type Unnumbered<C> = C extends { exchange: number } ? Omit<C, 'seq' | 'time' | 'exchange'> : Omit<C, 'seq' | 'time'>;
type Cold = Exclude<Capture, { type: 'messages' } | { type: 'part' }>;
export type ExchangeFact = Unnumbered<Extract<Cold, { exchange: number }>>;
/** What is known of an exchange when it begins. */
export type Opening = Omit<Extract<ExchangeFact, { type: 'opened' }>, 'type' | 'stack'>;
export type DocumentFact = Unnumbered<Exclude<Cold, { exchange: number }>>;

/** One thing that happened; `next` makes the queue. A row (message or chunk) has no `what`. */
export interface Item {
  readonly time: number;
  readonly subject: Subject | null;
  /** What happened, its number, time and exchange apart: they are put in when it is told. */
  readonly what: ExchangeFact | DocumentFact | null;
  flags: number;
  data: string | Uint8Array | null;
  next: Item | null;
  seq: number;
  cost: number;
  /** Size of `data` in UTF-16 units or bytes. */
  units: number;
  /** Size in bytes where `data` does not tell it. */
  whole: number;
  name: string;
  lastEventId: string;
  /** The payload is still being read (a Blob): the queue waits here, so that order is kept. */
  pending: boolean;
}

/** What the hook remembers of one exchange: the facts that a panel opened late must be told again. */
export interface Subject {
  readonly number: number;
  ended: boolean;
  /** How many of its items are held in the queue. */
  held: number;
  lostMessages: number;
  lostBytes: number;
  /** Cold facts, oldest first. */
  readonly memories: List<Item>;
  /** Body bytes kept so far, against the cap for opaque binaries. */
  kept: number;
  /** Only its own closing ends it, whatever becomes of its streams (WebSocketStream). */
  lasting: boolean;
  /** It has had a message or chunk. */
  runs: boolean;
  /** Its unsent bytes are being looked at. */
  draining: boolean;
  /** The page's object, where an actor may have to find it; held as weakly as before. */
  target: WeakRef<object> | null;
  /** Called once, when the exchange has ended. */
  onEnd: (() => void) | null;
  /** Of the promise that the page has of it, until that is settled. */
  reject: ((reason: unknown) => void) | null;
}

/** A fact with its number, time and exchange. */
export function tell({ what, seq, time, subject }: Item): Capture {
  return { ...what, seq, time, ...(subject && { exchange: subject.number }) } as Capture;
}
