// Bodies and messages as files of their own in a zip: an event stream as `.sse`, an image as an image.
import { makeZip } from 'client-zip';
import { essence } from '../../decode/media-type.ts';
import type { Exchange } from '../../store/exchange.ts';
import type { MessageLog } from '../../store/message-log.ts';
import { Breather } from '../breather.ts';
import { reserialisedEvents } from '../write/entry.ts';
import { writeNdjson } from './ndjson.ts';

const EXTENSIONS: Record<string, string> = {
  'text/event-stream': 'sse',
  'application/x-ndjson': 'ndjson',
  'application/jsonl': 'jsonl',
  'application/json': 'json',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/css': 'css',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
};

interface OneFile {
  name: string;
  pieces(): Iterable<string | Uint8Array>;
}

/** Letters, digits and a few signs: safe as a file name everywhere, and no way out of the folder. */
const safe = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .slice(0, 60);

function folderOf(exchange: Exchange, index: number): string {
  const url = URL.canParse(exchange.url) ? new URL(exchange.url) : null;
  const place = url ? `${url.host}${url.pathname}` : exchange.url;
  return `${String(index + 1).padStart(4, '0')}-${exchange.api}-${safe(place)}`;
}

function* payloads(log: MessageLog, sent: boolean): Generator<string | Uint8Array> {
  for (let i = 0; i < log.length; i++) {
    const data = log.isSent(i) === sent ? log.data(i) : null;
    yield data ?? '';
  }
}

const headerOf = (headers: [string, string][], name: string): string =>
  headers.find(([found]) => found.toLowerCase() === name)?.[1] ?? '';

function* filesOf(exchange: Exchange, index: number): Generator<OneFile> {
  const folder = folderOf(exchange, index);
  const { messages, chunks, api } = exchange;
  if (api === 'websocket' || api === 'websocketstream') {
    yield { name: `${folder}/messages.ndjson`, pieces: () => writeNdjson([exchange]) };
    for (let i = 0; i < messages.length; i++) {
      const data = messages.data(i);
      if (!(data instanceof Uint8Array)) continue;
      const direction = messages.isSent(i) ? 'sent' : 'received';
      yield { name: `${folder}/${String(i).padStart(6, '0')}-${direction}.bin`, pieces: () => [data] };
    }
    return;
  }
  if (api === 'eventsource' && chunks.length === 0) {
    yield { name: `${folder}/response.sse`, pieces: () => reserialisedEvents(messages) };
    return;
  }
  if (messages.sent > 0) {
    const type = essence(headerOf(exchange.request.headers, 'content-type'));
    yield { name: `${folder}/request.${EXTENSIONS[type] ?? 'bin'}`, pieces: () => payloads(messages, true) };
  }
  const body = chunks.length > 0 ? chunks : messages;
  if (body.length === 0 || body.received === 0) return;
  const type = essence(headerOf(exchange.response?.headers ?? [], 'content-type'));
  const extension = EXTENSIONS[type] ?? (exchange.framing === 'sse' ? 'sse' : 'bin');
  yield { name: `${folder}/response.${extension}`, pieces: () => payloads(body, false) };
}

export interface FilesOptions {
  /** Written as the moment of every file, epoch ms. */
  now: number;
  signal?: AbortSignal;
  /** Hears that another exchange is done. */
  onProgress?: (exchanges: number) => void;
}

const encoder = new TextEncoder();

/** A zip archive with a folder for each exchange. */
export function zipOf(
  exchanges: Iterable<Exchange> | AsyncIterable<Exchange>,
  { now, signal, onProgress }: FilesOptions,
): ReadableStream<Uint8Array> {
  const breather = new Breather();
  async function* input(pieces: Iterable<string | Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (const piece of pieces) {
      await breather.rest(signal);
      if (piece.length > 0)
        yield (typeof piece === 'string' ? encoder.encode(piece) : piece) as Uint8Array<ArrayBuffer>;
    }
  }
  async function* files() {
    let index = 0;
    for await (const exchange of exchanges) {
      for (const { name, pieces } of filesOf(exchange, index)) {
        await breather.rest(signal);
        yield { name, lastModified: new Date(now), input: input(pieces()) };
      }
      index++;
      onProgress?.(index);
    }
  }
  return makeZip(files());
}
