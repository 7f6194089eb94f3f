// The texts for k6. Neither Debian nor npm has k6 itself, so what runs here is not k6: the texts are checked against k6's
// own type declarations, and run by Node with a stand-in of k6's modules that sends what it is told.
// See docs/decisions.md.
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SnippetSource, snippets } from '../../../src/replay/snippets/snippets.ts';
import type { RecordedExchange } from '../../servers/record.ts';
import { type Servers, startServers } from '../../servers/servers.ts';
import { type Outcome, run, scratch } from './run.ts';
import { EVERY_BYTE, NASTY, pieces, request, socket } from './samples.ts';

const require = createRequire(import.meta.url);
const types = path.dirname(require.resolve('@types/k6/package.json'));
const place = scratch();
let servers: Servers;

/** Node for k6: `http.request` is synchronous there, so its answer is awaited elsewhere here. */
const STAND_IN: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'k6',
    type: 'module',
    exports: Object.fromEntries(
      ['http', 'encoding', 'timers', 'websockets'].map((each) => [`./${each}`, `./${each}.js`]),
    ),
  }),
  'http.js': `export default {
    request(method, url, body, { headers, redirects }) {
      void fetch(url, { method, body, headers, redirect: redirects > 0 ? 'follow' : 'manual' });
      return { status: 0, body: '' };
    },
  };`,
  'encoding.js': `export const b64decode = (text) => Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0)).buffer;`,
  'timers.js': `const start = setTimeout;\nexport { start as setTimeout };`,
  'websockets.js': `import { WebSocket as Native } from 'ws';
  export class WebSocket extends Native {
    constructor(url, protocols, { headers }) {
      if (protocols !== null) throw new TypeError('k6 takes no protocols');
      const { 'Sec-WebSocket-Protocol': asked, ...rest } = headers;
      super(url, asked ? asked.split(', ') : [], { headers: rest });
    }
  }`,
};

beforeAll(async () => {
  servers = await startServers();
  for (const [name, text] of Object.entries(STAND_IN)) place.write(`node_modules/k6/${name}`, text);
});
afterAll(async () => {
  await servers.close();
  place.remove();
});

const make = (source: SnippetSource, scale = 0): string =>
  snippets.find(({ id }) => id === 'k6')?.make(source, { hide: null, scale }) ?? '';

let files = 0;

function play(text: string): Promise<Outcome> {
  const file = place.write(`script-${files++}.mjs`, text);
  const main = place.write(`main-${files++}.mjs`, `import run from ${JSON.stringify(file)};\nrun();\n`);
  return run(process.execPath, [main]);
}

/** What TypeScript has to say of a script for k6. */
function complaints(texts: string[]): string[] {
  const names = texts.map((text) => place.write(`typed/script-${files++}.js`, text));
  // k6 has it, its types leave it to those of Node.
  const own = place.write(
    'typed/console.d.ts',
    'declare const console: Record<"log" | "error", (...of: any[]) => void>;',
  );
  const program = ts.createProgram([own, ...names], {
    allowJs: true,
    checkJs: true,
    strict: false,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { 'k6/*': [path.join(types, '*')] },
    types: ['k6'],
    skipLibCheck: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const text = NASTY.join('\u241e').toWellFormed();
const posted = (body: string | Uint8Array): SnippetSource =>
  request({
    method: 'POST',
    url: `${servers.origin}/echo?k6=${files}&q=$(id)'`.replace("'", '%27'),
    headers: [
      ['Content-Type', 'x/y'],
      ['X-Odd', `'"$\\`],
    ],
    body: pieces(body),
  });
const sent = [...NASTY.map((each) => each.toWellFormed()), EVERY_BYTE];
const talked = (): SnippetSource =>
  socket(`${servers.wsOrigin}/ws?k6=${files}`, sent, {
    protocols: ['chat.v2', 'chat.v1'],
    headers: [['Cookie', 'a=1']],
    close: { code: 4001, reason: `it's "over"`, at: 900, byPage: true },
  });

describe('k6', () => {
  it('has no complaint of the types of k6', () => {
    expect(complaints([make(posted(text)), make(posted(EVERY_BYTE)), make(talked()), make(talked(), 2)])).toEqual([]);
    // The check would see a member that k6 does not have.
    expect(complaints([make(posted(text)).replace('redirects', 'followRedirects')])).toHaveLength(1);
  });

  it.each([
    ['text', text],
    ['bytes', EVERY_BYTE],
  ])('sends %s', async (_, body) => {
    const source = posted(body);
    expect(await play(make(source))).toMatchObject({ code: 0, stderr: '' });
    const { method, url, requestBody, requestHeaders } = servers.record.one(source.url) as RecordedExchange;
    expect({ method, url, requestBody }).toEqual({
      method: 'POST',
      url: source.url,
      requestBody: Buffer.from(body as string).toString('base64'),
    });
    expect(requestHeaders).toMatchObject({ 'content-type': 'x/y', 'x-odd': `'"$\\` });
  });

  it('sends the messages of a WebSocket', async () => {
    const source = talked();
    expect(await play(make(source))).toMatchObject({ code: 0, stderr: '' });
    const { messages, requestHeaders, protocol, closed } = servers.record.one(source.url);
    const got = messages.filter(({ direction }) => direction === 'sent').map(({ opcode, data }) => [opcode, data]);
    const wanted = sent.map((data) =>
      typeof data === 'string' ? ['text', data] : ['binary', Buffer.from(data).toString('base64')],
    );
    expect(got).toEqual(wanted);
    expect({ protocol, closed }).toEqual({ protocol: 'chat.v2', closed: { code: 4001, reason: `it's "over"` } });
    expect(requestHeaders).toMatchObject({ origin: 'https://page.example', cookie: 'a=1' });
  });
});
