// What the platform makes of a method and a URL that a page gave, and of header lines.

import type { HeaderList } from '../wire/capture.ts';

/** Methods whose case the platform normalises. @see https://fetch.spec.whatwg.org/#concept-method-normalize */
const NORMALIZED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

export function normalizeMethod(method: string): string {
  const upper = method.toUpperCase();
  return NORMALIZED.has(upper) ? upper : method;
}

/** `url` itself where the two make no URL. */
export function absolute(url: string, base: string | undefined): string {
  try {
    return new URL(url, base).href;
  } catch {
    return url;
  }
}

/** The header list that a fact tells, as a list or as `name: value` lines. @see https://xhr.spec.whatwg.org/#the-getallresponseheaders()-method */
export function headerList(told: HeaderList | string): HeaderList {
  if (typeof told !== 'string') return told;
  const list: HeaderList = [];
  for (const line of told.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) list.push([line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]);
  }
  return list;
}
