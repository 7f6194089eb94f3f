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
  /** The clock is stopped before the message or chunk with this number (from 0) is given. */
  pauseAt?: number;
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
  /** What comes after the last answer: `network` (the page's own request), `again` (from the first), `last` (the last one again), `refuse` (a network error). */
  afterwards: 'network' | 'again' | 'last' | 'refuse';
}

export interface Plan {
  rules: PlayRule[];
  /** 1: as recorded; 2: twice as fast; Infinity: without waiting; 0: each step waits to be released. */
  speed: number;
}

/** What the panel tells a stage. A plan comes in parts, because one message must not be large; it is played from `start` on. */
export type PlayOrder =
  /** `run` names the play: a stage that plays it already goes on with it, up to `start`. */
  | { type: 'begin'; run: string }
  /** One more rule. */
  | { type: 'rule'; rule: Omit<PlayRule, 'answers'> }
  /** One more answer of the last rule; its steps follow. */
  | { type: 'answer'; answer: Omit<PlayAnswer, 'steps'> }
  /** More steps of the last answer. */
  | { type: 'steps'; steps: PlayStep[] }
  | { type: 'start'; speed: number }
  /** The page has its network back; what is being played breaks. */
  | { type: 'stop' }
  | { type: 'speed'; speed: number }
  /** Gives what waits for the earliest time. */
  | { type: 'step' }
  /** Is answered within the call, which tells a stage from its absence. */
  | { type: 'there' }
  /** Is answered when there is something newer than `seen`, or after a while. A stage that nobody asks any more stops. */
  | { type: 'progress'; seen: number };

/** An order that asks for nothing. */
export type PlayDeed = Exclude<PlayOrder, { type: 'progress' | 'there' }>;

/** One request that is or was answered from a recording. */
export interface PlayShow {
  /** Position among the rules. */
  rule: number;
  /** Id of the recorded exchange. */
  recorded: string;
  api: PlayApi;
  url: string;
  /** Messages or chunks given, and how many there are. */
  given: number;
  total: number;
  /** `open`: all was given, but the connection is still open. `left`: the page, or a stop, ended it. */
  state: 'playing' | 'open' | 'done' | 'left';
}

/** How far a stage has come. */
export interface PlayState {
  /** Rises with each change. */
  version: number;
  playing: boolean;
  speed: number;
  /** For each rule, how many requests it has answered. */
  matched: number[];
  /** The latest of them, oldest first. */
  shows: PlayShow[];
}
