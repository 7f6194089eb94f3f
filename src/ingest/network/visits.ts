// Reads Firefox's network log in short visits. While anybody uses that log, Firefox tells it each WebSocket message of the
// page, which costs the browser 0.56 ms apiece; the log itself is kept anyway. So: come when the page is calm, read, leave.
import type { Store } from '../../store/store.ts';
import type { FeedOptions, NetworkLog } from './log.ts';
import { BYTES_PER_MESSAGE, ENTRY, entriesOf, type LogReader, weight } from './log-reader.ts';
import { Pulse } from './pulse.ts';

/** ms between what happened and the visit that looks for it: a page that loads is left alone. */
const SETTLE = 1000;
/** ms between two visits: something may be missing; nothing is known to be, but workers may have begun something. */
const WANTED = 3000;
const REGULAR = 5000;
/** ms between two visits that somebody asks for. */
const ASKED = 1000;
/** The rest between two visits is at least so many times what reading took. */
const REST = 10;
/** Messages a second above which a page is not calm: for a visit of ourselves, and for one that is asked for. */
const CALM = 200;
const CALM_ENOUGH = 2000;
/** ms after the opening of a WebSocket in which a flood is to be expected; a busy panel hears of it late. */
const ALERT = 3000;
/** Messages during a visit that end it at once. */
const TOO_MANY = 300;
/** ms after which it makes sense to look again whether the page is calm, at the soonest. */
const SOONEST = 250;
/** Messages' worth that is read: by ourselves, and when asked for (about 0.7 s and 3 s of the browser's time). */
const LIMIT = 16_000;
const LIMIT_ASKED = 80_000;
/** ms for which visits are refused before that is named. */
const REFUSED = 10_000;

export class Visits implements LogReader {
  readonly isFirst = false;
  readonly #store: Store;
  readonly #log: NetworkLog;
  readonly #options: FeedOptions;
  /** The visit that goes on. */
  #visit: AbortController | null = null;
  #asked = false;
  /** When the first thing happened that no visit has looked for, epoch ms; infinite for none. */
  #changed: number;
  /** When the last visit ended, epoch ms, and how long (ms) reading took. */
  #ended = Number.NEGATIVE_INFINITY;
  #took = 0;
  /** Epoch ms. */
  #alert = 0;
  #since = 0;
  /** What the last visit found, in messages' worth. */
  #found = 0;
  readonly #pulse: Pulse;
  #refused = Number.POSITIVE_INFINITY;

  constructor(store: Store, log: NetworkLog, options: FeedOptions) {
    this.#store = store;
    this.#log = log;
    this.#options = options;
    this.#changed = options.now();
    this.#pulse = new Pulse(store, this.#changed);
  }

  #due(wanted: boolean): number {
    if (this.#asked) return Math.max(this.#ended + ASKED, this.#alert);
    const known = Number.isFinite(this.#changed);
    const rest = this.#ended + Math.max(wanted || known ? WANTED : REGULAR, this.#took * REST);
    return Math.max(rest, known ? this.#changed + SETTLE : 0, this.#alert);
  }

  pause(now: number): number {
    return Math.max(SOONEST, this.#due(true) - now);
  }

  grew(): void {}

  hurry(): void {
    this.#changed = Math.min(this.#changed, this.#options.now());
  }

  ask(): void {
    this.#asked = true;
  }

  socket(): void {
    this.#alert = this.#options.now() + ALERT;
    this.#visit?.abort();
  }

  reset(now: number): void {
    this.#visit?.abort();
    this.#since = this.#changed = now;
    this.#found = 0;
  }

  #weight(): number {
    let known = 0;
    for (const { started, api, bytesReceived } of this.#store.exchanges)
      if (started >= this.#since) known += ENTRY + (api === 'websocket' ? 0 : bytesReceived / BYTES_PER_MESSAGE);
    return Math.max(known, this.#found);
  }

  readIfDue(now: number, wanted: boolean): Promise<unknown[]> | 'large' | 'busy' | null {
    const rate = this.#pulse.rate(now);
    if (this.#visit || now < this.#due(wanted)) return null;
    const asked = this.#asked;
    if (rate > (asked ? CALM_ENOUGH : CALM)) {
      this.#refused = Math.min(this.#refused, now);
      return now - this.#refused >= REFUSED ? 'busy' : null;
    }
    if (this.#weight() > (asked ? LIMIT_ASKED : LIMIT)) {
      this.#asked = false;
      this.#ended = now;
      return 'large';
    }
    this.#refused = Number.POSITIVE_INFINITY;
    return this.#read();
  }

  async #read(): Promise<unknown[]> {
    const { now } = this.#options;
    const visit = new AbortController();
    const changed = this.#changed;
    this.#visit = visit;
    this.#changed = Number.POSITIVE_INFINITY;
    const start = now();
    const { messages: before } = this.#store.totals;
    const unsubscribe = this.#store.subscribe(() => {
      if (this.#store.totals.messages - before > TOO_MANY) visit.abort();
    });
    const har = await this.#log.getHAR(visit.signal).catch(() => null);
    unsubscribe();
    const stopped = visit.signal.aborted || har === null;
    this.#visit = null;
    this.#ended = now();
    this.#took = this.#ended - start;
    if (stopped) {
      this.#changed = Math.min(this.#changed, changed);
      return [];
    }
    this.#asked = false;
    const entries = entriesOf(har);
    const { messages } = weight(entries, true);
    this.#found = entries.length * ENTRY + messages;
    return entries;
  }
}
