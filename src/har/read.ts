// Reads HAR files of any size and from any tool, our own without loss. What can be read is read; the rest is told.
import * as v from 'valibot';
import type { Exchange } from '../store/exchange.ts';
import type { Notice } from '../store/notice.ts';
import type { Origin, Store } from '../store/store.ts';
import { Breather } from './breather.ts';
import { FORMAT } from './har.ts';
import { Archive, type Attachments } from './read/archive.ts';
import { attach, hasAttachments } from './read/attach.ts';
import { type Source, utf8Pieces } from './read/bytes.ts';
import { foreignExchange } from './read/foreign.ts';
import { Lists } from './read/lists.ts';
import { type Complain, ownExchange } from './read/own.ts';
import { type Flaw, NOTHING, type Place, type Plan } from './read/plan.ts';
import { MOST_PROBLEMS, type Problem, type ProblemKind } from './read/problem.ts';
import { RawEntry } from './read/raw-entry.ts';
import { Scanner } from './read/scanner.ts';
import { type Said, said, sentenceOf } from './read/sentences.ts';
import { flawOf, membersOf, type OwnLog, ownEntry, ownLog, textIn } from './read/shapes.ts';
import { migrate } from './versions/migrate.ts';

export type { Attachments, Problem };

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
  /** Files that a log outside of an archive names. */
  attachments?: Attachments;
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

  problem(kind: ProblemKind, what: Said, place: Place, entry: number | null = this.#open?.index ?? null): void {
    const { problems } = this.result;
    this.result.problemCount++;
    if (problems.length >= MOST_PROBLEMS) return;
    const { offset, line, column } = place;
    const problem = { kind, ...what, text: sentenceOf(what), entry, offset, line, column };
    problems.push(problem);
    this.#sink.problem?.(problem);
  }

  #flaw({ kind, said: what, place }: Flaw): void {
    if (kind === 'cut' && this.result.problems.some((known) => known.kind === 'cut')) return;
    this.problem(KINDS[kind], kind === 'cut' && this.result.entries > 0 ? said('cutAfter') : what, place);
  }

  #root(): Plan {
    return {
      take: 'members',
      member: (key) => (key === 'log' ? this.#log() : NOTHING),
      end: () => {
        if (!this.#hasLog) this.problem('not-har', said('noLog'), START);
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
    this.problem('not-har', said('noEntries'), place);
  }

  #own(value: unknown, place: Place): void {
    const read = v.safeParse(ownLog, value);
    if (!read.success) return this.problem('part', said('ownLog', flawOf(read.issues[0])), place);
    const { notices, ...own } = read.output;
    this.result.own = own;
    if (own.format > FORMAT) {
      this.refused = true;
      return this.problem('newer', said('newer', own.version || '?', `${own.format}`, `${FORMAT}`), place);
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
      other: (_, place) => this.problem('entry', said('noEntry'), place, index),
    };
  }

  #lists(raw: RawEntry): Lists {
    const { own } = this.result;
    const onOwn = (): void => {
      const extras = raw.extras();
      if (own) migrate(extras, own.format);
      raw.messagesIn = membersOf(extras.get('messages')).get('in');
    };
    const broken = (count: number): void => {
      this.problem('part', said('messages', `${count}`), raw.place, raw.index);
    };
    return new Lists(raw, own !== null, onOwn, broken);
  }

  #complete(raw: RawEntry): void {
    raw.lists.end();
    this.#open = null;
    this.ready.push(raw);
  }

  /** Makes the exchange of an entry and gives it to the sink. Yields to let others run. */
  *finish(raw: RawEntry): Generator<void> {
    const { index, place } = raw;
    if (typeof raw.request.get('url') !== 'string') return this.problem('entry', said('noUrl'), place, index);
    const complain: Complain = (code, ...values) => this.problem('part', said(code, ...values), place, index);
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
    this.problem('part', said('ownEntry', flawOf(read.issues[0])), raw.place, raw.index);
    return null;
  }

  #unique(id: string): string {
    let found = id;
    for (let n = 2; this.#ids.has(found); n++) found = `${id}~${n}`;
    this.#ids.add(found);
    return found;
  }
}

/**
 * Reads a HAR file (gzip'd or not, in a zip archive or not, UTF-8 or UTF-16) and gives its exchanges to `sink`, one by one, as soon as each is
 * complete. Files may be broken, cut off or hostile: all that is wrong is a {@link Problem}.
 *
 * @throws the reason of `signal`, where it was aborted
 */
export async function readHar(
  source: Source,
  sink: HarSink,
  { signal, onProgress, attachments }: ReadOptions = {},
): Promise<ReadResult> {
  const reader = new Reader(sink);
  const breather = new Breather();
  const archive = new Archive();
  const attachTo = async (raw: RawEntry): Promise<void> => {
    const files = archive.attachments ?? attachments ?? null;
    for (const name of await attach(raw, files, breather, signal)) {
      const what = said(files ? 'missing' : 'beside', JSON.stringify(name));
      reader.problem('attachment', what, raw.place, raw.index);
    }
  };
  const finishAll = async (): Promise<void> => {
    for (const raw of reader.ready.splice(0)) {
      if (hasAttachments(raw)) await attachTo(raw);
      for (const _ of reader.finish(raw)) await breather.rest(signal);
      await breather.rest(signal);
    }
  };
  const pieces = utf8Pieces(
    source,
    (bytes) => onProgress?.(bytes),
    (packed) => archive.log(packed),
  );
  try {
    for await (const piece of pieces) {
      reader.scanner.push(piece);
      await finishAll();
      // An archive is read to its end, where its checksum is.
      if (reader.refused || (reader.scanner.done && !archive.attachments)) break;
      await breather.rest(signal);
    }
  } catch (error) {
    signal?.throwIfAborted();
    const { offset } = reader.scanner;
    reader.problem('cut', said('failed', (error as Error).message || '?'), { ...START, offset }, null);
  }
  if (archive.flaw) reader.problem('not-har', archive.flaw, START);
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
