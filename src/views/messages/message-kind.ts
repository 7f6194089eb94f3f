// What kind of message a row is, guessed from its flags and first characters: cheap enough for every visible row.
import type { EventFacts } from '../../store/message-log.ts';

export type MessageKind = 'text' | 'json' | 'binary' | 'chunk' | 'comment' | 'retry' | 'event';

export interface KindFacts {
  event: EventFacts | undefined;
  chunk: boolean;
  binary: boolean;
  /** The beginning of the payload; null where it was let go. */
  head: string | Uint8Array | null;
}

/** An object or an array, as JSON begins: `[DONE]` is neither. Plain words and numbers are text to a reader. */
const JSON_START = /^\s*(?:\{\s*(?:["}]|$)|\[\s*(?:["{[\]\d-]|true|false|null|$))/;

export function messageKind({ event, chunk, binary, head }: KindFacts): MessageKind {
  if (event?.comment !== undefined) return 'comment';
  if (event && event.retry !== undefined && event.name === '' && (head === '' || head === null)) return 'retry';
  // The default name of an event says nothing: what it carries does.
  if (event && event.name !== '' && event.name !== 'message') return 'event';
  if (chunk) return 'chunk';
  if (binary) return 'binary';
  return typeof head === 'string' && JSON_START.test(head) ? 'json' : 'text';
}
