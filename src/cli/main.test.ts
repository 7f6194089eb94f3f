// Each command: what it writes, what it says, how it exits. As a process of its own: test/e2e/cli.test.ts.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { writeHar } from '../har/write.ts';
import { Store } from '../store/store.ts';
import { SENT } from '../wire/capture.ts';
import type { Console } from './console.ts';
import { main } from './main.ts';
import { serveViewer } from './serve.ts';

const START = Date.UTC(2026, 10, 21);
const TOKEN = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';

interface Ran {
  /** The exit code. */
  code: number | null;
  out: string;
  err: string;
}

/** Runs a command line in this process. */
async function run(args: string[], input: string | Uint8Array = ''): Promise<Ran> {
  const ran: Ran = { code: null, out: '', err: '' };
  const console: Console = {
    stdin: Readable.from([Buffer.from(input)]),
    stdout: new PassThrough(),
    interactive: false,
    columns: Number.POSITIVE_INFINITY,
    write: async (piece) => {
      ran.out += piece;
    },
    complain: (text) => {
      ran.err += `${text}\n`;
    },
    paint: (_, text) => text,
  };
  return { ...ran, code: await main(args, console), out: ran.out, err: ran.err };
}

/** A log with `sockets` WebSockets; each received its texts after 100, 200 … ms, and sent `hello` before. */
function logOf(sockets: string[][]): string {
  const store = new Store(chooseFramer);
  for (const [n, texts] of sockets.entries()) {
    const exchange = store.open({
      id: `1.${n + 1}`,
      api: 'websocket',
      method: 'GET',
      url: `wss://chat.example/room/${n + 1}`,
      source: 'page',
      frame: { id: 0, url: 'https://chat.example/' },
      stack: '',
      started: START + n,
      headers: [],
      protocols: [],
      options: {},
    });
    store.negotiated(exchange, '', '');
    for (const [i, text] of ['hello', ...texts].entries()) {
      const row = { time: START + n + i * 100, flags: i === 0 ? SENT : 0, size: text.length };
      store.append(exchange, { ...row, block: text, start: 0, length: text.length });
    }
    store.closed(exchange, { code: 1001, reason: '', wasClean: true });
    store.end(exchange, START + n + 1000);
  }
  return [...writeHar(store.exchanges, { version: '0', now: START })].join('');
}

const LOG = logOf([['{"error":1}', 'two'], ['three']]);

let folder: string;
let file: string;
const beside = (name: string): string => path.join(folder, name);

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-cli-'));
  file = beside('log.har');
  fs.writeFileSync(file, LOG);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('streamscope stats', () => {
  it('tells messages, times and the close code of each exchange', async () => {
    const { code, out } = await run(['stats', file, '--json']);
    expect(code).toBe(0);
    const { exchanges, totals } = JSON.parse(out);
    expect(totals).toEqual({ exchanges: 2, messages: 5, bytes: 29 });
    expect(exchanges[0]).toMatchObject({
      sent: 1,
      received: 2,
      duration: 1000,
      firstMessage: 100,
      closed: { code: 1001 },
    });
    expect(exchanges[0].gaps).toEqual({ largest: 100, p50: 100, p95: 100 });
  });

  it('reads stdin, packed too, and prints a table', async () => {
    const { code, out } = await run(['stats', '-'], gzipSync(LOG));
    expect(code).toBe(0);
    expect(out).toMatch(
      /1\.2 +websocket +GET +101 .* 1001 +wss:\/\/chat\.example\/room\/2\n2 exchanges, 5 messages, 29 B\n$/,
    );
    expect(out).not.toContain('\u001b');
  });

  it('reads what there is of a file that was cut off, says where it ends, and exits with 3', async () => {
    const { code, out, err } = await run(['stats', '-'], LOG.slice(0, LOG.indexOf('room/2') + 3));
    expect(code).toBe(3);
    expect(out).toContain('room/1');
    expect(err).toMatch(/^streamscope: stdin: entry 1, line 3, column \d+, offset \d+: .*ends in the middle/);
  });

  it('exits with 3 where there is no such file, or it is no log', async () => {
    expect(await run(['stats', beside('none.har')])).toMatchObject({
      code: 3,
      err: expect.stringContaining('there is no such file'),
    });
    expect(await run(['stats', '-'], '<html>')).toMatchObject({
      code: 3,
      err: expect.stringContaining('begins with "<html>"'),
    });
  });
});

