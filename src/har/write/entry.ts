// One exchange as one HAR entry; what is large in it stays lazy.
import type { CookieRecord, Exchange, PhaseRecord } from '../../store/exchange.ts';
import type { MessageLog } from '../../store/message-log.ts';
import type { HeaderList } from '../../wire/capture.ts';
import type { BodyNote, Content, Cookie, Entry, Header, PostData, StreamscopeEntry, Timings } from '../har.ts';
import { toSeconds } from '../seconds.ts';
import type { Body } from './body.ts';
import { Lazy, lazyString, type WithLazy } from './lazy.ts';
import { type Placed, placeMessages } from './messages.ts';

/** Name of the document in an exchange's id: all of its exchanges are on one page of the log. */
export const documentOf = (exchange: Exchange): string =>
  exchange.id.slice(0, Math.max(exchange.id.lastIndexOf('.'), 0)) || exchange.id;

/** ISO 8601 of epoch ms; the beginning of time where it is none. */
export const isoDate = (ms: number): string => new Date(Math.abs(ms) <= 8.64e15 ? ms : 0).toISOString();

const headers = (list: HeaderList): Header[] => list.map(([name, value]) => ({ name, value }));

const header = (list: HeaderList, wanted: string): string =>
  list.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';

const optional = <T>(value: T | null | undefined | '' | 0 | false): T | undefined => value || undefined;

function cookie({ name, value, path, domain, expires, httpOnly, secure, sameSite }: CookieRecord): Cookie {
  return {
    name,
    value,
    ...(path !== undefined && { path }),
    ...(domain !== undefined && { domain }),
    ...(expires !== undefined && { expires }),
    ...(httpOnly !== undefined && { httpOnly }),
    ...(secure !== undefined && { secure }),
    ...(sameSite !== undefined && { sameSite }),
  };
}

function queryOf(url: string): Header[] {
  const start = url.indexOf('?');
  if (start < 0) return [];
  return [...new URLSearchParams(url.slice(start))].map(([name, value]) => ({ name, value }));
}

const withoutFragment = (url: string): string => (url.includes('#') ? url.slice(0, url.indexOf('#')) : url);

const PHASES = ['blocked', 'dns', 'connect', 'ssl', 'send', 'wait', 'receive'] as const;

/** Of the browser's network log where it told them, else as the page could see it. */
function timingsOf(exchange: Exchange, last: number): Timings {
  const phases: PhaseRecord | undefined = exchange.wire?.phases;
  if (phases) return Object.fromEntries(PHASES.map((name) => [name, phases[name] ?? -1])) as unknown as Timings;
  const { started, response, transitions } = exchange;
  const opened = response?.time ?? transitions.find(({ state }) => state === 1)?.time ?? last;
  const answered = exchange.api === 'xhr' && !response ? last : opened;
  const between = (from: number, to: number): number => Math.max(0, to - from);
  return {
    blocked: -1,
    dns: -1,
    connect: -1,
    ssl: -1,
    send: 0,
    wait: between(started, answered),
    receive: between(answered, last),
  };
}

const sumOf = (timings: Timings): number =>
  PHASES.reduce((sum, name) => (name === 'ssl' ? sum : sum + Math.max(0, timings[name])), 0);

const lastOf = (log: MessageLog): number => (log.length > 0 ? log.time(log.length - 1) : 0);

/** The latest moment known of it. */
const lastMoment = ({ ended, started, transitions, messages, chunks }: Exchange): number =>
  ended ?? Math.max(started, transitions.at(-1)?.time ?? 0, lastOf(messages), lastOf(chunks));

const RESOURCE_TYPES = {
  fetch: 'fetch',
  xhr: 'xhr',
  eventsource: 'eventsource',
  websocket: 'websocket',
  websocketstream: 'websocket',
} as const;

/**
 * What an EventSource must have been answered with, where nobody told: tools that play a log back would fail it without.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource
 */
const EVENT_STREAM: HeaderList = [['content-type', 'text/event-stream']];

const isSocket = ({ api }: Exchange): boolean => api === 'websocket' || api === 'websocketstream';

