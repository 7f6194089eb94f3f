// Writes a HAR file exchange by exchange, for whoever does not have them all at once or must redact them on the way.
import type { Exchange } from '../store/exchange.ts';
import type { Redactor } from './redact/redactor.ts';
import { entryOf } from './write/entry.ts';
import { joined, stringify } from './write/lazy.ts';
import { Pages, toHar, type WriteOptions } from './write.ts';

const nothing = (): void => undefined;

/**
 * One file. Call `head`, `entry` for each exchange, `tail`; the pieces one after the other are the file. Without a
 * redactor it is what `writeHar` writes. With one, that has learned all exchanges, it is that without the secrets.
 */
export class HarFile {
  readonly #options: WriteOptions;
  readonly #redactor: Redactor | null;
  readonly #pages = new Pages();
  #before = '\n';

  constructor(options: WriteOptions, redactor: Redactor | null = null) {
    this.#options = options;
    this.#redactor = redactor;
  }

  head(): string {
    const redactor = this.#redactor;
    const { notices = [], ...rest } = this.#options;
    const options: WriteOptions = redactor
      ? {
          ...rest,
          notices: notices.map((notice) => redactor.applyValue(notice, 'notices')),
          redaction: redactor.summary,
        }
      : this.#options;
    const { entries: _, pages: __, ...head } = toHar([], options).log;
    return `{"log":${JSON.stringify(head).slice(0, -1)},"entries":[`;
  }

  /** Pieces of about 64 KiB. An empty one is an occasion to let others run. */
  *entry(exchange: Exchange): Generator<string> {
    yield this.#before;
    this.#before = ',\n';
    this.#pages.add(exchange);
    const entry = this.#redactor ? this.#redacted(exchange, this.#redactor) : entryOf(exchange);
    yield* joined(stringify(yield* breathing(entry), this.#options.tick ?? nothing));
  }

  *#redacted(exchange: Exchange, redactor: Redactor): Generator<number, unknown> {
    const [entry] = toHar([exchange], this.#options).log.entries;
    return entry && (yield* redactor.applying(entry));
  }

  tail(): string {
    const pages = this.#pages.list();
    return `\n],"pages":${JSON.stringify(this.#redactor ? this.#redactor.applyValue(pages, 'pages') : pages)}}}\n`;
  }
}

/** What `redactor` must know of an exchange before any is written. Yields to let others run. */
export function* learnExchange(
  redactor: Redactor,
  exchange: Exchange,
  options: WriteOptions,
): Generator<unknown, void> {
  const { entries, pages } = toHar([exchange], options).log;
  for (const entry of entries) yield* redactor.learning(entry);
  redactor.learnValue(pages, 'pages');
}

/** An empty piece for each occasion to let others run. */
function* breathing<T>(steps: Generator<unknown, T>): Generator<string, T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield '';
  }
}
