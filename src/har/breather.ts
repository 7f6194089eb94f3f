// Long work in short stretches: the page, or whoever shares the thread, gets its turn in between.

/** Longest stretch in ms. */
const STRETCH = 10;

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Counts the time since others last had their turn. */
export class Breather {
  #since = performance.now();

  /** Lets others run if this has gone on for long enough; rejects if the work was cancelled. */
  async rest(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (performance.now() - this.#since < STRETCH) return;
    await turn();
    this.#since = performance.now();
    signal?.throwIfAborted();
  }
}
