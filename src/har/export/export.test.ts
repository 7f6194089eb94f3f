// The other forms in which a log can leave: lines, a spreadsheet, files in a zip, packed.
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../../decode/framing/choose.ts';
import { Store } from '../../store/store.ts';
import { BINARY, CHUNK, SENT } from '../../wire/capture.ts';
import { anyStore } from '../random-store.fake.ts';
import { isoDate } from '../write/entry.ts';
import { writeHar } from '../write.ts';
import { writeCsv } from './csv.ts';
import { zipOf } from './files.ts';
import { writeNdjson } from './ndjson.ts';
import { byteStream, gzipped } from './stream.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function filled(texts: string[]): Store {
  const store = new Store(chooseFramer);
  const opening = {
    frame: { id: 0, url: '' },
    stack: '',
    headers: [],
    protocols: [],
    options: {},
    source: 'page',
  } as const;
  const shared = { ...opening, headers: [], protocols: [] };
  const socket = store.open({
    ...shared,
    id: '1.1',
    api: 'websocket',
    method: 'GET',
    url: 'wss://a.test/x',
    started: 0,
  });
  texts.forEach((block, time) => {
    const flags = time % 2 === 0 ? 0 : SENT;
    store.append(socket, { time, flags, size: encode(block).length, block, start: 0, length: block.length });
  });
  store.append(socket, { time: 9, flags: BINARY, size: 2, block: Uint8Array.of(255, 0), start: 0, length: 2 });
  const stream = store.open({
    ...shared,
    id: '1.2',
    api: 'fetch',
    method: 'GET',
    url: 'https://a.test/../sse',
    started: 1,
  });
  const headers: [string, string][] = [['Content-Type', 'text/event-stream']];
  store.response(stream, { status: 200, statusText: '', headers, url: '', redirected: false, kind: '', time: 2 });
  const block = encode(': hi\n\ndata: ä\n\n');
  store.append(stream, { time: 3, flags: CHUNK | BINARY, size: block.length, block, start: 0, length: block.length });
  store.end(stream, 4);
  return store;
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The names of a zip's central directory. @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.12 */
function namesIn(zip: Buffer): string[] {
  const names: string[] = [];
  for (let at = zip.indexOf('PK\u0001\u0002'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 4)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}

/** The rows of a CSV file, cell by cell. @see https://www.rfc-editor.org/rfc/rfc4180#section-2 */
function recordsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('NDJSON', () => {
  it('has a line for each message, whatever is in it', () => {
    const texts = ['a\nb', '"\u2028\ud83d', ''];
    const lines = [...writeNdjson(filled(texts).exchanges)]
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ exchange, data, direction, opcode }) => [exchange, data, direction, opcode])).toEqual([
      ['1.1', 'a\nb', 'received', 'text'],
      ['1.1', '"\u2028\ud83d', 'sent', 'text'],
      ['1.1', '', 'received', 'text'],
      ['1.1', '/wA=', 'received', 'binary'],
      ['1.2', '', 'received', 'text'],
      ['1.2', 'ä', 'received', 'text'],
    ]);
    expect(lines[4].event.comment).toBe('hi');
  });
});

describe('CSV', () => {
  const cells = (text: string): string => [...writeCsv(filled([text]).exchanges)].join('').split('\r\n')[1] as string;

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\uff1d1', '\n=1', '|cmd', '%0'])(
    'cannot carry the formula %j',
    (formula) => {
      expect(cells(formula)).toMatch(/,text,,,"?'/);
    },
  );

  it('quotes what needs it and nothing else', () => {
    expect(cells('a,"b"')).toContain(',"a,""b"""');
    expect(cells('plain')).toMatch(/,plain,,,,,,$/);
  });

  it('has new columns behind those that it had', () => {
    const [head] = [...writeCsv([])].join('').split('\r\n');
    expect(head).toBe(
      'exchange,api,url,seq,direction,time,size,opcode,event,eventId,data,discarded,incomplete,cut,held,retry,comment',
    );
  });

  it('says of each message what NDJSON says', () => {
    fc.assert(
      fc.property(anyStore, ({ exchanges }) => {
        const lines = [...writeNdjson(exchanges)].join('').split('\n').slice(0, -1);
        const [head = [], ...rows] = recordsOf([...writeCsv(exchanges)].join(''));
        expect(rows).toHaveLength(lines.length);
        lines.forEach((line, i) => {
          const { event, ...rest } = JSON.parse(line);
          const { name, id, ...more } = event ?? {};
          const said = { ...rest, ...(event && { event: name, eventId: id }), ...more, time: isoDate(rest.time) };
          said.data ||= more.comment ?? '';
          const row = Object.fromEntries(head.map((column, k) => [column, rows[i]?.[k]]));
          const plain = head.map((column) => [column, String(said[column] ?? '')]);
          // Or with the apostrophe that tells a spreadsheet that it is no formula.
          expect(plain.filter(([column, cell]) => ![cell, `'${cell}`].includes(row[column as string]))).toEqual([]);
          expect(Object.keys(said).filter((member) => !head.includes(member))).toEqual([]);
        });
      }),
    );
  });
});

describe('streams', () => {
  it('give the bytes of the pieces, packed where asked', async () => {
    const { exchanges } = filled(['x'.repeat(200_000)]);
    const pieces = () => writeHar(exchanges, { version: '0', now: 0 });
    const text = [...pieces()].join('');
    expect((await bytesOf(byteStream(pieces()))).toString()).toBe(text);
    expect(gunzipSync(await bytesOf(gzipped(byteStream(pieces())))).toString()).toBe(text);
  });

  it('end when they are cancelled', async () => {
    const controller = new AbortController();
    const reader = byteStream(
      writeHar(filled(['a']).exchanges, { version: '0', now: 0 }),
      controller.signal,
    ).getReader();
    controller.abort();
    await expect(async () => {
      while (!(await reader.read()).done);
    }).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('zip', () => {
  it('holds event streams as .sse and binary messages as files, and no name leaves its folder', async () => {
    const zip = await bytesOf(zipOf(filled(['a']).exchanges, { now: Date.UTC(2026, 1, 1) }));
    expect(namesIn(zip)).toEqual([
      '0001-websocket-a.test-x/messages.ndjson',
      '0001-websocket-a.test-x/000001-received.bin',
      '0002-fetch-a.test-sse/response.sse',
    ]);
    expect(zip.includes(': hi\n\ndata: ä\n\n')).toBe(true);
  });
});
