// The connections that one EventSource made, and which `Last-Event-ID` each of them sent. Pure.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
import type { Exchange } from './exchange.ts';

export interface Connection {
  /** From 1. */
  number: number;
  /** When it began to connect, epoch ms; a reconnection waits first. */
  started: number;
  /** Empty where none was sent. */
  lastEventId: string;
  /** `wire`: the browser's network log has it among the headers. `derived`: it is the last id the page had seen by then. */
  from: 'wire' | 'derived';
}

/** The id that the page knew at `time` (epoch ms). */
function idAt({ messages }: Exchange, time: number): string {
  for (let i = messages.length - 1; i >= 0; i--) {
    if (messages.time(i) > time) continue;
    const event = messages.event(i);
    if (event && event.comment === undefined && !('source' in event)) return event.id;
  }
  return '';
}

/** One for each spell of CONNECTING; none for what is no EventSource. */
export function connectionsOf(exchange: Exchange): Connection[] {
  if (exchange.api !== 'eventsource') return [];
  const spells = exchange.transitions.filter(({ state }) => state === 0);
  return spells.map(({ time }, i) => {
    const told = exchange.lastEventIds.get(i + 1);
    const lastEventId = told ?? (i === 0 ? '' : idAt(exchange, time));
    return { number: i + 1, started: time, lastEventId, from: told === undefined ? 'derived' : 'wire' };
  });
}
