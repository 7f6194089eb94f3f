// WebSockets in all their forms. The parameters are listed in servers.ts.
import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { Parameters } from './parameters.ts';
import { endExchange, type RecordedExchange, recorded, type ServerRecord } from './record.ts';
import { WebSocketServer } from './ws.ts';

/** What the server sends itself, before anything is asked: `burst` messages of `size` bytes. */
async function burst(socket: WebSocket, parameters: Parameters, send: Send): Promise<void> {
  const count = parameters.number('burst');
  const size = parameters.number('size');
  const gap = parameters.number('gap');
  for (let i = 0; i < count; i++) {
    if (socket.readyState !== socket.OPEN) return;
    const text = `message ${i}`.padEnd(size, '.');
    send(parameters.has('binary') ? Buffer.from(text) : text);
    if (gap > 0) await pause(gap);
    // Kept below a few MB in the server's own memory.
    else if (socket.bufferedAmount > 4_000_000) await drained(socket);
  }
}

async function drained(socket: WebSocket): Promise<void> {
  while (socket.bufferedAmount > 1_000_000 && socket.readyState === socket.OPEN) await pause(1);
}

type Send = (data: string | Buffer) => void;

/** JSON-RPC 2.0: `echo` gives its params back, `add` their sum, anything else is an unknown method. */
function answerRpc(text: string): string {
  const { id, method, params } = JSON.parse(text) as { id?: number; method: string; params?: unknown };
  if (method === 'echo') return JSON.stringify({ jsonrpc: '2.0', id, result: params });
  if (method === 'add') {
    return JSON.stringify({ jsonrpc: '2.0', id, result: (params as number[]).reduce((sum, each) => sum + each, 0) });
  }
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: `no method ${method}` } });
}

function serve(socket: WebSocket, parameters: Parameters, exchange: RecordedExchange): void {
  const send: Send = (data) => {
    exchange.messages.push(recorded('received', data));
    exchange.bytes += Buffer.byteLength(data);
    socket.send(data);
  };
  const finish = () => {
    if (parameters.has('terminate')) {
      endExchange(exchange, 'destroyed');
      socket.terminate();
    } else if (parameters.has('close')) {
      const reason = parameters.text('reason');
      const code = parameters.number('close', 1000);
      if (code === 1005) socket.close();
      else socket.close(code, reason);
    }
  };
  // After so many messages from the page, or at once after the burst.
  const after = parameters.number('after');
  let heard = 0;
  socket.on('message', (raw: RawData, binary: boolean) => {
    const data = binary ? (raw as Buffer) : raw.toString();
    exchange.messages.push(recorded('sent', data));
    heard++;
    if (parameters.has('rpc') && typeof data === 'string') send(answerRpc(data));
    else if (!parameters.has('mute')) send(data);
    if (after > 0 && heard >= after) finish();
  });
  socket.on('close', (code, reason) => {
    exchange.closed = { code, reason: reason.toString() };
    endExchange(exchange, 'finished');
  });
  socket.on('error', () => {});
  void burst(socket, parameters, send).then(() => {
    if (after === 0) finish();
  });
}

/** Answers upgrades to `/ws`. */
export function webSocketRoute(record: ServerRecord) {
  const accept = (deflate: boolean) =>
    new WebSocketServer({
      noServer: true,
      perMessageDeflate: deflate,
      maxPayload: 512 * 1024 * 1024,
      handleProtocols: (offered, request) => {
        const chosen = new URL(request.url ?? '/', 'ws://localhost').searchParams.get('select');
        return chosen ?? [...offered][0] ?? false;
      },
    });
  const servers = { plain: accept(false), deflate: accept(true) };
  const upgrade = (request: http.IncomingMessage, stream: Duplex, first: Buffer) => {
    // Whoever was refused, or waits, may go away at any time.
    stream.on('error', () => {});
    const url = new URL(request.url ?? '/', `ws://${request.headers.host}`);
    const parameters = new Parameters(url.searchParams);
    const exchange = record.open({
      kind: 'websocket',
      method: 'GET',
      url: url.href,
      requestHeaders: request.headers,
    });
    const refusal = url.pathname === '/ws' ? parameters.number('refuse') : 404;
    if (refusal) {
      exchange.status = refusal;
      endExchange(exchange, 'finished');
      stream.end(`HTTP/1.1 ${refusal} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const go = () =>
      servers[parameters.has('deflate') ? 'deflate' : 'plain'].handleUpgrade(request, stream, first, (socket) => {
        exchange.status = 101;
        exchange.protocol = socket.protocol;
        serve(socket, parameters, exchange);
      });
    const late = parameters.number('delay');
    if (late > 0) setTimeout(go, late);
    else go();
  };
  const close = () => {
    for (const server of Object.values(servers)) {
      for (const socket of server.clients) socket.terminate();
      server.close();
    }
  };
  return { upgrade, close };
}
