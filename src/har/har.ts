// The file format as types: HAR 1.2, the stream fields that other tools read and write, and ours under `_streamscope`.
// docs/har.md says the same in words, docs/har.schema.json for machines.
import type * as Har12 from 'har-format';
import type {
  CloseRecord,
  ErrorRecord,
  Exchange,
  FrameRecord,
  OursRecord,
  RedirectRecord,
  ResponseRecord,
} from '../store/exchange.ts';
import type { Notice } from '../store/notice.ts';
import type { Totals } from '../store/store.ts';
import type { Api, HeaderList } from '../wire/capture.ts';

/** Raised whenever a reader of the old form could misread the new one. `versions/` brings older files up to it. */
export const FORMAT = 1;

/** @see http://www.softwareishard.com/blog/har-12-spec/ */
export interface Har {
  log: Log;
}

export interface Log {
  version: '1.2';
  creator: Har12.Creator;
  browser?: Har12.Browser;
  /** Present in our own files only; stands before the entries, so that a reader knows the format first. */
  _streamscope?: StreamscopeLog;
  entries: Entry[];
  /** One for each document. */
  pages?: Har12.Page[];
}

/** One exchange. Fields that begin with `_` and are not ours are those of Chrome, unless they say otherwise. */
export interface Entry {
  pageref?: string;
  /** ISO 8601, to the millisecond; `_streamscope.started` is exact. */
  startedDateTime: string;
  /** Milliseconds: what `timings` add up to, `ssl` left out. */
  time: number;
  request: Request;
  response: Response;
  cache: Record<string, never>;
  timings: Timings;
  serverIPAddress?: string;
  _initiator?: Initiator;
  _priority?: string;
  _resourceType?: 'fetch' | 'xhr' | 'eventsource' | 'websocket';
  /** HTTP Toolkit's: how a WebSocket ended; `aborted` where no close code is known. */
  _webSocketClose?: WebSocketClose | 'aborted';
  _streamscope?: StreamscopeEntry;
  _webSocketMessages?: WebSocketMessage[];
  _eventSourceMessages?: EventSourceMessage[];
}

export interface Request {
  method: string;
  /** Without fragment, as HAR wants it. */
  url: string;
  httpVersion: string;
  cookies: Cookie[];
  /** On the wire where known, else as the page set them. */
  headers: Header[];
  queryString: Header[];
  postData?: PostData;
  headersSize: number;
  bodySize: number;
}

export interface PostData {
  mimeType: string;
  /** Empty for a binary body, which is in `_streamscope.requestBody.base64`. */
  text: string;
  comment?: string;
}

export interface Response {
  status: number;
  statusText: string;
  httpVersion: string;
  cookies: Cookie[];
  headers: Header[];
  content: Content;
  redirectURL: string;
  headersSize: number;
  bodySize: number;
  /** Bytes on the wire, head and body. */
  _transferSize?: number;
  _error?: string;
}

export interface Content {
  /** Bytes after content decoding. */
  size: number;
  /** For an event stream exactly `text/event-stream`: Chrome compares the whole string. */
  mimeType: string;
  text?: string;
  encoding?: 'base64';
}

export interface Header {
  name: string;
  value: string;
}

export interface Cookie extends Header {
  path?: string;
  domain?: string;
  expires?: string;
  httpOnly?: boolean;
  secure?: boolean;
  sameSite?: string;
}

/** Milliseconds; -1 where one does not apply or is not known. */
export interface Timings {
  blocked: number;
  dns: number;
  connect: number;
  ssl: number;
  send: number;
  wait: number;
  receive: number;
}

export interface Initiator {
  type: string;
  url?: string;
  lineNumber?: number;
}

/** Chrome's, and that of the tools that follow it. */
export interface WebSocketMessage {
  type: 'send' | 'receive';
  /** Epoch seconds. Times 1000, rounded to a double, it is the epoch ms of the store. */
  time: number;
  /** 1: `data` is text. 2: `data` is base64. */
  opcode: 1 | 2;
  data: string;
}

/** Chrome's. Only what a page is told: no comments, no block of `retry` alone, no unfinished event. */
export interface EventSourceMessage {
  /** Epoch seconds, as in {@link WebSocketMessage}. */
  time: number;
  eventName: string;
  eventId: string;
  data: string;
}

export interface WebSocketClose {
  code: number;
  reason: string;
  /** Epoch seconds. */
  timestamp: number;
}

/** `log._streamscope`. */
export interface StreamscopeLog {
  format: number;
  /** Of the extension that wrote the file. */
  version: string;
  /** ISO 8601. */
  exported: string;
  /** What the panel said of gaps and faults. */
  notices?: Notice[];
  /** Of the whole panel, where only some of it was chosen for the file. */
  totals?: Totals;
  /** What was replaced before the file was written. */
  redaction?: RedactionNote;
}

export interface RedactionNote {
  /** How many different secrets were replaced. */
  secrets: number;
  /** How many different secrets of each kind. */
  kinds?: Record<string, number>;
}

