// Reads HAR files of any size and from any tool, our own without loss. What can be read is read; the rest is told.
import * as v from 'valibot';
import type { Exchange } from '../store/exchange.ts';
import type { Notice, Origin, Store } from '../store/store.ts';
import { Breather } from './breather.ts';
import { FORMAT } from './har.ts';
import { type Source, utf8Pieces } from './read/bytes.ts';
import { foreignExchange } from './read/foreign.ts';
import { Lists } from './read/lists.ts';
import { ownExchange } from './read/own.ts';
import { type Flaw, NOTHING, type Place, type Plan } from './read/plan.ts';
import { MOST_PROBLEMS, type Problem, type ProblemKind } from './read/problem.ts';
import { RawEntry } from './read/raw-entry.ts';
import { Scanner } from './read/scanner.ts';
import { flawOf, membersOf, type OwnLog, ownEntry, ownLog, textIn } from './read/shapes.ts';
import { migrate } from './versions/migrate.ts';

export type { Problem };

/** Where what is read goes. */
export interface HarSink {
  exchange(exchange: Exchange): void;
  notice?(notice: Notice): void;
  problem?(problem: Problem): void;
}

export interface ReadOptions {
  signal?: AbortSignal;
  /** Hears how many bytes of the source have been read. */
  onProgress?: (bytes: number) => void;
}

export interface ReadResult {
  /** Entries in the file, those that could not be read included. */
  entries: number;
  /** Exchanges given to the sink. */
  exchanges: number;
  /** At most 200 of them one by one. */
  problems: Problem[];
  /** All of them. */
  problemCount: number;
  /** Name and version of the tool that wrote the file; empty where it does not say. */
  creator: { name: string; version: string };
  browser: { name: string; version: string } | null;
  /** What `log._streamscope` says; null in another tool's file. */
  own: Omit<OwnLog, 'notices'> | null;
}

const KINDS: Record<Flaw['kind'], ProblemKind> = {
  syntax: 'syntax',
  cut: 'cut',
  deep: 'limit',
  long: 'limit',
  'not-json': 'not-har',
};

const nameOf = (value: unknown): { name: string; version: string } => {
  const members = membersOf(value);
  return { name: textIn(members, 'name'), version: textIn(members, 'version') };
};

const START: Place = { offset: 0, line: 1, column: 1 };

class Reader {
  readonly result: ReadResult = {
    entries: 0,
    exchanges: 0,
    problems: [],
    problemCount: 0,
    creator: { name: '', version: '' },
    browser: null,
    own: null,
  };
  readonly scanner: Scanner;
  /** Entries that are complete and wait to become exchanges. */
  readonly ready: RawEntry[] = [];
  /** Nothing more is to be read. */
  refused = false;
  #open: RawEntry | null = null;
  #hasLog = false;
  readonly #sink: HarSink;
  readonly #ids = new Set<string>();

  constructor(sink: HarSink) {
    this.#sink = sink;
    this.scanner = new Scanner(this.#root(), (flaw) => this.#flaw(flaw));
  }

  problem(kind: ProblemKind, text: string, place: Place, entry: number | null = this.#open?.index ?? null): void {
    const { problems } = this.result;
    this.result.problemCount++;
    const problem = { kind, text, entry, offset: place.offset, line: place.line, column: place.column };
    if (problems.length >= MOST_PROBLEMS) return;
    problems.push(problem);
    this.#sink.problem?.(problem);
  }

  #flaw({ kind, text, place }: Flaw): void {
    if (kind === 'cut' && this.result.problems.some((known) => known.kind === 'cut')) return;
    const kept = kind === 'cut' && this.result.entries > 0 ? ': what comes before was read' : '';
    this.problem(KINDS[kind], `${text}${kept}.`, place);
  }

  #root(): Plan {
    return {
      take: 'members',
      member: (key) => (key === 'log' ? this.#log() : NOTHING),
      end: () => {
        if (!this.#hasLog) this.problem('not-har', 'The file is JSON, but has no `log`: it is no HAR file.', START);
      },
    };
  }

  #log(): Plan {
    const value = (use: (value: unknown, place: Place) => void): Plan => ({ take: 'value', value: use });
    const members = new Map<string, Plan>([
      ['entries', { take: 'items', item: (index) => this.#entry(index), other: (_, place) => this.#noList(place) }],
      ['creator', value((found) => Object.assign(this.result, { creator: nameOf(found) }))],
      ['browser', value((found) => Object.assign(this.result, { browser: nameOf(found) }))],
      ['_streamscope', value((found, place) => this.#own(found, place))],
    ]);
    return {
      take: 'members',
      begin: () => {
        this.#hasLog = true;
      },
      member: (key) => members.get(key) ?? NOTHING,
    };
  }

  #noList(place: Place): void {
    this.problem('not-har', '`log.entries` is no list: there is nothing to read.', place);
  }

  #own(value: unknown, place: Place): void {
    const read = v.safeParse(ownLog, value);
    if (!read.success) {
      const flaw = flawOf(read.issues[0]);
      return this.problem('part', `\`log._streamscope\` is not as it should be (${flaw}): left out.`, place);
    }
    const { notices, ...own } = read.output;
    this.result.own = own;
    if (own.format > FORMAT) {
      this.refused = true;
      const by = own.version ? `, version ${own.version}` : '';
      const text = `The file was written by a newer Streamscope${by} (format ${own.format}; this one reads up to ${FORMAT}). Update Streamscope to open it.`;
      return this.problem('newer', text, place);
    }
    for (const notice of notices) this.#sink.notice?.(notice);
  }

  #entry(index: number): Plan {
    this.result.entries++;
    if (this.refused) return NOTHING;
    const raws: RawEntry[] = [];
    return {
      take: 'members',
      begin: (place) => {
        this.#open = new RawEntry(index, place, (entry) => this.#lists(entry));
        raws.push(this.#open);
      },
      member: (key) => raws[0]?.member(key) ?? NOTHING,
      end: () => {
        for (const raw of raws) this.#complete(raw);
      },
      other: (_, place) => this.problem('entry', 'This is no entry: left out.', place, index),
    };
  }

  #lists(raw: RawEntry): Lists {
    const { own } = this.result;
    const onOwn = (): void => {
      const extras = raw.extras();
      if (own) migrate(extras, own.format);
      raw.messagesIn = membersOf(extras.get('messages')).get('in');
    };
    return new Lists(raw, own !== null, onOwn, (what, count) => {
      this.problem('part', `${count} ${what}: only their places are kept.`, raw.place, raw.index);
    });
  }

  #complete(raw: RawEntry): void {
    raw.lists.end();
    this.#open = null;
    this.ready.push(raw);
  }

