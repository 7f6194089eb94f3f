// What the panel knows of one exchange. Only the store changes it; everybody else reads.
import type { Api, FailureKind, HeaderList } from '../wire/capture.ts';
import type { MessageLog } from './message-log.ts';

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

export interface FrameRecord {
  /** The browser's frame id; 0 is the top frame. */
  id: number;
  url: string;
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
  /** What the page's own `close()` asked for (WebSocket). */
  closing: { code: number | null; reason: string } | null;
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
