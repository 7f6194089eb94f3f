// One direction of one exchange: what is held there, and all that must wait behind it. Order is kept, whatever is decided.
import type { Payload } from '../wire/act.ts';

export type Decision = { do: 'give' } | { do: 'edit'; data: Payload } | { do: 'drop' };

/** Something on its way. */
export interface Waiting {
  /** Null while a person has not decided. */
  decision: Decision | null;
  /** Only to be told in order: the readyState that the page sees until then. */
  readonly before?: number;
  /** Called once, when its turn has come. */
  act(decision: Decision): void;
}

/** Above this many that are gone the list is cut. */
const GONE = 1024;

export class Lane {
  #line: Waiting[] = [];
  #at = 0;
  #moving = false;

  /** @param inTask runs something in a task of its own; null: whatever may go goes within the call */
  constructor(private readonly inTask: ((run: () => void) => void) | null) {}

  /** Something waits: what comes now must wait too. */
  get busy(): boolean {
    return this.#at < this.#line.length;
  }

  put(waiting: Waiting): void {
    this.#line.push(waiting);
    this.#move();
  }

  /** The first decision counts. */
  decide(waiting: Waiting, decision: Decision): void {
    waiting.decision ??= decision;
    this.#move();
  }

  /** Everything goes now, in order, as it was decided or as it is. */
  flush(): void {
    for (let next = this.#take(); next; next = this.#take()) next.act(next.decision ?? { do: 'give' });
  }

  /** Nothing that waits is wanted any more, but for what `keep` chooses. */
  discard(keep: (waiting: Waiting) => boolean): void {
    const all = this.#line.slice(this.#at);
    this.#line = all.filter(keep);
    this.#at = 0;
    for (const waiting of all) if (!keep(waiting)) waiting.act({ do: 'drop' });
    this.#move();
  }

  /** The readyState that the page is to see; undefined where nothing changes it. */
  get state(): number | undefined {
    for (let i = this.#at; i < this.#line.length; i++) {
      const before = this.#line[i]?.before;
      if (before !== undefined) return before;
    }
    return undefined;
  }

  #take(): Waiting | undefined {
    const next = this.#line[this.#at];
    if (!next) return undefined;
    if (++this.#at > GONE) {
      this.#line = this.#line.slice(this.#at);
      this.#at = 0;
    }
    return next;
  }

  get #mayGo(): boolean {
    return Boolean(this.#line[this.#at]?.decision);
  }

  #step(): void {
    if (!this.#mayGo) return;
    const next = this.#take();
    next?.act(next.decision ?? { do: 'give' });
  }

  #move(): void {
    if (this.#moving || !this.#mayGo) return;
    this.#moving = true;
    if (this.inTask)
      return this.inTask(() => {
        this.#moving = false;
        this.#step();
        this.#move();
      });
    while (this.#mayGo) this.#step();
    this.#moving = false;
  }
}
