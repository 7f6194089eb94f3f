// Bodies that the page reads as streams: readers, cancel, tee, iteration, and the copies a Response makes.
// @see https://streams.spec.whatwg.org/#rs-class
import { getPrototypeOf, members, quiet, SafeWeakMap, settle } from '../natives.ts';
import { isLocked } from '../platform.ts';
import { patch, patchConstructor } from '../wrap.ts';
import { branchOf, type Ledger, type Reading } from './ledger.ts';

/** A reader the page has taken of a body. */
interface Reader {
  reading: Reading;
  /** Reads that have not settled. */
  pending: number;
  closed: boolean;
}

type Result = ReadableStreamReadResult<unknown>;
/** The getter `closed` of one of the two classes: that of the other gives a promise that is rejected. */
type ClosedOf = (reader: never) => Promise<unknown>;

const [closedOf] = members(ReadableStreamDefaultReader, 'closed');
const [byobClosedOf] = members(ReadableStreamBYOBReader, 'closed');
const byobPrototype = ReadableStreamBYOBReader.prototype;

export function watchStreams(ledger: Ledger): void {
  patch(Response, 'body', (go, self, args) => {
    const stream = go(self, args) as ReadableStream | null;
    const reading = ledger.responses.get(self);
    if (reading && stream && !ledger.streams.has(stream)) {
      ledger.streams.set(stream, reading);
      ledger.streamOf.set(self, stream);
    }
    return stream;
  });

  patch(Response, 'clone', (go, self, args) => {
    const copy = go(self, args) as Response;
    const reading = ledger.responses.get(self);
    if (reading) {
      ledger.responses.set(copy, branchOf(reading));
      // Cloning tees: the stream the page held before is another one now.
      ledger.streamOf.delete(self);
    }
    return copy;
  });

  patchConstructor('Response', (go, args) => {
    const made = go() as Response;
    const reading = ledger.streams.get(args[0] as unknown as object);
    if (reading) ledger.responses.set(made, reading);
    return made;
  });
}

export function watchReaders(ledger: Ledger): void {
  const { recorder } = ledger;
  const readers = new SafeWeakMap<object, Reader>();

  patch(ReadableStream, 'getReader', (go, self, args) => {
    const reader = go(self, args) as ReadableStreamDefaultReader;
    adopt(reader, self, getPrototypeOf(reader) === byobPrototype ? byobClosedOf : closedOf);
    return reader;
  });

  function adopt(reader: object, stream: object, closed: ClosedOf): void {
    const reading = ledger.streams.get(stream);
    if (!reading) return;
    recorder.guard(() => {
      const state: Reader = { reading, pending: 0, closed: false };
      readers.set(reader, state);
      const { subject } = reading.entry;
      // The platform marks `closed` as handled itself, so listening to it silences nothing.
      settle(
        closed(reader as never),
        () =>
          recorder.guard(() => {
            // The last chunk may come with the end: it is told first.
            state.closed = readers.has(reader);
            if (state.closed && state.pending === 0) ledger.over(subject);
          }),
        (reason: unknown) => recorder.guard(() => readers.has(reader) && ledger.broke(subject, reason)),
      );
    });
  }

  function patchReader(name: 'ReadableStreamDefaultReader' | 'ReadableStreamBYOBReader', closed: ClosedOf): void {
    const Reader = globalThis[name];
    patchConstructor(name, (go, args) => {
      const reader = go();
      if (args[0]) adopt(reader, args[0], closed);
      return reader;
    });
    patch(Reader, 'read', (go, self, args) => {
      const state = readers.get(self);
      const promise = go(self, args) as Promise<Result>;
      if (!state) return promise;
      state.pending++;
      const { reading } = state;
      // A rejection comes with that of `closed`, and ends the reader's account: it goes to the page as it is.
      return settle(quiet(promise), (result: Result) => {
        recorder.guard(() => {
          state.pending--;
          if (result.value !== undefined) ledger.tell(reading, result.value);
          const over = result.done || (state.closed && state.pending === 0);
          if (over && readers.has(self)) ledger.over(reading.entry.subject);
        });
        return result;
      });
    });
    patch(Reader, 'releaseLock', (go, self, args) => {
      // Before the native call: releasing rejects `closed`, which is no failure of the body.
      readers.delete(self);
      return go(self, args);
    });
    patch(Reader, 'cancel', (go, self, args) => {
      const reading = readers.get(self)?.reading;
      if (reading) recorder.guard(() => ledger.cancelled(reading, args[0]));
      // Its end is no end of the body where another branch goes on.
      readers.delete(self);
      return go(self, args);
    });
  }
  patchReader('ReadableStreamDefaultReader', closedOf);
  patchReader('ReadableStreamBYOBReader', byobClosedOf);

  patch(ReadableStream, 'cancel', (go, self, args) => {
    const reading = ledger.streams.get(self);
    if (reading && !isLocked(self)) recorder.guard(() => ledger.cancelled(reading, args[0]));
    return go(self, args);
  });

  patch(ReadableStream, 'tee', (go, self, args) => {
    const branches = go(self, args) as [ReadableStream, ReadableStream];
    const reading = ledger.streams.get(self);
    if (reading) {
      // The stream itself can be read no longer.
      ledger.streams.set(branches[0], branchOf(reading));
      ledger.streams.set(branches[1], reading);
    }
    return branches;
  });
}