/** The events as a server could have sent them, for readers that know event streams but not Chrome's list. */
export function* reserialisedEvents(log: MessageLog): Generator<string> {
  let lastId = '';
  for (let i = 0; i < log.length; i++) {
    const event = log.event(i);
    const data = log.data(i);
    if (!event || typeof data !== 'string') continue;
    const retry = event.retry === undefined ? '' : `retry: ${event.retry}\n`;
    const id = event.id === lastId ? '' : `id: ${event.id}\n`;
    const name = event.name === 'message' || event.name === '' ? '' : `event: ${event.name}\n`;
    const lines = event.comment === undefined ? `data: ${data.replaceAll('\n', '\ndata: ')}\n` : `: ${event.comment}\n`;
    lastId = event.id;
    yield `${retry}${id}${name}${lines}\n`;
  }
}

function contentOf(exchange: Exchange, { response, note, eventSourceMessages }: Placed): WithLazy<Content> {
  const type = header(exchange.wire?.responseHeaders ?? exchange.response?.headers ?? [], 'content-type');
  const isStream = eventSourceMessages !== undefined;
  const mimeType = isStream ? 'text/event-stream' : type || 'x-unknown';
  if (isSocket(exchange)) return { size: 0, mimeType: 'x-unknown' };
  const size = exchange.bytesReceived;
  if (isReserialised(note)) return { size, mimeType, text: lazyString(() => reserialisedEvents(exchange.messages)) };
  if (!response) return { size, mimeType };
  return { size, mimeType, text: response.text, encoding: response.base64 ? 'base64' : undefined };
}

const isExplicit = (note: Placed['note']): boolean => !(note instanceof Lazy) && note.in === 'rows';

const isReserialised = (note: Placed['note']): boolean => !(note instanceof Lazy) && note.in === 'eventSourceMessages';

function postDataOf(exchange: Exchange, { request: body, note }: Placed): WithLazy<PostData> | undefined {
  if (!body || isSocket(exchange)) return undefined;
  const mimeType = header(exchange.wire?.requestHeaders ?? exchange.request.headers, 'content-type');
  if (!body.base64) return { mimeType, text: body.text };
  const place = isExplicit(note) ? 'messages' : 'requestBody';
  return { mimeType, text: '', comment: `binary: base64 in _streamscope.${place}` };
}

function requestNote(body: Body | null, explicit: boolean): WithLazy<BodyNote> | undefined {
  if (!body || explicit) return undefined;
  return { base64: body.base64 ? body.text : undefined, pieces: body.pieces };
}

function responseNote(placed: Placed, explicit: boolean): WithLazy<BodyNote> | undefined {
  if (isReserialised(placed.note)) return { reserialised: true };
  return placed.response && !explicit ? { pieces: placed.response.pieces } : undefined;
}

