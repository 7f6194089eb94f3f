// What every route of the demo is given: the request, its query, and pauses that end with the connection.
import type http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export class Answer {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly query: URLSearchParams;
  readonly #gone = new AbortController();

  constructor(request: http.IncomingMessage, response: http.ServerResponse, query: URLSearchParams) {
    this.request = request;
    this.response = response;
    this.query = query;
    response.on('close', () => this.#gone.abort());
  }

  /** A number of the query between 0 and `most`: no request can keep the server busy for long. */
  number(name: string, otherwise: number, most: number): number {
    const value = Number(this.query.get(name) ?? otherwise);
    return Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : otherwise;
  }

  /** Waits `ms`. False where the client has gone, which ends the wait. */
  rest(ms: number): Promise<boolean> {
    return pause(ms, true, { signal: this.#gone.signal }).catch(() => false);
  }

  json(value: unknown, status = 200): void {
    this.response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  }

  /** Starts a streamed body. */
  stream(type: string): void {
    this.response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
    this.response.flushHeaders();
  }
}

export type Route = (answer: Answer) => void | Promise<void>;
