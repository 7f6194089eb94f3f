// The border to the DevTools network log: an entry of it is unknown until it has passed here.
import * as v from 'valibot';
import type { CookieRecord, PhaseRecord, WireFacts } from '../../store/exchange.ts';
import type { Api, HeaderList } from '../../wire/capture.ts';
import { HOOK_NAME } from '../../wire/names.ts';
import { classify } from './classify.ts';

const text = v.fallback(v.string(), '');
const amount = v.fallback(v.pipe(v.number(), v.finite()), -1);
/** Large lists are looked through where they are used, and only once. */
const list = v.nullish(v.custom<readonly unknown[]>(Array.isArray));
const named = v.object({ name: v.string(), value: text });
const attribute = v.nullish(v.string());
const flag = v.nullish(v.boolean());
const cookie = v.object({
  name: v.string(),
  value: text,
  path: attribute,
  domain: attribute,
  // Chromium's is a Date, null for a session cookie that was set, the epoch's eve for one that was sent.
  expires: v.nullish(v.union([v.string(), v.date()])),
  sameSite: attribute,
  httpOnly: flag,
  secure: flag,
});
const frame = v.object({ functionName: text, url: text, lineNumber: amount, columnNumber: amount });

/** HAR 1.2 with the fields of Chrome's. @see http://www.softwareishard.com/blog/har-12-spec/#entries */
const raw = v.object({
  startedDateTime: v.string(),
  time: amount,
  pageref: attribute,
  serverIPAddress: attribute,
  request: v.object({
    method: v.string(),
    url: v.string(),
    httpVersion: text,
    headers: v.fallback(v.array(named), []),
    cookies: v.fallback(v.array(cookie), []),
    postData: v.nullish(v.object({ text })),
  }),
  response: v.object({
    status: amount,
    statusText: text,
    httpVersion: text,
    headers: v.fallback(v.array(named), []),
    cookies: v.fallback(v.array(cookie), []),
    content: v.fallback(v.object({ size: amount, mimeType: text }), { size: -1, mimeType: '' }),
    redirectURL: text,
    headersSize: amount,
    bodySize: amount,
    _transferSize: v.nullish(v.number()),
    _error: attribute,
  }),
  timings: v.fallback(v.record(v.string(), v.unknown()), {}),
  _priority: attribute,
  _resourceType: attribute,
  _initiator: v.nullish(
    v.object({
      type: text,
      url: attribute,
      stack: v.nullish(v.object({ callFrames: v.fallback(v.array(frame), []) })),
    }),
  ),
  _webSocketMessages: list,
  _eventSourceMessages: list,
});
type Raw = v.InferOutput<typeof raw>;

/** One request of the browser's network log. */
export interface Entry extends WireFacts {
  /** Epoch ms. */
  started: number;
  /** Epoch ms; of a request in flight, when it was last heard of. */
  ended: number;
  method: string;
  /** Null for what is none of our APIs: navigations, images, scripts, beacons … */
  api: Api | 'preflight' | null;
  /** A script that the browser asked for as it does for workers, without an answer: so a shared worker's stays for good. */
  unansweredWorker: boolean;
  /** False where fetch, XHR and EventSource cannot be told apart. */
  apiKnown: boolean;
  /** False for what may be a beacon: it belongs to an exchange of the page or to nothing. */
  showable: boolean;
  /** Whether our hook is in the stack of the call; null where the log has no stack. */
  hooked: boolean | null;
  /** True where the log knows page loads and says of this entry none. */
  pageless: boolean;
  /** 0 while there is no response, and where there never was one. */
  status: number;
  /** As `net::ERR_ABORTED`; empty for none. */
  error: string;
  /** Absolute URL of the redirect; empty for none. */
  redirect: string;
  mimeType: string;
  /** Bytes of the body after content decoding, as far as received; -1 where not told. */
  bodySize: number;
  requestBody: string;
  /** One call a line; empty where not told. */
  stack: string;
  /** Unread: `readSocketMessage`, `readEvent`. Null where the log has no messages for such an entry. */
  socketMessages: readonly unknown[] | null;
  events: readonly unknown[] | null;
}

/** What tells one entry from another as it grows; entries started in the same ms may share it. */
export interface Peek {
  key: string;
  /** Epoch ms. */
  started: number;
  /** How long it took so far, ms. */
  time: number;
}

const head = v.object({
  startedDateTime: v.string(),
  time: amount,
  request: v.object({ method: v.string(), url: v.string() }),
});

export function peek(input: unknown): Peek | null {
  const result = v.safeParse(head, input);
  if (!result.success) return null;
  const { startedDateTime, time, request } = result.output;
  const started = Date.parse(startedDateTime);
  const key = `${startedDateTime} ${request.method} ${request.url}`;
  return Number.isFinite(started) ? { key, started, time } : null;
}

const pairs = (headers: { name: string; value: string }[]): HeaderList =>
  headers.map(({ name, value }) => [name, value]);

const sent = (cookies: Raw['request']['cookies']): CookieRecord[] =>
  cookies.map(({ name, value }) => ({ name, value }));

