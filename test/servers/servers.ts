// Real servers for the end-to-end tests that keep an exact account of what they sent and received.
//
// Any HTTP route takes `cors=*` or `cors=<origin>` (with credentials); preflights are answered and recorded,
// and `cookie=<Set-Cookie>`. Times in ms.
//
//   /blank      html, csp                                   an HTML page
//   /json       value, status                               JSON as given
//   /text       body | base64, cuts=3,7, gap, type, status  written in pieces cut at those bytes, `gap` apart
//   /bytes      size, piece, type, length                   so many bytes; with content-length where `length` is there
//   /ndjson     count, gap, unfinished                      a line each; the last without its end
//   /upload     size                                        gives the body back, or its size as JSON
//   /echo                                                   the request as JSON: method, url, headers, body (latin1)
//   /status     code, body                                  that status; 204, 205, 304 without a body
//   /redirect   to, code, hops, ms                          redirects `hops` times, the first after `ms`, then to `to`
//   /delay      ms, body                                    answers late
//   /silent                                                 never answers
//   /hang       body, type                                  head and a beginning, then nothing more
//   /destroy    body, ms, early                             breaks the connection in the body, or before the head
//   /gzip       body, type, gap                             a line at a time, compressed
//   /sse        count, gap, data (% is the number), size, events=a,b, ids, retry, comment, eol=lf|cr|crlf, bom,
//               drop (break after so many, go on after Last-Event-ID), fail (break so many reconnections), stop (204 once all were seen), unfinished, open,
//               or raw | base64 with cuts, gap, open
//   /worker.js  json, fetch, xhr, eventsource, websocket    a worker's script that opens those URLs
//   /ws         burst, size, binary, gap, mute (no echo), rpc (JSON-RPC), select (subprotocol), deflate, delay, refuse,
//               close=<code> with reason, or terminate: after the burst, or after `after` messages from the page
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpRoutes, type Route } from './http-routes.ts';
import { Parameters } from './parameters.ts';
import { ServerRecord } from './record.ts';
import { Reply } from './reply.ts';
import { sseRoute } from './sse-route.ts';
import { webSocketRoute } from './websocket-route.ts';
import { workerRoute } from './worker-route.ts';

export interface Servers {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** The same routes on another port: another origin. */
  otherOrigin: string;
  /** `ws://127.0.0.1:<port>` */
  wsOrigin: string;
  record: ServerRecord;
  /** URL of a page with this HTML. */
  blank(html?: string, csp?: string): string;
  /** Answers this path with that body from now on, on both origins: for pages and scripts that no URL can hold. */
  serve(path: string, type: string, body: string, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

const ROUTES: Record<string, Route> = { ...httpRoutes, '/sse': sseRoute, '/worker.js': workerRoute };

function cors(reply: Reply, allowed: string): void {
  const { response, request } = reply;
  response.setHeader('access-control-allow-origin', allowed);
  if (allowed !== '*') response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', allowed === '*' ? '*' : 'content-type, content-length');
  const method = request.headers['access-control-request-method'];
  if (method) response.setHeader('access-control-allow-methods', method);
  const headers = request.headers['access-control-request-headers'];
  if (headers) response.setHeader('access-control-allow-headers', headers);
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  record: ServerRecord,
  routes: Record<string, Route>,
): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const parameters = new Parameters(url.searchParams);
  const exchange = record.open({
    kind: 'http',
    method: request.method ?? 'GET',
    url: url.href,
    requestHeaders: request.headers,
  });
  const reply = new Reply(request, response, parameters, exchange);
  // Chromium would hold back the first kilobyte of a text/plain body to sniff its type.
  response.setHeader('x-content-type-options', 'nosniff');
  if (parameters.has('cookie')) response.setHeader('set-cookie', parameters.text('cookie'));
  if (parameters.has('cors')) cors(reply, parameters.text('cors'));
  if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
    reply.head(204);
    return reply.end();
  }
  // The body is read by all but those that do not wait for anything.
  const route = routes[url.pathname];
  if (!route) return reply.answer(404, 'text/plain', `there is no ${url.pathname}`);
  if (!['/upload', '/echo'].includes(url.pathname) && !['GET', 'HEAD'].includes(exchange.method)) await reply.body();
  await route(reply);
}

async function listen(
  record: ServerRecord,
  routes: Record<string, Route>,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    response.on('error', () => {});
    answer(request, response, record, routes).catch((error: Error) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(400, { 'content-type': 'text/plain' }).end(error.message);
    });
  });
  const sockets = webSocketRoute(record);
  server.on('upgrade', sockets.upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Starts them on ports of their own, on 127.0.0.1 only. */
export async function startServers(): Promise<Servers> {
  const record = new ServerRecord();
  const routes = { ...ROUTES };
  const [own, other] = await Promise.all([listen(record, routes), listen(record, routes)]);
  const origin = `http://127.0.0.1:${own.port}`;
  return {
    origin,
    otherOrigin: `http://127.0.0.1:${other.port}`,
    wsOrigin: `ws://127.0.0.1:${own.port}`,
    record,
    blank: (html, csp) => {
      const query = new URLSearchParams({ ...(html === undefined ? {} : { html }), ...(csp ? { csp } : {}) });
      return `${origin}/blank${query.size > 0 ? `?${query}` : ''}`;
    },
    serve: (path, type, body, headers = {}) => {
      routes[path] = (reply) => reply.answer(200, type, body, headers);
    },
    close: async () => {
      await Promise.all([own.close(), other.close()]);
    },
  };
}
