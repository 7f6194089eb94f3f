// Which headers a snippet says: not those that every tool makes itself, and no secrets unless they were asked for.
import { isHidden } from './hidden.ts';
import { bytesOf, isToken, type SnippetSource, textOf } from './source.ts';

export interface SnippetHeader {
  name: string;
  value: string;
  /** Name of a variable that stands for the value, where that is a secret. */
  variable: string | null;
}

/** Made by whatever sends the request: of one connection, or of the browser alone. */
const OWN =
  /^(?::.*|host|content-length|connection|keep-alive|proxy-connection|transfer-encoding|te|trailer|upgrade|expect|http2-settings|accept-encoding|sec-.*)$/i;

/** @see https://fetch.spec.whatwg.org/#forbidden-request-header, beyond those of OWN */
export const FORBIDDEN =
  /^(?:accept-charset|access-control-request-.*|cookie2?|date|dnt|origin|referer|set-cookie|user-agent|via|proxy-.*|x-http-method(?:-override)?|x-method-override)$/i;

/** Secret whatever their value is. Others are told by their placeholder. */
const SECRET =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?)$|token|secret|api-?key|auth|session|csrf|xsrf|passw|credential|signature/i;

/** Breaks no line of a request. @see https://www.rfc-editor.org/rfc/rfc9110#name-field-values */
const isValue = (value: string): boolean => !/[\0\r\n]/.test(value);

/** True where every character is one byte, as for what a page can set or see. */
export const isByteString = (value: string): boolean => !/[^\0-\xff]/.test(value);

/**
 * The page chose the name of the header: without a beginning of ours, one named `AWS-Secret-Access-Key` would send what
 * the reader's environment holds under that name.
 */
const variableOf = (name: string): string => `HEADER_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;

const isSecretHeader = (name: string, value: string): boolean => SECRET.test(name) || isHidden(value);

const has = (source: SnippetSource, wanted: string): boolean =>
  source.headers.some(([name]) => name.toLowerCase() === wanted);

/** The `Content-Type` that `fetch()` gives a body by itself; null where it gives none. */
function impliedType(body: Uint8Array): string | null {
  const text = textOf(body);
  // A body made of FormData begins with its boundary.
  const boundary = /^--([\w'()+,./:=?-]{1,70})\r\n/.exec(
    text ?? new TextDecoder('latin1').decode(body.subarray(0, 80)),
  )?.[1];
  if (boundary) return `multipart/form-data; boundary=${boundary}`;
  if (text === null) return null;
  // What URLSearchParams writes reads back as itself; other text hardly ever does.
  const form = text.includes('=') && new URLSearchParams(text).toString() === text;
  return form ? 'application/x-www-form-urlencoded;charset=UTF-8' : 'text/plain;charset=UTF-8';
}

/**
 * The boundary within the recorded FormData body is the recorder's own: the type must name that one.
 * @see src/hook/request-body.ts
 */
function fitted(type: string, implied: string | null): string {
  const multipart = /^multipart\/form-data\s*;/i.test(type) && implied?.startsWith('multipart/');
  return multipart && implied ? implied : type;
}

function completed(source: SnippetSource): SnippetSource['headers'] {
  const headers = [...source.headers];
  if (source.api === 'eventsource' && !has(source, 'accept')) headers.push(['Accept', 'text/event-stream']);
  if (source.body.length === 0) return headers;
  const implied = impliedType(bytesOf(source.body));
  if (!has(source, 'content-type')) return implied ? [...headers, ['Content-Type', implied]] : headers;
  return headers.map(([name, value]) => [name, name.toLowerCase() === 'content-type' ? fitted(value, implied) : value]);
}

/** What a snippet says of the request's headers. `without`: further names that this tool makes itself. */
export function requestHeaders(
  source: SnippetSource,
  secrets: boolean,
  without: RegExp | null = null,
): SnippetHeader[] {
  return completed(source)
    .filter(([name, value]) => isToken(name) && isValue(value) && !OWN.test(name) && !without?.test(name))
    .map(([name, value]) => {
      const variable = !secrets && isSecretHeader(name, value) ? variableOf(name) : null;
      return { name, value: variable === null ? value : '', variable };
    });
}

/** Of several headers of one name one, as HTTP allows it to be written. */
export function joinedHeaders(headers: readonly SnippetHeader[]): SnippetHeader[] {
  const found = new Map<string, SnippetHeader>();
  for (const header of headers) {
    const key = header.name.toLowerCase();
    const before = found.get(key);
    const separator = key === 'cookie' ? '; ' : ', ';
    found.set(key, before ? { ...before, value: `${before.value}${separator}${header.value}` } : header);
  }
  return [...found.values()];
}

/** Names of the variables, each once. */
export const variablesOf = (headers: readonly SnippetHeader[]): string[] => [
  ...new Set(headers.flatMap(({ variable }) => variable ?? [])),
];

/** Of one connection, or of a body that was encoded: the recorded pieces are decoded. */
const REPLAYED_ANEW =
  /^(?::.*|connection|keep-alive|proxy-.*|transfer-encoding|te|trailer|upgrade|content-length|content-encoding|alt-svc|strict-transport-security)$/i;

/** Headers with which a mock answers. Secret ones are left out. */
export function responseHeaders(source: SnippetSource, secrets: boolean): [string, string][] {
  return (source.response?.headers ?? []).filter(
    ([name, value]) =>
      isToken(name) &&
      isValue(value) &&
      isByteString(value) &&
      !REPLAYED_ANEW.test(name) &&
      (secrets || !isSecretHeader(name, value)),
  );
}
