// The demo's WebSockets: an echo with commands, JSON-RPC with a subprotocol, one that is cut off.
import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

type Serve = (socket: WebSocket) => void;

/** Gives everything back as it came; the text `close <code> <reason>` closes, `kill` cuts the connection. */
const echo: Serve = (socket) => {
  socket.on('message', (data, binary) => {
    const text = binary ? '' : data.toString();
    const close = /^close (\d{4}) ?(.*)$/.exec(text);
    if (close) socket.close(Number(close[1]), close[2]);
    else if (text === 'kill') socket.terminate();
    else socket.send(data, { binary });
  });
};

interface Call {
  id?: number;
  method: string;
  params?: number[];
}

const METHODS: Record<string, (params: number[]) => unknown> = {
  add: (params) => params.reduce((sum, each) => sum + each, 0),
  time: () => new Date().toISOString(),
};

/** JSON-RPC 2.0: answers calls, and tells of its own accord how many it has had. @see https://www.jsonrpc.org/specification */
const rpc: Serve = (socket) => {
  let calls = 0;
  const say = (message: object) => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
  socket.on('message', (data) => {
    try {
      const { id, method, params = [] } = JSON.parse(data.toString()) as Call;
      const run = METHODS[method];
      if (run) say({ id, result: run(params) });
      else say({ id, error: { code: -32601, message: 'Method not found', data: { method } } });
      say({ method: 'calls', params: { count: ++calls } });
    } catch {
      say({ id: null, error: { code: -32700, message: 'Parse error' } });
    }
  });
};

const ROUTES: Record<string, Serve> = { '/ws/echo': echo, '/ws/rpc': rpc };

/** Handles the upgrades of the demo's server. */
export function demoSockets() {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024 * 1024,
    handleProtocols: (offered) => (offered.has('jsonrpc-2.0') ? 'jsonrpc-2.0' : false),
  });
  return {
    upgrade(request: http.IncomingMessage, stream: Duplex, head: Buffer): void {
      const serve = ROUTES[new URL(request.url ?? '/', 'http://localhost').pathname];
      if (!serve) return void stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      server.handleUpgrade(request, stream, head, (socket) => {
        socket.on('error', () => {});
        serve(socket);
      });
    },
    close(): void {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
