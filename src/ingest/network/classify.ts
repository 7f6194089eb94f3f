// Which of our APIs made a request. Chromium says it; in Firefox it is read off the request headers.
import type { Api, HeaderList } from '../../wire/capture.ts';

export interface Facts {
  method: string;
  url: string;
  requestHeaders: HeaderList;
  mimeType: string;
  /** Chromium's; empty elsewhere. */
  resourceType: string;
  priority: string;
}

export interface Kind {
  api: Api | 'preflight' | null;
  apiKnown: boolean;
  showable: boolean;
}

const BY_TYPE: Record<string, Kind['api']> = {
  fetch: 'fetch',
  xhr: 'xhr',
  eventsource: 'eventsource',
  websocket: 'websocket',
  preflight: 'preflight',
};

const NONE: Kind = { api: null, apiKnown: true, showable: false };

/** What pages load without a script of theirs asking for it. */
const RESOURCE = /^(image|font|video|audio)\/|^text\/(css|html|javascript)|javascript|wasm/i;

/**
 * `Sec-Fetch-Dest` is `empty` for what scripts ask for themselves; it is not sent to plain http hosts but this machine.
 * @see https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-dest-header
 */
export function classify(facts: Facts): Kind {
  if (facts.resourceType) {
    const api = BY_TYPE[facts.resourceType] ?? null;
    return api ? { api, apiKnown: true, showable: true } : NONE;
  }
  const header = (name: string) => facts.requestHeaders.find(([n]) => n.toLowerCase() === name)?.[1] ?? '';
  if (/^wss?:/i.test(facts.url)) return { api: 'websocket', apiKnown: true, showable: true };
  if (!/^https?:/i.test(facts.url)) return { api: 'fetch', apiKnown: false, showable: false };
  if (facts.method === 'OPTIONS' && header('access-control-request-method'))
    return { api: 'preflight', apiKnown: true, showable: true };
  const destination = header('sec-fetch-dest');
  if (destination ? destination !== 'empty' : RESOURCE.test(`${header('accept').split(',')[0]}`)) return NONE;
  const sse = header('accept') === 'text/event-stream' && header('cache-control') === 'no-cache';
  if (sse && facts.method === 'GET') return { api: 'eventsource', apiKnown: false, showable: true };
  // Firefox sends beacons, and nothing else of a script that has not asked for it, with this priority.
  const beacon = facts.priority === 'Lowest' || header('sec-purpose') !== '';
  const loaded = destination === '' && RESOURCE.test(facts.mimeType);
  return { api: 'fetch', apiKnown: false, showable: !beacon && !loaded };
}

/** Whether a request is the one for the script of a worker. */
export const isWorkerScript = (requestHeaders: HeaderList): boolean =>
  requestHeaders.some(([name, value]) => name.toLowerCase() === 'sec-fetch-dest' && /worker$/.test(value));