function set(cookies: Raw['response']['cookies']): CookieRecord[] {
  return cookies.map(({ name, value, path, domain, expires, sameSite, httpOnly, secure }) => ({
    name,
    value,
    ...(path && { path }),
    ...(domain && { domain }),
    ...(expires && { expires: typeof expires === 'string' ? expires : expires.toISOString() }),
    ...(sameSite && { sameSite }),
    ...(httpOnly && { httpOnly }),
    ...(secure && { secure }),
  }));
}

/** Firefox's log has only names and values of cookies: the attributes are in the header. */
function setCookies(listed: CookieRecord[], headers: HeaderList): CookieRecord[] {
  const lines = headers
    .filter(([name]) => name.toLowerCase() === 'set-cookie')
    .flatMap(([, value]) => value.split('\n'));
  return listed.map((each) => {
    if (Object.keys(each).length > 2) return each;
    const line = lines.find((one) => one.trimStart().startsWith(`${each.name}=`));
    return line ? { ...each, ...attributes(line) } : each;
  });
}

/** @see https://www.rfc-editor.org/rfc/rfc6265#section-5.2 */
function attributes(line: string): Partial<CookieRecord> {
  const found: Partial<CookieRecord> = {};
  for (const part of line.split(';').slice(1)) {
    const [name = '', value = ''] = part.split('=').map((piece) => piece.trim());
    const lower = name.toLowerCase();
    if (lower === 'path') found.path = value;
    else if (lower === 'domain') found.domain = value;
    else if (lower === 'samesite') found.sameSite = value;
    else if (lower === 'httponly') found.httpOnly = true;
    else if (lower === 'secure') found.secure = true;
    else if (lower === 'expires' && Number.isFinite(Date.parse(value))) found.expires = new Date(value).toISOString();
  }
  return found;
}

function phases(timings: Record<string, unknown>): PhaseRecord {
  const ms = (name: string) => {
    const value = timings[name];
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
  };
  return {
    blocked: ms('blocked'),
    dns: ms('dns'),
    connect: ms('connect'),
    ssl: ms('ssl'),
    send: ms('send'),
    wait: ms('wait'),
    receive: ms('receive'),
  };
}

function absolute(url: string, base: string): string {
  if (!url) return '';
  return URL.canParse(url, base) ? new URL(url, base).href : url;
}

/** One made from a `blob:` URL is never answered. */
const isUnansweredWorker = ({ _resourceType, _initiator, _priority, request, response }: Raw): boolean =>
  /^https?:/i.test(request.url) &&
  _resourceType === 'script' &&
  _initiator?.type === 'other' &&
  _priority === 'VeryLow' &&
  response.status <= 0 &&
  !response._error;

/** A whole entry; null where it is not one. `own` is how the URLs of this extension begin. */
export function readEntry(input: unknown, own: string): Entry | null {
  const result = v.safeParse(raw, input);
  if (!result.success) return null;
  const entry = result.output;
  const started = Date.parse(entry.startedDateTime);
  if (!Number.isFinite(started)) return null;
  const { request, response } = entry;
  const calls = entry._initiator?.stack?.callFrames ?? [];
  const isOurs = ({ url }: { url: string }): boolean => url === HOOK_NAME || url.startsWith(own);
  const requestHeaders = pairs(request.headers);
  const responseHeaders = pairs(response.headers);
  const mimeType = response.content.mimeType;
  const facts = { method: request.method, url: request.url, requestHeaders, mimeType };
  const kind = classify({ ...facts, resourceType: entry._resourceType ?? '', priority: entry._priority ?? '' });
  const transferSize = response._transferSize ?? (response.bodySize >= 0 ? response.bodySize : null);
  return {
    started,
    ended: started + Math.max(0, entry.time),
    method: request.method,
    url: request.url,
    ...kind,
    unansweredWorker: isUnansweredWorker(entry),
    hooked: calls.length > 0 ? calls.some(isOurs) : null,
    pageless: Boolean(entry._resourceType) && !entry.pageref,
    status: Math.max(0, response.status),
    statusText: response.statusText,
    error: response._error ?? '',
    redirect: absolute(response.redirectURL, request.url),
    mimeType,
    bodySize: response.content.size,
    requestBody: request.postData?.text ?? '',
    requestHeaders,
    responseHeaders,
    requestCookies: sent(request.cookies),
    responseCookies: setCookies(set(response.cookies), responseHeaders),
    remoteAddress: (entry.serverIPAddress ?? '').replace(/^\[(.*)\]$/, '$1'),
    httpVersion: response.httpVersion || request.httpVersion,
    phases: phases(entry.timings),
    transferSize,
    priority: entry._priority ?? '',
    initiator: entry._initiator?.type ?? '',
    stack: calls
      .filter((call) => !isOurs(call))
      .map(
        (call) =>
          `    at ${call.functionName || '<anonymous>'} (${call.url}:${call.lineNumber + 1}:${call.columnNumber + 1})`,
      )
      .join('\n'),
    socketMessages: entry._webSocketMessages ?? null,
    events: entry._eventSourceMessages ?? null,
  };
}
