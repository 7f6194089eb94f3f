// What was told of each response body: the same bytes once, whichever clone, branch or reader they came through.
import type { FailureKind } from '../../wire/capture.ts';
import { BINARY, CHUNK, CUT } from '../../wire/capture.ts';
import { Bytes, byteLength, copyBytes, now, SafeWeakMap, settle, viewOf } from '../natives.ts';
import type { Recorder, Subject } from '../recorder.ts';
import { scrub } from '../wrap.ts';

/** The body of one exchange. */
export class Body {
  /** Bytes told so far. */
  told = 0;
  /** The page has begun to read, or holds the stream. */
  touched = false;
  /** Clones and tee branches through which the page can still read. */
  branches = 1;
  constructor(
    readonly subject: Subject,
    /** Opaque bytes are kept up to the person's cap; text and streams are kept whole. */
    readonly capped: boolean,
  ) {}
}

/** One way of reading a body: a response, its stream, a branch of a tee, a reader. */
export class Reading {
  constructor(
    readonly body: Body,
    public offset = 0,
  ) {}
}

/** `name` and `message` of whatever was thrown or rejected with. */
export function describe(reason: unknown): { name: string; message: string } {
  try {
    if (typeof reason === 'object' && reason !== null) {
      const { name, message } = reason as Error;
      return { name: `${name}`, message: `${message}` };
    }
    return { name: typeof reason, message: `${reason as string}` };
  } catch {
    return { name: 'unknown', message: '' };
  }
}

/** How a failure of that name came about. */
export const kindOf = (name: string): FailureKind =>
  name === 'AbortError' ? 'abort' : name === 'TimeoutError' ? 'timeout' : 'network';

export class Ledger {
  readonly responses = new SafeWeakMap<object, Reading>();
  readonly streams = new SafeWeakMap<object, Reading>();
  /** Streams that the page has seen; asking a response for one it has not seen would create it. */
  readonly streamOf = new SafeWeakMap<object, ReadableStream>();
  readonly recorder: Recorder;
  readonly #unread: FinalizationRegistry<Body>;

  constructor(recorder: Recorder) {
    this.recorder = recorder;
    this.#unread = new FinalizationRegistry<Body>((body) => {
      if (!body.touched) this.done(body.subject, 'unread');
    });
  }

  /** From now on everything the page reads of this response is told of `subject`. */
  watch(response: Response, subject: Subject, capped: boolean): void {
    const body = new Body(subject, capped);
    this.responses.set(response, new Reading(body));
    this.#unread.register(response, body);
  }

  /** How a response is being read, while we record. */
  reading(response: object): Reading | undefined {
    return this.recorder.recording ? this.responses.get(response) : undefined;
  }

  /** How a stream is being read, while we record. */
  readingStream(stream: object): Reading | undefined {
    return this.recorder.recording ? this.streams.get(stream) : undefined;
  }

  done(subject: Subject, cause?: string): void {
    if (!subject.ended) this.recorder.fact(subject, { type: 'done', ...(cause && { cause }) });
  }

  failed(subject: Subject, reason: unknown): void {
    const { name, message } = describe(reason);
    this.recorder.failed(subject, kindOf(name), name, message);
  }

  cancelled({ body }: Reading, reason: unknown): void {
    const { subject, told } = body;
    if (subject.ended || --body.branches > 0) return;
    const message = reason === undefined ? `cancelled after ${told} bytes` : describe(reason).message;
    this.recorder.failed(subject, 'abort', 'cancel', message);
  }

  /** Tells the part of a chunk that no other branch has told before. `own`: the bytes are ours, no copy is needed. */
  tell(reading: Reading, chunk: unknown, own = false): void {
    const { recorder } = this;
    const { body } = reading;
    const { subject } = body;
    const view = chunk as Uint8Array;
    const all = byteLength(view);
    const from = reading.offset;
    reading.offset += all;
    if (reading.offset <= body.told || subject.ended) return;
    const skip = body.told > from ? body.told - from : 0;
    body.told = reading.offset;
    const size = all - skip;
    const room = body.capped ? recorder.bodyCap - subject.kept : size;
    const most = size < room ? size : room > 0 ? room : 0;
    subject.kept += most;
    let bytes: Uint8Array;
    if (own && skip === 0 && most === size) bytes = view;
    else {
      const copy = copyBytes(viewOf(view, skip, size), most);
      bytes = copy ? copy.bytes : new Bytes(0);
    }
    const item = recorder.row(subject, CHUNK | BINARY | (most < size ? CUT : 0), bytes, now());
    if (most < size) item.size = size;
  }

  /** Runs what is ours; its failure is reported, never thrown into the page. */
  guard(where: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.recorder.fault(where, error);
    }
  }

  /**
   * A promise to give to the page in place of the platform's, settled alike. It is another one, because listening to
   * the platform's own would mark its rejection as handled.
   */
  follow<T>(promise: Promise<T>, reading: Reading, got: (value: T) => void): Promise<T> {
    return settle(
      promise,
      (value: T) => {
        this.guard('body', () => got(value));
        return value;
      },
      (reason: unknown): never => {
        this.guard('body', () => this.failed(reading.body.subject, reason));
        throw scrub(reason);
      },
    );
  }
}
