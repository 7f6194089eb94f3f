// When the parts of a response came.
import type { Exchange } from '../../store/exchange.ts';
import type { MessageLog } from '../../store/message-log.ts';

/** Epoch ms; null where it has not happened. */
export interface Timing {
  head: number | null;
  first: number | null;
  last: number | null;
}

/** Longest run of sent messages at either end that is looked through. */
const LOOKED_AT = 10_000;

function receivedTime(log: MessageLog, from: 'first' | 'last'): number | null {
  const most = Math.min(log.length, LOOKED_AT);
  for (let n = 0; n < most; n++) {
    const i = from === 'first' ? n : log.length - 1 - n;
    if (!log.isSent(i)) return log.time(i);
  }
  return null;
}

/** The raw pieces of a framed body are the truth about time: a message may have waited for its end. */
export function timing({ response, messages, chunks }: Pick<Exchange, 'response' | 'messages' | 'chunks'>): Timing {
  const log = chunks.length > 0 ? chunks : messages;
  return { head: response?.time ?? null, first: receivedTime(log, 'first'), last: receivedTime(log, 'last') };
}
