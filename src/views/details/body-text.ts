// The text of a whole body, put together from its pieces, as far as somebody wants to read it.
import type { MessageLog } from '../../store/message-log.ts';

export interface BodyText {
  text: string;
  /** Bytes of all pieces. */
  size: number;
  /** False where `limit` was reached or a payload had been let go. */
  complete: boolean;
  /** True where the pieces are bytes that are no UTF-8 text. */
  binary: boolean;
}

/**
 * Joins the payloads of one direction up to `limit` UTF-16 units. `between` stands between two pieces: nothing for
 * chunks of a body, a line end for messages that a framing took apart.
 */
export function bodyText(log: MessageLog, direction: 'sent' | 'received', limit: number, between = ''): BodyText {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let length = 0;
  let size = 0;
  let complete = true;
  let binary = false;
  for (let i = 0; i < log.length && !binary; i++) {
    const { data, direction: own, event, size: bytes } = log.message(i);
    if (own !== direction || event?.comment !== undefined) continue;
    size += bytes;
    if (data === null) complete = false;
    if (data === null || length >= limit) continue;
    let text: string;
    try {
      text = typeof data === 'string' ? data : decoder.decode(data, { stream: true });
    } catch {
      binary = true;
      break;
    }
    const piece = parts.length > 0 ? between + text : text;
    parts.push(piece.slice(0, limit - length));
    length += piece.length;
    if (length > limit) complete = false;
  }
  return { text: binary ? '' : parts.join(''), size, complete, binary };
}
