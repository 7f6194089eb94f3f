// Exchanges and messages as plain data, in the words of docs/automation.md.

import type { HeldMessage } from '../replay/gate/held.ts';
import { type Connection, connectionsOf } from '../store/connections.ts';
import {
  type CloseRecord,
  type CookieRecord,
  type ErrorRecord,
  type Exchange,
  type PhaseRecord,
  playedOf,
  type ReadyState,
  type RedirectRecord,
} from '../store/exchange.ts';
import type { MessageLog } from '../store/message-log.ts';
import type { HeaderList, Held } from '../wire/capture.ts';

export interface Summary {
  id: string;
  api: Exchange['api'];
  method: string;
  url: string;
  status: number;
  readyState: ReadyState;
  /** `time` in epoch ms. */
  transitions: { state: ReadyState; time: number }[];
  sent: number;
  received: number;
  bytesSent: number;
  bytesReceived: number;
  closed: CloseRecord | null;
  error: ErrorRecord | null;
  lost: { messages: number; bytes: number } | null;
  source: 'page' | 'network';
  /** Only where Streamscope made it for a person; `parent` is the id of the exchange that it repeats, empty where unknown. */
  ours?: { parent: string };
  /** Only where the page was given a recording instead of the network: the id of the recorded exchange. */
  played?: string;
  frame: { id: number; url: string };
  /** Epoch ms. */
  startedDateTime: number;
  /** Epoch ms; null while open. */
  endedDateTime: number | null;
}

export interface Detail extends Summary {
  request: {
    headers: HeaderList;
    protocols: string[];
    options: Record<string, string | number | boolean>;
    /** As sent, by the browser's network log; null where it told nothing. */
    wireHeaders: HeaderList | null;
  };
  response: {
    status: number;
    statusText: string;
    headers: HeaderList;
    url: string;
    redirected: boolean;
    type: string;
    protocol: string;
    extensions: string;
    /** As received, by the browser's network log; null where it told nothing. */
    wireHeaders: HeaderList | null;
    wireStatus: number | null;
  } | null;
  initiator: { stack: string } | null;
  /** Moments in epoch ms, phases in ms; null where unknown. */
  timings: {
    started: number;
    response: number | null;
    firstMessage: number | null;
    ended: number | null;
  } & PhaseRecord;
  cookies: { request: CookieRecord[]; response: CookieRecord[] };
  /** Empty where unknown. */
  remoteAddress: string;
  httpVersion: string;
  priority: string;
  /** Bytes of the response on the wire; null where unknown. */
  transferSize: number | null;
  redirects: RedirectRecord[];
  preflight: { status: number; duration: number } | null;
  /** Of an EventSource, one for each time it connected; `started` in epoch ms. */
  connections: Connection[];
  /** Who told the response body. */
  bodySource: 'page' | 'network';
}

export interface MessageData {
  seq: number;
  direction: 'sent' | 'received';
  time: number;
  size: number;
  opcode: 'text' | 'binary';
  /** Text, or base64 for `binary`; null where it was let go. */
  data: string | null;
  /** `source`: only the browser's network log told of it. */
  event?: { name: string; id: string; retry?: number; comment?: string; source?: 'network' };
  discarded?: true;
  incomplete?: true;
  /** Only the beginning was kept; `size` is that of the whole. */
  cut?: true;
  /** Sent or delivered by Streamscope for a person, not by the page or its server. */
  ours?: true;
  /** A person had it held: what became of it. */
  held?: Held['outcome'];
}

/** A message that is held, with its payload as in `messages()`. `name` only where it is an event. */
export type HeldData = Omit<HeldMessage, 'data' | 'cut' | 'name'> & {
  name?: string;
  opcode: 'text' | 'binary';
  data: string;
  cut?: true;
};

