// Adds to an exchange of the page what only the network log knows: the wire, events nobody listened to, unread bodies.
import type { Exchange, NetworkEventFacts } from '../../store/exchange.ts';
import type { ChooseFramer } from '../../store/framer.ts';
import type { Store } from '../../store/store.ts';
import { utf8Size } from '../../store/utf8-size.ts';
import { GRACE } from './assign.ts';
import { appendBody, appendUntold, type Content } from './body.ts';
import type { Entry } from './entry.ts';
import type { Item, PageOwner } from './items.ts';
import { readEvent } from './messages.ts';
import { type Hearing, heardBetween, listen, unheard } from './unheard.ts';
import { tellLastEventId, wireOf } from './wire.ts';

/** Bytes of an event stream that are read again for what it carried beside its events. */
const REREAD = 2 ** 20;

/** Stands for what is no event, so that places stay what they are. */
const NOTHING = { time: 0, name: 'message', id: '', data: '' };

/** As the store has it now: one that was cleared away while open comes back as another object. */
export const current = (store: Store, { candidate }: PageOwner): Exchange =>
  store.get(candidate.exchange.id) ?? candidate.exchange;

export function tellWire(store: Store, owner: PageOwner, entry: Entry): void {
  if (entry.redirect) return;
  const exchange = current(store, owner);
  store.wire(exchange, wireOf(entry, owner.before));
  tellLastEventId(store, exchange, entry, owner.before);
}

function hear(exchange: Exchange, owner: PageOwner): void {
  if (owner.log !== exchange.messages) {
    owner.log = exchange.messages;
    owner.row = 0;
  }
  owner.row = listen(owner.log, owner.row, owner.heard);
}

/** Events of types that the page does not listen to. Returns whether some are too young to say. */
export function tellUnheard(store: Store, item: Item, owner: PageOwner, entry: Entry, now: number): boolean {
  const exchange = current(store, owner);
  if (exchange.api !== 'eventsource' || !entry.events) return false;
  const events = entry.events.slice(item.skip).map((input) => readEvent(input) ?? NOTHING);
  if (events.length === 0) return false;
  hear(exchange, owner);
  const { tell, decided } = unheard(events, owner.heard, now, GRACE);
  for (const { time, name, id, data } of tell) {
    const event: NetworkEventFacts = { name, id, source: 'network' };
    store.append(exchange, { time, flags: 0, size: utf8Size(data), block: data, start: 0, length: data.length, event });
  }
  item.skip += decided;
  return decided < events.length;
}

/** Whether the body may hold more than the hook told, once it is certain what that is. */
export function mayTellMore(exchange: Exchange, entry: Entry): boolean {
  if (entry.bodySize <= 0 || entry.error || entry.redirect) return false;
  if (exchange.api === 'eventsource') return entry.bodySize <= REREAD && /^text\/event-stream/i.test(entry.mimeType);
  return (exchange.api === 'fetch' || exchange.api === 'xhr') && exchange.bytesReceived === 0;
}

/** Whether the hook has told all it has to say of this request. */
export function isSettled(exchange: Exchange, entry: Entry, now: number): boolean {
  if (exchange.api === 'eventsource') return now - entry.ended > GRACE;
  return exchange.ended !== null && now - Math.max(entry.ended, exchange.ended) > GRACE;
}

/** What the hook told of this connection; null where the page can have missed nothing of it, or it was cleared away. */
function heardOf(exchange: Exchange, { candidate }: PageOwner, entry: Entry): Map<string, Hearing> | null {
  // Where the log has events, those have been told one by one.
  if (entry.events || exchange !== candidate.exchange) return null;
  // Those clocks agree to the millisecond (Firefox), and a connection may open at once after the one before.
  const opened = exchange.transitions.filter(({ state, time }) => state === 1 && time >= entry.started - 1);
  const [own, next] = opened.map(({ time }) => time);
  // A response that the page may not read gives it no event.
  if (own === undefined || own > entry.ended + GRACE) return null;
  return heardBetween(exchange.messages, own, next ?? Number.POSITIVE_INFINITY);
}

export function tellBody(
  store: Store,
  owner: PageOwner,
  entry: Entry,
  content: Content | null,
  frame: ChooseFramer,
): void {
  const exchange = current(store, owner);
  if (!store.get(exchange.id)) return;
  if (exchange.api === 'eventsource') {
    if (!content) return;
    return appendUntold(store, exchange, entry, content, { frame, heard: heardOf(exchange, owner, entry) });
  }
  // The page is not allowed to see it (opaque, CORS), went away before, or gave it up.
  const hidden = /^(opaque|opaqueredirect|document|unread)$/.test(exchange.note) || exchange.error !== null;
  if (!hidden && exchange.response && exchange.bytesReceived === 0) appendBody(store, exchange, entry, content);
}
