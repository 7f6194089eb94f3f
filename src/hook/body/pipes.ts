// Bodies that the page pipes: pipeTo(), pipeThrough().
// @see https://streams.spec.whatwg.org/#rs-pipe-to
import { bare, construct, needGetter, settle, uncurry } from '../natives.ts';
import { pass, patchValue } from '../wrap.ts';
import type { Ledger, Reading } from './ledger.ts';

type Result = ReadableStreamReadResult<unknown>;

const locked = needGetter<ReadableStream, boolean>(ReadableStream.prototype, 'locked');
const getReader = uncurry(ReadableStream.prototype.getReader as () => ReadableStreamDefaultReader<unknown>);
const read = uncurry(ReadableStreamDefaultReader.prototype.read as () => Promise<Result>);
const cancel = uncurry(ReadableStreamDefaultReader.prototype.cancel);
const release = uncurry(ReadableStreamDefaultReader.prototype.releaseLock);
const enqueue = uncurry(ReadableStreamDefaultController.prototype.enqueue as (chunk: unknown) => void);
const closeController = uncurry(ReadableStreamDefaultController.prototype.close);
const NativeStream = ReadableStream;

export function watchPipes(ledger: Ledger): void {
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
              ledger.guard('pipe', () => ledger.done(subject));
              return unlock();
            }
            ledger.guard('pipe', () => ledger.tell(reading, result.value, false));
            return enqueue(controller, result.value);
          },
          (reason: unknown): never => {
            ledger.guard('pipe', () => ledger.failed(subject, reason));
            unlock();
            throw reason;
          },
        ) as Promise<void>,
      cancel(reason: unknown): Promise<void> {
        ledger.guard('pipe', () => ledger.cancelled(reading, reason));
        const finished = cancel(reader, reason);
        unlock();
        return finished;
      },
    });
    return { stream: construct(NativeStream, [source, bare({ highWaterMark: 0 })]) as ReadableStream, unlock };
  }

  function patchPipe(name: 'pipeTo' | 'pipeThrough'): void {
    patchValue(ReadableStream.prototype, name, (target, self, args) => {
      const reading = ledger.readingStream(self);
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
}
