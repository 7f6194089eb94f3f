// The servers' own account of what went over each connection, in the shape in which tests compare it with the panel's.

/** One unit on a connection, directions named from the page's viewpoint as in the panel's `messages()`. */
export interface RecordedMessage {
  direction: 'sent' | 'received';
  /** Epoch ms on the server's clock. */
  time: number;
  /** Bytes. */
  size: number;
  opcode: 'text' | 'binary';
  /** The text, or base64 for binary. */
  data: string;
  /** Of server-sent events: the type and the id field of the block itself. */
  event?: { name: string; id: string };
}

/** One HTTP request or one WebSocket, from the server's side. */
export interface RecordedExchange {
  kind: 'http' | 'sse' | 'websocket';
  method: string;
  /** Absolute URL as it was asked for. */
  url: string;
  path: string;
  requestHeaders: Record<string, string | string[] | undefined>;
  /** The whole request body, base64; empty for none. */
  requestBody: string;
  /** 0 while no head was sent. */
  status: number;
  responseHeaders: Record<string, number | string | string[] | undefined>;
  /**
   * http: each write of the response body; sse: each event sent; websocket: every message of both directions.
   * Bytes of an encoded (gzip) body are those before the encoding.
   */
  messages: RecordedMessage[];
  /** Body bytes written by the server (before content encoding). */
  bytes: number;
  /** Subprotocol that was agreed on. */
  protocol: string;
  /** As the server saw the WebSocket end. */
  closed: { code: number; reason: string } | null;
  /** How it ended: the server finished, the client went away, or the server tore the connection down. */
  end: 'open' | 'finished' | 'client' | 'destroyed';
  /** Epoch ms. */
  started: number;
  ended: number | null;
}

/** All exchanges of one set of servers, in order of arrival. */
export class ServerRecord {
  readonly exchanges: RecordedExchange[] = [];

  open(facts: Pick<RecordedExchange, 'kind' | 'method' | 'url' | 'requestHeaders'>): RecordedExchange {
    const exchange: RecordedExchange = {
      path: new URL(facts.url).pathname,
      requestBody: '',
      status: 0,
      responseHeaders: {},
      messages: [],
      bytes: 0,
      protocol: '',
      closed: null,
      end: 'open',
      started: Date.now(),
      ended: null,
      ...facts,
    };
    this.exchanges.push(exchange);
    return exchange;
  }

  /** Those whose URL (path and query, or absolute) is `url`. */
  of(url: string): RecordedExchange[] {
    return this.exchanges.filter((exchange) => exchange.url === url || exchange.url.endsWith(url));
  }

  /** The one whose URL is `url`. @throws unless there is exactly one. */
  one(url: string): RecordedExchange {
    const [exchange, ...more] = this.of(url);
    if (!exchange || more.length > 0)
      throw new Error(`the servers saw ${exchange ? more.length + 1 : 0} requests of ${url}`);
    return exchange;
  }

  clear(): void {
    this.exchanges.length = 0;
  }
}

/** Marks the end, once. */
export function endExchange(exchange: RecordedExchange, how: 'finished' | 'client' | 'destroyed'): void {
  if (exchange.end !== 'open') return;
  exchange.end = how;
  exchange.ended = Date.now();
}

/** A message as the record keeps it. */
export function recorded(
  direction: 'sent' | 'received',
  data: string | Buffer,
  event?: { name: string; id: string },
): RecordedMessage {
  const binary = typeof data !== 'string';
  return {
    direction,
    time: Date.now(),
    size: Buffer.byteLength(data),
    opcode: binary ? 'binary' : 'text',
    data: binary ? data.toString('base64') : data,
    ...(event ? { event } : {}),
  };
}
