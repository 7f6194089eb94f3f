// Response bodies as the page consumes them: whatever way it reads, the same chunks are told once, and backpressure,
// cancel and errors stay the page's own. No body is ever cloned, rebuilt or read ahead.
import { BINARY, CHUNK, CUT } from '../wire/capture.ts';
import {
  apply,
  Bytes,
  bare,
  byteLength,
  construct,
  copyBytes,
  decodeUtf8,
  getPrototypeOf,
  jsonParse,
  needGetter,
  now,
  SafeWeakMap,
  settle,
  uncurry,
  viewOf,
} from './natives.ts';
import type { Recorder, Subject } from './recorder.ts';
import { recordBlob } from './request-body.ts';
import { pass, passNew, patchConstructor, patchGetter, patchValue, scrub } from './wrap.ts';

/** The body of one exchange: how much of it was told already, whichever clone or branch it came through. */
class Body {
  told = 0;
  /** The page has begun to read, or holds the stream. */
  touched = false;
  /** Opaque bytes are kept up to the person's cap; text and streams are kept whole. */
  constructor(
    readonly subject: Subject,
    readonly capped: boolean,
  ) {}
}

/** One way of reading a body: a response, its stream, a branch of a tee, a reader. */
class Reading {
  constructor(
    readonly body: Body,
    public offset = 0,
  ) {}
}

type Result = ReadableStreamReadResult<unknown>;

const bodyUsed = needGetter<Response, boolean>(Response.prototype, 'bodyUsed');
const locked = needGetter<ReadableStream, boolean>(ReadableStream.prototype, 'locked');
const closedOf = needGetter<ReadableStreamDefaultReader, Promise<undefined>>(
  ReadableStreamDefaultReader.prototype,
  'closed',
);
const arrayBuffer = uncurry(Response.prototype.arrayBuffer);
const getReader = uncurry(ReadableStream.prototype.getReader as () => ReadableStreamDefaultReader<unknown>);
const read = uncurry(ReadableStreamDefaultReader.prototype.read as () => Promise<Result>);
const cancel = uncurry(ReadableStreamDefaultReader.prototype.cancel);
const release = uncurry(ReadableStreamDefaultReader.prototype.releaseLock);
const enqueue = uncurry(ReadableStreamDefaultController.prototype.enqueue as (chunk: unknown) => void);
const closeController = uncurry(ReadableStreamDefaultController.prototype.close);
const NativeStream = ReadableStream;

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

export interface BodyWatcher {
  /** From now on everything the page reads of this response is told of `subject`. */
  watch(response: Response, subject: Subject, capped: boolean): void;
}

