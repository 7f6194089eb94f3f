// Each text for HTTP, run by its tool: the server gets the recorded bytes again.
import { describe, expect, it } from 'vitest';
import type { SnippetSource } from '../../../src/replay/snippets/snippets.ts';
import type { RecordedExchange } from '../../servers/record.ts';
import { findTool } from '../../tools.ts';
import { inShell, type Outcome, run, SHELLS } from './run.ts';
import { EVERY_BYTE, NASTY, pieces, request } from './samples.ts';
import { snippet, withServers } from './setting.ts';

const setting = withServers();

/** How each text is run. */
const TOOLS: Record<string, { id: string; run(text: string, name: string): Promise<Outcome> }> = {
  ...Object.fromEntries(
    SHELLS.map((shell) => [
      `cURL in ${shell}`,
      {
        id: 'curl',
        run: (text: string, name: string) => {
          findTool('curl');
          return inShell(shell, setting.place.write(`${name}.${shell}`, text), { cwd: setting.place.folder });
        },
      },
    ]),
  ),
  'fetch in Node': {
    id: 'fetch',
    run: (text, name) => run(process.execPath, [setting.place.write(`${name}.mjs`, text)]),
  },
  httpx: {
    id: 'python-httpx',
    run: (text, name) => run(findTool('python'), [setting.place.write(`${name}.py`, text)]),
  },
};

/** Requests whose bytes are hard to say, by name. `url` is given the path that is this run's alone. */
const REQUESTS: Record<string, (url: (path: string) => string) => SnippetSource> = {
  'a GET with signs of shells in its URL': (url) =>
    request({ url: new URL(url(`/echo?a=$(touch%20PWNED)'\`!{1,2}[x]&b=%00%0a%27\\"|;é`)).href }),
  'text that looks like code': (url) =>
    request({
      method: 'POST',
      url: url('/echo'),
      headers: [['Content-Type', 'text/plain']],
      body: pieces(NASTY.join('\u241e')),
    }),
  'a body that names a file': (url) => request({ method: 'POST', url: url('/echo'), body: pieces('@/etc/hostname') }),
  JSON: (url) =>
    request({
      method: 'PATCH',
      url: url('/echo'),
      headers: [['content-type', 'application/json']],
      body: pieces(JSON.stringify({ text: `it's\n"$HOME" \\ é😀`, list: [1, null] }, null, 2)),
    }),
  'bytes that are no text': (url) =>
    request({
      method: 'PUT',
      url: url('/echo'),
      headers: [['content-type', 'application/octet-stream']],
      body: pieces(EVERY_BYTE),
    }),
  'a body larger than one argument': (url) =>
    request({ method: 'POST', url: url('/echo'), body: pieces('äbc'.repeat(60_000)) }),
  'a form': (url) => request({ method: 'POST', url: url('/echo'), body: pieces('a=%27%24x&b=1+2&c=%C3%A9') }),
  multipart: (url) =>
    request({
      method: 'POST',
      url: url('/echo'),
      // The recorded body has a boundary of its own.
      headers: [['content-type', 'multipart/form-data; boundary=----other']],
      body: pieces(
        Buffer.concat([
          Buffer.from('------mine\r\nContent-Disposition: form-data; name="f"; filename="a\'b"\r\n\r\n'),
          EVERY_BYTE,
          Buffer.from('\r\n------mine--\r\n'),
        ]),
      ),
    }),
  'a stream': (url) =>
    request({
      method: 'POST',
      url: url('/echo'),
      upload: true,
      headers: [['content-type', 'text/x-pieces']],
      body: pieces('one ', new Uint8Array([0, 255, 13, 10]), 'three'),
    }),
  'a POST without body': (url) => request({ method: 'POST', url: url('/echo') }),
  'a DELETE': (url) => request({ method: 'DELETE', url: url('/echo') }),
};

/** What the server got, as far as the recording tells it. */
const got = ({ method, url, requestBody, requestHeaders }: RecordedExchange, normal: (url: string) => string) => ({
  method,
  url: normal(url),
  body: requestBody,
  type: requestHeaders['content-type'],
  length: requestHeaders['content-length'],
  chunked: requestHeaders['transfer-encoding'],
});

/** httpx writes URLs in a normal form of its own, with more characters escaped. */
const decoded = (url: string): string => decodeURIComponent(url);

const TYPES: Record<string, string> = {
  'a form': 'application/x-www-form-urlencoded;charset=UTF-8',
  multipart: 'multipart/form-data; boundary=----mine',
  'a body that names a file': 'text/plain;charset=UTF-8',
  'a body larger than one argument': 'text/plain;charset=UTF-8',
};

let runs = 0;

