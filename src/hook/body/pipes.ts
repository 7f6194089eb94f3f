// Bodies that the page pipes: pipeTo(), pipeThrough(). The platform pipes a stream that hands the body on; the body is
// locked by its reader as it would be by the pipe.
// @see https://streams.spec.whatwg.org/#rs-pipe-to
import { settle } from '../natives.ts';
import { isLocked, passThrough } from '../platform.ts';
import { pass, patchValue } from '../wrap.ts';
import type { Ledger, Reading } from './ledger.ts';

export function watchPipes(ledger: Ledger): void {
  function tap(stream: ReadableStream, reading: Reading): ReturnType<typeof passThrough> {
    const { subject } = reading.body;
    return passThrough(stream, {
      chunk: (value) => ledger.guard('pipe', () => ledger.tell(reading, value)),
      done: () => ledger.guard('pipe', () => ledger.done(subject)),
      failed: (reason) => ledger.guard('pipe', () => ledger.failed(subject, reason)),
      cancelled: (reason) => ledger.guard('pipe', () => ledger.cancelled(reading, reason)),
    });
  }

  patchValue(ReadableStream.prototype, 'pipeTo', (target, self, args) => {
    const reading = ledger.readingStream(self);
    if (!reading || isLocked(self)) return pass(target, self, args);
    const { stream, unlock } = tap(self, reading);
    return settle(
      pass(target, stream, args) as Promise<undefined>,
      () => unlock(),
      (reason: unknown): never => {
        unlock();
        throw reason;
      },
    );
  });

  patchValue(ReadableStream.prototype, 'pipeThrough', (target, self, args) => {
    const reading = ledger.readingStream(self);
    if (!reading || isLocked(self)) return pass(target, self, args);
    const { stream, unlock } = tap(self, reading);
    try {
      return pass(target, stream, args);
    } catch (error) {
      unlock();
      throw error;
    }
  });
}
