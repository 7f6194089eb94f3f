// The test kit as a test uses it: the built package, real pages, no extension.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Har } from '../../src/har/har.ts';
import type { Recording } from '../../src/kit/recording.ts';
import { findBrowser } from '../browsers/find.ts';
import { type Servers, startServers } from '../servers/servers.ts';

const run = promisify(execFile);

let servers: Servers;
let folder: string;

beforeAll(async () => {
  servers = await startServers();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-kit-'));
});
afterAll(async () => {
  await servers?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A page that talks over a WebSocket, hears three events, and then says so. */
const chatPage = (): string =>
  servers.blank(`<!doctype html><title>chat</title><script>
    const socket = new WebSocket('${servers.wsOrigin}/ws?token=wsTok3nThatIsSecret77');
    socket.onopen = () => { socket.send('hello'); socket.send('goodbye'); };
    socket.onmessage = ({ data }) => { if (data === 'goodbye') socket.close(1000, 'done'); };
    const closed = new Promise((resolve) => { socket.onclose = () => resolve(); });
    const source = new EventSource('/sse?count=3&open=1');
    let count = 0;
    const heard = new Promise((resolve) => { source.onmessage = () => { if (++count === 3) resolve(source.close()); }; });
    Promise.all([closed, heard]).then(() => { document.body.innerHTML = '<p id="done">done</p>'; });
  </script><body>`);

describe.each([
  ['puppeteer', 'chromium'],
  ['puppeteer', 'firefox'],
  ['playwright', 'chromium'],
] as const)('the example for %s in %s', (tool, name) => {
  it('finds the last message, and writes a log with the events and without the secret', async () => {
    const file = path.join(folder, `${tool}-${name}.har.gz`);
    const BROWSER = name === 'chromium' ? 'chrome' : name;
    // Node as a user has it: vitest gives it conditions under which packages are those for browsers.
    const env = { ...process.env, NODE_OPTIONS: '', BROWSER, BROWSER_PATH: findBrowser(name) };
    await run(process.execPath, [`docs/examples/${tool}.js`, chatPage(), file], { env });
    const text = gunzipSync(fs.readFileSync(file)).toString();
    const { log } = JSON.parse(text) as Har;
    expect(log.browser?.name.toLowerCase()).toContain(name === 'chromium' ? 'chrom' : name);
    expect(log.entries.map((entry) => entry._resourceType).sort()).toEqual(['eventsource', 'websocket']);
    const events = log.entries.flatMap((entry) => entry._eventSourceMessages ?? []);
    expect(events.map(({ data }) => data)).toEqual(['event 1', 'event 2', 'event 3']);
    expect(text).not.toContain('wsTok3nThatIsSecret77');
    expect(log._streamscope?.redaction?.secrets).toBe(1);
    expect(log._streamscope?.notices).toBeUndefined();
  });
});

describe('the test kit', () => {
  let browser: Browser;
  let page: Page;
  let recording: Recording;

  beforeAll(async () => {
    browser = await puppeteer.launch({ executablePath: findBrowser('chromium'), pipe: true, args: ['--no-sandbox'] });
    page = await browser.newPage();
    // As a user of the package gets it.
    const built = path.resolve('dist/kit/puppeteer.js');
    const { record } = (await import(built)) as typeof import('../../src/kit/puppeteer.ts');
    recording = await record(page);
    await page.goto(servers.blank());
  });
  afterAll(() => browser?.close());

  it('brings bytes and text out unharmed', async () => {
    await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket('${servers.wsOrigin}/ws?mute=1&path=bytes');
      socket.onopen = () => {
        socket.send(new Uint8Array([0, 127, 128, 255]));
        socket.send('ä€😀\\u0000"');
        socket.close(1000);
      };
      socket.onclose = () => resolve();
    })`);
    const [exchange] = await recording.exchanges({ filter: 'url:path=bytes' });
    expect(exchange?.messages.map(({ opcode, data }) => [opcode, data])).toEqual([
      ['binary', 'AH+A/w=='],
      ['text', 'ä€😀\u0000"'],
    ]);
  });

  it('has every message of a flood when it is asked', async () => {
    await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket('${servers.wsOrigin}/ws?burst=5000&size=100&close=1000');
      socket.onclose = () => resolve();
    })`);
    const [exchange] = await recording.exchanges({ filter: 'url:burst' });
    expect(exchange).toMatchObject({ received: 5000, lost: null, closed: { code: 1000 } });
  });

  it('has one large message whole', async () => {
    await page.evaluate(`fetch('/bytes?size=2000000').then((response) => response.arrayBuffer())`);
    const [exchange] = await recording.exchanges({ filter: 'url:2000000' });
    expect(exchange?.bytesReceived).toBe(2_000_000);
  });

  it('sees frames, and tells them apart', async () => {
    await page.evaluate(`(async () => {
      const frame = document.createElement('iframe');
      const told = new Promise((resolve) => { onmessage = resolve; });
      frame.srcdoc = '<script>fetch("${servers.origin}/json?in=frame").then((r) => r.text()).then(() => parent.postMessage(1, "*"))</scr' + 'ipt>';
      document.body.append(frame);
      await told;
    })()`);
    const [exchange] = await recording.exchanges({ filter: 'url:in=frame' });
    expect(exchange).toMatchObject({ status: 200, readyState: 'done', frame: { url: 'about:srcdoc' } });
    expect(exchange?.frame.id).toBeGreaterThan(0);
  });

  it('keeps what was before a navigation, and goes on after it', async () => {
    await page.evaluate(`fetch('/json?before').then((response) => response.text())`);
    await recording.exchanges();
    await page.goto(servers.blank('<title>second</title>'));
    await page.evaluate(`fetch('/json?behind').then((response) => response.text())`);
    const exchanges = await recording.exchanges({ filter: 'url:/json?be' });
    expect(exchanges.map(({ url, readyState }) => [new URL(url).search, readyState])).toEqual([
      ['?before', 'done'],
      ['?behind', 'done'],
    ]);
    expect(await recording.notices()).toEqual([]);
  });

  it('refuses a filter that is wrong, and says where', async () => {
    await expect(recording.har({ filter: 'api:pigeon' })).rejects.toThrow('character 1: one of fetch');
  });

  it('gives the log as it is where nothing is to be redacted', async () => {
    await page.evaluate(
      `fetch('/json', { headers: { authorization: 'Bearer s3cr3tOfThisTest' } }).then((r) => r.text())`,
    );
    const plain = await recording.har({ filter: 'url:/json -url:?', redact: false });
    expect(JSON.stringify(plain)).toContain('s3cr3tOfThisTest');
    expect(JSON.stringify(await recording.har({ filter: 'url:/json -url:?' }))).not.toContain('s3cr3tOfThisTest');
  });

  it('hears nothing more after stop(), and keeps what it has', async () => {
    const before = (await recording.exchanges()).length;
    await recording.stop();
    await page.evaluate(`fetch('/json?late').then((response) => response.text())`);
    await page.goto(servers.blank('<title>third</title>'));
    await page.evaluate(`fetch('/json?later').then((response) => response.text())`);
    expect(before).toBeGreaterThan(5);
    expect(await recording.exchanges()).toHaveLength(before);
  });
});
