// The shapes that decoders take and give: plain data that can cross to a worker and back.
import type { Api } from '../wire/capture.ts';

/** What a decoder may judge by. */
export interface DecodeRequest {
  data: string | Uint8Array;
  api: Api;
  /** Content type of the body this payload is (part of); empty where there is none. */
  contentType: string;
  /** Negotiated WebSocket subprotocol; empty where there is none. */
  subprotocol: string;
  /** The payload is a piece: a raw chunk of a body, or cut. What does not parse is then no error by itself. */
  partial?: boolean;
  /** Name of the decoder a person chose instead of the detected one. */
  force?: string;
}

/** JSON as a tree; integers beyond 2^53 as bigint, other numbers that a double would change as their source text. */
export type TreeValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | { exact: string }
  | TreeValue[]
  | Map<string, TreeValue>;

/** Why the bytes are not what they seemed. Never thrown. */
export interface DecodeError {
  message: string;
  /** Where in the payload, in characters or bytes, if known. */
  offset?: number;
}

export interface Decoded {
  /** Name of the decoder in the registry: `json`, `text`, `hex` … */
  decoder: string;
  /** 0 to 1: how sure detection was. */
  confidence: number;
  /** One short line for the list. */
  preview: string;
  tree?: TreeValue;
  text?: string;
  error?: DecodeError;
}

/** Decoding off the panel's thread. */
export interface DecodeService {
  /**
   * Never rejects: what goes wrong is the `error` of the answer. `signal` says that the answer is no longer wanted; the
   * promise then settles at once.
   */
  decode(request: DecodeRequest, signal?: AbortSignal): Promise<Decoded>;
}