function extrasOf(exchange: Exchange, placed: Placed): WithLazy<StreamscopeEntry> {
  const { wire, request, response, closed } = exchange;
  const explicit = isExplicit(placed.note);
  return {
    id: exchange.id,
    api: exchange.api,
    source: exchange.source === 'network' ? 'network' : undefined,
    frame: { id: exchange.frame.id, url: exchange.frame.url },
    stack: optional(exchange.stack),
    ours: exchange.ours ? { call: exchange.ours.call, parent: exchange.ours.parent } : undefined,
    url: withoutFragment(exchange.url) === exchange.url ? undefined : exchange.url,
    started: exchange.started,
    ended: exchange.ended ?? undefined,
    status: wire && wire.status !== exchange.status ? exchange.status : undefined,
    readyState: exchange.readyState,
    transitions: exchange.transitions.map(({ state, time, cause }) => [state, time, cause]),
    protocols: request.protocols.length > 0 ? request.protocols : undefined,
    options: Object.keys(request.options).length > 0 ? request.options : undefined,
    requestHeaders: wire ? request.headers : undefined,
    response: response
      ? {
          ...(response.status !== (wire?.status ?? exchange.status) && { status: response.status }),
          ...(wire && { statusText: response.statusText, headers: response.headers }),
          url: response.url,
          redirected: response.redirected,
          kind: response.kind,
          time: response.time,
        }
      : undefined,
    protocol: optional(exchange.protocol),
    extensions: optional(exchange.extensions),
    closing: exchange.closing ? { ...exchange.closing } : undefined,
    closed: closed ? { wasClean: closed.wasClean } : undefined,
    troubles: exchange.troubles.length > 0 ? exchange.troubles : undefined,
    error: exchange.error
      ? { kind: exchange.error.kind, name: exchange.error.name, message: exchange.error.message }
      : undefined,
    lost: exchange.lost ? { messages: exchange.lost.messages, bytes: exchange.lost.bytes } : undefined,
    upload: exchange.upload ? { loaded: exchange.upload.loaded, total: exchange.upload.total } : undefined,
    download: exchange.download ? { loaded: exchange.download.loaded, total: exchange.download.total } : undefined,
    buffered: optional(exchange.buffered),
    bytesSent: optional(exchange.bytesSent),
    bytesReceived: optional(exchange.bytesReceived),
    lastEventIds: exchange.lastEventIds.size > 0 ? [...exchange.lastEventIds] : undefined,
    bodySource: exchange.bodySource === 'network' ? 'network' : undefined,
    note: optional(exchange.note),
    framing: optional(exchange.framing),
    wire: wire
      ? {
          url: wire.url,
          initiator: wire.initiator,
          redirects: wire.redirects.map(({ url, status, location }) => ({ url, status, location })),
          preflight: wire.preflight ? { status: wire.preflight.status, duration: wire.preflight.duration } : null,
          connections: wire.connections,
        }
      : undefined,
    requestBody: requestNote(placed.request, explicit),
    responseBody: responseNote(placed, explicit),
    messages: placed.note,
  };
}

/** The entry of one exchange, as it is now. Yields to let others run. */
export function* entryOf(exchange: Exchange): Generator<void, WithLazy<Entry>> {
  const placed = yield* placeMessages(exchange);
  const { wire, response, closed, error } = exchange;
  const timings = timingsOf(exchange, lastMoment(exchange));
  const url = withoutFragment(exchange.url);
  const untold = isReserialised(placed.note) && exchange.status === 200 ? EVENT_STREAM : [];
  const responseHeaders = wire?.responseHeaders ?? response?.headers ?? untold;
  const aborted = isSocket(exchange) && !closed && error ? 'aborted' : undefined;
  return {
    pageref: documentOf(exchange),
    startedDateTime: isoDate(exchange.started),
    time: sumOf(timings),
    request: {
      method: exchange.method,
      url,
      httpVersion: wire?.httpVersion ?? '',
      cookies: wire?.requestCookies.map(cookie) ?? [],
      headers: headers(wire?.requestHeaders ?? exchange.request.headers),
      queryString: queryOf(url),
      postData: postDataOf(exchange, placed),
      headersSize: -1,
      bodySize: isSocket(exchange) ? 0 : exchange.bytesSent,
    },
    response: {
      status: wire?.status ?? exchange.status,
      statusText: wire?.statusText ?? response?.statusText ?? '',
      httpVersion: wire?.httpVersion ?? '',
      cookies: wire?.responseCookies.map(cookie) ?? [],
      headers: headers(responseHeaders),
      content: contentOf(exchange, placed),
      redirectURL: header(responseHeaders, 'location'),
      headersSize: -1,
      bodySize: -1,
      _transferSize: wire?.transferSize ?? undefined,
      _error: error ? `${error.name}: ${error.message}` : undefined,
    },
    cache: {},
    timings,
    serverIPAddress: optional(wire?.remoteAddress),
    _initiator: { type: wire?.initiator || 'script' },
    _priority: optional(wire?.priority),
    _resourceType: RESOURCE_TYPES[exchange.api],
    _webSocketClose: closed
      ? { code: closed.code, reason: closed.reason, timestamp: toSeconds(exchange.ended ?? lastMoment(exchange)) }
      : aborted,
    _streamscope: extrasOf(exchange, placed),
    _webSocketMessages: placed.webSocketMessages,
    _eventSourceMessages: placed.eventSourceMessages,
  };
}
