// A small server on this machine only, for the viewer and the one file that it shall show.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export interface ViewerServer {
  /** Of the viewer, with the log. */
  url: string;
  close(): Promise<void>;
}

/** The file under `root` that a path of a URL names; null where there is none, or it would be outside. */
function fileUnder(root: string, pathname: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const file = path.join(root, name.endsWith('/') ? `${name}index.html` : name);
  if (!file.startsWith(root + path.sep)) return null;
  return fs.existsSync(file) && fs.statSync(file).isFile() ? file : null;
}

/**
 * Serves the viewer in the folder `viewer` and `log` (a path) beside it, under a name that nobody can guess: other users
 * of this machine can reach the port too. `port` 0: any that is free.
 */
export async function serveViewer(viewer: string, log: string, name: string, port: number): Promise<ViewerServer> {
  const root = path.resolve(viewer);
  const secret = `/${randomBytes(16).toString('hex')}/`;
  const logPath = `${secret}${encodeURIComponent(name)}`;
  let hosts: string[] = [];
  const server = http.createServer((request, response) => {
    const refuse = (status: number): void => void response.writeHead(status).end();
    // A page elsewhere whose name was made to point here (DNS rebinding) sends its own name.
    if (!hosts.includes(request.headers.host ?? '')) return refuse(403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = pathname === logPath ? log : fileUnder(root, pathname);
    if (!file) return refuse(404);
    const type = pathname === logPath ? 'application/octet-stream' : TYPES[path.extname(file)];
    response.writeHead(200, {
      'content-type': type ?? 'application/octet-stream',
      'content-length': fs.statSync(file).size,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    if (request.method === 'HEAD') return void response.end();
    fs.createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: given } = server.address() as AddressInfo;
  hosts = [`127.0.0.1:${given}`, `localhost:${given}`];
  return {
    url: `http://127.0.0.1:${given}/index.html?har=${encodeURIComponent(logPath)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