/**
 * `entry._streamscope`: what the store knows of an exchange and HAR has no place for. Members that would be null, empty,
 * 0 or equal to their HAR counterpart are left out. Times are epoch ms, sizes bytes.
 */
export interface StreamscopeEntry {
  id: string;
  api: Api;
  source?: 'network';
  frame: FrameRecord;
  /** Of the call that started it, one frame a line. */
  stack?: string;
  /** Made by Streamscope for a person, not by the page. */
  ours?: OursRecord;
  /** Where `request.url` is not exactly what the page asked for (a fragment). */
  url?: string;
  started: number;
  /** Left out while open. */
  ended?: number;
  /** As the page sees it, where `response.status` tells what was on the wire. */
  status?: number;
  readyState: Exchange['readyState'];
  transitions: [state: Exchange['readyState'], time: number, cause: string][];
  /** Subprotocols offered. */
  protocols?: string[];
  options?: Record<string, string | number | boolean>;
  /** As the page set them, where `request.headers` tells what was on the wire. */
  requestHeaders?: HeaderList;
  /** `status`, `statusText` and `headers` only where HAR's `response` does not tell them as the page saw them. */
  response?: Omit<ResponseRecord, 'status' | 'statusText' | 'headers'> &
    Partial<Pick<ResponseRecord, 'status' | 'statusText' | 'headers'>>;
  /** Subprotocol and extensions negotiated. */
  protocol?: string;
  extensions?: string;
  closing?: { code: number | null; reason: string; ours?: true };
  /** Code and reason are those of `_webSocketClose`. */
  closed?: Pick<CloseRecord, 'wasClean'>;
  troubles?: number[];
  error?: ErrorRecord;
  lost?: { messages: number; bytes: number };
  upload?: { loaded: number; total: number | null };
  download?: { loaded: number; total: number | null };
  buffered?: number;
  bytesSent?: number;
  bytesReceived?: number;
  /** The `Last-Event-ID` that each connection of an EventSource sent, where the network log tells; connections from 1. */
  lastEventIds?: [connection: number, id: string][];
  bodySource?: 'network';
  note?: string;
  framing?: string;
  /** From the browser's network log; what is in HAR's own places (headers, cookies, timings, address) is only there. */
  wire?: {
    url: string;
    initiator: string;
    redirects: RedirectRecord[];
    preflight: { status: number; duration: number } | null;
    connections: number;
  };
  requestBody?: BodyNote;
  responseBody?: BodyNote;
  messages: MessagesNote;
}

/** What there is to say of a body beside its text. */
export interface BodyNote {
  /** The bytes of a request body that is no UTF-8 text. */
  base64?: string;
  /** The bytes are not known: the text was written from the events. Readers take the events. */
  reserialised?: true;
  /** The pieces in which the page got or sent it. */
  pieces?: Columns;
}

/**
 * Rows in columns, all of the same length. Their payloads follow one another in the body.
 * `flags` are the bits of docs/protocol.md (SENT 1 … DERIVED 64, and INCOMPLETE 128), as runs `[value, count, …]`.
 */
export interface Columns {
  /** What `lengths` count: bytes of the body, or UTF-16 units of its text. */
  unit: 'bytes' | 'utf16';
  lengths: number[];
  /** Epoch ms. */
  times: number[];
  flags: number[];
  /** Where one differs from the size in bytes of its payload. */
  sizes?: number[];
}

/** Where the messages of an exchange are, and what their place cannot say of them. */
export type MessagesNote =
  /** Row i is `_webSocketMessages[i]` or `_eventSourceMessages[i]`. */
  | ({ in: 'webSocketMessages' | 'eventSourceMessages' } & Marks)
  /** The pieces of both bodies. `order`: how many sent, how many received, how many sent …; left out: sent ones first. */
  | { in: 'bodies'; order?: number[] }
  /** As `bodies`, but the received ones are what the framing makes of the response body's pieces. */
  | { in: 'framing'; order?: number[] }
  /** All is here: a stream with gaps, or anything else that fits none of the above. */
  | { in: 'rows'; rows: MessageRow[]; chunks: MessageRow[] };

/** Exceptions, by row. Empty ones are left out. */
export interface Marks {
  /** Bits of `flags` that the message's own fields do not tell. */
  flags?: [row: number, flags: number][];
  sizes?: [row: number, bytes: number][];
  /** Epoch ms, where no number of seconds gives exactly this. */
  times?: [row: number, time: number][];
  /** What an event had beside name and id. */
  events?: [row: number, facts: EventExtras][];
}

export interface EventExtras {
  retry?: number;
  comment?: string;
  /** Only the browser's network log told of it. */
  source?: 'network';
}

/** `data` is text, base64 where `flags` has BINARY (2), null where it was let go. */
export type MessageRow = [
  time: number,
  flags: number,
  size: number,
  data: string | null,
  event?: { name: string; id: string } & EventExtras,
];