export function watchBodies(recorder: Recorder): BodyWatcher {
  const responses = new SafeWeakMap<object, Reading>();
  const streams = new SafeWeakMap<object, Reading>();
  const readers = new SafeWeakMap<object, Reading>();
  const iterators = new SafeWeakMap<object, Reading>();
  const unread = new FinalizationRegistry<Body>((body) => {
    if (!body.touched) done(body.subject, 'unread');
  });

  function done(subject: Subject, cause?: string): void {
    if (!subject.ended) recorder.fact(subject, { type: 'done', ...(cause && { cause }) });
  }

  function failed(subject: Subject, reason: unknown): void {
    const { name, message } = describe(reason);
    recorder.failed(
      subject,
      name === 'AbortError' ? 'abort' : name === 'TimeoutError' ? 'timeout' : 'network',
      name,
      message,
    );
  }

  /** Tells the part of a chunk that no other branch has told before. `own`: the bytes are ours, no copy is needed. */
  function tell(reading: Reading, chunk: unknown, own: boolean): void {
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

  const guarded = (where: string, run: () => void): void => {
    try {
      run();
    } catch (error) {
      recorder.fault(where, error);
    }
  };

  /** Follows a promise of the body's: returns the one to give to the page, settled alike. */
  function follow<T>(promise: Promise<T>, reading: Reading, got: (value: T) => void): Promise<T> {
    return settle(
      promise,
      (value: T) => {
        guarded('body', () => got(value));
        return value;
      },
      (reason: unknown): never => {
        guarded('body', () => failed(reading.body.subject, reason));
        throw scrub(reason);
      },
    );
  }

  // text() and json() are read as bytes and decoded by the same standard steps, so that the bytes told are the bytes
  // received, a BOM and broken sequences included. @see https://fetch.spec.whatwg.org/#body-mixin
  function patchWhole(name: 'text' | 'json' | 'arrayBuffer' | 'bytes' | 'blob' | 'formData'): void {
    patchValue(Response.prototype, name, (target, self, args) => {
      const reading = recorder.recording ? responses.get(self) : undefined;
      if (!reading || bodyUsed(self)) return pass(target, self, args);
      const { subject } = reading.body;
      reading.body.touched = true;
      if (name === 'text' || name === 'json') {
        const stream = streamOf.get(self);
        if (stream && locked(stream)) return pass(target, self, args);
        const bytes = arrayBuffer(self as Response);
        return settle(
          bytes,
          (buffer: ArrayBuffer) => {
            const text = decodeUtf8(buffer);
            guarded('body', () => {
              if (buffer.byteLength > 0) tell(reading, new Bytes(buffer), true);
              done(subject);
            });
            if (name === 'text') return text;
            try {
              return jsonParse(text);
            } catch (error) {
              throw scrub(error);
            }
          },
          (reason: unknown): never => {
            guarded('body', () => failed(subject, reason));
            throw scrub(reason);
          },
        );
      }
      const promise = pass(target, self, args) as Promise<unknown>;
      return follow(promise, reading, (value) => {
        if (name === 'blob') {
          recordBlob(recorder, subject, CHUNK, value as Blob, now());
        } else if (name === 'arrayBuffer' || name === 'bytes') {
          const view = name === 'bytes' ? (value as Uint8Array) : new Bytes(value as ArrayBuffer);
          if (view.byteLength > 0) tell(reading, view, false);
        }
        done(subject, name === 'formData' ? 'formData()' : undefined);
      });
    });
  }
  patchWhole('text');
  patchWhole('json');
  patchWhole('arrayBuffer');
  patchWhole('bytes');
  patchWhole('blob');
  patchWhole('formData');

  /** Streams that the page has seen; asking a response for one it has not seen would create it. */
  const streamOf = new SafeWeakMap<object, ReadableStream>();

  patchGetter(Response.prototype, 'body', (target, self, args) => {
    const stream = pass(target, self, args) as ReadableStream | null;
    const reading = responses.get(self);
    if (reading && stream && !streams.has(stream)) {
      reading.body.touched = true;
      streams.set(stream, reading);
      streamOf.set(self, stream);
    }
    return stream;
  });

  patchValue(Response.prototype, 'clone', (target, self, args) => {
    const copy = pass(target, self, args) as Response;
    const reading = responses.get(self);
    if (reading) {
      reading.body.touched = true;
      responses.set(copy, new Reading(reading.body, reading.offset));
      // Cloning tees: the stream the page held before is another one now.
      streamOf.delete(self);
    }
    return copy;
  });

  patchConstructor('Response', (target, args, newTarget) => {
    const made = passNew(target, args, newTarget) as Response;
    const reading = args.length > 0 ? streams.get(args[0] as unknown as object) : undefined;
    if (reading) responses.set(made, reading);
    return made;
  });

  patchValue(ReadableStream.prototype, 'getReader', (target, self, args) => {
    const reader = pass(target, self, args) as ReadableStreamDefaultReader;
    adopt(reader, self);
    return reader;
  });

  function adopt(reader: ReadableStreamDefaultReader | ReadableStreamBYOBReader, stream: object): void {
    const reading = streams.get(stream);
    if (!reading || !recorder.recording) return;
    guarded('reader', () => {
      readers.set(reader, reading);
      const { subject } = reading.body;
      // The platform marks `closed` as handled itself, so listening to it silences nothing.
      const over = isByob(reader) ? byobClosed(reader) : closedOf(reader as ReadableStreamDefaultReader);
      settle(
        over,
        () => guarded('closed', () => readers.has(reader) && done(subject)),
        (reason: unknown) => guarded('closed', () => readers.has(reader) && failed(subject, reason)),
      );
    });
  }

  const byobClosed = needGetter<object, Promise<undefined>>(ReadableStreamBYOBReader.prototype, 'closed');
  const isByob = (reader: object): boolean => {
    let p = getPrototypeOf(reader);
    while (p) {
      if (p === ReadableStreamBYOBReader.prototype) return true;
      p = getPrototypeOf(p);
    }
    return false;
  };

  function patchReader(name: 'ReadableStreamDefaultReader' | 'ReadableStreamBYOBReader'): void {
    const { prototype } = globalThis[name];
    patchConstructor(name, (target, args, newTarget) => {
      const reader = passNew(target, args, newTarget);
      if (args[0]) adopt(reader as ReadableStreamDefaultReader, args[0]);
      return reader;
    });
    patchValue(prototype, 'read', (target, self, args) => {
      const reading = readers.get(self);
      const promise = pass(target, self, args) as Promise<Result>;
      if (!reading || !recorder.recording) return promise;
      return settle(promise, (result: Result) => {
        guarded('read', () => {
          if (!result.done && result.value) tell(reading, result.value, false);
        });
        return result;
      });
    });
    patchValue(prototype, 'releaseLock', (target, self, args) => {
      // Before the native call: releasing rejects `closed`, which is no failure of the body.
      readers.delete(self);
      return pass(target, self, args);
    });
    patchValue(prototype, 'cancel', (target, self, args) => {
      const reading = readers.get(self);
      if (reading) guarded('cancel', () => cancelled(reading, args[0]));
      return pass(target, self, args);
    });
  }
  patchReader('ReadableStreamDefaultReader');
  patchReader('ReadableStreamBYOBReader');

  function cancelled(reading: Reading, reason: unknown): void {
    const { subject, told } = { subject: reading.body.subject, told: reading.body.told };
    if (subject.ended) return;
    const message = reason === undefined ? `the page cancelled the body after ${told} bytes` : describe(reason).message;
    recorder.failed(subject, 'abort', 'cancel', message);
  }

  patchValue(ReadableStream.prototype, 'cancel', (target, self, args) => {
    const reading = streams.get(self);
    if (reading && recorder.recording && !locked(self)) guarded('cancel', () => cancelled(reading, args[0]));
    return pass(target, self, args);
  });

  patchValue(ReadableStream.prototype, 'tee', (target, self, args) => {
    const branches = pass(target, self, args) as [ReadableStream, ReadableStream];
    const reading = streams.get(self);
    if (reading) {
      streams.set(branches[0], new Reading(reading.body, reading.offset));
      streams.set(branches[1], new Reading(reading.body, reading.offset));
    }
    return branches;
  });

  /**
   * A stream that hands the body on chunk by chunk when asked, keeping none back. The platform pipes it as it would
   * pipe the body; the body is locked by our reader as it would be by the pipe.
   */
  function tap(stream: ReadableStream, reading: Reading): { stream: ReadableStream; unlock: () => void } {
    const reader = getReader(stream);
    const { subject } = reading.body;
    let held = true;
    const unlock = (): void => {
      if (held) release(reader);
      held = false;
    };
    const source = bare({
      pull: (controller: ReadableStreamDefaultController<unknown>): Promise<void> =>
        settle(
          read(reader),
          (result) => {
            if (result.done) {
              closeController(controller);
              guarded('pipe', () => done(subject));
              return unlock();
            }
            guarded('pipe', () => tell(reading, result.value, false));
            return enqueue(controller, result.value);
          },
          (reason: unknown): never => {
            guarded('pipe', () => failed(subject, reason));
            unlock();
            throw reason;
          },
        ) as Promise<void>,
      cancel(reason: unknown): Promise<void> {
        guarded('pipe', () => cancelled(reading, reason));
        const finished = cancel(reader, reason);
        unlock();
        return finished;
      },
    });
    return { stream: construct(NativeStream, [source, bare({ highWaterMark: 0 })]) as ReadableStream, unlock };
  }

  function patchPipe(name: 'pipeTo' | 'pipeThrough'): void {
    patchValue(ReadableStream.prototype, name, (target, self, args) => {
      const reading = recorder.recording ? streams.get(self) : undefined;
      if (!reading || locked(self)) return pass(target, self, args);
      const { stream, unlock } = tap(self, reading);
      if (name === 'pipeThrough') {
        try {
          return pass(target, stream, args);
        } catch (error) {
          unlock();
          throw error;
        }
      }
      const piped = pass(target, stream, args) as Promise<undefined>;
      return settle(
        piped,
        () => unlock(),
        (reason: unknown): never => {
          unlock();
          throw reason;
        },
      );
    });
  }
  patchPipe('pipeTo');
  patchPipe('pipeThrough');

  function patchIteration(): void {
    const prototype = ReadableStream.prototype as unknown as Record<PropertyKey, () => object>;
    const values = prototype.values;
    if (!values) return;
    const probe = new NativeStream();
    const iteratorPrototype = getPrototypeOf(apply(values, probe, []) as object) as object;
    const around = (target: (...args: never[]) => unknown, self: never, args: never[]): unknown => {
      const iterator = pass(target, self, args) as object;
      const reading = recorder.recording ? streams.get(self) : undefined;
      if (reading) iterators.set(iterator, reading);
      return iterator;
    };
    // `values` and `Symbol.asyncIterator` are one function; they must stay one.
    patchValue(ReadableStream.prototype, 'values', around);
    const wrapped = Object.getOwnPropertyDescriptor(ReadableStream.prototype, 'values');
    const iterator = Object.getOwnPropertyDescriptor(ReadableStream.prototype, Symbol.asyncIterator);
    if (wrapped && iterator?.configurable) {
      iterator.value = wrapped.value;
      Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, iterator);
    }
    patchValue(iteratorPrototype, 'next', (target, self, args) => {
      const reading = iterators.get(self);
      const promise = pass(target, self, args) as Promise<Result>;
      if (!reading) return promise;
      return follow(promise, reading, (result) => {
        if (result.done) done(reading.body.subject);
        else tell(reading, result.value, false);
      });
    });
    patchValue(iteratorPrototype, 'return', (target, self, args) => {
      const reading = iterators.get(self);
      if (reading) guarded('return', () => cancelled(reading, args[0]));
      return pass(target, self, args);
    });
  }
  patchIteration();

  return {
    watch(response, subject, capped) {
      const reading = new Reading(new Body(subject, capped));
      responses.set(response, reading);
      unread.register(response, reading.body);
    },
  };
}
