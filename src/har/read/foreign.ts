// An entry of another tool as an exchange: what HAR says, and what it does not say left empty. Nothing is made up but
// the states that such an exchange must have gone through.
import { chooseFramer } from '../../decode/framing/choose.ts';
import { essence } from '../../decode/media-type.ts';
import type { Exchange, PhaseRecord, ReadyState, TransitionRecord, WireRecord } from '../../store/exchange.ts';
import type { Row } from '../../store/message-log.ts';
import { utf8Size } from '../../store/utf8-size.ts';
import type { Api } from '../../wire/capture.ts';
import { BINARY, CHUNK, DROPPED, SENT } from '../../wire/capture.ts';
import { framedRows } from '../framed.ts';
import { foreignTime } from './lists.ts';
import type { Complain } from './own.ts';
import { Cursor, decodeParts } from './parts.ts';
import type { Members, RawEntry } from './raw-entry.ts';
import { cookiesOf, headersOf, membersOf, numberIn, textIn } from './shapes.ts';

const NO_BYTES = new Uint8Array(0);

function apiOf({ entry, lists }: RawEntry, url: string): Api {
  const type = textIn(entry, '_resourceType').toLowerCase();
  if (type === 'websocket' || lists.hasSockets || /^wss?:/i.test(url)) return 'websocket';
  if (type === 'eventsource') return 'eventsource';
  return type === 'xhr' ? 'xhr' : 'fetch';
}

/** A phase in ms; null where the file says -1 or nothing. */
function phaseOf(timings: Members, name: keyof PhaseRecord): number | null {
  const value = numberIn(timings, name);
  return value === null || value < 0 ? null : value;
}

function wireOf({ entry, request, response }: RawEntry, url: string): WireRecord {
  const timings = membersOf(entry.get('timings'));
  const size = numberIn(response, '_transferSize');
  return {
    url,
    status: numberIn(response, 'status') ?? 0,
    statusText: textIn(response, 'statusText'),
    requestHeaders: headersOf(request.get('headers')),
    responseHeaders: headersOf(response.get('headers')),
    requestCookies: cookiesOf(request.get('cookies')),
    responseCookies: cookiesOf(response.get('cookies')),
    remoteAddress: textIn(entry, 'serverIPAddress'),
    httpVersion: textIn(response, 'httpVersion') || textIn(request, 'httpVersion'),
    phases: {
      blocked: phaseOf(timings, 'blocked'),
      dns: phaseOf(timings, 'dns'),
      connect: phaseOf(timings, 'connect'),
      ssl: phaseOf(timings, 'ssl'),
      send: phaseOf(timings, 'send'),
      wait: phaseOf(timings, 'wait'),
      receive: phaseOf(timings, 'receive'),
    },
    transferSize: size === null || size < 0 ? null : size,
    priority: textIn(entry, '_priority'),
    initiator: textIn(membersOf(entry.get('_initiator')), 'type'),
    redirects: [],
    preflight: null,
    connections: 1,
  };
}

interface Moments {
  started: number;
  /** Head of the response, or opening of the connection. */
  answered: number;
  ended: number;
}

function momentsOf(raw: RawEntry, { phases }: WireRecord): Moments {
  const started = raw.started();
  const { blocked, dns, connect, send, wait } = phases;
  const before = [blocked, dns, connect, send, wait].reduce<number>((sum, phase) => sum + (phase ?? 0), 0);
  const answered = started + before;
  const close = membersOf(raw.entry.get('_webSocketClose'));
  const last = raw.messages.length > 0 ? raw.messages.time(raw.messages.length - 1) : 0;
  const ended = started + Math.max(0, numberIn(raw.entry, 'time') ?? 0);
  return { started, answered, ended: Math.max(foreignTime(close.get('timestamp')) ?? 0, ended, answered, last) };
}

