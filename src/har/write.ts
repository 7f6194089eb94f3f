// Writes exchanges as a HAR file, piece by piece: the whole text is never in memory.
import type { Exchange } from '../store/exchange.ts';
import type { Notice } from '../store/notice.ts';
import type { Totals } from '../store/store.ts';
import { type Entry, FORMAT, type Har, type Log, type RedactionNote, type StreamscopeLog } from './har.ts';
import { documentOf, entryOf, isoDate } from './write/entry.ts';
import { inParts, joined, materialize, stringify, type Tick } from './write/lazy.ts';

/** What a writer needs of a `Redactor` that has learned all that is written. */
export interface Redacting {
  applying<E extends object>(entry: E): Generator<number, E>;
  applyValue<T>(value: T, words: string): T;
}

export interface WriteOptions {
  /** Of the extension. */
  version: string;
  /** When the file is made, epoch ms. */
  now: number;
  browser?: { name: string; version: string };
  notices?: readonly Notice[];
  totals?: Totals;
  redaction?: RedactionNote;
  /** Takes the secrets out of all that is written. */
  redactor?: Redacting | undefined;
  /** Hears how many rows (messages, and pieces of framed bodies) were written since it was last called. */
  tick?: Tick;
}

/** Rows that a writer will count with `tick`, or a few less than it will. */
export function rowsOf(exchanges: Iterable<Exchange>): number {
  let rows = 0;
  for (const { messages, chunks } of exchanges) rows += messages.length + chunks.length;
  return rows;
}

const nothing: Tick = () => undefined;

function written(notice: Notice): Notice {
  const { time, count } = notice;
  if (notice.kind === 'blind') return { kind: notice.kind, time, spot: notice.spot, count };
  const { kind, text, code, values } = notice;
  return { kind, time, text, ...(code && { code }), ...(values && { values: [...values] }), count };
}

const redacted = <T>(redactor: Redacting | undefined, value: T, words: string): T =>
  redactor ? redactor.applyValue(value, words) : value;

function ownLog({ version, now, notices = [], totals, redaction, redactor }: WriteOptions): StreamscopeLog {
  return {
    format: FORMAT,
    version,
    exported: isoDate(now),
    ...(notices.length > 0 && { notices: redacted(redactor, notices.map(written), 'notice') }),
    ...(totals && { totals: { ...totals } }),
    ...(redaction && { redaction }),
  };
}

function headOf(options: WriteOptions): Omit<Log, 'entries'> {
  const { version, browser } = options;
  return {
    version: '1.2',
    creator: { name: 'Streamscope', version },
    ...(browser && { browser: { name: browser.name, version: browser.version } }),
    _streamscope: ownLog(options),
  };
}

/** The documents of the exchanges seen so far, as HAR pages. */
export class Pages {
  readonly #pages = new Map<string, { title: string; started: number }>();

  add(exchange: Exchange): void {
    const id = documentOf(exchange);
    const known = this.#pages.get(id);
    if (!known) this.#pages.set(id, { title: exchange.frame.url, started: exchange.started });
    else known.started = Math.min(known.started, exchange.started);
  }

  list(): NonNullable<Log['pages']> {
    return [...this.#pages].map(([id, { title, started }]) => ({
      startedDateTime: isoDate(started),
      id,
      title,
      pageTimings: { onContentLoad: -1, onLoad: -1 },
    }));
  }
}

function* logPieces(exchanges: Iterable<Exchange>, options: WriteOptions): Generator<string> {
  const { redactor, tick = nothing } = options;
  const pages = new Pages();
  yield `{"log":${JSON.stringify(headOf(options)).slice(0, -1)},"entries":[`;
  let before = '\n';
  for (const exchange of exchanges) {
    pages.add(exchange);
    yield before;
    if (redactor) yield* stringify(inParts(yield* breathing(redactedEntry(exchange, redactor, tick))), nothing);
    else yield* stringify(yield* breathing(entryOf(exchange)), tick);
    before = ',\n';
  }
  yield `\n],"pages":${JSON.stringify(redacted(redactor, pages.list(), 'page'))}}}\n`;
}

function* redactedEntry(exchange: Exchange, redactor: Redacting, tick: Tick): Generator<void, Entry> {
  const steps = redactor.applying(yield* plainEntry(exchange));
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    tick(step.value);
    yield;
  }
}

/** An empty piece for each occasion to breathe. */
function* breathing<T>(steps: Generator<void, T>): Generator<string, T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield '';
  }
}

/**
 * The text of a HAR file in pieces of about 64 KiB; an empty piece is an occasion to let others run. Each exchange is
 * asked for when its turn comes, and written as it is then. Same input, same text: one entry a line.
 */
export function writeHar(exchanges: Iterable<Exchange>, options: WriteOptions): Generator<string> {
  return joined(logPieces(exchanges, options));
}

/** The entry of an exchange as a plain object. Yields to let others run. */
export function* plainEntry(exchange: Exchange): Generator<void, Entry> {
  return yield* materialize<Entry>(yield* entryOf(exchange));
}

/** The same as an object, for those who want it all at once. */
export function toHar(exchanges: Iterable<Exchange>, options: WriteOptions): Har {
  const { redactor, tick = nothing } = options;
  const pages = new Pages();
  const entries = [];
  for (const exchange of exchanges) {
    pages.add(exchange);
    entries.push(run(redactor ? redactedEntry(exchange, redactor, tick) : plainEntry(exchange)));
  }
  return { log: { ...headOf(options), entries, pages: redacted(redactor, pages.list(), 'page') } };
}

function run<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