describe('streamscope messages', () => {
  it('shows those with the text that the filter asks for', async () => {
    const { code, out } = await run(['messages', file, '--filter', 'api:ws text:error', '--json']);
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ exchange, seq, data }) => [exchange, seq, data])).toEqual([['1.1', 1, '{"error":1}']]);
  });

  it('points at what is wrong in a filter, and exits with 2', async () => {
    const { code, err } = await run(['messages', file, '-f', 'state:open api:pigeon']);
    expect(code).toBe(2);
    expect(err).toContain('\n  state:open api:pigeon\n             ^^^^^^^^^^\n');
  });

  it('shows control characters of a payload as escapes', async () => {
    const { out } = await run(['messages', '-', '--direction', 'received'], logOf([['\u001b[31mred\u202e']]));
    expect(out).toContain('\\u001b[31mred\\u202e');
  });
});

describe('streamscope convert', () => {
  it('writes HAR that compares as the same, by way of every packing', async () => {
    expect(await run(['convert', file, '--out', beside('packed.har.gz')])).toMatchObject({ code: 0, out: '', err: '' });
    const { out } = await run(['convert', beside('packed.har.gz'), '--to', 'har']);
    expect(out.replace(/"exported":"[^"]*"/, '').replace(/"version":"[^"]*"/g, '')).toBe(
      LOG.replace(/"exported":"[^"]*"/, '').replace(/"version":"[^"]*"/g, ''),
    );
    expect(await run(['compare', file, '-'], out)).toMatchObject({ code: 0 });
  });

  it('writes a line for each message', async () => {
    const ndjson = await run(['convert', file, '-t', 'ndjson']);
    expect(
      ndjson.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).data),
    ).toEqual(['hello', '{"error":1}', 'two', 'hello', 'three']);
    const csv = await run(['convert', file, '-t', 'csv', '-f', 'url:room/2']);
    const [head = [], ...rows] = csv.out.split('\r\n').map((line) => line.split(','));
    expect(rows.map((row) => row[head.indexOf('data')])).toEqual(['hello', 'three', undefined]);
    expect(rows.at(-1)).toEqual(['']);
  });

  it('writes a zip', async () => {
    expect(await run(['convert', file, '-o', beside('files.zip')])).toMatchObject({ code: 0 });
    const bytes = fs.readFileSync(beside('files.zip'));
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    expect(bytes.toString('latin1')).toContain('0002-websocket-chat.example-room-2/messages.ndjson');
  });

  it('can write over the file that it reads, and leaves nothing behind where it cannot write', async () => {
    const same = beside('same.har');
    fs.writeFileSync(same, LOG);
    expect(await run(['convert', same, '--out', same])).toMatchObject({ code: 0 });
    expect(await run(['compare', file, same])).toMatchObject({ code: 0 });
    expect(await run(['convert', file, '--out', beside('no/such/folder.har')])).toMatchObject({
      code: 3,
      err: expect.stringContaining('could not be written'),
    });
    expect(fs.readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('streamscope redact', () => {
  const secret = logOf([[`{"password":"${TOKEN}"}`], [`and again ${TOKEN}`]]);

  it('takes a secret out wherever it is, and says how many there were', async () => {
    const { code, out, err } = await run(['redact', '-'], secret);
    expect(code).toBe(0);
    expect(err).toBe('streamscope: 1 secret was replaced.\n');
    expect(out).not.toContain(TOKEN);
    const { log } = JSON.parse(out);
    expect(log._streamscope.redaction.secrets).toBe(1);
    expect(log.entries[1]._webSocketMessages[1].data).toMatch(/^and again \[redacted:[a-z-]+-1\]$/);
  });

  it('only lists them with --check, and exits with 1 if there are any', async () => {
    const found = await run(['redact', '-', '--check'], secret);
    expect(found.code).toBe(1);
    expect(found.out).toMatch(/entry 0, .*\n1 secrets\n$/);
    expect(found.out).not.toContain(TOKEN);
    expect(await run(['redact', file, '--check'])).toMatchObject({ code: 0, out: '0 secrets\n' });
  });

  it('follows rules of one’s own', async () => {
    fs.writeFileSync(beside('rules.json'), '{"extraPatterns":[{"type":"literal","value":"three"}]}');
    const { out } = await run(['redact', file, '--rules', beside('rules.json')]);
    expect(out).not.toContain('three');
    expect(out).toContain('two');
  });
});

describe('streamscope compare', () => {
  it('shows what differs, and exits with 1', async () => {
    const other = logOf([['{"error":2}', 'two'], ['three'], ['new']]);
    const { code, out } = await run(['compare', file, '-'], other);
    expect(code).toBe(1);
    expect(out).toContain('    - #1 ↓ {"error":1}\n    + #1 ↓ {"error":2}\n');
    expect(out).toMatch(/1 exchanges are the same, 1 differ, 0 only in A, 1 only in B\n$/);
    const ignoring = await run(
      ['compare', file, '-', '--ignore', 'error', '--json'],
      logOf([['{"error":2}', 'two'], ['three']]),
    );
    expect(ignoring.code).toBe(0);
    expect(JSON.parse(ignoring.out)).toMatchObject({ onlyA: [], onlyB: [], pairs: [{ changes: [] }, { changes: [] }] });
  });
});

describe('the command line', () => {
  it('helps with each command', async () => {
    const { out } = await run(['--help']);
    const names = [...out.matchAll(/^ {2}(\w+) (?:FILE|A B)/gm)].map(([, name]) => name as string);
    expect(names).toEqual(['view', 'stats', 'messages', 'convert', 'redact', 'compare']);
    for (const name of names) {
      expect(await run([name, '--help'])).toMatchObject({
        code: 0,
        out: expect.stringContaining(`Usage: streamscope ${name} `),
      });
    }
  });

  it.each([
    [[]],
    [['fly']],
    [['stats']],
    [['stats', 'a', 'b']],
    [['stats', 'a', '--fly']],
    [['convert', 'a']],
    [['compare', '-', '-']],
  ])('exits with 2 and says what to try where it is wrong: %j', async (args) => {
    expect(await run(args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('\nTry: streamscope ') });
  });
});

describe('the server of the viewer', () => {
  const get = (url: string, host?: string): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      http
        .get(url, host ? { headers: { host } } : {}, (response) => {
          let text = '';
          response.on('data', (data: Buffer) => {
            text += data;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        })
        .on('error', reject);
    });

  it('gives the viewer and the log, nothing outside, and nothing to a name that was made to point here', async () => {
    fs.mkdirSync(beside('viewer'));
    fs.writeFileSync(beside('viewer/index.html'), 'the viewer');
    const server = await serveViewer(beside('viewer'), file, 'log.har', 0);
    try {
      const { origin, searchParams } = new URL(server.url);
      expect(await get(server.url)).toEqual({ status: 200, text: 'the viewer' });
      expect(await get(`${origin}${searchParams.get('har')}`)).toEqual({ status: 200, text: LOG });
      expect(await get(`${origin}/%2e%2e%2flog.har`)).toMatchObject({ status: 404 });
      expect(await get(`${origin}/log.har`)).toMatchObject({ status: 404 });
      expect(await get(server.url, 'evil.example')).toMatchObject({ status: 403, text: '' });
    } finally {
      await server.close();
    }
  });
});
