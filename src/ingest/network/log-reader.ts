// What the feed asks of whoever decides when the network log is read, and what reading it weighs.

export interface LogReader {
  /** True until the log was read for the first time: what is in it then may have been there before the panel. */
  readonly isFirst: boolean;
  /** ms until it makes sense to ask again. */
  pause(now: number): number;
  /** A request ended. */
  grew(): void;
  /** Something happened: more may be seen soon. */
  hurry(): void;
  /** A WebSocket of the page opens: many messages may follow at once. */
  socket(): void;
  /** Somebody looks at what only the log can tell. */
  ask(): void;
  /** Another page: the log starts again. `now` in epoch ms. */
  reset(now: number): void;
  /**
   * The entries, where it is time; null where it is not. `wanted`: something is in flight that only the log can tell of.
   */
  readIfDue(now: number, wanted: boolean): Promise<unknown[]> | 'large' | 'busy' | null;
}

/** An entry costs as much as this many messages. */
export const ENTRY = 40;
/** Firefox puts the text of all bodies into the log: so many bytes cost what a message does. */
export const BYTES_PER_MESSAGE = 250;

/** What these entries weigh, in messages. `bodies`: their text is in them. */
export function weight(entries: readonly unknown[], bodies: boolean): { entries: number; messages: number } {
  let messages = 0;
  for (const entry of entries) {
    const facts = (entry ?? {}) as Record<string, unknown>;
    const { _webSocketMessages: socket, _eventSourceMessages: events, response } = facts;
    if (Array.isArray(socket)) messages += socket.length;
    if (Array.isArray(events)) messages += events.length;
    const size = (response as { bodySize?: unknown } | undefined)?.bodySize;
    if (bodies && typeof size === 'number') messages += Math.max(0, size) / BYTES_PER_MESSAGE;
  }
  return { entries: entries.length, messages };
}

export function entriesOf(har: unknown): unknown[] {
  const { entries } = (har ?? {}) as { entries?: unknown };
  return Array.isArray(entries) ? entries : [];
}
