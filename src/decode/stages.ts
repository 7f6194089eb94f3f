// The five stages of decoding as types: framing -> payload -> protocol -> assembly -> correlation.
// A new decoder implements one of these in a file of its own and is listed once, in registry.ts.

import type { Framer } from '../store/framer.ts';
import type { Api } from '../wire/capture.ts';
import type { Decoded, DecodeRequest } from './decoded.ts';

/**
 * How sure a detection must be to be shown even if decoding then finds an error. Below it a detection is a guess that
 * decoding must confirm: a guess that ends in an error is passed over for the next decoder.
 */
export const SURE = 0.9;

/** Stage 1, bytes of a body -> messages. */
export interface Framing {
  readonly name: string;
  /** 0 to 1: how surely a body of this media type (lower case, without parameters) is framed so. */
  detect(mediaType: string): number;
  /** A framer for one body. `limit`: most bytes of one message that it keeps; the default is its own. */
  create(limit?: number): Framer;
}

/** Stage 2, one payload -> tree, text or bytes. Neither function throws. */
export interface PayloadDecoder {
  readonly name: string;
  /** 0 to 1, cheap: judges by names and first bytes. See {@link SURE}. */
  detect(request: DecodeRequest): number;
  decode(request: DecodeRequest): Decoded;
}

/** What a stage beyond the payload may know of the exchange when it decides whether it applies. */
export interface StreamFacts {
  api: Api;
  url: string;
  /** Content type of the response body; empty where there is none. */
  contentType: string;
  /** Negotiated WebSocket subprotocol; empty where there is none. */
  subprotocol: string;
}

/** One message as the stages beyond the payload see it. */
export interface DecodedMessage {
  /** Position in its exchange. */
  seq: number;
  direction: 'sent' | 'received';
  /** Epoch ms. */
  time: number;
  decoded: Decoded;
}

/** What an application protocol says of one message. */
export interface ProtocolMessage {
  /** The protocol's own word: `SUBSCRIBE`, `next`, `ping` … */
  kind: string;
  /** One short line for the list. */
  preview: string;
  /** The application's payload inside the protocol's envelope, if any. */
  payload?: DecodeRequest;
}

/** Stage 3, payload -> message of an application protocol. */
export interface ProtocolDecoder {
  readonly name: string;
  detect(facts: StreamFacts, first: readonly DecodedMessage[]): number;
  /** Null where the message is none of this protocol's. */
  decode(message: DecodedMessage): ProtocolMessage | null;
}

/** Stage 4, many messages -> what they add up to. */
export interface Assembly {
  readonly name: string;
  detect(facts: StreamFacts, first: readonly DecodedMessage[]): number;
  create(): { push(message: DecodedMessage): void; result(): Decoded };
}

/** Stage 5, which message answers which. */
export interface Correlation {
  readonly name: string;
  detect(facts: StreamFacts, first: readonly DecodedMessage[]): number;
  /** Messages with equal ids belong together; null where a message asks and answers nothing. */
  read(message: DecodedMessage): { id: string; role: 'request' | 'response' } | null;
}

/** All that can be decoded. Order decides between equal confidences: the earlier one wins. */
export interface Registry {
  readonly framings: readonly Framing[];
  readonly payloads: readonly PayloadDecoder[];
  readonly protocols: readonly ProtocolDecoder[];
  readonly assemblies: readonly Assembly[];
  readonly correlations: readonly Correlation[];
}
