// An entry of our own file as the exchange it was: nothing guessed, nothing lost.
import type { Exchange, PhaseRecord, WireRecord } from '../../store/exchange.ts';
import type { MessageLog, Row } from '../../store/message-log.ts';
import { utf8Size } from '../../store/utf8-size.ts';
import { BINARY, CHUNK, DROPPED, SENT } from '../../wire/capture.ts';
import { framedRows, framerNamed } from '../framed.ts';
import { Cursor, decodeParts, encodeParts } from './parts.ts';
import type { RawEntry } from './raw-entry.ts';
import type { ProblemCode } from './sentences.ts';
import { cookiesOf, headersOf, membersOf, numberIn, type OwnColumns, type OwnEntry, textIn } from './shapes.ts';

const NO_BYTES = new Uint8Array(0);
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Tells of something in an entry that is not as it should be. */
export type Complain = (code: ProblemCode, ...values: string[]) => void;

interface Body {
  parts: readonly string[];
  base64: boolean;
  columns: OwnColumns | undefined;
  /** Of a piece, where there are no columns. */
  flags: number;
  time: number;
}

const phase = (value: number | null): number | null => (value === null || value === -1 ? null : value);

function wireOf(raw: RawEntry, own: NonNullable<OwnEntry['wire']>): WireRecord {
  const timings = membersOf(raw.entry.get('timings'));
  const at = (name: keyof PhaseRecord): number | null => phase(numberIn(timings, name));
  return {
    url: own.url,
    status: numberIn(raw.response, 'status') ?? 0,
    statusText: textIn(raw.response, 'statusText'),
    requestHeaders: headersOf(raw.request.get('headers')),
    responseHeaders: headersOf(raw.response.get('headers')),
    requestCookies: cookiesOf(raw.request.get('cookies')),
    responseCookies: cookiesOf(raw.response.get('cookies')),
    remoteAddress: textIn(raw.entry, 'serverIPAddress'),
    httpVersion: textIn(raw.response, 'httpVersion'),
    phases: {
      blocked: at('blocked'),
      dns: at('dns'),
      connect: at('connect'),
      ssl: at('ssl'),
      send: at('send'),
      wait: at('wait'),
      receive: at('receive'),
    },
    transferSize: numberIn(raw.response, '_transferSize'),
    priority: textIn(raw.entry, '_priority'),
    initiator: own.initiator,
    redirects: own.redirects,
    preflight: own.preflight,
    connections: own.connections,
  };
}

function responseOf(raw: RawEntry, own: NonNullable<OwnEntry['response']>): Exchange['response'] {
  return {
    status: own.status ?? numberIn(raw.response, 'status') ?? 0,
    statusText: own.statusText ?? textIn(raw.response, 'statusText'),
    headers: own.headers ?? headersOf(raw.response.get('headers')),
    url: own.url,
    redirected: own.redirected,
    kind: own.kind,
    time: own.time,
  };
}

function closedOf(raw: RawEntry, own: OwnEntry): Exchange['closed'] {
  const close = membersOf(raw.entry.get('_webSocketClose'));
  if (!own.closed) return null;
  return { code: numberIn(close, 'code') ?? 1005, reason: textIn(close, 'reason'), wasClean: own.closed.wasClean };
}

/** The exchange; its messages and bodies are put together step by step, so that others can run in between. */
export function* ownExchange(raw: RawEntry, own: OwnEntry, complain: Complain): Generator<void, Exchange> {
  const exchange: Exchange = {
    id: own.id,
    api: own.api,
    method: textIn(raw.request, 'method'),
    url: own.url ?? textIn(raw.request, 'url'),
    source: own.source ?? 'page',
    frame: own.frame,
    stack: own.stack ?? '',
    ours: own.ours ?? null,
    started: own.started,
    ended: own.ended ?? null,
    status: own.status ?? numberIn(raw.response, 'status') ?? 0,
    readyState: own.readyState,
    transitions: own.transitions.map(([state, time, cause]) => ({ state, time, cause })),
    request: {
      headers: own.requestHeaders ?? headersOf(raw.request.get('headers')),
      protocols: own.protocols ?? [],
      options: own.options ?? {},
    },
    response: own.response ? responseOf(raw, own.response) : null,
    protocol: own.protocol ?? '',
    extensions: own.extensions ?? '',
    closing: own.closing ?? null,
    closed: closedOf(raw, own),
    troubles: own.troubles ?? [],
    error: own.error ?? null,
    lost: own.lost ?? null,
    upload: own.upload ?? null,
    download: own.download ?? null,
    buffered: own.buffered ?? 0,
    bytesSent: own.bytesSent ?? 0,
    bytesReceived: own.bytesReceived ?? 0,
    wire: own.wire ? wireOf(raw, own.wire) : null,
    lastEventIds: new Map(own.lastEventIds ?? []),
    bodySource: own.bodySource ?? 'page',
    note: own.note ?? '',
    messages: raw.messages,
    chunks: raw.chunks,
    framing: own.framing ?? '',
    revision: 0,
  };
  const place = own.messages.in;
  if (place === 'bodies' || place === 'framing') yield* fill(exchange, raw, own, complain);
  return exchange;
}

