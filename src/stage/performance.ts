// Carries out the steps of one answer, each at its time.
import type { PlayAnswer, PlayShow, PlayStep } from '../wire/play.ts';
import type { Clock } from './clock.ts';

const isData = (step: PlayStep): boolean => 'data' in step;
const ENDS: readonly string[] = ['end', 'broken', 'close'] satisfies PlayStep['type'][];

export class Performance {
  /** Messages or chunks given. */
  given = 0;
  state: PlayShow['state'] = 'playing';
  /** When the page sent each of its messages, by the clock. */
  readonly #sentAt: number[] = [];
  #wake: (() => void) | null = null;

  /** @param changed called when `given` or `state` have changed */
  constructor(
    readonly clock: Clock,
    readonly answer: PlayAnswer,
    readonly act: (step: PlayStep) => void,
    readonly changed: () => void = () => {},
  ) {}

  get total(): number {
    return this.answer.steps.filter(isData).length;
  }

  get #over(): boolean {
    return this.state === 'done' || this.state === 'left';
  }

  /** The page closed, aborted or went away, or the connection is at its end: nothing more is given. */
  end(): void {
    this.#enter('left');
  }

  /** The connection breaks here and now, unless it is over. */
  break(): void {
    if (this.#over) return;
    this.act({ at: 0, type: 'broken' });
    this.end();
  }

  /** The page sent a message. */
  sent(): void {
    this.#sentAt.push(this.clock.now());
    this.#wake?.();
  }

  async run(): Promise<void> {
    let start = this.clock.now();
    let expected = 0;
    for (const step of this.answer.steps) {
      if (step.type === 'sent') {
        await this.#untilSent(++expected);
        // Never earlier than recorded, nor sooner after what the page sent.
        start = Math.max(start, (this.#sentAt[expected - 1] ?? 0) - step.at);
      } else {
        if (isData(step) && this.given === this.answer.pauseAt) this.clock.speed = 0;
        await this.clock.until(start + step.at, this);
        if (!this.#over) this.#give(step);
      }
      if (this.#over) return;
    }
    this.#enter('open');
  }

  #give(step: PlayStep): void {
    // Before it is given: what the page does on hearing of it may end all.
    if (ENDS.includes(step.type)) this.#enter('done');
    if (isData(step)) this.given++;
    this.act(step);
    this.changed();
  }

  #enter(state: PlayShow['state']): void {
    if (this.#over) return;
    this.state = state;
    if (this.#over) this.clock.forget(this);
    this.#wake?.();
    this.changed();
  }

  async #untilSent(count: number): Promise<void> {
    while (this.#sentAt.length < count && !this.#over) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}
