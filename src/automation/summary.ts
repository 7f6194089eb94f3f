// Exchanges and messages as plain data, in the words of docs/automation.md.
import type { CloseRecord, ErrorRecord, Exchange, ReadyState } from '../store/exchange.ts';
import type { MessageLog } from '../store/message-log.ts';
import type { HeaderList } from '../wire/capture.ts';

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
  frame: { id: number; url: string };
  /** Epoch ms. */
  startedDateTime: number;
  /** Epoch ms; null while open. */
  endedDateTime: number | null;
}

export interface Detail extends Summary {
  request: { headers: HeaderList; protocols: string[]; options: Record<string, string | number | boolean> };
  response: {
    status: number;
    statusText: string;
    headers: HeaderList;
    url: string;
    redirected: boolean;
    type: string;
    protocol: string;
    extensions: string;
  } | null;
  initiator: { stack: string } | null;
  /** Epoch ms; null where unknown. */
  timings: { started: number; response: number | null; firstMessage: number | null; ended: number | null };
  cookies: { request: HeaderList; response: HeaderList };
}

export interface MessageData {
  seq: number;
  direction: 'sent' | 'received';
  time: number;
  size: number;
  opcode: 'text' | 'binary';
  /** Text, or base64 for `binary`; null where it was let go. */
  data: string | null;
  event?: { name: string; id: string; retry?: number; comment?: string };
  discarded?: true;
  incomplete?: true;
  /** Only the beginning was kept; `size` is that of the whole. */
  cut?: true;
}

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
    frame: { ...exchange.frame },
    startedDateTime: exchange.started,
    endedDateTime: exchange.ended,
  };
}

const copy = (headers: HeaderList): HeaderList => headers.map(([name, value]) => [name, value]);

export function detail(exchange: Exchange): Detail {
  const { request, response, messages } = exchange;
  let first: number | null = null;
  for (let i = 0; i < messages.length && first === null; i++) if (!(messages.flags(i) & 1)) first = messages.time(i);
  return {
    ...summarize(exchange),
    request: { headers: copy(request.headers), protocols: [...request.protocols], options: { ...request.options } },
    response:
      response || exchange.protocol || exchange.extensions || exchange.status === 101
        ? {
            status: exchange.status,
            statusText: response?.statusText ?? '',
            headers: copy(response?.headers ?? []),
            url: response?.url ?? '',
            redirected: response?.redirected ?? false,
            type: response?.kind ?? '',
            protocol: exchange.protocol,
            extensions: exchange.extensions,
          }
        : null,
    initiator: exchange.stack ? { stack: exchange.stack } : null,
    timings: {
      started: exchange.started,
      response: response?.time ?? null,
      firstMessage: first,
      ended: exchange.ended,
    },
    // The page sees no cookies of its exchanges; what the browser tells is added by the second source.
    cookies: { request: [], response: [] },
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
  const { seq, direction, time, size, opcode, data, event, discarded, incomplete, cut } = log.message(i);
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
  };
}
