// All that can be done in the page for a person, in one object for panel and automation.
import { ReplayError } from './errors.ts';
import { Breaker, type BreakState } from './gate/breaker.ts';
import type { BreakFilter } from './gate/filter.ts';
import type { HeldMessage } from './gate/held.ts';
import { close, deliver, type SendOptions, send } from './live.ts';
import type { Surroundings } from './page.ts';
import type { Data } from './payload.ts';
import { Player, type PlayProgress } from './play/player.ts';
import type { PlayOptions, RuleGiven } from './play/rules.ts';
import type { Edits } from './request.ts';
import { type Resent, resend } from './resend.ts';
import type { SessionOptions } from './session/plan.ts';
import type { Progress, SessionRun } from './session/run.ts';
import { startSession } from './session/session.ts';

export interface Replay {
  send(id: string, data: Data, options?: SendOptions): Promise<{ id: string }>;
  deliver(id: string, data: Data, options?: SendOptions): Promise<{ id: string }>;
  close(id: string, code?: number, reason?: string): Promise<{ id: string }>;
  resend(id: string, edits?: Edits): Promise<Resent>;
  /** Resolves with the id of the new exchange when its WebSocket is open; `replayProgress` tells how it goes on. */
  replaySession(id: string, options?: SessionOptions): Promise<{ id: string }>;
  /** @throws {ReplayError} `unknown-replay` */
  replayProgress(id: string): Progress;
  controlReplay(id: string, action: ReplayAction): Progress;
  /** Answers the page's requests from recordings from now on, in all of its documents, until `stopPlay()`. */
  play(rules: RuleGiven | readonly RuleGiven[], options?: PlayOptions): Promise<PlayProgress>;
  stopPlay(): Promise<PlayProgress>;
  playProgress(): PlayProgress;
  controlPlay(action: PlayAction): Promise<PlayProgress>;
  /** Calls `listener` after `playProgress()` has changed. Returns the way to stop. */
  watchPlay(listener: () => void): () => void;
  /** Holds the messages of the page that fit from now on, in all of its documents, until `breakOff()`. */
  breakOn(filter?: BreakFilter): Promise<BreakState>;
  /** Lets all go that is held, as it is. */
  breakOff(): Promise<BreakState>;
  breakState(): BreakState;
  /** The oldest of what is held, at most 200 in each document. */
  held(): HeldMessage[];
  release(heldId: string, data?: Data): Promise<BreakState>;
  releaseAll(): Promise<BreakState>;
  drop(heldId: string): Promise<BreakState>;
  /** Calls `listener` after what is held has changed. Returns the way to stop. */
  watchBreak(listener: () => void): () => void;
}

/** `reload`: the page, and with it the play, begin anew. */
export type PlayAction = 'pause' | 'continue' | 'step' | 'reload';

export type ReplayAction = 'pause' | 'continue' | 'step' | 'cancel';

/** What the browser offers; the rest is made here. */
export type ReplayBase = Omit<Surroundings, 'variables' | 'nextCall'> & {
  uuid(): string;
  /** Epoch ms. */
  now(): number;
  /** Calls `listener` after documents have come or gone. */
  subscribe(listener: () => void): () => void;
};

export function createReplay({ uuid, now, subscribe, ...base }: ReplayBase): Replay {
  let calls = 0;
  let count = 0;
  const around: Surroundings = {
    ...base,
    nextCall: () => `${++calls}`,
    variables: { uuid, now, counter: () => ++count },
  };
  const player = new Player(around, subscribe);
  const breaker = new Breaker(around, subscribe);
  /** Hosts about which the person was asked. */
  const asked = new Set<string>();
  const runs = new Map<string, SessionRun>();
  const find = (id: string): SessionRun => {
    const run = runs.get(id);
    if (run) return run;
    throw new ReplayError('unknown-replay', `${JSON.stringify(id)} is no exchange that replaySession() has made`);
  };
  return {
    send: (id, data, options) => send(around, id, data, options),
    deliver: (id, data, options) => deliver(around, id, data, options),
    close: (id, code, reason) => close(around, id, code, reason),
    resend: (id, edits = {}) => resend(around, id, edits, asked),
    async replaySession(id, options = {}) {
      const run = await startSession(around, id, options);
      const made = run.progress().id;
      runs.set(made, run);
      return { id: made };
    },
    replayProgress: (id) => find(id).progress(),
    controlReplay(id, action) {
      const run = find(id);
      if (!['pause', 'continue', 'step', 'cancel'].includes(action))
        throw new ReplayError('invalid-options', "a replay can be told to 'pause', 'continue', 'step' or 'cancel'");
      run[action]();
      return run.progress();
    },
    play: (rules, options = {}) => player.play(rules, options),
    stopPlay: () => player.stop(),
    playProgress: () => player.progress(),
    controlPlay: (action) => player.control(action),
    watchPlay: (listener) => player.watch(listener),
    breakOn: (filter = {}) => breaker.on(filter),
    breakOff: () => breaker.off(),
    breakState: () => breaker.state(),
    held: () => breaker.held(),
    release: (id, data) => breaker.release(id, data),
    releaseAll: () => breaker.releaseAll(),
    drop: (id) => breaker.drop(id),
    watchBreak: (listener) => breaker.watch(listener),
  };
}
