// Has messages held in all documents of the page, those that come later too, and knows what is held in each.
import type { GateFilter, GateHeld, GateOrder, GateState } from '../../wire/gate.ts';
import { ReplayError } from '../errors.ts';
import type { Reachable, Surroundings } from '../page.ts';
import { obey } from '../page.ts';
import { type Data, payloadOf } from '../payload.ts';
import { type BreakFilter, filterOf } from './filter.ts';
import { type HeldMessage, heldIn } from './held.ts';

/** How breaking goes. Plain data. */
export interface BreakState {
  on: boolean;
  /** As it was asked for, with what was left out. */
  filter: GateFilter;
  /** Documents (frames) in which messages are held now. */
  documents: number;
  /** Messages held, and messages and events that only wait behind them. */
  held: number;
  waiting: number;
}

type Hands = Reachable['hands'];

interface Post {
  place: Reachable;
  state: GateState;
}

export class Breaker {
  readonly #around: Surroundings;
  #filter: GateFilter = filterOf({});
  #on = false;
  /** Counts what was asked for: what an earlier one still has under way is dropped. */
  #run = 0;
  readonly #posts = new Map<Hands, Post>();
  /** Which run each document was told of last, those that are away too. */
  readonly #told = new WeakMap<Hands, number>();
  readonly #listeners = new Set<() => void>();

