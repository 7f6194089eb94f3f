// Carries out the steps of one answer, each at its time.
import type { PlayAnswer, PlayStep } from '../wire/play.ts';
import type { Clock } from './clock.ts';

export class Performance {
  #ended = false;
  /** When the page sent each of its messages, by the clock. */
  readonly #sentAt: number[] = [];
  #wake: (() => void) | null = null;

  constructor(
    readonly clock: Clock,
    readonly answer: PlayAnswer,
    readonly act: (step: PlayStep) => void,
  ) {}

  /** The page closed, aborted or went away: nothing more is given. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
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
        await this.clock.until(start + step.at);
        if (!this.#ended) this.act(step);
      }
      if (this.#ended) return;
    }
  }

  async #untilSent(count: number): Promise<void> {
    while (this.#sentAt.length < count && !this.#ended) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}
