// The text of a whole body, put together from its pieces, as far as somebody wants to read it.
import type { MessageLog } from '../../store/message-log.ts';

export interface BodyText {
  text: string;
  /** True where there is more than was read. */
  more: boolean;
  /** True where the pieces are bytes that are no UTF-8 text. */
  binary: boolean;
}

export interface BodyRange {
  direction: 'sent' | 'received';
  /** UTF-16 units to put together at most. */
  limit: number;
  /** Pieces of the log to read at most: a body that still grows must not be read again with each of them. */
  end: number;
  /** Stands between two pieces: nothing for chunks of a body, a line end for messages that a framing took apart. */
  between: string;
}

/** Joins the payloads of one direction, from the first one on. */
export function bodyText(log: MessageLog, { direction, limit, end, between }: BodyRange): BodyText {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let length = 0;
  let i = 0;
  for (; i < log.length && i < end && length < limit; i++) {
    if (log.isSent(i) !== (direction === 'sent') || log.event(i)?.comment !== undefined) continue;
    const data = log.data(i);
    if (data === null) continue;
    let text: string;
    try {
      text = typeof data === 'string' ? data : decoder.decode(data, { stream: true });
    } catch {
      return { text: '', more: false, binary: true };
    }
    const piece = parts.length > 0 ? between + text : text;
    parts.push(piece.slice(0, limit - length));
    length += piece.length;
  }
  return { text: parts.join(''), more: i < log.length || length > limit, binary: false };
}
