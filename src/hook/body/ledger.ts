// What was told of each response body: the same bytes once, whichever clone, branch or reader they came through.
import { BINARY, CHUNK } from '../../wire/capture.ts';
import { scrub } from '../errors.ts';
import { describe } from '../failure.ts';
import type { Subject } from '../item.ts';
import { blobSize, blobSlice, byteLength, members, now, quiet, SafeWeakMap, settle, viewOf } from '../natives.ts';
import type { Recorder } from '../recorder.ts';
import { recordBlob } from '../request-body.ts';
import { recordMessage } from '../websocket.ts';

const [register] = members(FinalizationRegistry, 'register');

/** The body of one exchange; held by all ways of reading it, and by nothing else. */
interface Entry {
  readonly subject: Subject;
  /** Opaque bytes are kept up to the person's cap; text and streams are kept whole. */
  readonly capped: boolean;
  /** Bytes told so far. */
  told: number;
  /** Clones and tee branches through which the page can still read. */
  branches: number;
}

/** One way of reading a body: a response, its stream, a branch of a tee, a reader. */
export interface Reading {
  readonly entry: Entry;
  reached: number;
  /** Counts as used before the first chunk is asked for. */
  piped: boolean;
}

/** The way to read a body from its start. */
export const readingOf = (subject: Subject, capped: boolean): Reading => ({
  entry: { subject, capped, told: 0, branches: 1 },
  reached: 0,
  piped: false,
});

/** Another way to read on, beside the one that there is. */
export const branchOf = (of: Reading): Reading => {
  of.entry.branches++;
  return { ...of, piped: false };
};

export class Ledger {
  readonly responses = new SafeWeakMap<object, Reading>();
  readonly streams = new SafeWeakMap<object, Reading>();
  /** Streams that the page has seen; asking a response for one it has not seen would create it. */
  readonly streamOf = new SafeWeakMap<object, ReadableStream>();
  /** Where the page writes messages of an exchange. */
  readonly sinks = new SafeWeakMap<object, Subject>();
  readonly recorder: Recorder;
  readonly #unread: FinalizationRegistry<Subject>;

  constructor(recorder: Recorder) {
    this.recorder = recorder;
    // The page has dropped all by which it could have read on.
    this.#unread = new FinalizationRegistry<Subject>((subject) => this.over(subject, 'unread'));
  }

  /** From now on everything the page reads of this response is told of `subject`. */
  watch(response: Response, subject: Subject, capped: boolean): void {
    const reading = readingOf(subject, capped);
    this.responses.set(response, reading);
    register(this.#unread, reading.entry, subject);
  }

  over(subject: Subject, cause?: string): void {
    if (!subject.ended && !subject.lasting) this.recorder.fact(subject, { type: 'done', ...(cause && { cause }) });
  }

  /** What one branch had goes where we do not hear of it. */
  left({ entry }: Reading, cause: string): void {
    if (--entry.branches < 1) this.over(entry.subject, cause);
  }

  broke(subject: Subject, reason: unknown): void {
    if (subject.lasting) return;
    this.recorder.failedBy(subject, reason);
  }

  cancelled({ entry }: Reading, reason: unknown): void {
    const { subject } = entry;
    if (subject.ended || subject.lasting || --entry.branches > 0) return;
    this.recorder.failed(subject, 'abort', 'cancel', describe(reason).message);
  }

  /** How many of the next `all` units are not to be told, because another branch has done so; mostly none or all. */
  #skipped(reading: Reading, all: number): number {
    const { entry } = reading;
    const { subject } = entry;
    const from = reading.reached;
    reading.reached += all;
    // Of what is read while we do not record only the end is told.
    if (reading.reached <= entry.told || (subject.ended && !subject.lasting) || !this.recorder.recording) return all;
    const skip = entry.told > from ? entry.told - from : 0;
    entry.told = reading.reached;
    return skip;
  }

  /** Tells the part of a chunk that no other branch has told before. `own`: the bytes are ours, no copy is needed. */
  tell(reading: Reading, chunk: unknown, own = false): void {
    const { recorder } = this;
    const { subject, capped } = reading.entry;
    const view = chunk as Uint8Array;
    // Messages are counted, bodies are measured.
    const all = subject.lasting ? 1 : byteLength(view);
    const skip = this.#skipped(reading, all);
    if (skip === all) return;
    if (subject.lasting) return recordMessage(recorder, subject, 0, chunk);
    const size = all - skip;
    const room = capped ? recorder.bodyCap - subject.kept : size;
    const most = size < room ? size : room > 0 ? room : 0;
    subject.kept += most;
    if (own && skip === 0 && most === size) recorder.row(subject, CHUNK | BINARY, view, now());
    else recorder.bytes(subject, CHUNK, viewOf(view, skip, size), most);
  }

  /** As `tell`, of a body that came as a Blob. */
  tellBlob(reading: Reading, blob: Blob): void {
    const all = blobSize(blob);
    const skip = this.#skipped(reading, all);
    if (skip < all) recordBlob(this.recorder, reading.entry.subject, CHUNK, blobSlice(blob, skip), now());
  }

  /**
   * A promise to give to the page in place of the platform's, settled alike. It is another one, because listening to
   * the platform's own would mark its rejection as handled. Its error has no frames of ours.
   */
  follow<T>(promise: Promise<T>, got?: (value: T) => void, failed?: (reason: unknown) => void): Promise<T> {
    return settle(
      quiet(promise),
      (value: T) => {
        this.recorder.guard(() => got?.(value));
        return value;
      },
      (reason: unknown): never => {
        this.recorder.guard(() => failed?.(reason));
        throw scrub(reason);
      },
    );
  }
}
