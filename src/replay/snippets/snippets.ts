// All forms in which an exchange can be taken elsewhere, in the order in which they are offered.
import { curl } from './curl.ts';
import { eventSource, fetchEventSource } from './event-source.ts';
import { fetchSnippet } from './fetch.ts';
import { k6 } from './k6.ts';
import { msw } from './msw.ts';
import { nodeWs } from './node-ws.ts';
import { playwright } from './playwright.ts';
import { httpx, websockets } from './python-tools.ts';
import { websocat, wscat } from './socket-tools.ts';
import type { Snippet } from './source.ts';

export { snippetSource } from './from-exchange.ts';
export type { Hide, Snippet, SnippetSource } from './source.ts';

export const snippets: readonly Snippet[] = [
  curl,
  fetchSnippet,
  eventSource,
  fetchEventSource,
  websocat,
  wscat,
  nodeWs,
  httpx,
  websockets,
  k6,
  msw,
  playwright,
];
