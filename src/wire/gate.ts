// What the panel tells the gate, which holds messages of the page until a person lets them go: types only.
export type GateApi = 'fetch' | 'eventsource' | 'websocket';

/** Which messages are held. All that is given must fit. */
export interface GateFilter {
  /** From the page's viewpoint. Null: both. */
  direction: 'sent' | 'received' | null;
  /** Null: any. */
  api: GateApi | null;
  /** Absolute URL; `*` stands for any characters. Empty: any. */
  url: string;
  /** The payload (as UTF-8 where it is binary) has it in it, or it is the name of the event. Empty: any. */
  text: string;
}

export type GateOrder =
  /** Holds from now on, or by another filter. */
  | { type: 'on'; filter: GateFilter }
  /** Lets all go as it is. */
  | { type: 'off' }
  /** `data`: in place of what it was. */
  | { type: 'release'; id: number; data?: string | ArrayBuffer }
  | { type: 'release-all' }
  | { type: 'drop'; id: number }
  /** Is answered when there is something newer than `seen`, or after a while. A gate that nobody asks any more opens. */
  | { type: 'progress'; seen: number };

/** One message that is held. */
export interface GateHeld {
  /** Counts in the document. */
  id: number;
  /** As in the `held` facts. */
  exchange: number;
  row: number;
  nth: number;
  direction: 'sent' | 'received';
  api: GateApi;
  /** Absolute. */
  url: string;
  /** Of an event; else empty. */
  name: string;
  /** Epoch ms. */
  time: number;
  /** Bytes. */
  size: number;
  /** The beginning of the payload. */
  head: string | Uint8Array;
}

export interface GateState {
  /** Rises with each change. */
  version: number;
  on: boolean;
  /** Messages held, and messages and events that only wait behind them. */
  count: number;
  waiting: number;
  /** The oldest of those held. */
  held: GateHeld[];
  /** The order named a message that is not held. */
  missing?: true;
}
