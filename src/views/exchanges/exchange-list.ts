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

/** A judgement that took long (a search in payloads) rests for this many times as long before it is made again. */
const REST = 20;

interface Judged {
  revision: number;
  shown: boolean;
  /** When it may be judged again. */
  after: number;
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

  /**
   * Takes the exchanges (in order of start) as they are now; `clock` tells ms. Only exchanges whose revision changed are
   * judged again. True where `rows` changed.
   */
  update(exchanges: readonly Exchange[], clock: () => number): boolean {
    const now = clock();
    let changedMembers = this.#stale;
    let shown = 0;
    for (const exchange of exchanges) {
      const before = this.#judged.get(exchange);
      if (!before || (before.revision !== exchange.revision && now >= before.after)) {
        const start = clock();
        const shows = this.#view.shows(exchange);
        const after = start + (clock() - start) * REST;
        if ((before?.shown ?? false) !== shows) changedMembers = true;
        this.#judged.set(exchange, { revision: exchange.revision, shown: shows, after });
        this.#moved = true;
        if (shows) shown++;
      } else if (before.shown) shown++;
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
