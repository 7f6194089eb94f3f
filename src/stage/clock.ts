// Time as the person wants it while a recording is played: scaled, paused, or step by step.

import type { Timers } from './timers.ts';

interface Waiting {
  due: number;
  owner: object | null;
  go: () => void;
}

/** A clock that runs `speed` times as fast as the platform's; 0: it stands, and only `step()` moves it. In ms. */
export class Clock {
  #speed: number;
  /** What it showed when the platform's showed `#since`. */
  #shown = 0;
  #since: number;
  #timer: unknown;
  readonly #waiting = new Set<Waiting>();
  readonly #now: () => number;
  readonly #setTimer: (run: () => void, ms: number) => unknown;
  readonly #clearTimer: (timer: never) => void;

  constructor(speed: number, platform: Timers) {
    this.#speed = speed;
    this.#now = platform.now;
    this.#setTimer = platform.setTimer;
    this.#clearTimer = platform.clearTimer;
    this.#since = platform.now();
  }

  now(): number {
    const passed = (this.#now() - this.#since) * this.#speed;
    return Number.isFinite(passed) ? this.#shown + passed : this.#shown;
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#set(this.now());
    this.#speed = speed;
    this.#arm();
  }

  /** Resolves when the clock shows `due`, or when its owner is forgotten. */
  until(due: number, owner: object | null = null): Promise<void> {
    return new Promise((go) => {
      this.#waiting.add({ due, owner, go });
      this.#arm();
    });
  }

  /** What this owner waited for is of no more interest: it comes now. */
  forget(owner: object): void {
    for (const each of this.#waiting) if (each.owner === owner) this.#release(each);
    this.#arm();
  }

  /** Moves on to what waits for the earliest time; false where nothing waits. */
  step(): boolean {
    const next = this.#next();
    if (!next) return false;
    this.#set(Math.max(this.now(), next.due));
    this.#release(next);
    return true;
  }

  #set(shown: number): void {
    this.#shown = shown;
    this.#since = this.#now();
  }

  #next(): Waiting | undefined {
    let next: Waiting | undefined;
    for (const each of this.#waiting) if (!next || each.due < next.due) next = each;
    return next;
  }

  #release(each: Waiting): void {
    this.#waiting.delete(each);
    each.go();
  }

  #arm(): void {
    this.#clearTimer(this.#timer as never);
    const next = this.#next();
    if (!next || this.#speed === 0) return;
    const ms = this.#speed === Infinity ? 0 : Math.max(0, (next.due - this.now()) / this.#speed);
    this.#timer = this.#setTimer(() => {
      if (this.#speed === Infinity) this.#set(Math.max(this.#shown, next.due));
      // A timer may come a little early by this clock.
      if (next.due - this.now() <= 1 || this.#speed === Infinity) this.#release(next);
      this.#arm();
    }, ms);
  }
}