  /** @param subscribe to documents that come and go */
  constructor(around: Surroundings, subscribe: (listener: () => void) => void) {
    this.#around = around;
    subscribe(() => this.#look());
  }

  /** @throws {ReplayError} `no-page`, `not-recording`, `invalid-options` */
  async on(given: BreakFilter): Promise<BreakState> {
    const filter = filterOf(given);
    const places = this.#around.reachable();
    if (places.length === 0)
      throw new ReplayError('no-page', 'the inspected page does not answer: load a page that Streamscope may see');
    if (!this.#around.recording())
      throw new ReplayError('not-recording', 'the panel does not record: what is held would not be seen');
    this.#run++;
    this.#filter = filter;
    this.#on = true;
    const told = await Promise.allSettled(places.map((place) => this.#bring(place)));
    const failed = told.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected' && told.every(({ status }) => status === 'rejected')) {
      this.#end();
      throw failed.reason;
    }
    return this.state();
  }

  /** All that was held has been let go as it was when it resolves. */
  async off(): Promise<BreakState> {
    const places = [...this.#posts.values()];
    this.#end();
    // A document that is gone holds nothing.
    await Promise.allSettled(
      places.map(({ place }) => {
        this.#told.set(place.hands, this.#run);
        return this.#tell(place, { type: 'off' });
      }),
    );
    return this.state();
  }

  state(): BreakState {
    const states = [...this.#posts.values()].map(({ state }) => state);
    return {
      on: this.#on,
      filter: { ...this.#filter },
      documents: states.length,
      held: states.reduce((sum, { count }) => sum + count, 0),
      waiting: states.reduce((sum, { waiting }) => sum + waiting, 0),
    };
  }

  /** The oldest of what is held, in order of time. */
  held(): HeldMessage[] {
    const all = [...this.#posts.values()].flatMap(({ place, state }) =>
      state.held.map((each) => heldIn(this.#around.store, place, each)),
    );
    return all.sort((a, b) => a.time - b.time);
  }

  /**
   * Lets a message go: as it is, or with other data in its place.
   * @throws {ReplayError} `not-held`, `not-breaking`, `invalid-json` …
   */
  async release(id: string, data?: Data): Promise<BreakState> {
    const { place, held } = this.#find(id);
    const order: GateOrder = { type: 'release', id: held.id };
    return await this.#decide(place, data === undefined ? order : { ...order, data: payloadOf(data, null) });
  }

  /** @throws {ReplayError} `not-held`, `not-breaking` */
  async drop(id: string): Promise<BreakState> {
    const { place, held } = this.#find(id);
    return await this.#decide(place, { type: 'drop', id: held.id });
  }

  async releaseAll(): Promise<BreakState> {
    if (!this.#on) throw notOn();
    await Promise.allSettled(
      [...this.#posts.values()].map(async (post) =>
        this.#keep(post.place, await this.#tell(post.place, { type: 'release-all' })),
      ),
    );
    return this.state();
  }

  /** Calls `listener` after something has changed. Returns the way to stop. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #find(id: string): { place: Reachable; held: GateHeld } {
    if (!this.#on) throw notOn();
    for (const { place, state } of this.#posts.values()) {
      const held = state.held.find((each) => `${place.name}/${each.id}` === id);
      if (held) return { place, held };
    }
    throw new ReplayError('not-held', `${JSON.stringify(id)} is not held (any more); held() lists what is`);
  }

  async #decide(place: Reachable, order: GateOrder & { id: number }): Promise<BreakState> {
    const state = await this.#tell(place, order);
    this.#keep(place, state);
    if (state.missing) throw new ReplayError('not-held', 'this message has been let go meanwhile');
    return this.state();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** An older answer may come after a newer one. */
  #keep(place: Reachable, state: GateState): void {
    const post = this.#posts.get(place.hands);
    if (!post || state.version < post.state.version) return;
    post.state = state;
    this.#changed();
  }

  #end(): void {
    this.#run++;
    this.#on = false;
    this.#posts.clear();
    this.#changed();
  }

  /** Documents have come or gone: new ones hear that messages are held, and those that come back that none are. */
  #look(): void {
    const there = this.#around.reachable();
    for (const hands of [...this.#posts.keys()])
      if (!there.some((place) => place.hands === hands)) {
        this.#posts.delete(hands);
        this.#told.delete(hands);
      }
    for (const place of there) {
      const told = this.#told.get(place.hands);
      if (this.#on) {
        if (told !== this.#run) this.#bring(place).catch(() => {});
      } else if (told !== undefined && told < this.#run) {
        this.#told.set(place.hands, this.#run);
        this.#tell(place, { type: 'off' }).catch(() => {});
      }
    }
    this.#changed();
  }

  async #tell(place: Reachable, order: GateOrder): Promise<GateState> {
    const { gate, error } = await obey(place, { do: 'gate', order });
    if (gate) return gate;
    throw new ReplayError(
      'refused',
      error ? `the page refuses it: ${error.name}: ${error.message}` : 'the page does not answer',
    );
  }

  async #bring(place: Reachable): Promise<void> {
    const run = this.#run;
    this.#told.set(place.hands, run);
    try {
      const state = await this.#tell(place, { type: 'on', filter: this.#filter });
      if (run !== this.#run) return;
      const post = { place, state };
      this.#posts.set(place.hands, post);
      this.#changed();
      void this.#follow(post, run);
    } catch (error) {
      // It may be told when it answers again.
      if (this.#told.get(place.hands) === run) this.#told.delete(place.hands);
      throw error;
    }
  }

  async #follow(post: Post, run: number): Promise<void> {
    const { hands } = post.place;
    try {
      while (run === this.#run && this.#posts.get(hands) === post) {
        const state = await this.#tell(post.place, { type: 'progress', seen: post.state.version });
        if (run !== this.#run || this.#posts.get(hands) !== post) return;
        this.#keep(post.place, state);
        // It has not heard of us for so long that it took us for gone.
        if (!state.on) {
          this.#posts.delete(hands);
          this.#told.delete(hands);
          return this.#look();
        }
      }
    } catch {
      // The way to it was cut; its gate goes on for a while.
      if (run !== this.#run || this.#posts.get(hands) !== post) return;
      this.#posts.delete(hands);
      this.#told.delete(hands);
      this.#changed();
    }
  }
}

const notOn = (): ReplayError => new ReplayError('not-breaking', 'no messages are being held: breakOn() begins');
