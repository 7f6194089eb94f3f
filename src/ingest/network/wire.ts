// Joins the entries of one exchange (redirects, preflight, reconnections) to what is shown of it as told by the wire.
import type { CookieRecord, Exchange, RedirectRecord, WireRecord } from '../../store/exchange.ts';
import type { Store } from '../../store/store.ts';
import { asUtf8 } from './as-utf8.ts';
import type { Entry } from './entry.ts';

/** What went before the request that answers for the exchange. */
export interface Before {
  redirects: RedirectRecord[];
  /** Set by the redirects. */
  cookies: CookieRecord[];
  preflight: WireRecord['preflight'];
  connections: number;
}

export const nothingBefore = (connections = 1): Before => ({
  redirects: [],
  cookies: [],
  preflight: null,
  connections,
});

/** Notes a request that was answered with a redirect. */
export function addRedirect(before: Before, { url, status, redirect, responseCookies }: Entry): void {
  before.redirects.push({ url, status, location: redirect });
  before.cookies.push(...responseCookies);
}

/** Notes what the request of one connection of an EventSource says of the events before it. */
export function tellLastEventId(store: Store, exchange: Exchange, entry: Entry, before: Before): void {
  if (exchange.api !== 'eventsource') return;
  // Of a worker's Chromium knows but what was asked for, and not what was added on the way.
  if (!entry.requestHeaders.some(([name]) => /^(host|:authority)$/i.test(name))) return;
  const sent = entry.requestHeaders.find(([name]) => name.toLowerCase() === 'last-event-id');
  store.connected(exchange, before.connections, asUtf8(sent?.[1] ?? ''));
}

export function wireOf(entry: Entry, before: Before): WireRecord {
  const { url, status, statusText, requestHeaders, responseHeaders, requestCookies, responseCookies } = entry;
  const { remoteAddress, httpVersion, phases, transferSize, priority, initiator } = entry;
  return {
    url,
    status,
    statusText,
    requestHeaders,
    responseHeaders,
    requestCookies,
    responseCookies: [...before.cookies, ...responseCookies],
    remoteAddress,
    httpVersion,
    phases,
    transferSize,
    priority,
    initiator,
    redirects: [...before.redirects],
    preflight: before.preflight,
    connections: before.connections,
  };
}
