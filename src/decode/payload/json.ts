// JSON: by its content type, or by a text that begins and ends like a JSON object, array or string and parses.
import type { Decoded, DecodeRequest } from '../decoded.ts';
import { essence } from '../media-type.ts';
import { previewOf } from '../preview.ts';
import { type PayloadDecoder, SURE } from '../stages.ts';
import { parseTree } from './json-tree.ts';
import { readUtf8 } from './utf8.ts';

const JSON_TYPE = /^([^/]+\/([^/]+\+)?json|application\/(json-seq|(x-)?ndjson|(x-)?jsonl|json-?lines|x-jsonlines))$/;
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d, 0xfeff]);
/** First character -> last character of the values that show what they are. A bare word or number does not. */
const SHAPES = new Map([
  [0x7b, 0x7d],
  [0x5b, 0x5d],
  [0x22, 0x22],
]);

/** Whether the payload begins and ends as a JSON value would, looking at its outermost characters only. */
function hasShape(data: string | Uint8Array): boolean {
  const unit = (i: number): number => (typeof data === 'string' ? data.charCodeAt(i) : (data[i] as number));
  let first = 0;
  let last = data.length - 1;
  if (typeof data !== 'string' && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) first = 3;
  while (first < last && SPACE.has(unit(first))) first++;
  while (last > first && SPACE.has(unit(last))) last--;
  return first < last && SHAPES.get(unit(first)) === unit(last);
}

function detect({ data, contentType, partial }: DecodeRequest): number {
  if (data.length === 0) return 0;
  const shaped = hasShape(data);
  if (JSON_TYPE.test(essence(contentType)) && (shaped || !partial)) return partial ? SURE - 0.1 : 0.95;
  if (!shaped) return 0;
  return typeof data === 'string' ? 0.8 : 0.7;
}

function decode(request: DecodeRequest): Decoded {
  const { data } = request;
  const { text, invalidAt } = typeof data === 'string' ? { text: data, invalidAt: -1 } : readUtf8(data);
  const base = { decoder: 'json', confidence: detect(request), preview: previewOf(text), text };
  if (invalidAt >= 0) return { ...base, error: { message: 'not UTF-8', offset: invalidAt } };
  // fetch() and XHR drop a BOM before they parse, so it is no error here.
  const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const parsed = parseTree(bom ? text.slice(1) : text);
  if (parsed.error?.offset !== undefined) parsed.error.offset += bom;
  return { ...base, ...parsed };
}

/**
 * JSON, lossless.
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export const json: PayloadDecoder = { name: 'json', detect, decode };
