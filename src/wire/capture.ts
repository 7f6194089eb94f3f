// The words in which the hook tells what happened on the page: one discriminated union, types only.
// Everything that can be derived from these facts is derived in the panel.

/** The platform interface an exchange belongs to. */
export type Api = 'fetch' | 'xhr' | 'eventsource' | 'websocket' | 'websocketstream';

/**
 * A header list as the page may see it: names as given, order kept. What the platform holds comes as one text instead, of
 * `name: value` lines that end with CR LF.
 */
export type HeaderList = [name: string, value: string][];

export type FailureKind = 'abort' | 'timeout' | 'network' | 'protocol' | 'other';

interface Fact {
  /** Rises by one with each fact of a document; given synchronously, when the fact happened. */
  seq: number;
  /** Milliseconds since the document's `performance.timeOrigin`. */
  time: number;
}

interface ExchangeFact extends Fact {
  /** Number of the exchange within its document. */
  exchange: number;
}

/**
 * The page started an exchange: called `fetch()`, `xhr.send()`, `new EventSource()` or `new WebSocket()`. But for XHR it
 * tells of the first state, too: CONNECTING, or that a fetch is pending.
 */
export interface Opened extends ExchangeFact {
  type: 'opened';
  api: Api;
  /** GET where absent. */
  method?: string;
  /** As the page gave it; resolved against `base` where `base` is present. */
  url: string;
  base?: string;
  headers?: HeaderList | string;
  /** Subprotocols offered by a WebSocket. */
  protocols?: string[];
  /** Further members of RequestInit, `withCredentials`, `timeout`, `responseType` … as plain values. */
  options?: Record<string, string | number | boolean>;
  /** `Error.stack` of the initiating call, the hook's own frames removed. */
  stack?: string;
  /** What an XMLHttpRequest went through before `send()`, oldest first. */
  before?: { state: number; time: number; cause: string }[];
  /** Made by the actor for a person, not by the page: `<panel> <call> <id of the exchange it repeats>`; empty or absent for the page. */
  ours?: string;
}

/** One readyState change that the page could see and no other fact tells of. The numbers are the API's own. */
export interface Transition extends ExchangeFact {
  type: 'transition';
  state: number;
  /** What caused it: the name of an event (`open`) or of the page's call (`close()`). */
  cause: string;
}

/** The head of the response. */
export interface ResponseHead extends ExchangeFact {
  type: 'response';
  status: number;
  statusText: string;
  headers: HeaderList | string;
  /** Final URL, after redirects. Empty for an opaque response. */
  url: string;
  redirected?: boolean;
  /** `Response.type` (basic, cors, opaque …) for fetch. */
  kind?: string;
}

/** A WebSocket is OPEN: what it negotiated. */
export interface Negotiated extends ExchangeFact {
  type: 'negotiated';
  protocol: string;
  extensions: string;
}

/** `ProgressEvent` of an upload or a download. Sizes in bytes. */
export interface Progress extends ExchangeFact {
  type: 'progress';
  direction: 'sent' | 'received';
  loaded: number;
  /** 0 or absent where the length is not computable. */
  total?: number;
}

/** Bits of a row in `Messages.flags`. */
export const SENT = 1;
export const BINARY = 2;
/** The browser dropped it: sent in CLOSING or CLOSED. */
export const DISCARDED = 4;
/** A piece of a body, not a message: framing is derived in the panel. */
export const CHUNK = 8;
/** The payload was let go for want of room, or could not be read; `sizes` still tells how large it was. */
export const DROPPED = 16;
/** The payload is only the beginning: the person's cap for one exchange was reached. */
export const CUT = 32;
/** The text is the page's own reading of the bytes (a decoded or re-serialised body), not the bytes themselves. */
export const DERIVED = 64;
/** Sent or delivered by the actor for a person, not by the page or its server. */
export const OURS = 128;