export function summarize(exchange: Exchange): Summary {
  const { id, api, method, url, status, readyState, bytesSent, bytesReceived, closed, error, lost, source } = exchange;
  return {
    id,
    api,
    method,
    url,
    status,
    readyState,
    transitions: exchange.transitions.map(({ state, time }) => ({ state, time })),
    sent: exchange.messages.sent,
    received: exchange.messages.received,
    bytesSent,
    bytesReceived,
    closed: closed && { ...closed },
    error: error && { ...error },
    lost: lost && { ...lost },
    source,
    ...(exchange.ours && { ours: { parent: exchange.ours.parent } }),
    ...(playedOf(exchange) !== null && { played: playedOf(exchange) as string }),
    frame: { ...exchange.frame },
    startedDateTime: exchange.started,
    endedDateTime: exchange.ended,
  };
}

const copy = (headers: HeaderList): HeaderList => headers.map(([name, value]) => [name, value]);

const NO_PHASES: PhaseRecord = {
  blocked: null,
  dns: null,
  connect: null,
  ssl: null,
  send: null,
  wait: null,
  receive: null,
};

function responseOf(exchange: Exchange): Detail['response'] {
  const { response, wire } = exchange;
  const answered = (wire?.status ?? 0) > 0;
  if (!response && !exchange.protocol && !exchange.extensions && exchange.status !== 101 && !answered) return null;
  return {
    status: exchange.status,
    statusText: response?.statusText ?? '',
    headers: copy(response?.headers ?? []),
    url: response?.url ?? '',
    redirected: response?.redirected ?? false,
    type: response?.kind ?? '',
    protocol: exchange.protocol,
    extensions: exchange.extensions,
    wireHeaders: wire && answered ? copy(wire.responseHeaders) : null,
    wireStatus: wire && answered ? wire.status : null,
  };
}

export function detail(exchange: Exchange): Detail {
  const { request, response, messages, wire } = exchange;
  let first: number | null = null;
  for (let i = 0; i < messages.length && first === null; i++) if (!(messages.flags(i) & 1)) first = messages.time(i);
  return {
    ...summarize(exchange),
    request: {
      headers: copy(request.headers),
      protocols: [...request.protocols],
      options: { ...request.options },
      wireHeaders: wire && copy(wire.requestHeaders),
    },
    response: responseOf(exchange),
    initiator: exchange.stack ? { stack: exchange.stack } : null,
    timings: {
      started: exchange.started,
      response: response?.time ?? null,
      firstMessage: first,
      ended: exchange.ended,
      ...(wire?.phases ?? NO_PHASES),
    },
    // The page sees none of its cookies here: only the browser's network log tells of them.
    cookies: {
      request: (wire?.requestCookies ?? []).map((cookie) => ({ ...cookie })),
      response: (wire?.responseCookies ?? []).map((cookie) => ({ ...cookie })),
    },
    remoteAddress: wire?.remoteAddress ?? '',
    httpVersion: wire?.httpVersion ?? '',
    priority: wire?.priority ?? '',
    transferSize: wire?.transferSize ?? null,
    redirects: (wire?.redirects ?? []).map((redirect) => ({ ...redirect })),
    preflight: wire?.preflight ? { ...wire.preflight } : null,
    connections: connectionsOf(exchange),
    bodySource: exchange.bodySource,
  };
}

/** Bytes a call of `String.fromCharCode` may take as arguments in every engine. */
const SLICE = 0x8000;

export function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += SLICE) binary += String.fromCharCode(...bytes.subarray(i, i + SLICE));
  return btoa(binary);
}

export function messageData(log: MessageLog, i: number): MessageData {
  const { seq, direction, time, size, opcode, data, event, discarded, incomplete, cut, ours, held } = log.message(i);
  return {
    seq,
    direction,
    time,
    size,
    opcode,
    data: data === null || typeof data === 'string' ? data : base64(data),
    ...(event && { event: { ...event } }),
    ...(discarded && { discarded }),
    ...(incomplete && { incomplete }),
    ...(cut && { cut }),
    ...(ours && { ours }),
    ...(held && { held }),
  };
}

export function heldData({ data, cut, name, ...rest }: HeldMessage): HeldData {
  const text = typeof data === 'string';
  return {
    ...rest,
    ...(name && { name }),
    opcode: text ? 'text' : 'binary',
    data: text ? data : base64(data),
    ...(cut && { cut }),
  };
}
