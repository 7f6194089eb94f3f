// What the feed remembers of each entry of the network log, so that nothing is read or shown twice.
import type { Exchange } from '../../store/exchange.ts';
import type { Entry, Peek } from './entry.ts';
import { contradictions, fieldsOf } from './likeness.ts';
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
  /** How long it took when it was last told, ms. */
  time: number;
  /** When the feed met it, epoch ms. */
  readonly seenAt: number;
  /** Null once nothing more of it is of use. */
  entry: Entry | null;
  /** The browser's own object, for its body. */
  request: unknown;
  finished: boolean;
  owner: Owner | null;
  /** It began while recording was off. */
  unrecorded: boolean;
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

  /** Names the entries of one reading, in its order. `live`: the log tells of each that it is over, in the order of the ends. */
  namesOf(reading: readonly Peek[], live: boolean): string[] {
    const groups = new Map<string, number[]>();
    for (const [i, { key }] of reading.entries()) {
      const group = groups.get(key);
      if (group) group.push(i);
      else groups.set(key, [i]);
    }
    const names: string[] = [];
    for (const [key, group] of groups) {
      const known: string[] = [];
      while (this.#items.has(`${key} ${known.length + 1}`)) known.push(`${key} ${known.length + 1}`);
      let rest = group;
      const give = (fits: (item: Item, seen: Peek) => boolean): void => {
        rest = rest.filter((i) => {
          const at = known.findIndex((name) => fits(this.#items.get(name) as Item, reading[i] as Peek));
          if (at >= 0) names[i] = known.splice(at, 1)[0] as string;
          return at < 0;
        });
      };
      let next = known.length;
      // What is over does not change any more.
      if (group.length + next > 2) give((item, { time }) => item.finished && item.time === time);
      give((item) => !item.finished);
      if (!live || group.length === 1) give(() => true);
      for (const i of rest) names[i] = `${key} ${++next}`;
    }
    return names;
  }

  get(name: string): Item | undefined {
    return this.#items.get(name);
  }

  /** Names an entry that is told alone, when it finished: the first of its key that has not and may be it. */
  nameOfFinished(key: string, entry: Entry | null): string {
    const first = entry && firstTime(entry);
    const sent = entry && fieldsOf(entry.requestHeaders);
    let found = '';
    for (let n = 1; ; n++) {
      const name = `${key} ${n}`;
      const item = this.#items.get(name);
      if (!item) return found || name;
      if (item.finished || (item.first !== null && item.first !== first)) continue;
      if (!sent || !item.entry || contradictions(item.entry.requestHeaders, sent) === 0) return name;
      found ||= name;
    }
  }

  add(name: string, { started, time }: Peek, seenAt: number): Item {
    const item: Item = {
      started,
      time,
      seenAt,
      entry: null,
      request: null,
      finished: false,
      owner: null,
      unrecorded: false,
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
