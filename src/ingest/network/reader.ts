// Reads Chromium's network log when that is worth its price; decides nothing about what is in it.
import type { Store } from '../../store/store.ts';
import type { FeedOptions, NetworkLog } from './log.ts';
import { entriesOf, type LogReader, weight } from './log-reader.ts';
import { PollPolicy } from './poll-policy.ts';
import { Pulse } from './pulse.ts';

/** ms for which something that happened makes more of the like probable. */
const LIVELY = 3000;
/** ms after which it makes sense to look again, at the soonest. */
const SOONEST = 100;
/** Messages a second above which the log is left alone: DevTools answers late, with far more in it than when it was asked. */
const CALM = 1000;
/** ms after the opening of a WebSocket in which a flood is to be expected. */
const ALERT = 1000;

export class Reader implements LogReader {
  isFirst = true;
  readonly #store: Store;
  readonly #log: NetworkLog;
  readonly #options: FeedOptions;
  readonly #policy = new PollPolicy();
  #reading = false;
  #next = 0;
  #ended = 0;
  #lively = 0;
  #messages = 0;
  #alert = 0;
  readonly #pulse: Pulse;

  constructor(store: Store, log: NetworkLog, options: FeedOptions) {
    this.#store = store;
    this.#log = log;
    this.#options = options;
    this.#pulse = new Pulse(store, options.now());
  }

  pause(now: number): number {
    return Math.max(SOONEST, this.#next - now, this.#alert - now);
  }

  grew(): void {
    this.#policy.grew(1, 0);
    this.hurry();
  }

  hurry(): void {
    this.#lively = this.#options.now();
    this.#next = Math.min(this.#next, this.#ended + this.#policy.pause(true));
  }

  /** Chromium tells all it knows by itself, and costs no more while it is listened to. */
  ask(): void {}

  socket(): void {
    this.#alert = this.#options.now() + ALERT;
  }

  reset(): void {
    this.#policy.reset();
    this.#messages = this.#store.totals.messages;
  }

  readIfDue(now: number, wanted: boolean): Promise<unknown[]> | 'large' | null {
    const rate = this.#pulse.rate(now);
    if (this.#reading || now < this.#next || now < this.#alert || rate > CALM) return null;
    const { messages } = this.#store.totals;
    // What the hook told of messages is in the log too.
    this.#policy.grew(0, Math.max(0, messages - this.#messages));
    this.#messages = messages;
    const busy = wanted || now - this.#lively < LIVELY;
    this.#next = now + this.#policy.pause(busy);
    if (this.#policy.tooLarge) return 'large';
    return this.#read(busy);
  }

  async #read(busy: boolean): Promise<unknown[]> {
    const { now, later } = this.#options;
    this.#reading = true;
    this.#log.longestTask();
    const start = now();
    const entries = entriesOf(await this.#log.getHAR().catch(() => null));
    this.#ended = now();
    this.#reading = false;
    this.isFirst = false;
    this.#policy.done({ ...weight(entries, false), wall: this.#ended - start });
    this.#next = this.#ended + this.#policy.pause(busy);
    // A long task is told some time after it.
    later(() => this.#policy.blocked(this.#log.longestTask()), 250);
    return entries;
  }
}
