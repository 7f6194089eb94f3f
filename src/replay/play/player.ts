// Plays recordings to all documents of the page, those that come later too, and knows how far each has come.
import type { Plan, PlayOrder, PlayRule, PlayShow, PlayState } from '../../wire/play.ts';
import { ReplayError } from '../errors.ts';
import type { Reachable, Surroundings } from '../page.ts';
import { obey } from '../page.ts';
import { literalOf } from './literal.ts';
import { ordersOf } from './orders.ts';
import { type PlayOptions, type PlayTiming, planOf, type RuleGiven } from './rules.ts';

/** How a play goes on. Plain data. */
export interface PlayProgress {
  state: 'stopped' | 'playing' | 'paused';
  /** As it was asked for. */
  timing: PlayTiming;
  /** Documents (frames) in which it is played now. */
  documents: number;
  /** `recorded`: ids of the exchanges that are played. `matched`: requests answered, in all documents that are there. */
  rules: (Omit<PlayRule, 'answers'> & { recorded: string[]; matched: number })[];
  /** Requests that are or were answered, oldest first; `frame` is the frame's id. */
  shows: (PlayShow & { frame: number })[];
}

type Hands = Reachable['hands'];

interface Staged {
  place: Reachable;
  state: PlayState | null;
}

/** A page that is reloaded is there again this soon, ms, or not. */
const RELOADS_WITHIN = 10_000;

const STOPPED: Plan = { rules: [], speed: 1 };

export class Player {
  readonly #around: Surroundings;
  #plan: Plan = STOPPED;
  #orders: readonly PlayOrder[] = [];
  #playing = false;
  #speed = 1;
  #timing: PlayTiming = 'original';
  /** Counts plays: what an earlier one still has under way is dropped. */
  #run = 0;
  readonly #staged = new Map<Hands, Staged>();
  /** Which run each document was told of last, those that are away too. */
  readonly #told = new WeakMap<Hands, number>();
  /** Documents that are being reloaded. */
  #leaving: readonly Hands[] = [];
  /** The run with which a page was just loaded: its documents play before anybody has told them. */
  #reloading: number | null = null;
  /** Those that are being told. */
  readonly #coming = new Set<Hands>();
  readonly #listeners = new Set<() => void>();

