// What the panel knows of one exchange. Only the store changes it; everybody else reads.
import type { Api, FailureKind, HeaderList } from '../wire/capture.ts';
import type { EventFacts, MessageLog } from './message-log.ts';

/** `pending` … are ours, for fetch, which has no readyState; the others use the API's own numbers. */
export type FetchState = 'pending' | 'response' | 'body' | 'done' | 'failed' | 'aborted';
export type ReadyState = number | FetchState;

export interface TransitionRecord {
  state: ReadyState;
  /** Epoch ms. */
  time: number;
  /** Event name or page call that caused it; `document` where the document went away. */
  cause: string;
}

export interface RequestRecord {
  headers: HeaderList;
  /** Subprotocols offered (WebSocket). */
  protocols: string[];
  /** RequestInit members, `withCredentials`, `timeout`, `responseType` … */
  options: Record<string, string | number | boolean>;
}

export interface ResponseRecord {
  status: number;
  statusText: string;
  headers: HeaderList;
  /** Final URL after redirects. */
  url: string;
  redirected: boolean;
  /** `Response.type`; empty for other APIs. */
  kind: string;
  /** Epoch ms. */
  time: number;
}

export interface CloseRecord {
  code: number;
  reason: string;
  wasClean: boolean;
}

export interface ErrorRecord {
  kind: FailureKind;
  name: string;
  message: string;
}

export interface ProgressRecord {
  loaded: number;
  total: number | null;
}

/** An exchange that the actor made for a person. */
export interface OursRecord {
  /** Names the call that made it, among those of this panel. */
  call: string;
  /** Id of the exchange that it repeats; empty where another panel asked for it. */
  parent: string;
}

export interface FrameRecord {
  /** The browser's frame id; 0 is the top frame. */
  id: number;
  url: string;
}

/**
 * Phases of a request in ms, null where one did not take place or is not known. `connect` includes `ssl`.
 * @see http://www.softwareishard.com/blog/har-12-spec/#timings
 */
export interface PhaseRecord {
  blocked: number | null;
  dns: number | null;
  connect: number | null;
  ssl: number | null;
  send: number | null;
  wait: number | null;
  receive: number | null;
}

/** A cookie as it was sent or set; the attributes only where it was set. */
export interface CookieRecord {
  name: string;
  value: string;
  path?: string;
  domain?: string;
  /** ISO 8601. */
  expires?: string;
  httpOnly?: boolean;
  secure?: boolean;
  sameSite?: string;
}

export interface RedirectRecord {
  /** What was asked for, and answered with `status` and a Location. */
  url: string;
  status: number;
  location: string;
}

/** What the browser's own network log tells of one request beyond what the page could see. */
export interface WireFacts {
  url: string;
  /** As on the wire, also where the page sees 0 (opaque, failed EventSource). */
  status: number;
  statusText: string;
  requestHeaders: HeaderList;
  responseHeaders: HeaderList;
  requestCookies: CookieRecord[];
  responseCookies: CookieRecord[];
  /** IP address of the server or proxy; empty where not told. */
  remoteAddress: string;
  /** `HTTP/1.1`, `h2` … as the browser names it. */
  httpVersion: string;
  phases: PhaseRecord;
  /** Bytes of the response on the wire, head and body; null where not told. */
  transferSize: number | null;
  priority: string;
  /** What started it: `script`, `other` … */
  initiator: string;
}

/**
 * The same of an exchange. Of several requests (redirects, an EventSource that reconnected) it is the last one; cookies
 * set are those of all redirects too.
 */
export interface WireRecord extends WireFacts {
  redirects: RedirectRecord[];
  /** The CORS preflight that went before. */
  preflight: { status: number; duration: number } | null;
  /** How many requests of this exchange the log has, redirects not counted: more than 1 for an EventSource that reconnected. */
  connections: number;
}

/** Facts of a row that the browser's network log told, not the page: the page did not subscribe to it. */
export interface NetworkEventFacts extends EventFacts {
  source: 'network';
}

export interface Exchange {
  /** `<document>.<number>`, unique in this panel. */
  readonly id: string;
  readonly api: Api;
  readonly method: string;
  /** Absolute, as the page asked for it, before redirects. */
  readonly url: string;
  readonly source: 'page' | 'network';
  readonly frame: FrameRecord;
  /** Stack of the initiating call, one frame a line; empty where unknown. */
  readonly stack: string;
  /** Null where the page made it. */
  readonly ours: OursRecord | null;
  /** Epoch ms. */
  readonly started: number;
  /** Epoch ms; null while open. */
  ended: number | null;
  /** HTTP status as the page can see it; 101 for an open WebSocket; 0 for none. */
  status: number;
  readyState: ReadyState;
  readonly transitions: TransitionRecord[];
  readonly request: RequestRecord;
  response: ResponseRecord | null;
  /** Negotiated subprotocol and extensions (WebSocket). */
  protocol: string;
  extensions: string;
  /** What the page's own `close()` asked for (WebSocket); `ours` where the actor called it for a person. */
  closing: { code: number | null; reason: string; ours?: true } | null;
  closed: CloseRecord | null;
  /** Epoch ms of `error` events that ended nothing by themselves. */
  troubles: number[];
  error: ErrorRecord | null;
  lost: { messages: number; bytes: number } | null;
  upload: ProgressRecord | null;
  download: ProgressRecord | null;
  /** Last known `bufferedAmount`, bytes. */
  buffered: number;
  bytesSent: number;
  bytesReceived: number;
  /** From the browser's network log; null where it told nothing (yet). */
  wire: WireRecord | null;
  /** The `Last-Event-ID` that each connection of an EventSource sent (numbered from 1), where the network log tells; empty for none. */
  readonly lastEventIds: Map<number, string>;
  /** Who told the response body: `network` where the page did not read it in a way the hook can see. */
  bodySource: 'page' | 'network';
  /** How the body ended where that is not simply its end: `close()`, `unread` … */
  note: string;
  /** What the panel shows and `messages()` tells: framed messages, or raw chunks where there is no framing. */
  readonly messages: MessageLog;
  /** The raw pieces of the response body where a framing is in force; empty where `messages` are those pieces. */
  readonly chunks: MessageLog;
  /** Name of the framing in force (`sse`, `ndjson`), empty for none. */
  framing: string;
  /** Raises by one with every change. */
  revision: number;
}

/** True while something may still happen on it. */
export const isOpen = (exchange: Exchange): boolean => exchange.ended === null;

/** The exchange as it is now, which stays so while the store goes on. */
export const snapshotOf = (exchange: Exchange): Exchange => ({
  ...exchange,
  transitions: [...exchange.transitions],
  troubles: [...exchange.troubles],
  lastEventIds: new Map(exchange.lastEventIds),
  messages: exchange.messages.snapshot(),
  chunks: exchange.chunks.snapshot(),
});

/** Id of the recorded exchange that the page was given in place of an answer of the network; null where it was not. */
export function playedOf({ request }: Pick<Exchange, 'request'>): string | null {
  const { played } = request.options;
  return typeof played === 'string' ? played : null;
}
