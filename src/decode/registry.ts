// The registry of decoders: adding one is a file of its own and one line here.
import { jsonSeq } from './framing/json-seq.ts';
import { ndjson } from './framing/ndjson.ts';
import { sse } from './framing/sse.ts';
import { hex } from './payload/hex.ts';
import { json } from './payload/json.ts';
import { text } from './payload/text.ts';
import type { Registry } from './stages.ts';

/** Every decoder, by stage. */
export const registry: Registry = {
  framings: [sse, ndjson, jsonSeq],
  payloads: [json, text, hex],
  protocols: [],
  assemblies: [],
  correlations: [],
};
