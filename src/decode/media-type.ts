// The parts of a Content-Type header that decoders judge by.

/**
 * The media type without parameters, lower case; empty for an empty header.
 * @see https://mimesniff.spec.whatwg.org/#mime-type-essence
 */
export function essence(contentType: string): string {
  const end = contentType.indexOf(';');
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

/** The `charset` parameter, lower case; empty where there is none. */
export function charset(contentType: string): string {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? '';
}
