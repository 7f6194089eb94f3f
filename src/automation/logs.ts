// `window.streamscope.har()` and `.open()`: whole logs for people and programs that script the panel.
import { matches } from '../filter/match.ts';
import { parse } from '../filter/parse.ts';
import type { Har } from '../har/har.ts';
import { type Problem, readHar, storeSink } from '../har/read.ts';
import { Redactor } from '../har/redact/redactor.ts';
import type { Rules } from '../har/redact/rules.ts';
import { plainEntry, toHar } from '../har/write.ts';
import type { Origin, Store } from '../store/store.ts';

export interface HarOptions {
  /** Only exchanges that this query of the panel's filter box matches. */
  filter?: string;
  /** Replace secrets, by the rules of the panel's export; true where it is left out. */
  redact?: boolean;
}

export interface Opened {
  /** Ids of the exchanges that were added, in the order of the file. */
  exchanges: string[];
  /** What was wrong with the log; at most 200. */
  problems: Problem[];
}

/** A log that could not be opened at all. */
class HarError extends Error {
  constructor(readonly problems: Problem[]) {
    super(problems.map(({ text }) => text).join(' '));
    this.name = 'HarError';
  }
}

/** @throws {SyntaxError} for a filter that is no query. */
export function harOf(
  store: Store,
  version: string,
  rules: () => Rules,
  { filter = '', redact = true }: HarOptions = {},
): Har {
  const query = parse(filter);
  const [wrong] = query.errors;
  if (wrong)
    throw new SyntaxError(`the filter is wrong at character ${wrong.position + 1}: ${wrong.code} (${wrong.value})`);
  const exchanges = store.exchanges.filter((exchange) => matches(query, exchange));
  const options = {
    version,
    now: Date.now(),
    notices: store.notices,
    ...(exchanges.length < store.exchanges.length && { totals: store.totals }),
  };
  if (!redact) return toHar(exchanges, options);
  const redactor = new Redactor({ ...rules(), keep: [] });
  for (const exchange of exchanges) {
    const entry = plainEntry(exchange);
    let made = entry.next();
    while (!made.done) made = entry.next();
    redactor.learn(made.value);
  }
  redactor.learnValue(store.notices, 'notice');
  return toHar(exchanges, { ...options, redactor, redaction: redactor.summary });
}

/** In pieces, so that one that is large is not there twice at once. */
function* piecesOf(text: string): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const PIECE = 256 * 1024;
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + PIECE, text.length);
    if ((text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
    yield encoder.encode(text.slice(at, end));
    at = end;
  }
}

async function* source(text: string): AsyncGenerator<Uint8Array> {
  yield* piecesOf(text);
}

/**
 * Adds the exchanges of a log, as a file dropped on the panel does.
 *
 * @throws {HarError} where nothing of it could be read
 * @throws {TypeError} where it is neither an object nor a text
 */
export async function openHar(store: Store, har: unknown, name = 'open()'): Promise<Opened> {
  const isObject = typeof har === 'object' && har !== null;
  if (!isObject && typeof har !== 'string') throw new TypeError('open() takes a HAR object or its JSON text');
  const text = typeof har === 'string' ? har : JSON.stringify(har);
  const origin: Origin = { file: name };
  const result = await readHar(source(text), storeSink(store, origin));
  store.changed();
  if (result.exchanges === 0 && result.problemCount > 0) throw new HarError(result.problems);
  const added = store.exchanges.filter((exchange) => store.origin(exchange) === origin);
  return { exchanges: added.map(({ id }) => id), problems: result.problems };
}