describe.each(Object.entries(TOOLS))('%s', (_, tool) => {
  it.each(Object.entries(REQUESTS))('sends %s', async (name, make) => {
    const own = `run=${runs++}`;
    const source = make((path) => `${setting.servers.origin}${path}${path.includes('?') ? '&' : '?'}${own}`);
    const { code, stderr } = await tool.run(snippet(tool.id).make(source, { hide: null, scale: 0 }), own);
    expect(`${code} ${code === 0 ? '' : stderr}`).toBe('0 ');
    const body = Buffer.concat(source.body.map(({ data }) => Buffer.from(data as string)));
    const normal = tool.id === 'python-httpx' ? decoded : (url: string) => url;
    const recorded = setting.servers.record.exchanges.find(({ url }) => url.endsWith(own)) as RecordedExchange;
    const { length, ...rest } = got(recorded, normal);
    expect(rest).toEqual({
      method: source.method,
      url: normal(source.url),
      body: body.toString('base64'),
      type: TYPES[name] ?? source.headers[0]?.[1],
      chunked: source.upload ? 'chunked' : undefined,
    });
    const hasLength = !source.upload && (body.length > 0 || /^(?:POST|PUT)$/.test(source.method));
    expect(length).toBe(hasLength ? String(body.length) : undefined);
  });

  it('sends headers as they were, secrets when they are asked for', async () => {
    const own = `run=${runs++}`;
    const headers: [string, string][] = [
      ['Authorization', `Bearer "x'$(touch PWNED)\``],
      ['X-Latin', 'caf\u00e9'],
      ['X-Odd', `a\tb 'c' "d" \\ %s !x`],
      ['X-Empty', ''],
      ['Accept', 'x/y'],
    ];
    const leftOut: [string, string][] = [
      ['Host', 'other.example'],
      ['Content-Length', '99'],
      [':authority', 'other.example'],
      ['Sec-Ch-Ua', 'x'],
      ['Accept-Encoding', 'x-other'],
      ['X-Broken', 'a\r\nX-Injected: yes'],
      ['@/etc/hostname', 'x'],
    ];
    const source = request({ url: `${setting.servers.origin}/echo?${own}`, headers: [...headers, ...leftOut] });
    const text = snippet(tool.id).make(source, { hide: null, scale: 0 });
    expect((await tool.run(text, own)).code).toBe(0);
    const { requestHeaders } = setting.servers.record.one(`/echo?${own}`);
    for (const [name, value] of headers) expect(requestHeaders[name.toLowerCase()]).toBe(value);
    expect(requestHeaders.host).toBe(new URL(setting.servers.origin).host);
    expect(requestHeaders['accept-encoding']).not.toBe('x-other');
    for (const name of ['sec-ch-ua', 'x-injected', 'x-broken', 'content-length'])
      expect(requestHeaders[name]).toBeUndefined();
  });

  it('goes to the end of redirects', async () => {
    const own = `run=${runs++}`;
    const to = encodeURIComponent(`/json?${own}`);
    const source = request({ url: `${setting.servers.origin}/redirect?hops=2&to=${to}`, redirected: true });
    const { stdout } = await tool.run(snippet(tool.id).make(source, { hide: null, scale: 0 }), own);
    expect(stdout.toString()).toContain('{"path":"/json","ok":true}');
    expect(setting.servers.record.one(`/json?${own}`).method).toBe('GET');
  });

  it('prints an event stream', async () => {
    const own = `run=${runs++}`;
    const source = request({
      api: 'eventsource',
      stream: true,
      url: `${setting.servers.origin}/sse?count=3&data=%25+%F0%9F%98%80&${own}`,
    });
    const { stdout } = await tool.run(snippet(tool.id).make(source, { hide: null, scale: 0 }), own);
    expect(stdout.toString().match(/\d 😀/g)).toEqual(['1 😀', '2 😀', '3 😀']);
    expect(setting.servers.record.of(own)[0]?.requestHeaders.accept).toBe('text/event-stream');
  });
});

describe('cURL', () => {
  const make = (source: SnippetSource) => snippet('curl').make(source, { hide: null, scale: 0 });

  it('writes the bytes of the answer and nothing else', async () => {
    const source = request({ method: 'POST', url: `${setting.servers.origin}/upload?whole`, body: pieces(EVERY_BYTE) });
    const { stdout } = await inShell('sh', setting.place.write('whole.sh', make(source)));
    expect(stdout.equals(Buffer.from(EVERY_BYTE))).toBe(true);
  });

  it('decodes an answer that was encoded', async () => {
    const source = request({
      url: `${setting.servers.origin}/gzip?body=zip`,
      response: { status: 200, statusText: '', headers: [['Content-Encoding', 'gzip']], pieces: [], end: 'finished' },
    });
    expect((await inShell('sh', setting.place.write('gzip.sh', make(source)))).stdout.toString()).toBe('zip');
  });

  it('does not wait for a stream to end', () => {
    expect(make(request({ url: 'https://h.example/', stream: true }))).toBe(`curl -N 'https://h.example/'\n`);
  });

  it('asks for the head alone', async () => {
    const source = request({ method: 'HEAD', url: `${setting.servers.origin}/json?head` });
    expect((await inShell('sh', setting.place.write('head.sh', make(source)))).stdout.toString()).toMatch(
      /^HTTP\/1.1 200/,
    );
    expect(setting.servers.record.one('/json?head').method).toBe('HEAD');
  });
});
