// How a guest in the page gives account to its panel: asked again and again, it answers when there is something new.

/** Who asks gets an answer after this long, ms, even if nothing has changed. */
const ANSWERED_WITHIN = 5000;
/** Changes are told of together, ms. */
const GATHER = 30;
/** Who has not asked for this long, ms, is gone: the panel was closed. */
const LEASE = 15_000;

export class Account<State extends { version: number }> {
  #asking: ((state: State) => void) | null = null;
  #answering: ReturnType<typeof setTimeout> | undefined;
  #lease: ReturnType<typeof setTimeout> | undefined;
  /** There is something to tell: a flood of changes must not put it off. */
  #soon = false;

  /** @param left is called when nobody asks any more */
  constructor(
    private readonly state: () => State,
    private readonly left: () => void,
  ) {}

  /** `answer` is called once: soon where there is something newer than `seen`, else when there is. */
  ask(seen: number, answer: (state: State) => void): void {
    clearTimeout(this.#lease);
    this.#answer();
    this.#asking = answer;
    if (this.state().version > seen) this.changed();
    else this.#answerIn(ANSWERED_WITHIN);
  }

  changed(): void {
    if (!this.#asking || this.#soon) return;
    this.#soon = true;
    this.#answerIn(GATHER);
  }

  /** The panel is there, as of now. */
  grantLease(): void {
    clearTimeout(this.#lease);
    this.#lease = setTimeout(this.left, LEASE);
  }

  #answerIn(ms: number): void {
    clearTimeout(this.#answering);
    this.#answering = setTimeout(() => this.#answer(), ms);
  }

  #answer(): void {
    const asking = this.#asking;
    this.#asking = null;
    this.#soon = false;
    if (!asking) return;
    asking(this.state());
    this.grantLease();
  }
}
