// Natives of events and streams that several observers need.
import { apply, bare, construct, members, settle } from './natives.ts';

type Result = ReadableStreamReadResult<unknown>;

export const [listen, unlisten, dispatch] = members(
  EventTarget,
  'addEventListener',
  'removeEventListener',
  'dispatchEvent',
);
const { timeout } = AbortSignal;

/** Calls `run` after `ms`. A `setTimeout` of ours would take one of the numbers that the page sees its own timers get. */
export const later = (run: () => void, ms: number): void => listen(timeout(ms), 'abort', run);
/** `MessageEvent.data` */
export const [dataOf] = members(MessageEvent, 'data');
export const [isLocked] = members(ReadableStream, 'locked');

const [getReader] = members(
  ReadableStream as { prototype: { getReader(): ReadableStreamDefaultReader<unknown> } },
  'getReader',
);
const { read, cancel, releaseLock } = ReadableStreamDefaultReader.prototype;
const { enqueue, close } = ReadableStreamDefaultController.prototype;
export const [bodyOf, bodyUsed, responseHeaders, bufferOf, formOf, jsonOf, cloneOf, blobOf] = members(
  Response,
  'body',
  'bodyUsed',
  'headers',
  'arrayBuffer',
  'formData',
  'json',
  'clone',
  'blob',
);
export const NativeResponse = Response;
const NativeStream = ReadableStream;

/** What passes through; called before the consumer has it. None may throw. */
export interface Passing {
  chunk(value: unknown): void;
  over?(): void;
  broke?(reason: unknown): void;
  cancelled?(reason: unknown): void;
}

/**
 * A stream that hands another one on chunk by chunk when asked and keeps none back: the source sees the same demand,
 * cancel and lock as if it were consumed itself. `unlock` gives the source back; where it does not `keep` the lock, that
 * comes with its end.
 */
export function passThrough(
  source: ReadableStream,
  passing: Passing,
  keep?: boolean,
): { stream: ReadableStream; unlock: () => void } {
  const reader = getReader(source);
  // Most have but some of them.
  bare(passing);
  let held = true;
  const unlock = (): void => {
    if (held) apply(releaseLock, reader, []);
    held = false;
  };
  const underlying = bare({
    pull: (controller: ReadableStreamDefaultController<unknown>): Promise<void> =>
      settle(
        apply(read, reader, []) as Promise<Result>,
        ({ done, value }) => {
          if (!done) {
            passing.chunk(value);
            return apply(enqueue, controller, [value]) as undefined;
          }
          apply(close, controller, []);
          passing.over?.();
          return (keep || unlock()) as undefined;
        },
        (reason: unknown): never => {
          // A read that was given back has not failed.
          if (held) passing.broke?.(reason);
          keep || unlock();
          throw reason;
        },
      ) as Promise<void>,
    cancel(reason: unknown): Promise<void> {
      passing.cancelled?.(reason);
      const finished = apply(cancel, reader, [reason]) as Promise<void>;
      keep || unlock();
      return finished;
    },
  });
  return { stream: construct(NativeStream, [underlying, bare({ highWaterMark: 0 })]) as ReadableStream, unlock };
}
