// The request that repeats a recorded one, with a person's edits: pure, from what the log has.

import type { Exchange } from '../store/exchange.ts';
import { joined } from '../store/joined.ts';
import type { Payload } from '../wire/act.ts';
import { CUT, DERIVED, type HeaderList } from '../wire/capture.ts';
import { ReplayError } from './errors.ts';
import { isHeaderValue, isToken, type RefusedHeader, sortHeaders } from './headers.ts';
import { payloadOf, textOf } from './payload.ts';
import type { Variables } from './template.ts';

/** What is to be other than recorded. */
export interface Edits {
  method?: string;
  /** Absolute, or relative to the recorded URL. */
  url?: string;
  /** All headers: the recorded ones are left out. */
  headers?: HeaderList | Record<string, string>;
  /** Null for none. */
  body?: unknown;
  /** EventSource: goes on after this message, whose id is sent as `Last-Event-ID`. A position in `messages(id)`. */
  resumeAfter?: number;
  /** As `resumeAfter`, with the id itself. */
  lastEventId?: string;
  /** The person has been asked: about a method that is not idempotent, another origin. */
  confirm?: boolean;
  /** False: `{{…}}` in the body stays as it is. */
  templates?: boolean;
}

export interface Planned {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Payload | null;
  options: Record<string, string | boolean>;
  refused: RefusedHeader[];
}

const OPTIONS = [
  'mode',
  'credentials',
  'cache',
  'redirect',
  'referrer',
  'referrerPolicy',
  'integrity',
  'keepalive',
  'priority',
];
/** @see https://fetch.spec.whatwg.org/#forbidden-method */
const FORBIDDEN_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);
const NORMALIZED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);
/** @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

export const isIdempotent = (method: string): boolean => IDEMPOTENT.has(method);

/** @throws {ReplayError} `invalid-url` */
export function editedUrl(exchange: Exchange, url: string | undefined, schemes: readonly string[]): string {
  if (url === undefined) return exchange.url;
  let parsed: URL;
  try {
    parsed = new URL(url, exchange.url);
  } catch {
    throw new ReplayError('invalid-url', `${JSON.stringify(url)} is no URL`);
  }
  if (!schemes.includes(parsed.protocol))
    throw new ReplayError('invalid-url', `${parsed.protocol} cannot be requested here: use ${schemes.join(' or ')}`);
  if (parsed.username || parsed.password)
    throw new ReplayError('invalid-url', 'a page may not request a URL with a user name or password in it');
  return parsed.href;
}

function methodOf(exchange: Exchange, edits: Edits): string {
  const given = edits.method ?? exchange.method;
  if (!isToken(given)) throw new ReplayError('invalid-method', `${JSON.stringify(given)} is no method`);
  const upper = given.toUpperCase();
  if (FORBIDDEN_METHODS.has(upper)) throw new ReplayError('invalid-method', `a page may not use the method ${upper}`);
  return NORMALIZED.has(upper) ? upper : given;
}

function headersOf(given: Edits['headers']): HeaderList | undefined {
  if (given === undefined) return undefined;
  const list: unknown = Array.isArray(given)
    ? given
    : typeof given === 'object' && given
      ? Object.entries(given)
      : null;
  if (!Array.isArray(list))
    throw new ReplayError('invalid-header', 'headers are a list of [name, value], or an object');
  for (const pair of list as unknown[]) {
    const [name, value] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof name !== 'string' || !isToken(name))
      throw new ReplayError('invalid-header', `${JSON.stringify(name)} is no name of a header`);
    if (typeof value !== 'string' || !isHeaderValue(value))
      throw new ReplayError('invalid-header', `the header ${name} cannot have this value`);
  }
  return list as HeaderList;
}

