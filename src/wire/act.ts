// What the panel asks the actor to do in a page for a person, and what the actor answers: types only.
import type { GateOrder, GateState } from './gate.ts';
import type { PlayOrder, PlayState } from './play.ts';

/** A payload: text, or bytes for a binary message. */
export type Payload = string | ArrayBuffer;

/** A new request through the page's own `fetch()`. */
export interface FetchCommand {
  do: 'fetch';
  /** Becomes `opened.ours`. */
  ours: string;
  url: string;
  method: string;
  /** Each name once. */
  headers: Record<string, string>;
  body: Payload | null;
  /** Further members of RequestInit. */
  options: Record<string, string | boolean>;
}

/** A new WebSocket of the page. */
export interface OpenCommand {
  do: 'open';
  ours: string;
  url: string;
  protocols: string[];
}

/** Sends on a WebSocket of the page, named by the number of its exchange in the document. */
export interface SendCommand {
  do: 'send';
  ours: string;
  exchange: number;
  data: Payload;
  /** Messages to send after it, as long as the WebSocket is open. */
  more?: Payload[];
}

/** Gives a WebSocket of the page a message as if it had been received. */
export interface DeliverCommand {
  do: 'deliver';
  ours: string;
  exchange: number;
  data: Payload;
  /** `MessageEvent.origin` */
  origin: string;
}

/** Closes a WebSocket of the page. */
export interface CloseCommand {
  do: 'close';
  ours: string;
  exchange: number;
  /** Of `close()`. */
  arguments: [] | [code: number] | [code: number, reason: string];
}

/** Gives up a request that the actor has made. */
export interface CancelCommand {
  do: 'cancel';
  /** As in its `FetchCommand`. */
  ours: string;
}

/** Something for the stage, which answers the page's requests from a recording. */
export interface PlayCommand {
  do: 'play';
  order: PlayOrder;
}

/** Something for the gate, which holds messages of the page. */
export interface GateCommand {
  do: 'gate';
  order: GateOrder;
}

export type Command =
  | FetchCommand
  | OpenCommand
  | SendCommand
  | DeliverCommand
  | CloseCommand
  | CancelCommand
  | PlayCommand
  | GateCommand;

/** What comes into a page when a person asks for something there: the code of actor, stage and gate. */
export type Guest = 'actor' | 'stage' | 'gate';

/** What came of a command; `error` names what the platform threw. */
export interface Outcome {
  /** Of the WebSocket, before the command: nothing was done unless it is 1 (for `close` 0 or 1). Absent where there is none. */
  readyState?: number;
  error?: { name: string; message: string };
  /** Of a `SendCommand` with several messages: how many of them were sent. */
  sent?: number;
  /** Of a `PlayCommand`. */
  play?: PlayState;
  /** Of a `GateCommand`. */
  gate?: GateState;
}

/** Obeys a command and answers it, once. */
export type Actor = (command: Command, answer: (outcome: Outcome) => void) => void;

/** What of the hook's recorder the actor uses. */
export interface Lender {
  /** Set just before a call, it marks what that call makes; the recorder empties it. */
  ours: string;
  actor: Actor | null;
  /** The page's object of an open exchange with this number. */
  reach(number: number): object | null | undefined;
}

/** A class as it was before the page's first script, with our patches. */
interface Kept {
  made: new (...args: never[]) => object;
  members: Record<string, PropertyDescriptor>;
}

/** The classes that the actor uses. */
export const KEPT = [
  'AbortController',
  'Blob',
  'EventTarget',
  'MessageEvent',
  'ReadableStream',
  'ReadableStreamDefaultReader',
  'Response',
  'WebSocket',
] as const;
export type KeptName = (typeof KEPT)[number];

/** What the hook lends the actor: nothing that page code could have replaced. */
export interface Loan extends Record<KeptName, Kept> {
  lender: Lender;
  apply: typeof Reflect.apply;
  construct: typeof Reflect.construct;
  /** `promise.then` as it was. */
  settle(promise: Promise<never>, done: (value: never) => unknown, failed: (reason: unknown) => unknown): unknown;
  fetch: typeof fetch;
  /** For stage and gate, which know their types: the hook's way to replace a native, and to tell of messages and bodies. */
  patch: unknown;
  patchConstructor: unknown;
  recordMessage: unknown;
  bodies: unknown;
}
