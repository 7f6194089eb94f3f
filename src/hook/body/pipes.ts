// Bodies that the page pipes or iterates: pipeTo(), pipeThrough(), `for await`. The platform pipes a stream that hands the body on; the body is
// locked by its reader as it would be by the pipe.
// @see https://streams.spec.whatwg.org/#rs-pipe-to
import { SENT } from '../../wire/capture.ts';
import type { Subject } from '../item.ts';
import { construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, isObject } from '../natives.ts';
import { bodyOf, bodyUsed, isLocked, NativeResponse, type Passing, passThrough } from '../platform.ts';
import { isStream } from '../request-body.ts';
import { recordMessage } from '../websocket.ts';
import { patch } from '../wrap.ts';
import type { Ledger, Reading } from './ledger.ts';

const everything = Object.prototype;

/** With `preventCancel` the body may be given back, and we would not hear of it. */
function mayGiveBack(options: unknown): unknown {
  if (!isObject(options)) return false;
  try {
    const found = getOwnPropertyDescriptor(options, 'preventCancel');
    return getPrototypeOf(options) !== everything || (found && (found.get || found.value));
  } catch {
    // A Proxy that refuses: it is the platform's to ask.
    return true;
  }
}

export function watchPipes(ledger: Ledger): void {
  const { recorder } = ledger;
  function tap(
    stream: ReadableStream,
    reading: Reading | undefined,
    keep?: boolean,
    sink?: Subject,
  ): ReturnType<typeof passThrough> {
    const tell = (run: (reading: Reading) => void): void => recorder.guard(() => reading && run(reading));
    const passing: Passing = {
      chunk(value) {
        tell((from) => ledger.tell(from, value));
        if (sink) recorder.guard(() => recordMessage(recorder, sink, SENT, value));
      },
      over: () => tell(({ entry }) => ledger.over(entry.subject)),
      broke: (reason) => tell(({ entry }) => ledger.broke(entry.subject, reason)),
      cancelled: (reason) => tell((from) => ledger.cancelled(from, reason)),
    };
    return passThrough(stream, passing, keep);
  }

  /**
   * The body to pipe, and how it is read, if we may listen: reading resolves promises with objects, which a page that
   * has defined `Object.prototype.then` would notice.
   */
  function readable(stream: ReadableStream, givesBack?: () => unknown): Reading | undefined {
    const reading = ledger.streams.get(stream);
    if (!reading || isLocked(stream)) return undefined;
    if (!getOwnPropertyDescriptor(everything, 'then') && !givesBack?.()) return reading;
    ledger.left(reading, 'unseen');
    return undefined;
  }

  patch(ReadableStream, 'pipeTo', (go, self, args) => {
    const reading = readable(self);
    const sink = recorder.recording ? ledger.sinks.get(args[0] as unknown as object) : undefined;
    if (!reading && !(sink && isStream(self) && !isLocked(self))) return go(self, args);
    const { stream, unlock } = tap(self, reading, true, sink);
    const promise = go(stream, args) as Promise<undefined>;
    // One that is refused leaves the body as it was.
    if (!isLocked(stream)) unlock();
    else if (reading) reading.piped = true;
    return ledger.follow(promise, unlock, unlock);
  });

  patch(ReadableStream, 'pipeThrough', (go, self, args) => {
    const reading = readable(self, () => mayGiveBack(args[1]));
    if (!reading) return go(self, args);
    const { stream, unlock } = tap(self, reading);
    try {
      const through = go(stream, args);
      reading.piped = true;
      return through;
    } catch (error) {
      unlock();
      throw error;
    }
  });

  // @see https://streams.spec.whatwg.org/#readable-stream-pipe-to
  patch(Response, 'bodyUsed', (go, self, args) => go(self, args) || ledger.responses.get(self)?.piped === true);

  // `values` and `Symbol.asyncIterator` are one function; they must stay one.
  const wrapped = patch(ReadableStream, 'values', (go, self, args) => {
    // Looking at the options would be seen by a Proxy. The network log has the body.
    const reading = readable(self, () => args[0] !== undefined);
    return reading ? go(tap(self, reading).stream, args) : go(self, args);
  });
  const iterator = getOwnPropertyDescriptor(ReadableStream.prototype, Symbol.asyncIterator);
  if (wrapped && iterator) {
    iterator.value = wrapped as NonNullable<typeof iterator.value>;
    defineProperty(ReadableStream.prototype, Symbol.asyncIterator, iterator);
  }

  // Chromium 156; the text is that of the body, decoded. @see https://fetch.spec.whatwg.org/#dom-body-textstream
  patch(Response, 'textStream', (go, self, args) => {
    const reading = ledger.responses.get(self);
    const stream = reading && bodyOf(self);
    if (!stream || bodyUsed(self) || isLocked(stream)) return go(self, args);
    reading.piped = true;
    return go(construct(NativeResponse, [tap(stream, reading, true).stream]), args);
  });
}
