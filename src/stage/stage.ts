// Plays recordings to the page: the requests that a rule fits are answered without a network.
import type { Plan, PlayDeed, PlayOrder, PlayRule, PlayState } from '../wire/play.ts';
import { cloaked } from './cloak.ts';
import { Clock } from './clock.ts';
import { stageEventSource } from './eventsource.ts';
import { stageFetch } from './fetch.ts';
import { House } from './house.ts';
import type { Lent } from './lent.ts';
import { timers } from './timers.ts';
import { stageWebSocket } from './websocket.ts';
import { stageXhr } from './xhr.ts';

/** Who asks how far it is gets an answer after this long, ms, even if nothing has changed. */
const ANSWERED_WITHIN = 5000;
/** Changes are told of together, ms. */
const GATHER = 30;
/** Who has not asked for this long, ms, is gone: the panel was closed. */
const LEASE = 15_000;

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
  #asking: { seen: number; answer: (state: PlayState) => void } | null = null;
  #answering: ReturnType<typeof setTimeout> | undefined;
  #lease: ReturnType<typeof setTimeout> | undefined;

  constructor(lent: Lent) {
    const ways = { ...lent, ...cloaked(lent) };
    this.#house = new House(new Clock(1, timers()), () => this.#changed());
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
    if (order.type === 'progress') return this.#ask(order.seen, answer);
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
    else if (order.type === 'start') this.#grantLease();
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
      this.#grantLease();
    }
  }

  #ask(seen: number, answer: (state: PlayState) => void): void {
    clearTimeout(this.#lease);
    this.#answer();
    this.#asking = { seen, answer };
    this.#answerIn(this.#house.state().version > seen ? GATHER : ANSWERED_WITHIN);
  }

  #changed(): void {
    if (this.#asking) this.#answerIn(GATHER);
  }

  #answerIn(ms: number): void {
    clearTimeout(this.#answering);
    this.#answering = setTimeout(() => this.#answer(), ms);
  }

  #answer(): void {
    const asking = this.#asking;
    this.#asking = null;
    if (!asking) return;
    asking.answer(this.#house.state());
    this.#grantLease();
  }

  #grantLease(): void {
    clearTimeout(this.#lease);
    this.#lease = setTimeout(() => this.#house.stop(), LEASE);
  }
}