  /** @param subscribe to documents that come and go */
  constructor(around: Surroundings, subscribe: (listener: () => void) => void) {
    this.#around = around;
    subscribe(() => this.#look());
  }

  /** @throws {ReplayError} */
  async play(rules: RuleGiven | readonly RuleGiven[], options: PlayOptions): Promise<PlayProgress> {
    const { store, reachable, recording } = this.#around;
    const plan = planOf(store, 'exchanges' in rules ? [rules] : rules, options);
    if (reachable().length === 0)
      throw new ReplayError('no-page', 'the inspected page does not answer: load a page that Streamscope may see');
    if (!recording())
      throw new ReplayError('not-recording', 'the panel does not record: what is played would not be seen');
    this.#begin(plan);
    this.#timing = options.timing ?? 'original';
    await (options.reload ? this.#reload() : this.#bringAll());
    return this.progress();
  }

  /** The page has its network back when it resolves; what was being played has broken as a connection does. */
  async stop(): Promise<PlayProgress> {
    const places = [...this.#staged.values()];
    this.#end();
    // A document that is gone has nothing to stop.
    await Promise.allSettled(places.map(({ place }) => this.#tell(place, { type: 'stop' })));
    return this.progress();
  }

  /** @throws {ReplayError} `not-playing`, `invalid-options` */
  async control(action: 'pause' | 'continue' | 'step' | 'reload'): Promise<PlayProgress> {
    if (!this.#playing) throw new ReplayError('not-playing', 'nothing is being played: play() begins');
    if (!['pause', 'continue', 'step', 'reload'].includes(action))
      throw new ReplayError('invalid-options', "what is played can be told to 'pause', 'continue', 'step' or 'reload'");
    if (action === 'reload') {
      this.#begin(this.#plan);
      await this.#reload();
      return this.progress();
    }
    if (action !== 'step') this.#speed = action === 'pause' ? 0 : this.#plan.speed || 1;
    const order: PlayOrder = action === 'step' ? { type: 'step' } : { type: 'speed', speed: this.#speed };
    await Promise.allSettled(
      [...this.#staged.values()].map(async (staged) => {
        staged.state = await this.#tell(staged.place, order);
      }),
    );
    this.#changed();
    return this.progress();
  }

  progress(): PlayProgress {
    const all = [...this.#staged.values()];
    const states = all.flatMap(({ state }) => state ?? []);
    // A rule may have stopped the clock of one document.
    const paused = this.#speed === 0 || states.some(({ speed }) => speed === 0);
    return {
      state: !this.#playing ? 'stopped' : paused ? 'paused' : 'playing',
      timing: this.#timing,
      documents: all.length,
      rules: this.#plan.rules.map(({ answers, ...rule }, i) => ({
        ...rule,
        recorded: answers.map(({ recorded }) => recorded),
        matched: states.reduce((sum, { matched }) => sum + (matched[i] ?? 0), 0),
      })),
      shows: all.flatMap(({ place, state }) =>
        (state?.shows ?? []).map((show) => ({ ...show, frame: place.frame.id })),
      ),
    };
  }

  /** Calls `listener` after progress has changed. Returns the way to stop. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** @throws {ReplayError} `too-large`: then what was played before goes on */
  #begin(plan: Plan): void {
    this.#orders = [...ordersOf(plan, `${this.#around.panel} ${this.#run + 1}`)];
    this.#run++;
    this.#plan = plan;
    this.#speed = plan.speed;
    this.#playing = true;
    this.#leaving = [];
    this.#staged.clear();
  }

  /** @throws {ReplayError} where no document can be told */
  async #bringAll(): Promise<void> {
    const told = await Promise.allSettled(this.#around.reachable().map((place) => this.#bring(place)));
    const failed = told.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected' && told.every(({ status }) => status === 'rejected')) {
      this.#end();
      throw failed.reason;
    }
  }

  /** Resolves when the page is there again, when something else is asked for meanwhile, or after a while. */
  async #reload(): Promise<void> {
    const run = this.#run;
    this.#leaving = this.#around.reachable().map(({ hands }) => hands);
    this.#reloading = run;
    void this.#around.later(2 * RELOADS_WITHIN).then(() => {
      if (this.#reloading === run) this.#reloading = null;
    });
    this.#changed();
    await this.#awaitPage(literalOf(this.#orders));
    // Firefox's DevTools reload nothing any more once another navigation has come in between at a bad moment.
    if (run === this.#run && !this.#playsOnTop()) await this.#awaitPage(null);
    // Stopped meanwhile: what is still being loaded has to be told so.
    if (run !== this.#run) return;
    // A page may refuse to be left.
    this.#leaving = [];
    const left = this.#around.reachable().filter(({ hands }) => this.#told.get(hands) !== run);
    await Promise.allSettled(left.map((place) => this.#bring(place)));
  }

  async #awaitPage(orders: string | null): Promise<void> {
    const run = this.#run;
    let late = false;
    this.#around.reload(orders);
    void this.#around.later(RELOADS_WITHIN).then(() => {
      late = true;
      this.#changed();
    });
    await this.#until(() => late || run !== this.#run || this.#playsOnTop());
  }

  #playsOnTop(): boolean {
    return [...this.#staged.values()].some(({ place }) => place.frame.id === 0);
  }

  #until(fact: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.watch(() => {
        if (!fact()) return;
        stop();
        resolve();
      });
    });
  }

  #end(): void {
    this.#run++;
    this.#playing = false;
    this.#plan = STOPPED;
    this.#orders = [];
    this.#leaving = [];
    this.#staged.clear();
    this.#changed();
  }

  /** Documents have come or gone: new ones hear of the play, and those that come back of its end. */
  #look(): void {
    const there = this.#around.reachable();
    for (const hands of [...this.#staged.keys()])
      if (!there.some((place) => place.hands === hands)) this.#staged.delete(hands);
    for (const place of there) {
      const told = this.#told.get(place.hands);
      if (this.#leaving.includes(place.hands)) continue;
      if (this.#playing) {
        if (told !== this.#run) this.#bring(place).catch(() => {});
        else if (!this.#staged.has(place.hands) && !this.#coming.has(place.hands)) this.#resume(place);
      } else if (told === undefined ? this.#reloading !== null : told < this.#run) {
        this.#told.set(place.hands, this.#run);
        this.#tell(place, { type: 'stop' }).catch(() => {});
      }
    }
    this.#changed();
  }

  async #tell({ hands }: Reachable, order: PlayOrder): Promise<PlayState | null> {
    const { play = null, error } = await obey({ hands } as Reachable, { do: 'play', order });
    if (error) throw new ReplayError('refused', `the page refuses it: ${error.name}: ${error.message}`);
    return play;
  }

  /** Tells a document what is played, and follows how far it comes. Rejects where it cannot be told. */
  async #bring(place: Reachable): Promise<void> {
    const run = this.#run;
    this.#told.set(place.hands, run);
    this.#coming.add(place.hands);
    try {
      const states = await Promise.all(this.#orders.map((order) => this.#tell(place, order)));
      if (run !== this.#run) return;
      const staged = { place, state: states.at(-1) ?? null };
      this.#staged.set(place.hands, staged);
      this.#changed();
      void this.#follow(staged, run);
    } catch (error) {
      // It may be told when it answers again.
      if (this.#told.get(place.hands) === run) this.#told.delete(place.hands);
      throw error;
    } finally {
      this.#coming.delete(place.hands);
    }
  }

  /** The way to a document is there again: what it plays has gone on meanwhile. */
  #resume(place: Reachable): void {
    const staged = { place, state: null };
    this.#staged.set(place.hands, staged);
    void this.#follow(staged, this.#run);
  }

  async #follow(staged: Staged, run: number): Promise<void> {
    try {
      while (run === this.#run && this.#staged.get(staged.place.hands) === staged) {
        const seen = staged.state?.version ?? 0;
        const state = await this.#tell(staged.place, { type: 'progress', seen });
        if (run !== this.#run) return;
        const isNew = state?.version !== staged.state?.version;
        staged.state = state;
        // It has not heard of us for so long that it took us for gone.
        if (!state?.playing) {
          this.#staged.delete(staged.place.hands);
          this.#told.delete(staged.place.hands);
          return this.#look();
        }
        if (isNew) this.#changed();
      }
    } catch {
      // The way to it was cut; its stage goes on for a while, and may be followed over another one by now.
      const { hands } = staged.place;
      if (this.#staged.get(hands) === staged) this.#staged.delete(hands);
    }
  }
}
