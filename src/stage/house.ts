// What all that is played in one document shares: the rules, the clock, and the account of how far it has come.
import type { PlayAnswer, PlayRule, PlayState, PlayStep } from '../wire/play.ts';
import type { Clock } from './clock.ts';
import { Performance } from './performance.ts';
import { type Asked, Programme } from './programme.ts';

/** As many of the latest are told of. */
const SHOWN = 100;
/** A browser waits about as long before an EventSource asks again, ms. */
const RECONNECTION_TIME = 3000;
/** The same where nothing waits: a page must not be asked to do nothing else. */
const LEAST_RECONNECTION_TIME = 50;

interface Show {
  rule: number;
  asked: Asked;
  performance: Performance;
}

export class House {
  readonly programme = new Programme([]);
  playing = false;
  #version = 1;
  #shows: Show[] = [];

  constructor(
    readonly clock: Clock,
    readonly changed: () => void,
  ) {}

  /** Begins anew; what was being played breaks. */
  begin(rules: readonly PlayRule[], speed: number): void {
    this.stop();
    this.programme.rules = rules;
    this.clock.speed = speed;
    this.#shows = [];
    this.playing = true;
    this.touch();
  }

  /** From now on all requests are the network's, and the connections that were played are lost. */
  stop(): void {
    this.programme.rules = [];
    this.playing = false;
    for (const { performance } of this.#shows) performance.break();
    this.touch();
  }

  touch(): void {
    this.#version++;
    this.changed();
  }

  /** To be run by the caller, who has just chosen the answer for this request. */
  show(answer: PlayAnswer, asked: Asked, act: (step: PlayStep) => void): Performance {
    const performance = new Performance(this.clock, answer, act, () => this.touch());
    this.#shows.push({ rule: this.programme.chosen, asked, performance });
    // What is over and no longer told of is let go.
    const over = this.#shows.findIndex(({ performance: { state } }) => state === 'done' || state === 'left');
    if (this.#shows.length > SHOWN && over >= 0) this.#shows.splice(over, 1);
    this.touch();
    return performance;
  }

  /** Resolves when an EventSource whose connection was lost asks again. */
  async reconnection(owner: object): Promise<void> {
    if (this.clock.speed === Infinity)
      await new Promise((resolve) => {
        setTimeout(resolve, LEAST_RECONNECTION_TIME);
      });
    else await this.clock.until(this.clock.now() + RECONNECTION_TIME, owner);
  }

  state(): PlayState {
    return {
      version: this.#version,
      playing: this.playing,
      speed: this.clock.speed,
      matched: this.programme.matched(),
      shows: this.#shows.slice(-SHOWN).map(({ rule, asked: { api, url }, performance }) => {
        const { given, total, state, answer } = performance;
        return { rule, recorded: answer.recorded, api, url, given, total, state };
      }),
    };
  }
}
