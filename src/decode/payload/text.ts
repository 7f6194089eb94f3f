// Text: what the page got as a string, or bytes that are readable in the character set they claim.
import type { Decoded, DecodeRequest } from '../decoded.ts';
import { charset, essence } from '../media-type.ts';
import { previewOf } from '../preview.ts';
import { type PayloadDecoder, SURE } from '../stages.ts';
import { readUtf8 } from './utf8.ts';

/** Bytes looked at to tell text from anything else; decoding then looks at all. */
const HEAD = 4096;

/** Media types whose bytes are text whatever they look like. */
const TEXTUAL =
  /^(text\/.+|.+\+(json|xml)|(application|image)\/(json|xml|javascript|ecmascript|x-www-form-urlencoded|graphql|x-ndjson|jsonl|svg))$/;

function detect({ data, contentType }: DecodeRequest): number {
  if (typeof data === 'string') return 0.5;
  if (TEXTUAL.test(essence(contentType))) return SURE;
  const head = data.subarray(0, HEAD);
  return isPrintable(head) && !SUSPICIOUS.test(lenient.decode(head)) ? 0.3 : 0;
}

/** Valid, but hardly written by anybody: few bytes of a binary format are easily UTF-8 by chance. */
const SUSPICIOUS = /^\p{M}|[\u0080-\u009f\p{Co}]/u;
const lenient = new TextDecoder();

/** No controls but those of plain text (tab, LF, CR) and of terminals (ESC). */
function isPrintable(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b))
      return false;
  }
  return true;
}

function decode(request: DecodeRequest): Decoded {
  const { data, contentType } = request;
  const confidence = detect(request);
  if (typeof data === 'string') return { decoder: 'text', confidence, preview: previewOf(data), text: data };
  const label = charset(contentType);
  if (label && label !== 'utf-8' && label !== 'utf8') {
    try {
      const text = new TextDecoder(label).decode(data);
      return { decoder: 'text', confidence, preview: previewOf(text), text };
    } catch {
      // An unknown label: browsers read such a body as UTF-8.
    }
  }
  const { text, invalidAt } = readUtf8(data);
  const decoded: Decoded = { decoder: 'text', confidence, preview: previewOf(text), text };
  if (invalidAt >= 0) decoded.error = { message: 'not UTF-8', offset: invalidAt };
  return decoded;
}

/** UTF-8, or the charset of the content type. */
export const text: PayloadDecoder = { name: 'text', detect, decode };
