// Asks the documents of a page how much they have said: so it is known what is still on its way, and who is gone.
import { setTimeout as pause } from 'node:timers/promises';
import type { Census } from './links.ts';
import { countName } from './words.ts';

/** What of a tool's frame is used. */
export interface Evaluating {
  evaluate(expression: string): Promise<unknown>;
  url(): string;
}

/** A frame without our script is asked again this often, ms … */
const AGAIN = 25;
/** … and so many times: the tool may still ask the empty document that each frame begins with. */
const TIMES = 20;

export class CensusTaker {
  readonly #expression: string;
  /** Frames whose documents are none of ours, with their URLs. */
  readonly #empty = new WeakMap<Evaluating, string>();
  readonly #unreached: (url: string) => void;

  /** `name`: that of the exposed function. `unreached` is told of each document in which our script does not run. */
  constructor(name: string, unreached: (url: string) => void) {
    this.#unreached = unreached;
    this.#expression = `globalThis[${JSON.stringify(countName(name))}]?.() ?? ''`;
  }

  /** Asks all frames at once. */
  async take(frames: readonly Evaluating[]): Promise<Census> {
    const said = new Map<string, number>();
    let whole = true;
    for (const answer of await Promise.all(frames.map((frame) => this.#ask(frame)))) {
      const [link = '', count] = typeof answer === 'string' ? answer.split(' ') : [];
      if (link) said.set(link, Number(count));
      // A frame between two documents, or one whose page has broken what the tool evaluates with.
      else if (answer !== '') whole = false;
    }
    return { said, whole };
  }

  async #ask(frame: Evaluating): Promise<unknown> {
    for (let left = this.#empty.has(frame) ? 0 : TIMES; ; left--) {
      const answer = await frame.evaluate(this.#expression).catch(() => null);
      if (answer !== '') this.#empty.delete(frame);
      else if (left === 0) this.#miss(frame);
      if (answer !== '' || left === 0) return answer;
      await pause(AGAIN);
    }
  }

  #miss(frame: Evaluating): void {
    const url = frame.url();
    if (this.#empty.get(frame) === url) return;
    this.#empty.set(frame, url);
    // Not the empty document of a new tab, nor what the browser shows in the place of a page.
    if (/^(https?|file|blob|data|about:srcdoc)/.test(url)) this.#unreached(url);
  }
}
