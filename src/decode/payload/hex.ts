// The decoder for anything: it claims nothing, and leaves the rows to the hex view.
import { bytesOf } from '../hex.ts';
import { previewOf } from '../preview.ts';
import type { PayloadDecoder } from '../stages.ts';

/** Enough bytes for a preview; a character takes at most three bytes a UTF-16 unit. */
const HEAD = 100;

/** Bytes as they are. The view renders them row by row with `hexRow`. */
export const hex: PayloadDecoder = {
  name: 'hex',
  detect: () => 0.01,
  decode: ({ data }) => ({
    decoder: 'hex',
    confidence: 0.01,
    preview: previewOf(typeof data === 'string' ? bytesOf(data.slice(0, HEAD)) : data.subarray(0, HEAD)),
  }),
};