  /** Makes the exchange of an entry and gives it to the sink. Yields to let others run. */
  *finish(raw: RawEntry): Generator<void> {
    const { index, place } = raw;
    if (typeof raw.request.get('url') !== 'string')
      return this.problem('entry', 'The entry has no request with a `url`: left out.', place, index);
    for (const members of [raw.content, raw.postData]) this.#attached(raw, textIn(members, '_file'));
    const complain = (text: string): void => this.problem('part', `In this entry ${text}.`, place, index);
    const own = this.#ownPart(raw);
    const exchange = own
      ? yield* ownExchange(raw, { ...own, id: this.#unique(own.id) }, complain)
      : yield* foreignExchange(raw, this.#unique(`${textIn(raw.entry, 'pageref') || 'har'}.${index + 1}`), complain);
    this.result.exchanges++;
    this.#sink.exchange(exchange);
  }

  #ownPart(raw: RawEntry): v.InferOutput<typeof ownEntry> | null {
    if (raw.own.size === 0) return null;
    const read = v.safeParse(ownEntry, Object.fromEntries(raw.extras()));
    if (read.success) return read.output;
    const text = `\`_streamscope\` is not as it should be (${flawOf(read.issues[0])}): read as another tool's entry.`;
    this.problem('part', text, raw.place, raw.index);
    return null;
  }

  #attached(raw: RawEntry, name: string): void {
    if (name === '') return;
    const text = `The body of this entry is in the file ${JSON.stringify(name)} beside the HAR file and was not read.`;
    this.problem('attachment', text, raw.place, raw.index);
  }

  #unique(id: string): string {
    let found = id;
    for (let n = 2; this.#ids.has(found); n++) found = `${id}~${n}`;
    this.#ids.add(found);
    return found;
  }
}

/** Why a file could not be read to its end, for a person. */
function failureText(error: unknown): string {
  const { message = '' } = error as { message?: string };
  return `The file could not be read to its end (${message || 'no reason given'}): what comes before was read.`;
}

/**
 * Reads a HAR file (gzip'd or not, UTF-8 or UTF-16) and gives its exchanges to `sink`, one by one, as soon as each is
 * complete. Files may be broken, cut off or hostile: all that is wrong is a {@link Problem}.
 *
 * @throws the reason of `signal`, where it was aborted
 */
export async function readHar(
  source: Source,
  sink: HarSink,
  { signal, onProgress }: ReadOptions = {},
): Promise<ReadResult> {
  const reader = new Reader(sink);
  const breather = new Breather();
  const finishAll = async (): Promise<void> => {
    for (const raw of reader.ready.splice(0)) {
      for (const _ of reader.finish(raw)) await breather.rest(signal);
      await breather.rest(signal);
    }
  };
  let isZip = false;
  const pieces = utf8Pieces(
    source,
    (bytes) => onProgress?.(bytes),
    (encoding) => {
      isZip ||= encoding === 'zip';
    },
  );
  const zip = 'This is a zip archive: unpack it and open the .har file in it.';
  try {
    for await (const piece of pieces) {
      reader.scanner.push(piece);
      await finishAll();
      if (reader.scanner.done || reader.refused) break;
      await breather.rest(signal);
    }
  } catch (error) {
    signal?.throwIfAborted();
    const { offset } = reader.scanner;
    reader.problem('cut', failureText(error), { ...START, offset }, null);
  }
  if (isZip) reader.problem('not-har', zip, START);
  else if (!reader.refused) reader.scanner.end();
  await finishAll();
  return reader.result;
}

/** A sink that puts all into a store; an id that is taken there gets a number. `origin`: where the file came from. */
export function storeSink(store: Store, origin?: Origin): HarSink {
  return {
    exchange(exchange) {
      if (store.restore(exchange, origin)) return;
      store.restore({ ...exchange, id: store.freeId(exchange.id) }, origin);
    },
    notice: (notice) => store.notice(notice),
  };
}
