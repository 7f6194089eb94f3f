// A recorded WebSocket as steps that follow one another: what to send, and how long to wait before.
import type { SnippetSource } from './source.ts';

export interface Sending {
  /** ms since the step before: the opening, or a message of either direction. */
  wait: number;
  data: string | Uint8Array;
}

export interface Closing {
  wait: number;
  /** Null where none was given. */
  code: number | null;
  reason: string;
}

/** Codes that a page or a library may send. @see https://websockets.spec.whatwg.org/#dom-websocket-close */
const sendable = (code: number): number | null => (code === 1000 || (code >= 3000 && code <= 4999) ? code : null);

const encoder = new TextEncoder();

/** Longer reasons do not fit into the frame. @see https://www.rfc-editor.org/rfc/rfc6455#section-5.5 */
const fitting = (reason: string): string => (encoder.encode(reason).length <= 123 ? reason : '');

/** The recorded close, where the side at hand did it. */
export function closingOf(source: SnippetSource, byPage: boolean): Closing | null {
  const { close, messages, opened } = source;
  if (!close || close.byPage !== byPage) return null;
  const code = sendable(close.code);
  // A client waits from the last message that it sent, a server from the last of either side.
  const before = byPage ? messages.findLast(({ direction }) => direction === 'sent') : messages.at(-1);
  const wait = close.at - (before?.at ?? opened);
  return { wait, code, reason: code === null ? '' : fitting(close.reason) };
}

/** What the page sent, each with the time since the one before. */
export function sendingsOf(source: SnippetSource): Sending[] {
  let before = source.opened;
  const sendings: Sending[] = [];
  for (const { direction, at, data } of source.messages) {
    if (direction !== 'sent') continue;
    sendings.push({ wait: at - before, data });
    before = at;
  }
  return sendings;
}

/** How many messages the page sent. */
export const sentCount = ({ messages }: SnippetSource): number =>
  messages.filter(({ direction }) => direction === 'sent').length;

/** What the server sent; `heard`: how many messages of the page it had got before. */
export function answersOf(source: SnippetSource): (Sending & { heard: number })[] {
  let before = source.opened;
  let heard = 0;
  const answers: (Sending & { heard: number })[] = [];
  for (const { direction, at, data } of source.messages) {
    if (direction === 'sent') heard++;
    else answers.push({ heard, wait: at - before, data });
    before = at;
  }
  return answers;
}
