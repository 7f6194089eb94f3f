// What the platform makes of a method and a URL that a page gave.

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
