// Plays recordings to the page: the requests that a rule fits are answered without a network.
import type { Plan, PlayDeed, PlayOrder, PlayRule, PlayState } from '../wire/play.ts';
import { Account } from './account.ts';
import { cloaked } from './cloak.ts';
import { Clock } from './clock.ts';
import { stageEventSource } from './eventsource.ts';
import { stageFetch } from './fetch.ts';
import { House } from './house.ts';
import type { StageLent } from './lent.ts';
import { timers } from './timers.ts';
import { stageWebSocket } from './websocket.ts';
import { stageXhr } from './xhr.ts';

/** The parts of a plan. */
type PlanOrder = Extract<PlayOrder, { type: 'rule' | 'answer' | 'steps' | 'start' }>;

/** Holds what is being played; what was patched stays patched and passes through when nothing is. */
export class Stage {
  readonly #house: House;
  /** Names what is being played. */
  #run = '';
  /** What comes in is being played already. */
  #known = false;
  /** Of the plan that is coming in. */
  #rules: PlayRule[] = [];
  readonly #account = new Account<PlayState>(
    () => this.#house.state(),
    () => this.#house.stop(),
  );

  constructor(lent: StageLent) {
    const ways = { ...lent, ...cloaked(lent) };
    this.#house = new House(new Clock(1, timers()), () => this.#account.changed());
    stageFetch(ways, this.#house);
    stageXhr(ways, this.#house);
    stageEventSource(ways, this.#house);
    stageWebSocket(ways, this.#house);
  }

  play({ rules, speed }: Plan): void {
    this.#house.begin(rules, speed);
  }

  set speed(speed: number) {
    this.#house.clock.speed = speed;
    this.#house.touch();
  }

  step(): boolean {
    return this.#house.clock.step();
  }

  /** Does what the panel asks for. `answer` is called once, with how far it is then. */
  obey(order: PlayOrder, answer: (state: PlayState) => void): void {
    if (order.type === 'progress') return this.#account.ask(order.seen, answer);
    if (order.type === 'there') return answer(this.#house.state());
    this.carryOut(order);
    // What a step releases is given within this task, but not within this call.
    setTimeout(() => answer(this.#house.state()));
  }

  /** Does what needs no answer. */
  carryOut(order: PlayDeed): void {
    if (order.type === 'begin') this.#begin(order.run);
    else if (order.type === 'stop') this.#house.stop();
    else if (order.type === 'speed') this.speed = order.speed;
    else if (order.type === 'step') this.step();
    else if (!this.#known) this.#take(order);
    else if (order.type === 'start') this.#account.grantLease();
  }

  #begin(run: string): void {
    this.#known = run === this.#run && this.#house.playing;
    this.#run = run;
    if (!this.#known) this.#rules = [];
  }

  #take(order: PlanOrder): void {
    if (order.type === 'rule') this.#rules.push({ ...order.rule, answers: [] });
    else if (order.type === 'answer') this.#rules.at(-1)?.answers.push({ ...order.answer, steps: [] });
    else if (order.type === 'steps')
      this.#rules
        .at(-1)
        ?.answers.at(-1)
        ?.steps.push(...order.steps);
    else {
      this.play({ rules: this.#rules, speed: order.speed });
      this.#account.grantLease();
    }
  }
}
