// Which events of an EventSource the page cannot have got: those of types it did not subscribe to. Pure.
import type { MessageLog } from '../../store/message-log.ts';
import type { LogEvent } from './messages.ts';

/** An event of the log and the same one heard by the hook differ by less than this, ms: both are told at its dispatch. */
const SAME = 50;

/** For each event type when the hook heard it first, epoch ms. */
export type Heard = Map<string, number>;

/** Goes on listing what the hook heard, from row `from`. Returns the next one. */
export function listen(log: MessageLog, from: number, heard: Heard): number {
  for (let i = from; i < log.length; i++) {
    const event = log.event(i);
    if (!event || 'source' in event || heard.has(event.name)) continue;
    heard.set(event.name, log.time(i));
  }
  return log.length;
}

/** What the hook told of one event type while one connection was open. */
export interface Hearing {
  count: number;
  /** The data of its first event; null where it was let go. */
  first: string | Uint8Array | null;
}

/** What the hook told from `start` to before `end`, epoch ms, by event type. */
export function heardBetween(log: MessageLog, start: number, end: number): Map<string, Hearing> {
  const hearings = new Map<string, Hearing>();
  // From the end: the connection that is over is the latest, or nearly so.
  for (let i = log.length - 1; i >= 0; i--) {
    const event = log.event(i);
    const time = log.time(i);
    if (!event || 'source' in event || time >= end) continue;
    if (time < start) break;
    hearings.set(event.name, { count: (hearings.get(event.name)?.count ?? 0) + 1, first: log.data(i) });
  }
  return hearings;
}

/**
 * How many of a connection's events of one type, in order and by their data, came before the page listened: the hook told
 * the last ones. Where it told fewer than came after that, because it was paused, its first one says where it began.
 */
export function missedBefore(events: readonly unknown[], hearing: Hearing | undefined): number {
  if (!hearing) return events.length;
  const most = Math.max(0, events.length - hearing.count);
  const begun = events.lastIndexOf(hearing.first, most);
  return begun < 0 ? most : begun;
}

export interface Told {
  /** In order. */
  tell: LogEvent[];
  /** How many are decided; the next one is too young to say: the hook may still report it. */
  decided: number;
}

/**
 * The hook listens to `message` always, and to another type from the moment the page does. So what came before the
 * first event it heard of a type, and all of a type it never heard of, only the log has.
 */
export function unheard(events: readonly LogEvent[], heard: Heard, now: number, grace: number): Told {
  const tell: LogEvent[] = [];
  for (const [i, event] of events.entries()) {
    if (event.name === 'message') continue;
    const first = heard.get(event.name);
    if (first === undefined) {
      if (now - event.time <= grace) return { tell, decided: i };
      tell.push(event);
    } else if (event.time < first - SAME) tell.push(event);
  }
  return { tell, decided: events.length };
}
