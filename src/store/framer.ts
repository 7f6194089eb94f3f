// What the store asks of a framing: turn the pieces of a body into messages. Implemented in decode, passed in.
import type { EventFacts } from './message-log.ts';

export interface Framed {
  data: string | Uint8Array;
  /** Bytes of the body this message took, its delimiters included. */
  size: number;
  event?: EventFacts;
  /** The body ended inside this message. */
  incomplete?: true;
}

/** One body being framed. Keeps what a chunk left unfinished. */
export interface Framer {
  /** Name of the framing: `sse`, `ndjson`, `text` … */
  readonly name: string;
  /** The messages that this chunk completed. `chunk` must not be kept: copy what has to wait. */
  push(chunk: Uint8Array): Framed[];
  /** The body is over: what is left, marked incomplete where the format says so. */
  end(): Framed[];
}

/** Picks the framing of a response body; null where its chunks are shown as they came. */
export type ChooseFramer = (contentType: string) => Framer | null;