/** The recorded request body; null for none. @throws {ReplayError} `payload-gone` */
function recordedBody(exchange: Exchange): { body: Payload | null; derived: boolean } {
  const { messages } = exchange;
  const parts: (string | Uint8Array)[] = [];
  let derived = false;
  for (let i = 0; i < messages.length; i++) {
    if (!messages.isSent(i)) continue;
    const data = messages.data(i);
    if (data === null || messages.flags(i) & CUT)
      throw new ReplayError('payload-gone', 'the request body was not kept in full: give one with `body`');
    if (messages.flags(i) & DERIVED) derived = true;
    parts.push(data);
  }
  if (parts.length === 0) return { body: null, derived };
  if (parts.every((part) => typeof part === 'string')) return { body: parts.join(''), derived };
  const encoder = new TextEncoder();
  const chunks = parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part));
  return { body: joined(chunks).buffer, derived };
}

const has = (headers: HeaderList, name: string): boolean => headers.some(([each]) => each.toLowerCase() === name);

/** The content type that the browser had set, for a body whose kind only the page knew (a form, a Blob). */
function contentType(exchange: Exchange, body: Payload | null, derived: boolean): HeaderList {
  if (body === null) return [];
  const boundary =
    derived &&
    /^--([^\r\n]+)/.exec(
      typeof body === 'string' ? body : textOf(new Uint8Array(body, 0, Math.min(200, body.byteLength))),
    );
  if (boundary) return [['Content-Type', `multipart/form-data; boundary=${boundary[1]}`]];
  return exchange.wire?.requestHeaders.filter(([name]) => name.toLowerCase() === 'content-type') ?? [];
}

function optionsOf({ api, request }: Exchange): Record<string, string | boolean> {
  if (api === 'xhr' || api === 'eventsource') {
    const credentials = request.options.withCredentials === true ? 'include' : 'same-origin';
    return { credentials, ...(api === 'eventsource' && { cache: 'no-store' }) };
  }
  const options: Record<string, string | boolean> = {};
  for (const name of OPTIONS) {
    const value = request.options[name];
    if (typeof value === 'string' || typeof value === 'boolean') options[name] = value;
  }
  return options;
}

/** @throws {ReplayError} `no-event-id` */
function resumption(exchange: Exchange, { resumeAfter, lastEventId }: Edits): HeaderList {
  if (lastEventId !== undefined) {
    if (!isHeaderValue(lastEventId)) throw new ReplayError('invalid-header', 'this id cannot be sent in a header');
    return [['Last-Event-ID', lastEventId]];
  }
  if (resumeAfter === undefined) return [];
  const { messages } = exchange;
  const id = resumeAfter >= 0 && resumeAfter < messages.length ? messages.event(resumeAfter)?.id : undefined;
  if (!id) throw new ReplayError('no-event-id', `message ${resumeAfter} has no event id to go on after`);
  return [['Last-Event-ID', id]];
}

/** @throws {ReplayError} where an edit is not valid, or the recorded body is not there */
export function planRequest(exchange: Exchange, edits: Edits, variables: Variables): Planned {
  const url = editedUrl(exchange, edits.url, ['http:', 'https:', 'data:', 'blob:']);
  const method = methodOf(exchange, edits);
  const old =
    edits.body === undefined
      ? recordedBody(exchange)
      : {
          body: edits.body === null ? null : payloadOf(edits.body, edits.templates === false ? null : variables),
          derived: false,
        };
  const bodyless = method === 'GET' || method === 'HEAD';
  if (bodyless && edits.body !== undefined && old.body !== null)
    throw new ReplayError('invalid-method', `a ${method} request cannot have a body`);
  const body = bodyless ? null : old.body;
  const options = optionsOf(exchange);
  const listed = headersOf(edits.headers) ?? exchange.request.headers;
  const list: HeaderList = [...listed];
  if (exchange.api === 'eventsource' && !has(list, 'accept')) list.push(['Accept', 'text/event-stream']);
  const resumed = resumption(exchange, edits);
  const kept = resumed.length > 0 ? list.filter(([name]) => name.toLowerCase() !== 'last-event-id') : list;
  const typed = has(kept, 'content-type') || edits.body !== undefined ? [] : contentType(exchange, body, old.derived);
  const mode = typeof options.mode === 'string' ? options.mode : 'cors';
  return { url, method, body, options, ...sortHeaders([...kept, ...resumed, ...typed], mode) };
}