/** The states that an exchange of this API went through, at the moments that the file tells. */
function transitionsOf(api: Api, { started, answered, ended }: Moments, failed: boolean): TransitionRecord[] {
  const states: Record<Api, ReadyState[]> = {
    fetch: failed ? ['pending', 'failed'] : ['pending', 'response', 'done'],
    xhr: failed ? [1, 4] : [1, 2, 4],
    eventsource: failed ? [0, 2] : [0, 1, 2],
    websocket: failed ? [0, 3] : [0, 1, 3],
    websocketstream: failed ? [0, 3] : [0, 1, 3],
  };
  const list = states[api];
  return list.map((state, i) => ({
    state,
    time: i === 0 ? started : i === list.length - 1 ? ended : answered,
    cause: 'file',
  }));
}

/** What the request body was, where the file has only its form fields. */
function formText(postData: Members): string {
  const params = headersOf(postData.get('params'));
  return new URLSearchParams(params).toString();
}

function requestRow(raw: RawEntry, time: number): Row | null {
  const bytes = raw.requestBytes;
  if (bytes) return bodyRow(bytes, utf8(bytes), SENT | CHUNK, time);
  const parts = raw.requestText.end();
  const text = parts.length > 0 ? parts.join('') : formText(raw.postData);
  if (text === '') return null;
  return { time, flags: SENT | CHUNK, size: utf8Size(text), block: text, start: 0, length: text.length };
}

/** The response body as one piece; null where there was none. */
function responseRow(raw: RawEntry, time: number, complain: Complain): Row | null {
  const parts = raw.responseText.end();
  const attached = raw.responseBytes;
  const known = Math.max(0, numberIn(raw.content, 'size') ?? 0);
  if (parts.length === 0 && !attached) {
    if (known === 0) return null;
    return { time, flags: CHUNK | DROPPED, size: known, block: null, start: 0, length: 0 };
  }
  const isBase64 = !attached && raw.content.get('encoding') === 'base64';
  const bytes = attached ? [attached] : isBase64 ? decodeParts(parts) : null;
  if (isBase64 && !bytes) complain('noBase64');
  if (!bytes) {
    const { block, length } = new Cursor(parts, '').rest();
    return { time, flags: CHUNK, size: utf8Size(block), block, start: 0, length };
  }
  const { block, length } = new Cursor<Uint8Array>(bytes, NO_BYTES).rest();
  const whole = block.subarray(0, length);
  return bodyRow(whole, isText(textIn(raw.content, 'mimeType')) ? utf8(whole) : null, CHUNK, time);
}

/** A body as one piece: as text where that is known, else its bytes. */
function bodyRow(bytes: Uint8Array, text: string | null, flags: number, time: number): Row {
  const size = bytes.length;
  if (text === null) return { time, flags: flags | BINARY, size, block: bytes, start: 0, length: size };
  return { time, flags, size, block: text, start: 0, length: text.length };
}

const isText = (type: string): boolean =>
  /^text\/|[/+](json|xml|javascript|ecmascript|x-ndjson|jsonl|json-seq)$/.test(essence(type));

/** Null where the bytes are no UTF-8. */
function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function failureOf({ response, lists, entry }: RawEntry, api: Api): Exchange['error'] {
  const text = textIn(response, '_error') || lists.errors[0]?.text || '';
  if (text !== '') return { kind: /abort|cancel/i.test(text) ? 'abort' : 'network', name: 'error', message: text };
  if (api === 'websocket' && entry.get('_webSocketClose') === 'aborted')
    return { kind: 'network', name: 'error', message: 'the connection was cut' };
  return null;
}

function closeOf(raw: RawEntry): Exchange['closed'] {
  const close = membersOf(raw.entry.get('_webSocketClose'));
  const code = numberIn(close, 'code');
  return code === null ? null : { code, reason: textIn(close, 'reason'), wasClean: code !== 1006 };
}

