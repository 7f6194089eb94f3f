// A log in any of the forms that leave the panel, with or without its secrets, as a stream of bytes.
import type { Exchange } from '../../store/exchange.ts';
import { Breather } from '../breather.ts';
import { readHar } from '../read.ts';
import type { Redactor } from '../redact/redactor.ts';
import { plainEntry, type WriteOptions, writeHar } from '../write.ts';
import { writeCsv } from './csv.ts';
import { zipOf } from './files.ts';
import { writeNdjson } from './ndjson.ts';
import { byteStream, gzipped } from './stream.ts';

/** Each form, by the ending of its file's name. */
export type ExportFormat = 'har' | 'har.gz' | 'ndjson' | 'csv' | 'zip';

export interface ExportOptions extends WriteOptions {
  format: ExportFormat;
  signal?: AbortSignal;
}

/** The exchanges as bytes. What they are must not change meanwhile: see `snapshotOf`. */
export function exportLog(exchanges: readonly Exchange[], options: ExportOptions): ReadableStream<Uint8Array> {
  const { format, signal, tick = () => undefined, now, redactor } = options;
  switch (format) {
    case 'har':
      return byteStream(writeHar(exchanges, options), signal);
    case 'har.gz':
      return gzipped(byteStream(writeHar(exchanges, options), signal));
    case 'zip': {
      const source = redactor ? withoutSecrets(exchanges, options) : exchanges;
      const rows = exchanges.map(({ messages, chunks }) => messages.length + chunks.length);
      const onProgress = (done: number): void => tick(redactor ? 0 : (rows[done - 1] ?? 0));
      return zipOf(source, { now, onProgress, ...(signal && { signal }) });
    }
    default: {
      const write = format === 'csv' ? writeCsv : writeNdjson;
      if (!redactor) return byteStream(write(exchanges, tick), signal);
      return byteStream(eachWritten(withoutSecrets(exchanges, options), write), signal);
    }
  }
}

async function* eachWritten(
  exchanges: AsyncIterable<Exchange>,
  write: (exchanges: Iterable<Exchange>) => Iterable<string>,
): AsyncGenerator<string> {
  let first = true;
  for await (const exchange of exchanges) {
    for (const piece of write([exchange])) {
      // Each of them begins with the head of the table.
      if (write !== writeCsv || first || piece !== CSV_HEAD) yield piece;
      first = false;
    }
  }
  if (first) yield* write([]);
}

const CSV_HEAD = [...writeCsv([])].join('');

/** The exchanges as one gets them who reads the redacted file. */
async function* withoutSecrets(exchanges: readonly Exchange[], options: ExportOptions): AsyncGenerator<Exchange> {
  const { signal } = options;
  for (const exchange of exchanges) {
    const read: Exchange[] = [];
    const file = byteStream(writeHar([exchange], options), signal);
    await readHar(file, { exchange: (each) => read.push(each) }, signal ? { signal } : {});
    yield* read;
  }
}

/** Messages of an exchange that are written as its bodies. */
const bodyRowsOf = ({ api, messages, chunks }: Exchange): number =>
  api === 'fetch' || api === 'xhr' ? chunks.length || messages.length : 0;

export interface LearnOptions {
  signal?: AbortSignal;
  /** Hears how many rows were gone through since it was last called. */
  tick?: (rows: number) => void;
}

/** The first pass of a redaction: the secrets of all that will be written. Lets others run in between. */
export async function learnSecrets(
  redactor: Redactor,
  exchanges: readonly Exchange[],
  { signal, tick }: LearnOptions = {},
): Promise<void> {
  const breather = new Breather();
  for (const exchange of exchanges) {
    const entry = plainEntry(exchange);
    let made = entry.next();
    for (; !made.done; made = entry.next()) await breather.rest(signal);
    for (const rows of redactor.learning(made.value, bodyRowsOf(exchange))) {
      tick?.(rows);
      await breather.rest(signal);
    }
    await breather.rest(signal);
  }
}
