// The demo: a page that does everything a stream can do, and the server that plays the other side. `npm run demo`.
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Answer, type Route } from './answer.ts';
import { eventStreams } from './event-streams.ts';
import { httpRoutes } from './http-routes.ts';
import { demoSockets } from './sockets.ts';

const PAGE = fileURLToPath(new URL('page/', import.meta.url));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const ROUTES: Record<string, Route> = { ...eventStreams, ...httpRoutes };

async function file(pathname: string, response: http.ServerResponse): Promise<void> {
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  const type = TYPES[path.extname(name)];
  // Only plain names: nothing outside the folder can be asked for.
  const content = type && /^[\w.-]+$/.test(name) ? await fs.readFile(path.join(PAGE, name)).catch(() => null) : null;
  if (content && type) response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(content);
  else response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.');
}

export interface Demo {
  /** `http://127.0.0.1:<port>/` */
  url: string;
  close(): Promise<void>;
}

/** Starts the demo on 127.0.0.1. `port` 0 takes a free one. @throws where the port is taken. */
export async function startDemo(port = 0): Promise<Demo> {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    // Chromium would hold back the first kilobyte of a text/plain body to sniff its type.
    response.setHeader('x-content-type-options', 'nosniff');
    const route = ROUTES[url.pathname];
    const work = route ? route(new Answer(request, response, url.searchParams)) : file(url.pathname, response);
    // A client that leaves in the middle of its upload is no fault of ours.
    Promise.resolve(work).catch(() => response.destroy());
  });
  const sockets = demoSockets();
  server.on('upgrade', sockets.upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is taken: choose another one.`) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startDemo(Number(process.env.PORT ?? 8123));
  console.log(`The demo is at ${url} (with ?run it starts by itself). Ctrl-C ends it.`);
}
