// The worker's side of the decode service, apart from the worker so that it runs in tests.
import { decodeNow } from './decode-now.ts';
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
    const { text, tree, ...rest } = decodeNow(request);
    const sameText = text !== undefined && text === request.data;
    const plain = text === undefined || sameText ? rest : { ...rest, text };
    try {
      post({ id, decoded: tree === undefined ? plain : { ...plain, tree }, sameText });
    } catch (thrown) {
      // The structured clone refuses a tree that is too large.
      post({ id, decoded: { ...plain, error: { message: `no tree: ${String(thrown)}` } }, sameText });
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
