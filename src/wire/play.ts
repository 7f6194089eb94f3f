// A recording as it is played to the page: what the panel gives to the stage. Plain data only.
import type { HeaderList } from './capture.ts';

/** One thing that the page is given. `at`: ms after the request was made, at speed 1. */
export type PlayStep = { at: number } & (
  | { type: 'head' }
  /** A piece of a response body. */
  | { type: 'chunk'; data: string | Uint8Array }
  /** A WebSocket message, or an event of an EventSource. */
  | { type: 'message'; data: string | Uint8Array; name?: string; lastEventId?: string }
  /** The page sent a message (WebSocket): what follows is given that much later, once it has sent one. */
  | { type: 'sent' }
  /** An EventSource lost its connection and asks again. */
  | { type: 'lost' }
  /** The body, or the event stream, is at its end. */
  | { type: 'end' }
  /** The connection broke: a network error to fetch, XHR and EventSource. */
  | { type: 'broken' }
  | { type: 'close'; code: number; reason: string; wasClean: boolean }
);

/** How one request is answered. */
export interface PlayAnswer {
  /** Id of the recorded exchange. */
  recorded: string;
  status: number;
  statusText: string;
  headers: HeaderList;
  /** Final URL after redirects; the page's own where empty. */
  url: string;
  redirected: boolean;
  /** Negotiated subprotocol and extensions (WebSocket). */
  protocol: string;
  extensions: string;
  /** In order of time. */
  steps: PlayStep[];
}

export type PlayApi = 'fetch' | 'xhr' | 'eventsource' | 'websocket';

/** Which requests are answered, and with what. All that is given must fit. */
export interface PlayRule {
  /** Null: any. */
  api: PlayApi | null;
  /** Null: any. */
  method: string | null;
  /** Absolute URL; `*` stands for any characters. */
  url: string;
  /** Text that the request body has in it; null: any body, or none. */
  body: string | null;
  /** The first request gets the first one, and so on. */
  answers: PlayAnswer[];
  /** What comes after the last answer: `network` (the page's own request), `again` (from the first), `last` (the last one again). */
  afterwards: 'network' | 'again' | 'last';
}

export interface Plan {
  rules: PlayRule[];
  /** 1: as recorded; 2: twice as fast; Infinity: without waiting; 0: each step waits to be released. */
  speed: number;
}
