// One response being written, with its record: every byte that goes out is noted as it goes.
import type http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Gzip } from 'node:zlib';
import type { Parameters } from './parameters.ts';
import { endExchange, type RecordedExchange, recorded } from './record.ts';

export class Reply {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly parameters: Parameters;
  readonly exchange: RecordedExchange;

  constructor(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    parameters: Parameters,
    exchange: RecordedExchange,
  ) {
    this.request = request;
    this.response = response;
    this.parameters = parameters;
    this.exchange = exchange;
    response.on('close', () => endExchange(exchange, response.writableFinished ? 'finished' : 'client'));
  }

  /** The whole request body. */
  async body(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    this.exchange.requestBody = body.toString('base64');
    return body;
  }

  /** Sends the head at once. */
  head(status: number, headers: http.OutgoingHttpHeaders = {}): void {
    this.response.writeHead(status, headers);
    this.response.flushHeaders();
    this.exchange.status = status;
    this.exchange.responseHeaders = { ...this.response.getHeaders(), ...headers };
  }

  /** Notes and writes a piece of the body; waits where the client reads slowly. False once the connection is gone. */
  async write(piece: Buffer | string, through?: Gzip): Promise<boolean> {
    if (this.response.destroyed) return false;
    this.exchange.messages.push(recorded('received', piece));
    return this.raw(piece, through);
  }

  /** As `write`, for pieces that the caller notes itself. */
  async raw(piece: Buffer | string, through?: Gzip): Promise<boolean> {
    if (this.response.destroyed) return false;
    this.exchange.bytes += Buffer.byteLength(piece);
    const sink = through ?? this.response;
    if (!sink.write(piece))
      await new Promise<void>((resolve) => {
        const go = () => {
          sink.off('drain', go);
          this.response.off('close', go);
          resolve();
        };
        sink.on('drain', go);
        this.response.on('close', go);
      });
    return !this.response.destroyed;
  }

  /** Waits `gap` ms, so that what was written goes out by itself; less where the connection ends before. */
  async rest(ms: number): Promise<void> {
    if (ms <= 0 || this.response.destroyed) return;
    const gone = new AbortController();
    const stop = () => gone.abort();
    this.response.once('close', stop);
    await pause(ms, undefined, { signal: gone.signal }).catch(() => {});
    this.response.off('close', stop);
  }

  end(): void {
    this.response.end();
  }

  /** Tears the connection down in the middle. */
  destroy(): void {
    endExchange(this.exchange, 'destroyed');
    this.request.socket.destroy();
  }

  /** A whole answer at once. */
  async answer(
    status: number,
    type: string,
    body: Buffer | string,
    headers: http.OutgoingHttpHeaders = {},
  ): Promise<void> {
    this.head(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers });
    if (Buffer.byteLength(body) > 0 && this.request.method !== 'HEAD') await this.write(body);
    this.end();
  }
}