/** Where the numbers of a row in `Messages.rows` stand, and how many there are. */
export const ROW = { seq: 0, exchange: 1, time: 2, flags: 3, length: 4, size: 5 } as const;
export const ROW_SIZE = 6;

/**
 * All messages and body chunks of an envelope but large ones, with whatever other facts between them. In one array,
 * because a port takes each array as dearly as a small message. `text` holds the text payloads one after the other,
 * `bytes` the binary ones; a row's length says how much of it is its own (UTF-16 units or bytes).
 */
export interface Messages {
  type: 'messages';
  /**
   * `ROW_SIZE` numbers a row: sequence number (rising), exchange, time, flags, length, and the size in bytes where it is
   * not that of the payload (DROPPED, CUT), else 0.
   */
  rows: Float64Array;
  text: string;
  bytes: Uint8Array;
  /** `[row, event name, lastEventId]` of EventSource rows. */
  events?: [row: number, name: string, lastEventId: string][];
}

/** A piece of one message that is too large for one envelope. */
export interface Part extends ExchangeFact {
  type: 'part';
  /** UTF-16 units or bytes that came before. */
  offset: number;
  last: boolean;
  flags: number;
  /** As in `Messages.sizes`. */
  size: number;
  data: string | Uint8Array;
  event?: [name: string, lastEventId: string];
}

/** `bufferedAmount` after a send, in bytes. */
export interface Buffered extends ExchangeFact {
  type: 'buffered';
  amount: number;
}

/** The exchange has come to its end without failing: body read to the end, EventSource or XHR done. */
export interface Done extends ExchangeFact {
  type: 'done';
  /** Why, where it is not simply the end of the body: `close()`, `unread`, `worker` … */
  cause?: string;
}

/** The WebSocket is closed. */
export interface Closed extends ExchangeFact {
  type: 'closed';
  code: number;
  reason: string;
  wasClean: boolean;
}

/** The page asked for the closing of a WebSocket. */
export interface Closing extends ExchangeFact {
  type: 'closing';
  /** 0 or absent for none. */
  code?: number;
  reason?: string;
  /** As in `Opened`, where it was the actor that asked, for a person; empty or absent for the page. */
  ours?: string;
}

/** The exchange failed: aborted, timed out or broken. */
export interface Failed extends ExchangeFact {
  type: 'failed';
  kind: FailureKind;
  name: string;
  message: string;
}

/** An `error` event that ends nothing by itself: a WebSocket about to close, an EventSource about to reconnect. */
export interface Trouble extends ExchangeFact {
  type: 'error';
}

/** A message was held on its way for a person, and what became of it. Its row stands as page or server gave it. */
export interface Held extends ExchangeFact {
  type: 'held';
  /** Sequence number of its row, or of the chunk that completed it. */
  row: number;
  /** Which of the messages that this chunk completed, from 0; absent for whole messages. */
  nth?: number;
  /** `edited` and `dropped`: it never arrived. What came in its place is a row of its own, marked OURS. */
  outcome: 'waiting' | 'released' | 'edited' | 'dropped';
}

/** Let go for want of room, oldest first. */
export interface Lost extends ExchangeFact {
  type: 'lost';
  messages: number;
  bytes: number;
}

/** The document is hidden for good (`persisted: false`) or goes into the back/forward cache. */
export interface PageHide extends Fact {
  type: 'pagehide';
  persisted: boolean;
}

/** The document came back from the back/forward cache. */
export interface PageShow extends Fact {
  type: 'pageshow';
}

/** A failure of our own, told instead of thrown into the page. */
export interface Fault extends Fact {
  type: 'fault';
  message: string;
}

/** One fact the hook reports. */
export type Capture =
  | Opened
  | Transition
  | ResponseHead
  | Negotiated
  | Progress
  | Messages
  | Part
  | Buffered
  | Done
  | Closed
  | Closing
  | Failed
  | Trouble
  | Held
  | Lost
  | PageHide
  | PageShow
  | Fault;
