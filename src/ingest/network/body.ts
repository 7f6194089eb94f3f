// Response bodies as the DevTools network log gives them.
import type { Exchange, NetworkEventFacts } from '../../store/exchange.ts';
import type { ChooseFramer, Framed } from '../../store/framer.ts';
import type { Store } from '../../store/store.ts';
import { utf8Size } from '../../store/utf8-size.ts';
import { BINARY, CHUNK, DERIVED, DROPPED } from '../../wire/capture.ts';
import { asUtf8 } from './as-utf8.ts';
import type { Entry } from './entry.ts';
import { fromBase64 } from './messages.ts';
import { type Hearing, missedBefore } from './unheard.ts';

/** What `getContent` gave. */
export interface Content {
  text: string;
  /** `base64`, or empty for text; null where the browser does not say. */
  encoding: string | null;
}

/** Chromium takes a text whose type says no charset for windows-1252; where it was UTF-8, the length of the body tells. */
function textOf(text: string, { mimeType, bodySize }: Entry): string {
  if (/charset/i.test(mimeType) || utf8Size(text) === bodySize) return text;
  const other = asUtf8(text);
  return utf8Size(other) === bodySize ? other : text;
}

/** The payload: bytes where it was base64. Firefox does not say; there the length of the body tells. */
function payloadOf({ text, encoding }: Content, entry: Entry): string | Uint8Array {
  if (encoding !== null) return encoding === 'base64' ? (fromBase64(text) ?? text) : textOf(text, entry);
  const textual = /^text\/|json|xml|javascript|x-www-form-urlencoded/i.test(entry.mimeType);
  if (textual || text.length % 4 !== 0) return text;
  const bytes = fromBase64(text);
  return bytes && bytes.length === entry.bodySize ? bytes : text;
}

/** Adds a whole body, marked as the log's. `content` null: only its size is known. */
export function appendBody(store: Store, exchange: Exchange, entry: Entry, content: Content | null): void {
  const payload = content && payloadOf(content, entry);
  if (payload ? payload.length === 0 : entry.bodySize <= 0) return;
  const text = typeof payload === 'string';
  store.bodyFromNetwork(exchange);
  store.append(exchange, {
    time: entry.ended,
    flags: CHUNK | (text ? DERIVED : BINARY) | (payload === null ? DROPPED : 0),
    size: text ? utf8Size(payload) : (payload?.length ?? entry.bodySize),
    block: payload,
    start: 0,
    length: payload?.length ?? 0,
  });
}

/** Those that came before the page listened to their type; to `message` the hook listens always. */
function missedAmong(frames: readonly Framed[], heard: Map<string, Hearing>): Set<Framed> {
  const missed = new Set<Framed>();
  for (const name of new Set(frames.map(({ event }) => event?.name ?? 'message'))) {
    if (name === 'message') continue;
    const those = frames.filter(({ event }) => event?.name === name);
    const payloads = those.map(({ data }) => data);
    for (const frame of those.slice(0, missedBefore(payloads, heard.get(name)))) missed.add(frame);
  }
  return missed;
}

/**
 * Adds what an event stream carried beside the events that were told: comments, `retry` blocks, and events that came before
 * the page had subscribed to their type. `heard`: what the hook told of this connection; null where all events are told.
 */
export function appendUntold(
  store: Store,
  exchange: Exchange,
  entry: Entry,
  content: Content,
  options: { frame: ChooseFramer; heard: Map<string, Hearing> | null },
): void {
  const payload = payloadOf(content, entry);
  const framer = options.frame('text/event-stream');
  if (!framer) return;
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  const frames = [...framer.push(bytes), ...framer.end()].filter(({ event, incomplete }) => event && !incomplete);
  const isAside = ({ event, data }: Framed): boolean =>
    event?.comment !== undefined || (event?.retry !== undefined && event.name === '' && data.length === 0);
  const events = frames.filter((frame) => !isAside(frame));
  const missed = options.heard && missedAmong(events, options.heard);
  for (const frame of frames) {
    const { data, size, event } = frame;
    if (!event || (!isAside(frame) && !missed?.has(frame))) continue;
    const facts: NetworkEventFacts = { ...event, source: 'network' };
    store.append(exchange, {
      time: entry.ended,
      flags: 0,
      size,
      block: data,
      start: 0,
      length: data.length,
      event: facts,
    });
  }
}
