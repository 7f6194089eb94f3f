// What the feed remembers of each entry of the network log, so that nothing is read or shown twice.
import type { Exchange } from '../../store/exchange.ts';
import type { Entry } from './entry.ts';
import type { Candidate } from './match.ts';
import type { OwnExchange } from './own.ts';
import type { Heard } from './unheard.ts';
import type { Before } from './wire.ts';

/** An exchange that the hook told, with what is needed to see which of its events the page did not subscribe to. */
export interface PageOwner {
  kind: 'page';
  before: Before;
  candidate: Candidate;
  heard: Heard;
  /** Next row of `log` to listen to. */
  row: number;
  log: Exchange['messages'];
}

/** An exchange that only the log saw. */
export interface LogOwner {
  kind: 'log';
  before: Before;
  own: OwnExchange;
}

export type Owner = PageOwner | LogOwner;

export interface Item {
  /** Epoch ms. */
  readonly started: number;
  /** When the feed met it, epoch ms. */
  readonly seenAt: number;
  /** Null once nothing more of it is of use. */
  entry: Entry | null;
  /** The browser's own object, for its body. */
  request: unknown;
  finished: boolean;
  owner: Owner | null;
  /** Messages that are not told: they came before a clearing, or while recording was off. */
  skip: number;
  /** Time of the first message as the log tells it; null for none. */
  first: number | null;
}

export const messagesOf = (entry: Entry): number => (entry.socketMessages ?? entry.events ?? []).length;

/** The time of its first message, to tell two streams apart that started in one ms; null for none. */
export function firstTime({ socketMessages, events }: Entry): number | null {
  const [first] = (socketMessages ?? events ?? []) as { time?: unknown }[];
  return typeof first?.time === 'number' ? first.time : null;
}

/** Entries have no id: those of one request in one ms are told apart by their order. */
export class Items {
  readonly #items = new Map<string, Item>();

  /** Names the entries of one reading, in its order. */
  static namer(): (key: string) => string {
    const counts = new Map<string, number>();
    return (key) => {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return `${key} ${count}`;
    };
  }

  get(name: string): Item | undefined {
    return this.#items.get(name);
  }

  /** Names an entry that is told alone, when it finished: the first of its key that has not and may be it. */
  nameOfFinished(key: string, first: number | null): string {
    for (let n = 1; ; n++) {
      const name = `${key} ${n}`;
      const item = this.#items.get(name);
      if (!item || (!item.finished && (item.first === null || item.first === first))) return name;
    }
  }

  add(name: string, started: number, seenAt: number): Item {
    const item: Item = {
      started,
      seenAt,
      entry: null,
      request: null,
      finished: false,
      owner: null,
      skip: 0,
      first: null,
    };
    this.#items.set(name, item);
    return item;
  }

  /** Forgets what started before `time` (epoch ms). */
  dropBefore(time: number): void {
    for (const [name, item] of this.#items) if (item.started < time) this.#items.delete(name);
  }

  *[Symbol.iterator](): IterableIterator<Item> {
    yield* this.#items.values();
  }
}
