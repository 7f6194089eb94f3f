// Which messages go where: Chrome's two lists, the bodies, or, where nothing else fits, rows of our own.
import type { Exchange } from '../../store/exchange.ts';
import type { EventFacts, MessageLog } from '../../store/message-log.ts';
import { INCOMPLETE } from '../../store/message-log.ts';
import { BINARY, SENT } from '../../wire/capture.ts';
import { toBase64 } from '../base64.ts';
import { isDerivable } from '../framed.ts';
import type { EventExtras, EventSourceMessage, Marks, MessageRow, MessagesNote, WebSocketMessage } from '../har.ts';
import { needsMs, toSeconds } from '../seconds.ts';
import { type Body, BREATH, bodyOf, flagsOf, naturalSize } from './body.ts';
import { type Lazy, lazyList, type WithLazy } from './lazy.ts';

/** What the messages of one exchange become in its entry. */
export interface Placed {
  note: WithLazy<MessagesNote>;
  request: Body | null;
  response: Body | null;
  webSocketMessages: Lazy<WebSocketMessage[]> | undefined;
  eventSourceMessages: Lazy<EventSourceMessage[]> | undefined;
}

/** The payload as JSON holds it. */
function dataText(log: MessageLog, i: number): string {
  const data = log.data(i);
  return data === null ? '' : typeof data === 'string' ? data : toBase64(data);
}

const webSocketMessages = (log: MessageLog): Lazy<WebSocketMessage[]> =>
  lazyList(log.length, (i) => {
    const flags = flagsOf(log, i);
    return {
      type: flags & SENT ? 'send' : 'receive',
      time: toSeconds(log.time(i)),
      opcode: flags & BINARY ? 2 : 1,
      data: dataText(log, i),
    };
  });

/** What a page would have been told. */
const isDispatched = (log: MessageLog, i: number): boolean => {
  const event = log.event(i);
  return event !== undefined && event.name !== '' && event.comment === undefined && !(log.flags(i) & INCOMPLETE);
};

const eventSourceMessages = (log: MessageLog): Lazy<EventSourceMessage[]> =>
  lazyList(log.length, (i) => {
    if (!isDispatched(log, i)) return undefined;
    const { name, id } = log.event(i) as EventFacts;
    return { time: toSeconds(log.time(i)), eventName: name, eventId: id, data: dataText(log, i) };
  });

function extrasOf(event: EventFacts | undefined): EventExtras | undefined {
  if (!event) return undefined;
  const { retry, comment } = event;
  const fromNetwork = 'source' in event && event.source === 'network';
  if (retry === undefined && comment === undefined && !fromNetwork) return undefined;
  return {
    ...(retry !== undefined && { retry }),
    ...(comment !== undefined && { comment }),
    ...(fromNetwork && { source: 'network' }),
  };
}

/** Exceptions among the rows of a list in which each row is one item with the flags `known` left to its own fields. */
function* marksOf(log: MessageLog, known: number): Generator<void, WithLazy<Marks>> {
  const flags = (i: number): number => flagsOf(log, i) & ~known;
  let [flagged, sized, timed, evented] = [false, false, false, false];
  for (let i = 0; i < log.length; i++) {
    if (flags(i) !== 0) flagged = true;
    if (naturalSize(log.data(i)) !== log.size(i)) sized = true;
    if (needsMs(log.time(i))) timed = true;
    if (extrasOf(log.event(i))) evented = true;
    if (i % BREATH === 0) yield;
  }
  const pairs = <T>(any: boolean, value: (i: number) => T | undefined) =>
    any
      ? lazyList<[number, T]>(log.length, (i) => {
          const found = value(i);
          return found === undefined ? undefined : [i, found];
        })
      : undefined;
  return {
    flags: pairs(flagged, (i) => flags(i) || undefined),
    sizes: pairs(sized, (i) => (naturalSize(log.data(i)) === log.size(i) ? undefined : log.size(i))),
    times: pairs(timed, (i) => (needsMs(log.time(i)) ? log.time(i) : undefined)),
    events: pairs(evented, (i) => extrasOf(log.event(i))),
  };
}

