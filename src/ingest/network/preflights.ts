// CORS preflights are no exchanges of their own: each is noted with the request it was for.
// @see https://fetch.spec.whatwg.org/#cors-preflight-fetch
import type { Store } from '../../store/store.ts';
import type { Entry } from './entry.ts';
import type { Item } from './items.ts';
import { resourceOf } from './match.ts';
import { current } from './page-side.ts';

/** How far (ms) the starts of a request and its preflight may lie apart. */
const NEAR = 3000;
/** ms after which a preflight whose request never came is given up. */
const GIVE_UP = 15_000;

export class Preflights {
  readonly #store: Store;
  readonly #waiting = new Map<Entry, number>();

  constructor(store: Store) {
    this.#store = store;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** `now` in epoch ms. */
  add(entry: Entry, now: number): void {
    this.#waiting.set(entry, now);
  }

  clear(): void {
    this.#waiting.clear();
  }

  /** Forgets those of before `time` (epoch ms). */
  dropBefore(time: number): void {
    for (const entry of this.#waiting.keys()) if (entry.started < time) this.#waiting.delete(entry);
  }

  settle(items: Iterable<Item>, now: number): void {
    if (this.#waiting.size === 0) return;
    for (const { started, owner } of items) {
      if (!owner || owner.before.preflight) continue;
      const exchange = owner.kind === 'page' ? current(this.#store, owner) : owner.own.exchange;
      const { wire } = exchange;
      if (!wire) continue;
      const resource = resourceOf(wire.url);
      for (const entry of this.#waiting.keys()) {
        if (resourceOf(entry.url) !== resource || Math.abs(started - entry.started) > NEAR) continue;
        owner.before.preflight = { status: entry.status, duration: entry.ended - entry.started };
        this.#store.wire(exchange, { ...wire, preflight: owner.before.preflight });
        this.#waiting.delete(entry);
        break;
      }
    }
    for (const [entry, since] of this.#waiting) if (now - since > GIVE_UP) this.#waiting.delete(entry);
  }
}