/** The exchange; `id` is unique in the file. */
export function* foreignExchange(raw: RawEntry, id: string, complain: Complain): Generator<void, Exchange> {
  const url = textIn(raw.request, 'url');
  const api = apiOf(raw, url);
  const wire = wireOf(raw, url);
  const moments = momentsOf(raw, wire);
  const error = failureOf(raw, api);
  const failed = error !== null && wire.status === 0;
  const transitions = transitionsOf(api, moments, failed);
  const type = textIn(raw.entry, '_resourceType');
  const socket = api === 'websocket';
  const exchange: Exchange = {
    id,
    api,
    method: textIn(raw.request, 'method') || 'GET',
    url,
    source: 'network',
    frame: { id: 0, url: '' },
    stack: '',
    ours: null,
    started: moments.started,
    ended: moments.ended,
    status: wire.status,
    readyState: transitions.at(-1)?.state ?? 0,
    transitions,
    request: {
      headers: wire.requestHeaders,
      protocols: [],
      options: type !== '' && type !== api ? { resourceType: type } : {},
    },
    response: failed || socket ? null : headOf(wire, raw, moments),
    protocol: socket ? headerOf(wire, 'sec-websocket-protocol') : '',
    extensions: socket ? headerOf(wire, 'sec-websocket-extensions') : '',
    closing: null,
    closed: closeOf(raw),
    troubles: raw.lists.errors.map(({ time }) => time ?? moments.ended),
    error,
    lost: null,
    upload: null,
    download: null,
    buffered: 0,
    bytesSent: 0,
    bytesReceived: 0,
    wire,
    lastEventIds: new Map(),
    bodySource: 'network',
    note: '',
    messages: raw.messages,
    chunks: raw.chunks,
    framing: '',
    revision: 0,
  };
  if (!socket) yield* fill(exchange, raw, moments, complain);
  count(exchange);
  return exchange;
}

const headerOf = (wire: WireRecord, wanted: string): string =>
  wire.responseHeaders.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';

function headOf(wire: WireRecord, raw: RawEntry, { answered }: Moments): Exchange['response'] {
  const { status, statusText, responseHeaders } = wire;
  const type = textIn(raw.content, 'mimeType');
  const typed = headerOf(wire, 'content-type') !== '' || type === '' || type === 'x-unknown';
  // What a body is, decoders ask the headers; some tools only say it here.
  const headers: [string, string][] = typed ? responseHeaders : [...responseHeaders, ['content-type', type]];
  return { status, statusText, headers, url: wire.url, redirected: false, kind: '', time: answered };
}

/** The bodies become messages: events from Chrome's list where there is one, else by framing, else one piece. */
function* fill(exchange: Exchange, raw: RawEntry, moments: Moments, complain: Complain): Generator<void> {
  const { messages, chunks } = exchange;
  const body = responseRow(raw, moments.ended, complain);
  const listed = messages.length > 0;
  const request = requestRow(raw, moments.started);
  if (request && !listed) messages.append(request);
  const type = exchange.response?.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const framer = body && body.block !== null ? chooseFramer(type || textIn(raw.content, 'mimeType')) : null;
  if (body && framer) {
    // An EventSource has no body that a page could read: of a list it has only the events.
    if (exchange.api === 'eventsource' && listed) return;
    exchange.framing = framer.name;
    chunks.append(body);
    if (listed) return;
    for (const row of framedRows(framer, chunks, true)) {
      if (row === null) yield;
      else {
        const { data: block, event, ...rest } = row;
        messages.append({ ...rest, block, start: 0, length: block.length, ...(event && { event }) });
      }
    }
  } else if (body && !listed) messages.append(body);
}

function count(exchange: Exchange): void {
  const { messages, chunks } = exchange;
  for (let i = 0; i < messages.length; i++) {
    if (messages.isSent(i)) exchange.bytesSent += messages.size(i);
    else if (chunks.length === 0) exchange.bytesReceived += messages.size(i);
  }
  for (let i = 0; i < chunks.length; i++) exchange.bytesReceived += chunks.size(i);
}