const rowsOf = (log: MessageLog): Lazy<MessageRow[]> =>
  lazyList(log.length, (i): MessageRow => {
    const event = log.event(i);
    const data = log.data(i) === null ? null : dataText(log, i);
    const row: MessageRow = [log.time(i), flagsOf(log, i), log.size(i), data];
    if (event) row.push({ name: event.name, id: event.id, ...extrasOf(event) });
    return row;
  });

/** Positions of the sent and of the received rows, and how they alternate. */
function* split(log: MessageLog): Generator<void, { sent: Uint32Array; received: Uint32Array; order?: number[] }> {
  const sent = new Uint32Array(log.sent);
  const received = new Uint32Array(log.received);
  const order = [0];
  let [s, r] = [0, 0];
  for (let i = 0; i < log.length; i++) {
    const isSent = log.isSent(i);
    if (isSent) sent[s++] = i;
    else received[r++] = i;
    if (isSent !== (order.length % 2 === 1)) order.push(0);
    order.push((order.pop() as number) + 1);
    if (i % BREATH === 0) yield;
  }
  return { sent, received, ...(order.length > 2 && { order }) };
}

const rowsAt = (log: MessageLog, positions: Uint32Array) => ({
  log,
  count: positions.length,
  at: (i: number) => positions[i] as number,
});

const rowsIn = (log: MessageLog) => ({ log, count: log.length, at: (i: number) => i });

function* hasEvent(log: MessageLog): Generator<void, boolean> {
  for (let i = 0; i < log.length; i++) {
    if (log.event(i)) return true;
    if (i % BREATH === 0) yield;
  }
  return false;
}

function* isEventList(log: MessageLog): Generator<void, boolean> {
  for (let i = 0; i < log.length; i++) {
    if (!isDispatched(log, i) || flagsOf(log, i) & (SENT | BINARY)) return false;
    if (i % BREATH === 0) yield;
  }
  return true;
}

/** Decides where the messages go. Yields to let others run. */
export function* placeMessages(exchange: Exchange): Generator<void, Placed> {
  const { api, messages, chunks, framing } = exchange;
  const isSocket = api === 'websocket' || api === 'websocketstream';
  const evented = yield* hasEvent(messages);
  const lists = {
    webSocketMessages: isSocket ? webSocketMessages(messages) : undefined,
    eventSourceMessages:
      !isSocket && (evented || api === 'eventsource' || framing === 'sse') ? eventSourceMessages(messages) : undefined,
  };
  const plain = { request: null, response: null, ...lists };
  if (isSocket && chunks.length === 0 && !evented) {
    const marks = yield* marksOf(messages, SENT | BINARY);
    return { note: { in: 'webSocketMessages', ...marks }, ...plain };
  }
  if (api === 'eventsource' && chunks.length === 0 && (yield* isEventList(messages))) {
    const marks = yield* marksOf(messages, 0);
    return { note: { in: 'eventSourceMessages', ...marks }, ...plain };
  }
  const { sent, received, order } = yield* split(messages);
  const request = yield* bodyOf(rowsAt(messages, sent));
  const response = yield* bodyOf(chunks.length > 0 ? rowsIn(chunks) : rowsAt(messages, received));
  const bodies = { request: sent.length > 0 ? request : null, response };
  const simple = !isSocket && api !== 'eventsource' && request && response;
  if (simple && chunks.length === 0 && !evented) return { note: { in: 'bodies', order }, ...bodies, ...lists };
  if (simple && chunks.length > 0 && !(yield* sentHaveEvents(messages, sent))) {
    const ended = exchange.ended !== null;
    if (yield* isDerivable(framing, messages, received, chunks, ended))
      return { note: { in: 'framing', order }, ...bodies, ...lists };
  }
  return { note: { in: 'rows', rows: rowsOf(messages), chunks: rowsOf(chunks) }, ...bodies, ...lists };
}

function* sentHaveEvents(log: MessageLog, sent: Uint32Array): Generator<void, boolean> {
  for (const i of sent) {
    if (log.event(i)) return true;
    if (i % BREATH === 0) yield;
  }
  return false;
}
