// One thing that happened, and what is remembered of the exchange to which it happened.
import type { Capture } from '../wire/capture.ts';
import { List } from './natives.ts';

/** A capture before the recorder has given it its number and time. */
type Unnumbered<C> = C extends { exchange: number } ? Omit<C, 'seq' | 'time' | 'exchange'> : Omit<C, 'seq' | 'time'>;
type Cold = Exclude<Capture, { type: 'messages' } | { type: 'part' }>;
export type ExchangeFact = Unnumbered<Extract<Cold, { exchange: number }>>;
/** What is known of an exchange when it begins. */
export type Opening = Omit<Extract<ExchangeFact, { type: 'opened' }>, 'type' | 'stack'>;
export type DocumentFact = Unnumbered<Exclude<Cold, { exchange: number }>>;

/** One thing that happened; `next` makes the queue. A row (message or chunk) has no `fact`. */
export class Item {
  next: Item | null = null;
  seq = 0;
  cost = 0;
  /** Size of `data` in UTF-16 units or bytes. */
  units = 0;
  /** Size in bytes where `data` does not tell it. */
  size = 0;
  name = '';
  lastEventId = '';
  /** The payload is still being read (a Blob): the queue waits here, so that order is kept. */
  pending = false;
  constructor(
    readonly time: number,
    readonly subject: Subject | null,
    /** What happened, its number, time and exchange apart: they are put in when it is told. */
    readonly fact: ExchangeFact | DocumentFact | null,
    public flags: number,
    public data: string | Uint8Array | null,
  ) {}
}

/** What the hook remembers of one exchange: the facts that a panel opened late must be told again. */
export class Subject {
  ended = false;
  /** How many of its items are held in the queue. */
  held = 0;
  lostMessages = 0;
  lostBytes = 0;
  /** Cold facts, oldest first. */
  readonly memories = new List<Item>();
  /** Body bytes kept so far, against the cap for opaque binaries. */
  kept = 0;
  /** Only its own closing ends it, whatever becomes of its streams (WebSocketStream). */
  lasting = false;
  /** Its unsent bytes are being looked at. */
  draining = false;
  /** The page's object, where an actor may have to find it; held as weakly as before. */
  target: WeakRef<object> | null = null;
  /** Called once, when the exchange has ended. */
  onEnd: (() => void) | null = null;
  constructor(readonly number: number) {}
}

/** A fact with its number, time and exchange. */
export function tell({ fact, seq, time, subject }: Item): Capture {
  return { ...fact, seq, time, ...(subject && { exchange: subject.number }) } as Capture;
}
