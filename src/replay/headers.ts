// Which headers a page may not set: they are told, not dropped in silence.
import type { HeaderList } from '../wire/capture.ts';

/** @see https://fetch.spec.whatwg.org/#forbidden-request-header */
const FORBIDDEN = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);
const OVERRIDES = new Set(['x-http-method', 'x-http-method-override', 'x-method-override']);
const FORBIDDEN_METHODS = new Set(['connect', 'trace', 'track']);
/** @see https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header-name */
const NO_CORS = new Set(['accept', 'accept-language', 'content-language', 'content-type']);
const SIMPLE_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i;

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
export const isToken = (text: string): boolean => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
/** @see https://fetch.spec.whatwg.org/#header-value */
export const isHeaderValue = (text: string): boolean => !/[\0\r\n]|[^\0-\xff]/.test(text);

export type RefusalReason = 'forbidden' | 'no-cors';

export interface RefusedHeader {
  name: string;
  value: string;
  /** `forbidden`: the browser sets it itself, no page may; `no-cors`: not in a request of this mode. */
  reason: RefusalReason;
}

function isForbidden(name: string, value: string): boolean {
  const low = name.toLowerCase();
  if (FORBIDDEN.has(low) || low.startsWith('proxy-') || low.startsWith('sec-')) return true;
  return OVERRIDES.has(low) && value.split(',').some((each) => FORBIDDEN_METHODS.has(each.trim().toLowerCase()));
}

const isSafe = (name: string, value: string): boolean =>
  NO_CORS.has(name.toLowerCase()) && (name.toLowerCase() !== 'content-type' || SIMPLE_TYPES.test(value));

/** What a page may set, each name once (values of one name joined as the platform joins them), and what it may not. */
export function sortHeaders(
  list: HeaderList,
  mode: string,
): { headers: Record<string, string>; refused: RefusedHeader[] } {
  const headers = new Map<string, [name: string, value: string]>();
  const refused: RefusedHeader[] = [];
  for (const [name, value] of list) {
    if (isForbidden(name, value)) refused.push({ name, value, reason: 'forbidden' });
    else if (mode === 'no-cors' && !isSafe(name, value)) refused.push({ name, value, reason: 'no-cors' });
    else {
      const before = headers.get(name.toLowerCase());
      headers.set(name.toLowerCase(), [before?.[0] ?? name, before ? `${before[1]}, ${value}` : value]);
    }
  }
  return { headers: Object.fromEntries(headers.values()), refused };
}
