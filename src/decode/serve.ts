// The worker's side of the decode service, apart from the worker so that it runs in tests.
import { decodeNow, undecoded } from './decode-now.ts';
import type { DecodeRequest } from './decoded.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** What {@link serve} needs of its surroundings. */
export interface Surroundings {
  post(answer: FromWorker): void;
  /** Runs `task` after the messages that have already arrived: a cancellation among them is then in time. */
  later(task: () => void): void;
}

/** Returns the handler of messages. Requests are answered one at a time, in order. */
export function serve({ post, later }: Surroundings): (message: ToWorker) => void {
  const waiting = new Map<number, DecodeRequest>();

  const next = (): void => {
    const [first] = waiting;
    if (!first) return;
    const [id, request] = first;
    waiting.delete(id);
    const { text, ...rest } = decodeNow(request);
    const sameText = text !== undefined && text === request.data;
    try {
      post({ id, decoded: text === undefined || sameText ? rest : { ...rest, text }, sameText });
    } catch (thrown) {
      // A tree that the structured clone refuses, for its size.
      post({
        id,
        decoded: undecoded({ ...request, data: '' }, `cannot hand over: ${String(thrown)}`),
        sameText: false,
      });
    }
    if (waiting.size > 0) later(next);
  };

  return (message) => {
    if (message.type === 'cancel') waiting.delete(message.id);
    else {
      waiting.set(message.id, message.request);
      if (waiting.size === 1) later(next);
    }
  };
}
