// From the store's exchange to the plain data that snippets are made of.
import type { Exchange } from '../../store/exchange.ts';
import { type EventFacts, INCOMPLETE, type MessageLog, NEVER_ARRIVED } from '../../store/message-log.ts';
import type { Piece, SnippetSource, SocketMessage, SourceResponse } from './source.ts';

const isSocket = ({ api }: Exchange): boolean => api === 'websocket' || api === 'websocketstream';

const exact = (data: string | Uint8Array): string | Uint8Array =>
  typeof data === 'string' ? data.toWellFormed() : data.slice();

/** Rows of one direction whose payload is still there. */
function pieces(log: MessageLog, started: number, sent: boolean): Piece[] {
  const found: Piece[] = [];
  for (let i = 0; i < log.length; i++) {
    const data = log.isSent(i) === sent ? log.data(i) : null;
    if (data !== null) found.push({ at: log.time(i) - started, data: exact(data) });
  }
  return found;
}

function socketMessages({ messages, started }: Exchange, answers: boolean): SocketMessage[] {
  const found: SocketMessage[] = [];
  for (let i = 0; i < messages.length; i++) {
    const direction = messages.isSent(i) ? 'sent' : 'received';
    const data = answers || direction === 'sent' ? messages.data(i) : null;
    if (data === null || messages.flags(i) & NEVER_ARRIVED) continue;
    found.push({ direction, at: messages.time(i) - started, data: exact(data) });
  }
  return found;
}

/**
 * An event as a server can send it.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
function eventText({ name, id, retry, comment }: EventFacts, data: string, lastId: string): string {
  if (comment !== undefined) return `:${comment}\n\n`;
  const lines = [
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...(id === lastId ? [] : [`id: ${id}`]),
    ...(name === '' || name === 'message' ? [] : [`event: ${name}`]),
    ...(name === '' ? [] : data.split('\n').map((line) => `data: ${line}`)),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** The body of an EventSource's response, whose bytes the page cannot see. */
function eventPieces({ messages, started }: Exchange): Piece[] {
  const found: Piece[] = [];
  let lastId = '';
  for (let i = 0; i < messages.length; i++) {
    const event = messages.event(i);
    const data = messages.data(i);
    if (!event || typeof data !== 'string' || messages.flags(i) & INCOMPLETE) continue;
    found.push({ at: messages.time(i) - started, data: eventText(event, data.toWellFormed(), lastId) });
    lastId = event.id;
  }
  return found;
}

function responsePieces(exchange: Exchange): Piece[] {
  const { chunks, messages, started, api } = exchange;
  if (chunks.length > 0) return pieces(chunks, started, false);
  return api === 'eventsource' ? eventPieces(exchange) : pieces(messages, started, false);
}

function responseOf(exchange: Exchange, answers: boolean): SourceResponse | null {
  const { response, wire, api, error } = exchange;
  const status = wire?.status || exchange.status;
  if (isSocket(exchange) || status < 200) return null;
  const known = wire?.responseHeaders ?? response?.headers ?? [];
  return {
    status,
    statusText: wire?.statusText ?? response?.statusText ?? '',
    headers: api === 'eventsource' && known.length === 0 ? [['content-type', 'text/event-stream']] : known,
    pieces: answers ? responsePieces(exchange) : [],
    end: api === 'eventsource' || exchange.ended === null ? 'open' : error?.kind === 'network' ? 'failed' : 'finished',
  };
}

function closeOf({ closed, closing, ended, started }: Exchange): SnippetSource['close'] {
  if (!closed) return null;
  const at = (ended ?? started) - started;
  const { code, reason } = closing ? { code: closing.code ?? 1005, reason: closing.reason } : closed;
  return { code, reason, at, byPage: closing !== null };
}

function eventNames({ messages, api }: Exchange): string[] {
  const names = new Set(api === 'eventsource' ? ['message'] : []);
  for (let i = 0; i < messages.length; i++) {
    const name = messages.event(i)?.name;
    if (name) names.add(name);
  }
  return [...names];
}

function originOf(exchange: Exchange): string {
  const told = exchange.wire?.requestHeaders.find(([name]) => name.toLowerCase() === 'origin')?.[1];
  const origin = told ?? URL.parse(exchange.frame.url)?.origin ?? '';
  return origin === 'null' ? '' : origin;
}

const requestUrl = (url: string): string => (URL.parse(url)?.href ?? url).replace(/#.*$/s, '');

/**
 * The exchange as it is now. Payloads are copied; those that were let go are left out, and what the server sent is for
 * snippets that do not say it (`answers` false).
 */
export function snippetSource(exchange: Exchange, answers = true): SnippetSource {
  const { api, request, wire, framing, started, messages } = exchange;
  const { options } = request;
  return {
    api,
    method: exchange.method,
    url: requestUrl(exchange.url),
    headers: wire?.requestHeaders ?? request.headers,
    body: isSocket(exchange) ? [] : pieces(exchange.messages, started, true),
    upload: options.duplex === 'half',
    credentials: options.withCredentials === true || options.credentials === 'include',
    options,
    redirected: exchange.response?.redirected === true || (wire?.redirects.length ?? 0) > 0,
    stream: api === 'eventsource' || framing !== '' || (!isSocket(exchange) && messages.received > 1),
    origin: originOf(exchange),
    protocols: request.protocols,
    response: responseOf(exchange, answers),
    eventNames: eventNames(exchange),
    messages: isSocket(exchange) ? socketMessages(exchange, answers) : [],
    opened: (exchange.transitions.find(({ state }) => state === 1)?.time ?? started) - started,
    close: closeOf(exchange),
  };
}
