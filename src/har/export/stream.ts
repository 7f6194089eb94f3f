// Any of the writers as a stream of bytes that can go to disk: cancelled by a signal, and never in the way of others.
import { Breather } from '../breather.ts';

const encoder = new TextEncoder();

type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** The pieces as UTF-8. An empty piece is an occasion to let others run; so is each other one. */
export function byteStream(pieces: Pieces, signal?: AbortSignal): ReadableStream<Uint8Array> {
  const breather = new Breather();
  const iterator = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        for (;;) {
          await breather.rest(signal);
          const { done, value } = await iterator.next();
          if (done) return controller.close();
          if (value.length === 0) continue;
          return controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value);
        }
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}

/** The same, packed (`.har.gz`). */
export const gzipped = (stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> =>
  stream.pipeThrough(new CompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>);
