// How fast the page's messages come: beside a flood the network log is left alone.
import type { Store } from '../../store/store.ts';

/** ms over which is counted, at least. */
const SPAN = 250;

export class Pulse {
  readonly #store: Store;
  #at: number;
  #messages: number;
  #rate = 0;

  /** `now` in epoch ms. */
  constructor(store: Store, now: number) {
    this.#store = store;
    this.#at = now;
    this.#messages = store.totals.messages;
  }

  /** Messages a second, lately. */
  rate(now: number): number {
    const { messages } = this.#store.totals;
    const since = now - this.#at;
    if (since < SPAN) return Math.max(this.#rate, (Math.max(0, messages - this.#messages) * 1000) / SPAN);
    this.#rate = (Math.max(0, messages - this.#messages) * 1000) / since;
    this.#at = now;
    this.#messages = messages;
    return this.#rate;
  }
}
