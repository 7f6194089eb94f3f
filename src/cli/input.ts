// A HAR file, or stdin, as exchanges one after the other: what is done with one has ended before the next is read.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MOST_ATTACHED } from '../har/read/archive.ts';
import type { Problem, ReadResult } from '../har/read.ts';
import { type Attachments, readHar } from '../har/read.ts';
import type { Exchange } from '../store/exchange.ts';
import type { Notice } from '../store/notice.ts';
import { FileError } from './command.ts';
import type { Console } from './console.ts';
import { printable } from './text.ts';

const READ_AT_ONCE = 256 * 1024;

/** What stands for stdin in messages. */
const nameOf = (file: string): string => (file === '-' ? 'stdin' : file);

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'it may not be read';
  if (code === 'EISDIR') return 'it is a folder';
  return message;
};

export interface Input {
  /** For messages. */
  readonly name: string;
  /** Of the file; `-` for stdin. */
  readonly path: string;
  /** Bytes, from the beginning. */
  open(): AsyncIterable<Uint8Array>;
  /** Files that the log names, from the folder where it is. */
  attachments?: Attachments;
  close(): void;
}

/** @throws {FileError} where the file is not there. */
export function openInput(file: string, console: Console): Input {
  const name = nameOf(file);
  if (file === '-') return { name, path: file, open: () => console.stdin, close: () => undefined };
  try {
    fs.accessSync(file, fs.constants.R_OK);
    if (fs.statSync(file).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  } catch (error) {
    throw new FileError(`${name} could not be read: ${reasonOf(error)}.`);
  }
  return {
    name,
    path: file,
    open: () => fs.createReadStream(file, { highWaterMark: READ_AT_ONCE }),
    attachments: beside(file),
    close: () => undefined,
  };
}

/** Only what is in the folder of the log itself: one that names `../../.ssh/id_rsa`, or a link to it, gets nothing. */
const beside =
  (file: string): Attachments =>
  async (name) => {
    try {
      const folder = fs.realpathSync(path.dirname(file));
      const found = fs.realpathSync(path.resolve(folder, name));
      if (!found.startsWith(folder + path.sep) || fs.statSync(found).size > MOST_ATTACHED) return null;
      return await fs.promises.readFile(found);
    } catch {
      return null;
    }
  };

/** An input that can be read more than once: stdin goes through a file that only this user may read. */
export async function openAgain(file: string, console: Console): Promise<Input> {
  const known = file !== '-' && fs.existsSync(file) && !fs.statSync(file).isFile();
  const input = openInput(file, console);
  if (file !== '-' && !known) return input;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-'));
  const copy = path.join(folder, 'input');
  const close = (): void => fs.rmSync(folder, { recursive: true, force: true });
  try {
    await pipeline(input.open(), fs.createWriteStream(copy, { mode: 0o600 }));
  } catch (error) {
    close();
    throw error;
  }
  const { attachments: _, ...copied } = openInput(copy, console);
  return { ...copied, name: input.name, close };
}

/** A log that is being read. `result` is complete once `exchanges` has ended. */
export interface Log {
  exchanges: AsyncGenerator<Exchange>;
  /** Known before the first exchange in our own files. */
  notices: Notice[];
  result: ReadResult | null;
}

/** Reads `input`, a few exchanges at a time. */
export function readLog(input: Input): Log {
  const log: Log = { exchanges: read(), notices: [], result: null };
  const { attachments } = input;
  return log;

  async function* read(): AsyncGenerator<Exchange> {
    const waiting: Exchange[] = [];
    const stop = new AbortController();
    let over = false;
    let failure: { error: unknown } | null = null;
    let wakeReader = (): void => undefined;
    let wakeUser = (): void => undefined;
    async function* gated(): AsyncGenerator<Uint8Array> {
      for await (const piece of input.open()) {
        yield piece;
        while (waiting.length > 0 && !stop.signal.aborted) {
          await new Promise<void>((resolve) => {
            wakeReader = resolve;
          });
        }
      }
    }
    const sink = {
      exchange(exchange: Exchange): void {
        waiting.push(exchange);
        wakeUser();
      },
      notice: (notice: Notice): void => void log.notices.push(notice),
    };
    const reading = readHar(gated(), sink, { signal: stop.signal, ...(attachments && { attachments }) })
      .then((result) => {
        log.result = result;
      })
      .catch((error: unknown) => {
        failure = { error };
      })
      .finally(() => {
        over = true;
        wakeUser();
      });
    try {
      for (;;) {
        const next = waiting.shift();
        if (next) yield next;
        else if (over) break;
        else {
          const woken = new Promise<void>((resolve) => {
            wakeUser = resolve;
          });
          wakeReader();
          await woken;
        }
      }
    } finally {
      stop.abort();
      wakeReader();
      await reading;
    }
    if (failure) throw (failure as { error: unknown }).error;
  }
}

/** Kinds that do not mean that something could not be read. */
const MILD: ReadonlySet<Problem['kind']> = new Set(['part', 'attachment']);

/** Most problems that are told one by one. */
const MOST_TOLD = 10;

function placeOf({ kind, entry, line, column, offset }: Problem): string {
  const place = kind === 'not-har' && offset === 0 ? '' : `line ${line}, column ${column}, offset ${offset}`;
  return [entry === null ? '' : `entry ${entry}`, place].filter(Boolean).join(', ');
}

/** Tells what was wrong with a log that has been read to its end. False where not all of it could be read. */
export function tellProblems({ result }: Log, { name }: Input, console: Console): boolean {
  if (!result) return false;
  const { problems, problemCount } = result;
  for (const problem of problems.slice(0, MOST_TOLD)) {
    const place = placeOf(problem);
    console.complain(printable(`streamscope: ${name}: ${place ? `${place}: ` : ''}${problem.text}`));
  }
  const more = problemCount - Math.min(MOST_TOLD, problems.length);
  if (more > 0) console.complain(`streamscope: ${name}: and ${more} more of this kind.`);
  return problems.every(({ kind }) => MILD.has(kind));
}

/** The exchanges of a whole log at once, for what cannot be done one by one. */
export async function readAll(input: Input): Promise<{ log: Log; exchanges: Exchange[] }> {
  const log = readLog(input);
  const exchanges: Exchange[] = [];
  for await (const exchange of log.exchanges) exchanges.push(exchange);
  exchanges.sort((a, b) => a.started - b.started);
  return { log, exchanges };
}
