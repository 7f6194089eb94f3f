// Playwright answers a page's requests from an exported log, as if the server were there: status, headers, every byte.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBrowser } from '../browsers/find.ts';
import { inEachBrowser } from './scene.ts';

const base64 = (bytes: number[]): string => encodeURIComponent(Buffer.from(bytes).toString('base64'));
const post = (body: string) => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } });

/** Asked for in this order, in the capture and again from the file. */
const REQUESTS: { path: string; init?: { method: string; body: string; headers: Record<string, string> } }[] = [
  { path: '/json?plain' },
  { path: '/json?status=404&value=null' },
  { path: `/text?type=image/webp&base64=${base64([0, 255, 128, 10, 13, 239, 187, 191])}` },
  // A byte order mark is a part of the body.
  { path: `/text?base64=${base64([239, 187, 191, 97])}` },
  { path: `/text?body=${encodeURIComponent('é 漢字 😀\r\n')}` },
  { path: '/gzip?body=packed' },
  { path: '/status?code=204' },
  { path: '/bytes?size=300000&length' },
  { path: '/sse?count=3&ids' },
  { path: '/ndjson' },
  // Only their bodies tell them apart.
  { path: '/upload?same', init: post('{"n":1}') },
  { path: '/upload?same', init: post('{"n":2}') },
];

/** What a page gets of each request, and of an EventSource. */
const ask = async (origin: string, requests: typeof REQUESTS) => {
  const answers: { path: string; status: number; statusText: string; headers: string[]; body: string }[] = [];
  for (const { path, init } of requests) {
    const response = await fetch(`${origin}${path}`, init);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const headers = ['content-type', 'cache-control', 'x-content-type-options'];
    answers.push({
      path,
      status: response.status,
      statusText: response.statusText,
      headers: headers.map((name) => response.headers.get(name) ?? ''),
      body: Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''),
    });
  }
  const source = new EventSource(`${origin}/sse?source&count=3&ids`);
  const events: string[] = [];
  await new Promise<void>((resolve) => {
    // Once it has heard all it is closed, so this is a failure.
    source.onerror = () => resolve();
    source.onmessage = ({ data, lastEventId }) => {
      events.push(`${lastEventId} ${data}`);
      if (events.length === 3) resolve();
    };
  });
  source.close();
  return { answers, events };
};

inEachBrowser('Playwright plays a log back', 'input', (scene) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-playwright-'));
  let browser: Browser | undefined;
  beforeAll(async () => {
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: findBrowser('chromium'), args });
  });
  afterAll(async () => {
    await browser?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('with the status, headers and bytes that the server gave', async () => {
    const { driver, servers } = scene;
    await scene.fresh();
    const live = await driver.page(ask, servers.origin, REQUESTS);
    for (const { path } of REQUESTS) await scene.exchange(path);
    await scene.exchange('/sse?source');
    const file = path.join(folder, 'exported.har');
    fs.writeFileSync(file, await driver.panel(() => JSON.stringify(window.streamscope.har({ redact: false }))));
    const asked = servers.record.exchanges.length;

    const page = await (browser as Browser).newPage();
    await page.routeFromHAR(file, { notFound: 'abort' });
    // The log has no documents.
    await page.route('**/blank', (route) => route.fulfill({ contentType: 'text/html', body: '<title>again</title>' }));
    await page.goto(`${servers.origin}/blank`);
    const again = await page.evaluate(
      `(() => { const __name = (f) => f; return (${ask})('${servers.origin}', ${JSON.stringify(REQUESTS)}); })()`,
    );
    expect(again).toEqual(live);
    expect(live.answers.map(({ status }) => status)).toContain(404);
    expect(servers.record.exchanges.length).toBe(asked);
  });

  it('and the panel opens what Playwright records: an archive with bodies and messages in files of their own', async () => {
    const { driver, servers } = scene;
    const file = path.join(folder, 'recorded.zip');
    const context = await (browser as Browser).newContext({ recordHar: { path: file, content: 'attach' } });
    const page = await context.newPage();
    await page.goto(servers.blank());
    const told = await page.evaluate(
      async (origins) => {
        const image = await fetch(`${origins.http}/text?type=image/png&base64=iVBORw0KGgoA%2F%2F4%3D`);
        await image.arrayBuffer();
        await fetch(`${origins.http}/upload?size`, { method: 'POST', body: Uint8Array.of(0, 255, 10) }).then(
          (response) => response.text(),
        );
        const socket = new WebSocket(`${origins.ws}/ws?after=2&close=1000`);
        socket.onopen = () => {
          socket.send('é 漢字');
          socket.send(Uint8Array.of(0, 255));
        };
        return new Promise<number>((resolve) => {
          socket.onclose = ({ code }) => resolve(code);
        });
      },
      { http: servers.origin, ws: servers.wsOrigin },
    );
    expect(told).toBe(1000);
    await context.close();

    await scene.fresh();
    await driver.panel((base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'recorded.zip'));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, fs.readFileSync(file).toString('base64'));
    const messagesOf = async (part: string) => {
      const { id } = await scene.exchange(part, () => true);
      return (await scene.messages(id)).map(({ direction, opcode, data }) => [direction, opcode, data]);
    };
    expect(await messagesOf('image/png')).toEqual([['received', 'binary', 'iVBORw0KGgoA//4=']]);
    expect(await messagesOf('/upload?size')).toEqual([
      ['sent', 'binary', 'AP8K'],
      ['received', 'text', '{"size":3}'],
    ]);
    expect((await messagesOf('/ws?after')).sort()).toEqual([
      ['received', 'binary', 'AP8='],
      ['received', 'text', 'é 漢字'],
      ['sent', 'binary', 'AP8='],
      ['sent', 'text', 'é 漢字'],
    ]);
    expect(await driver.panel(() => document.querySelector('.task .problems') === null)).toBe(true);
  });
});
