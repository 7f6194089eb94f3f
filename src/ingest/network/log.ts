// What the second source asks of the browser and of the panel, and what it offers.
import type { Exchange } from '../../store/exchange.ts';
import type { ChooseFramer } from '../../store/framer.ts';
import type { Content } from './body.ts';

/** What of the browser is needed, passed in by the entry point. */
export interface NetworkLog {
  /** The whole log as HAR. A reading that is stopped fails. */
  getHAR(stop?: AbortSignal): Promise<unknown>;
  /** Never called where being told costs the page (Firefox). */
  onRequestFinished(listener: (request: unknown) => void): void;
  onNavigated(listener: () => void): void;
  /** Response body of an entry; null where the browser has it no longer. */
  getContent(request: unknown): Promise<Content | null>;
  /** Time origin of the document that is shown, epoch ms. */
  timeOrigin(): Promise<number>;
  /** Longest task of the panel since it was last asked, ms; 0 for none worth telling. */
  longestTask(): number;
  /** How the URLs of this extension begin. */
  own: string;
  /** True where the log tells of messages while they come (Chromium). */
  live: boolean;
}

export interface FeedOptions {
  frame: ChooseFramer;
  recording(): boolean;
  /** False for a time (epoch ms) at which the recording was off. */
  recordedAt(time: number): boolean;
  keepLog(): boolean;
  /** Bytes of one body that are kept. */
  bodyCap(): number;
  /** Epoch ms. */
  now(): number;
  /** Calls `run` after so many ms. */
  later(run: () => void, ms: number): void;
}

export interface NetworkFeed {
  /** The person cleared the log: what was there does not come back. */
  clear(): void;
  /** Somebody looks at this exchange: what only the log can tell of it is wanted now. */
  look(exchange: Exchange): void;
}
