// The panel's side of the decode worker: requests by id, answers as promises that never reject.
import { undecoded } from './decode-now.ts';
import type { Decoded, DecodeRequest, DecodeService } from './decoded.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** What the service needs of a `Worker`. */
export type DecodeWorker = Pick<Worker, 'postMessage' | 'addEventListener'>;

interface Pending {
  request: DecodeRequest;
  settle(decoded: Decoded): void;
}

/**
 * Decodes in `worker`. A worker that crashes or does not load makes every answer, open or later, a `Decoded` with an
 * error beside the raw payload; so does a request whose `signal` is aborted.
 */
export function createDecodeService(worker: DecodeWorker): DecodeService {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let broken = '';

  const failAll = (why: string): void => {
    for (const { request, settle } of pending.values()) settle(undecoded(request, why));
    pending.clear();
  };

  worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
    const { id, decoded, sameText } = event.data;
    const asked = pending.get(id);
    if (!asked) return;
    pending.delete(id);
    asked.settle(
      sameText && typeof asked.request.data === 'string' ? { ...decoded, text: asked.request.data } : decoded,
    );
  });
  worker.addEventListener('error', (event: ErrorEvent) => {
    broken = `the decode worker stopped: ${event.message || 'it did not load'}`;
    failAll(broken);
  });
  // Which answer it was is unknown; the worker itself still works.
  worker.addEventListener('messageerror', () => failAll('an answer of the decode worker could not be read'));

  return {
    decode: (request, signal) =>
      new Promise((settle) => {
        if (broken) return settle(undecoded(request, broken));
        if (signal?.aborted) return settle(undecoded(request, 'superseded'));
        const id = ++lastId;
        const finish = (decoded: Decoded): void => {
          signal?.removeEventListener('abort', cancel);
          settle(decoded);
        };
        const cancel = (): void => {
          if (!pending.delete(id)) return;
          worker.postMessage({ type: 'cancel', id } satisfies ToWorker);
          settle(undecoded(request, 'superseded'));
        };
        try {
          post(worker, id, request);
          pending.set(id, { request, settle: finish });
          signal?.addEventListener('abort', cancel, { once: true });
        } catch (thrown) {
          settle(undecoded(request, `cannot be sent to the decode worker: ${String(thrown)}`));
        }
      }),
  };
}

/** A payload is a view of a block that many messages share: cloning it would copy the whole block. */
function post(worker: DecodeWorker, id: number, request: DecodeRequest): void {
  if (typeof request.data === 'string') {
    worker.postMessage({ type: 'decode', id, request } satisfies ToWorker);
  } else {
    const data = new Uint8Array(request.data);
    worker.postMessage({ type: 'decode', id, request: { ...request, data } } satisfies ToWorker, [data.buffer]);
  }
}
