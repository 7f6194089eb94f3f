// What the decode service and its worker say to each other.
import type { Decoded, DecodeRequest } from './decoded.ts';

/** Service to worker. Ids rise; a cancelled request gets no answer unless it was already being decoded. */
export type ToWorker = { type: 'decode'; id: number; request: DecodeRequest } | { type: 'cancel'; id: number };

/** Worker to service. `sameText`: the text is the request's own data, which is then not sent back. */
export interface FromWorker {
  id: number;
  decoded: Decoded;
  sameText: boolean;
}
