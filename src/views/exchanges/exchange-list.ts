// The exchanges as the grid shows them, filtered and sorted, kept up to date with as little work as possible.
import type { Exchange } from '../../store/exchange.ts';

export interface ListView {
  /** Which exchanges are shown. */
  shows: (exchange: Exchange) => boolean;
  /** Order, or null for the order of start. */
  compare: ((a: Exchange, b: Exchange) => number) | null;
}

/** How long an order that only follows changing values may be stale, ms: rows that jump cannot be read. */
const RESORT = 500;

interface Judged {
  /** -1 where it must be judged again although the exchange did not change. */
  revision: number;
  shown: boolean;
}

export class ExchangeList {
  /** Shown exchanges in order. A new array with each change. */
  rows: Exchange[] = [];
  #view: ListView;
  #judged = new WeakMap<Exchange, Judged>();
  #stale = true;
  #sorted = 0;
  /** Values changed since the last sorting. */
  #moved = false;

  constructor(view: ListView) {
    this.#view = view;
  }

  /** Another filter or order: everything is judged again at the next update. */
  look(view: ListView): void {
    if (view.shows !== this.#view.shows) this.#judged = new WeakMap();
    this.#view = view;
    this.#stale = true;
  }

  /** What the filter says of this exchange has changed by itself: it is judged again at the next update. */
  recheck(exchange: Exchange): void {
    const judged = this.#judged.get(exchange);
    if (judged) judged.revision = -1;
  }

  /**
   * Takes the exchanges (in order of start) as they are at `now` (ms). Only exchanges whose revision changed are judged
   * again. True where `rows` changed.
   */
  update(exchanges: readonly Exchange[], now: number): boolean {
    let changedMembers = this.#stale;
    let shown = 0;
    for (const exchange of exchanges) {
      const before = this.#judged.get(exchange);
      if (before?.revision !== exchange.revision) {
        const shows = this.#view.shows(exchange);
        if ((before?.shown ?? false) !== shows) changedMembers = true;
        this.#judged.set(exchange, { revision: exchange.revision, shown: shows });
        this.#moved = true;
        if (shows) shown++;
      } else if (before?.shown) shown++;
    }
    // Exchanges that were cleared are missed only here.
    if (shown !== this.rows.length) changedMembers = true;
    const due = this.#moved && this.#view.compare !== null && now - this.#sorted >= RESORT;
    if (!changedMembers && !due) return false;
    const members = exchanges.filter((exchange) => this.#judged.get(exchange)?.shown);
    this.rows = this.#view.compare ? members.sort(this.#view.compare) : members;
    this.#sorted = now;
    this.#stale = false;
    this.#moved = false;
    return true;
  }
}
