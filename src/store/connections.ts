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

/** Epoch ms; `until` null while it lasts. */
export interface Spell {
  from: number;
  until: number | null;
}

/** The attempts of an EventSource to connect: its spells of CONNECTING, cut where one failed and the next began. */
export function spellsOf({ transitions, troubles }: Exchange): Spell[] {
  return transitions.flatMap(({ state, time }, i) => {
    if (state !== 0) return [];
    const end = transitions[i + 1]?.time ?? null;
    const cuts = troubles.filter((trouble) => trouble > time && (end === null || trouble < end));
    return [time, ...cuts].map((from, j) => ({ from, until: cuts[j] ?? end }));
  });
}

/** One for each attempt to connect; none for what is no EventSource. */
export function connectionsOf(exchange: Exchange): Connection[] {
  if (exchange.api !== 'eventsource') return [];
  const spells = spellsOf(exchange);
  // Who is closed while it waits to connect again has not connected.
  const [last] = exchange.transitions.filter(({ state }) => state !== 2).slice(-1);
  const gaveUp = exchange.ended !== null && last?.state === 0 && !exchange.lastEventIds.has(spells.length);
  if (gaveUp && spells.length > 1) spells.pop();
  return spells.map(({ from: started }, i) => {
    const told = exchange.lastEventIds.get(i + 1);
    const lastEventId = told ?? (i === 0 ? '' : idAt(exchange, started));
    return { number: i + 1, started, lastEventId, from: told === undefined ? 'derived' : 'wire' };
  });
}
