// Plays recordings to the page: the requests that a rule fits are answered without a network.
import type { Plan } from '../wire/play.ts';
import { Clock } from './clock.ts';
import { stageEventSource } from './eventsource.ts';
import { stageFetch } from './fetch.ts';
import type { Lent } from './lent.ts';
import { Programme } from './programme.ts';
import { stageWebSocket } from './websocket.ts';
import { stageXhr } from './xhr.ts';

/** Holds what is being played; what was patched stays patched and passes through when nothing is. */
export class Stage {
  #clock: Clock;
  readonly #programme: Programme;

  constructor(lent: Lent, plan: Plan) {
    const platform = {
      now: () => performance.now(),
      setTimer: (run: () => void, ms: number) => setTimeout(run, ms),
      clearTimer: (timer: never) => clearTimeout(timer),
    };
    this.#clock = new Clock(plan.speed, platform);
    this.#programme = new Programme(plan.rules);
    stageFetch(lent, this.#programme, this.#clock);
    stageXhr(lent, this.#programme, this.#clock);
    stageEventSource(lent, this.#programme, this.#clock);
    stageWebSocket(lent, this.#programme, this.#clock);
  }

  /** From now on this is played; what has begun goes on. */
  set rules(rules: Plan['rules']) {
    this.#programme.rules = rules;
  }

  set speed(speed: number) {
    this.#clock.speed = speed;
  }

  step(): boolean {
    return this.#clock.step();
  }
}
