// Bodies that the page reads as streams: readers, cancel, tee, iteration, and the copies a Response makes.
// @see https://streams.spec.whatwg.org/#rs-class
import { watchReads } from '../arguments.ts';
import { apply, getPrototypeOf, needGetter, SafeWeakMap, settle } from '../natives.ts';
import { isLocked } from '../platform.ts';
import { pass, passNew, patchConstructor, patchGetter, patchValue } from '../wrap.ts';
import { type Ledger, Reading } from './ledger.ts';

/** A reader the page has taken of a body. */
interface Reader {
  reading: Reading;
  /** Reads that have not settled. */
  pending: number;
  closed: boolean;
}

type Result = ReadableStreamReadResult<unknown>;

const closedOf = needGetter<object, Promise<undefined>>(ReadableStreamDefaultReader.prototype, 'closed');
const byobClosedOf = needGetter<object, Promise<undefined>>(ReadableStreamBYOBReader.prototype, 'closed');
const NativeStream = ReadableStream;
const byobPrototype = ReadableStreamBYOBReader.prototype;

const isByob = (reader: object): boolean => {
  for (let p = getPrototypeOf(reader); p; p = getPrototypeOf(p)) if (p === byobPrototype) return true;
  return false;
};

export function watchStreams(ledger: Ledger): void {
  patchGetter(Response.prototype, 'body', (target, self, args) => {
    const stream = pass(target, self, args) as ReadableStream | null;
    const reading = ledger.responses.get(self);
    if (reading && stream && !ledger.streams.has(stream)) {
      reading.body.touched = true;
      ledger.streams.set(stream, reading);
      ledger.streamOf.set(self, stream);
    }
    return stream;
  });

  patchValue(Response.prototype, 'clone', (target, self, args) => {
    const copy = pass(target, self, args) as Response;
    const reading = ledger.responses.get(self);
    if (reading) {
      reading.body.touched = true;
      reading.body.branches++;
      ledger.responses.set(copy, new Reading(reading.body, reading.offset));
      // Cloning tees: the stream the page held before is another one now.
      ledger.streamOf.delete(self);
    }
    return copy;
  });

  patchConstructor('Response', (target, args, newTarget) => {
    const made = passNew(target, args, newTarget) as Response;
    const reading = args.length > 0 ? ledger.streams.get(args[0] as unknown as object) : undefined;
    if (reading) ledger.responses.set(made, reading);
    return made;
  });
}

export function watchReaders(ledger: Ledger): void {
  const { recorder } = ledger;
  const readers = new SafeWeakMap<object, Reader>();

  patchValue(ReadableStream.prototype, 'getReader', (target, self, args) => {
    const reader = pass(target, self, args) as ReadableStreamDefaultReader;
    adopt(reader, self);
    return reader;
  });

  function adopt(reader: ReadableStreamDefaultReader | ReadableStreamBYOBReader, stream: object): void {
    const reading = ledger.streams.get(stream);
    if (!reading || !recorder.recording) return;
    ledger.guard('reader', () => {
      const state: Reader = { reading, pending: 0, closed: false };
      readers.set(reader, state);
      const { subject } = reading.body;
      // The platform marks `closed` as handled itself, so listening to it silences nothing.
      const over = isByob(reader) ? byobClosedOf(reader) : closedOf(reader);
      settle(
        over,
        () =>
          ledger.guard('closed', () => {
            // The last chunk may come with the end: it is told first.
            state.closed = readers.has(reader);
            if (state.closed && state.pending === 0) ledger.done(subject);
          }),
        (reason: unknown) => ledger.guard('closed', () => readers.has(reader) && ledger.failed(subject, reason)),
      );
    });
  }

  function patchReader(name: 'ReadableStreamDefaultReader' | 'ReadableStreamBYOBReader'): void {
    const { prototype } = globalThis[name];
    patchConstructor(name, (target, args, newTarget) => {
      const reader = passNew(target, args, newTarget);
      if (args[0]) adopt(reader as ReadableStreamDefaultReader, args[0]);
      return reader;
    });
    patchValue(prototype, 'read', (target, self, args) => {
      const state = readers.get(self);
      const promise = pass(target, self, args) as Promise<Result>;
      if (!state || !recorder.recording) return promise;
      state.pending++;
      const { reading } = state;
      // A rejection comes with that of `closed`, and ends the reader's account: it goes to the page as it is.
      return settle(promise, (result: Result) => {
        ledger.guard('read', () => {
          state.pending--;
          if (result.value) ledger.tell(reading, result.value);
          const over = result.done || (state.closed && state.pending === 0);
          if (over && readers.has(self)) ledger.done(reading.body.subject);
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
      const reading = readers.get(self)?.reading;
      if (reading) ledger.guard('cancel', () => ledger.cancelled(reading, args[0]));
      // Its end is no end of the body where another branch goes on.
      readers.delete(self);
      return pass(target, self, args);
    });
  }
  patchReader('ReadableStreamDefaultReader');
  patchReader('ReadableStreamBYOBReader');

  patchValue(ReadableStream.prototype, 'cancel', (target, self, args) => {
    const reading = ledger.streams.get(self);
    if (reading && recorder.recording && !isLocked(self))
      ledger.guard('cancel', () => ledger.cancelled(reading, args[0]));
    return pass(target, self, args);
  });

  patchValue(ReadableStream.prototype, 'tee', (target, self, args) => {
    const branches = pass(target, self, args) as [ReadableStream, ReadableStream];
    const reading = ledger.streams.get(self);
    if (reading) {
      reading.body.branches++;
      ledger.streams.set(branches[0], new Reading(reading.body, reading.offset));
      ledger.streams.set(branches[1], new Reading(reading.body, reading.offset));
    }
    return branches;
  });
}

export function watchIteration(ledger: Ledger): void {
  const iterators = new SafeWeakMap<object, { reading: Reading; cancels: boolean }>();
  const prototype = ReadableStream.prototype as unknown as Record<PropertyKey, () => object>;
  const values = prototype.values;
  if (!values) return;
  const probe = new NativeStream();
  const iteratorPrototype = getPrototypeOf(apply(values, probe, []) as object) as object;
  const around = (target: (...args: never[]) => unknown, self: never, args: never[]): unknown => {
    const reading = ledger.readingStream(self);
    const options = args[0] as unknown;
    const seen: Record<string, unknown> = { __proto__: null } as never;
    const watched = reading && typeof options === 'object' && options !== null ? [watchReads(options, seen)] : args;
    const iterator = pass(target, self, watched) as object;
    if (reading) iterators.set(iterator, { reading, cancels: !seen.preventCancel });
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
    const reading = iterators.get(self)?.reading;
    const promise = pass(target, self, args) as Promise<Result>;
    if (!reading) return promise;
    return ledger.follow(promise, reading, (result) => {
      if (result.done) ledger.done(reading.body.subject);
      else ledger.tell(reading, result.value);
    });
  });
  patchValue(iteratorPrototype, 'return', (target, self, args) => {
    const { reading, cancels } = iterators.get(self) ?? {};
    if (reading && cancels) ledger.guard('return', () => ledger.cancelled(reading, args[0]));
    return pass(target, self, args);
  });
}
