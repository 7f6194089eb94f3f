// Names what neither the hook nor the network log can show, where there are signs that it is there.
import type { BlindSpot } from '../../store/notice.ts';
import type { Store } from '../../store/store.ts';

export class BlindSpots {
  readonly #store: Store;
  readonly #live: boolean;
  readonly #now: () => number;
  #workers = 0;
  readonly #named = new Set<BlindSpot>();

  /** `live`: the log tells of messages while they come (Chromium). `now` in epoch ms. */
  constructor(store: Store, live: boolean, now: () => number) {
    this.#store = store;
    this.#live = live;
    this.#now = now;
  }

  #name(spot: BlindSpot): void {
    this.#store.notice({ kind: 'blind', time: this.#now(), spot, count: 1 });
  }

  /** What lasts is named once a page. */
  #nameOnce(spot: BlindSpot): void {
    if (this.#named.has(spot)) return;
    this.#named.add(spot);
    this.#name(spot);
    this.#store.changed();
  }

  /** The page loaded the script of a worker. */
  worker(): void {
    this.#workers++;
    if (!this.#live) this.#name('workers');
  }

  /** Chromium's log begins with the script of a shared worker, and tells nothing more of it. */
  sharedWorker(): void {
    this.#nameOnce('sharedWorkers');
  }

  /** An exchange is shown that only the log saw. */
  unseen(api: string): void {
    this.#workers++;
    if (!this.#live && api === 'websocket') this.#name('sockets');
  }

  /** The log is not read any more while streams run. In Chromium only streams of workers are missed by that. */
  tooLarge(): void {
    if (!this.#live) this.#nameOnce('largeFirefox');
    else if (this.#workers > 0) this.#nameOnce('large');
  }

  /** Firefox's log cannot be read beside a flood of messages. */
  busy(): void {
    this.#nameOnce('busy');
  }

  /** Another page. */
  reset(): void {
    this.#workers = 0;
    this.#named.clear();
  }
}
