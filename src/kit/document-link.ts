// One document of the page as a link of the session: what is to be said to its hook waits here until the document asks.
import type { Link } from '../ingest/link.ts';
import type { FromRelay, Hello } from '../wire/envelope.ts';

const UP: FromRelay = { type: 'link', state: 'up' };

interface Awaited {
  /** Set once it is known: words or, of facts, the number of the last one. */
  upTo: number | null;
  got: () => void;
}

export class DocumentLink implements Link {
  readonly frame: Link['frame'];
  onMessage: Link['onMessage'] = () => undefined;
  onClose: Link['onClose'] = () => undefined;
  onLost: () => void = () => undefined;
  /** Its end has been heard: nothing of it is missing, unless it comes back. */
  ended = false;
  /** What waits to be said to the hook. */
  #outbox: unknown[] = [];
  /** Answers the call that waits for something to be said. */
  #answer: ((text: string) => void) | null = null;
  /** Words that have come. */
  #words = 0;
  #awaitedWords: Awaited[] = [];
  /** Those who want all facts that the document holds; the number is known once the hook has said hello. */
  #awaitedFacts: Awaited[] = [];
  /** Last fact that has come. */
  #last = 0;

  constructor(frame: Link['frame']) {
    this.frame = frame;
  }

  post(message: unknown): void {
    this.#outbox.push(message);
    const answer = this.#answer;
    this.#answer = null;
    answer?.(this.take());
  }

  /** All that waits to be said, as text. */
  take(): string {
    const text = JSON.stringify(this.#outbox);
    this.#outbox = [];
    return text;
  }

  /** Resolves when there is something to be said. */
  wait(): Promise<string> | string {
    if (this.#outbox.length > 0) return this.take();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /** The document has said something, whatever it was. */
  counted(): void {
    this.#words++;
    this.#awaitedWords = answered(this.#awaitedWords, this.#words);
  }

  heard(body: unknown): void {
    const { type, last } = body as { type?: unknown; last?: unknown };
    if (type === 'envelope' && typeof last === 'number') this.#last = Math.max(this.#last, last);
    if (type === 'hello') this.#hello(body as Hello);
    else this.onMessage(body);
    this.#awaitedFacts = answered(this.#awaitedFacts, this.#last);
  }

  #hello(hello: Hello): void {
    for (const awaited of this.#awaitedFacts) awaited.upTo ??= hello.next - 1;
    // Nothing has run in the first document of a tab or frame, however late it is seen.
    this.onMessage(hello.url === 'about:blank' ? { ...hello, late: false } : hello);
  }

  /** Resolves when so many words have come. */
  words(count: number): Promise<void> {
    return new Promise((got) => {
      this.#awaitedWords = answered([...this.#awaitedWords, { upTo: count, got }], this.#words);
    });
  }

  /** Asks the hook how far it is, and resolves when all up to there has come. */
  all(): Promise<void> {
    return new Promise((got) => {
      this.#awaitedFacts.push({ upTo: null, got });
      this.post(UP);
    });
  }

  /** Nobody waits for it any more. */
  close(): void {
    for (const { got } of [...this.#awaitedWords, ...this.#awaitedFacts]) got();
    this.#awaitedWords = [];
    this.#awaitedFacts = [];
    this.#answer = null;
  }
}

/** Tells those who have waited for no more than `reached`; the others wait on. */
function answered(all: Awaited[], reached: number): Awaited[] {
  return all.filter(({ upTo, got }) => {
    if (upTo === null || upTo > reached) return true;
    got();
    return false;
  });
}