/** Puts messages and chunks together from the bodies. */
function* fill(exchange: Exchange, raw: RawEntry, own: OwnEntry, complain: Complain): Generator<void> {
  const time = exchange.ended ?? exchange.started;
  const base64 = raw.requestBase64.end();
  const request: Body = {
    parts: base64.length > 0 ? base64 : raw.requestText.end(),
    base64: base64.length > 0,
    columns: own.requestBody?.pieces,
    flags: SENT | CHUNK,
    time: exchange.started,
  };
  const response: Body = {
    parts: raw.responseText.end(),
    base64: raw.content.get('encoding') === 'base64',
    columns: own.responseBody?.pieces,
    flags: CHUNK,
    time,
  };
  const framer = own.messages.in === 'framing' ? framerNamed(exchange.framing) : null;
  const sent = rowsOf(request, complain);
  if (!framer) {
    if (own.messages.in === 'framing') complain('framing', JSON.stringify(exchange.framing));
    return yield* merge(exchange.messages, sent, rowsOf(response, complain), own.messages.order);
  }
  for (const row of rowsOf(response, complain)) {
    if (row === null) yield;
    else exchange.chunks.append(row);
  }
  const framed = framedRows(framer, exchange.chunks, exchange.ended !== null);
  yield* merge(exchange.messages, sent, storeRows(framed), own.messages.order);
}

function* storeRows(framed: ReturnType<typeof framedRows>): Generator<Row | null> {
  for (const row of framed) {
    if (!row) yield null;
    else {
      const { data: block, event, time, flags, size } = row;
      yield { time, flags, size, block, start: 0, length: block.length, ...(event && { event }) };
    }
  }
}

/** Sent and received rows in the order in which they alternated; without one, sent rows first. */
function* merge(
  log: MessageLog,
  sent: Generator<Row | null>,
  received: Generator<Row | null>,
  order: number[] = [],
): Generator<void> {
  const all = [...order, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const [i, count] of all.entries()) {
    const from = i % 2 === 0 ? sent : received;
    for (let n = 0; n < count; ) {
      const next = from.next();
      if (next.done) break;
      if (next.value === null) yield;
      else {
        log.append(next.value);
        n++;
      }
    }
  }
}

/** Rows between two occasions for others to run. */
const BREATH = 4096;

/** The pieces of a body as rows; null is an occasion to let others run. */
function* rowsOf(body: Body, complain: Complain): Generator<Row | null> {
  const { columns } = body;
  const bytes = body.base64 ? decodeParts(body.parts) : null;
  if (body.base64 && !bytes) complain('noBase64');
  if (!columns) {
    const row = wholeBody(body, bytes);
    if (row) yield row;
    return;
  }
  const cursor =
    columns.unit === 'utf16' && !bytes
      ? new Cursor(body.parts, '')
      : new Cursor<Uint8Array>(bytes ?? encodeParts(body.parts), NO_BYTES);
  const flags = unrolled(columns.flags);
  let short = false;
  for (const [i, length] of columns.lengths.entries()) {
    if (i % BREATH === BREATH - 1) yield null;
    const slice = cursor.take(Math.max(0, Math.trunc(length)));
    if (slice.length < length) short = true;
    yield rowOf(slice, flags.next().value ?? 0, columns.times[i] ?? body.time, columns.sizes?.[i]);
  }
  const rest = cursor.rest();
  if (rest.length > 0)
    yield rowOf(rest, body.flags | (typeof rest.block === 'string' ? 0 : BINARY), body.time, undefined);
  if (short || rest.length > 0) complain('lengths');
}

function wholeBody(body: Body, bytes: Uint8Array[] | null): Row | null {
  const slice = bytes ? new Cursor<Uint8Array>(bytes, NO_BYTES).rest() : new Cursor(body.parts, '').rest();
  return slice.length === 0 ? null : rowOf(slice, body.flags | (bytes ? BINARY : 0), body.time, undefined);
}

function rowOf(
  { block, start, length }: { block: string | Uint8Array; start: number; length: number },
  flags: number,
  time: number,
  size: number | undefined,
): Row {
  if (flags & DROPPED) return { time, flags, size: size ?? 0, block: null, start: 0, length: 0 };
  if (typeof block === 'string') {
    const natural = (): number => utf8Size(block.slice(start, start + length));
    return { time, flags, size: size ?? natural(), block, start, length };
  }
  if (flags & BINARY) return { time, flags, size: size ?? length, block, start, length };
  const text = decoder.decode(block.subarray(start, start + length));
  return { time, flags, size: size ?? length, block: text, start: 0, length: text.length };
}

function* unrolled(runs: number[]): Generator<number, number> {
  for (let i = 0; i + 1 < runs.length; i += 2) {
    for (let n = 0; n < (runs[i + 1] as number); n++) yield (runs[i] as number) & 0xffff;
  }
  return 0;
}
