// The viewer as a plain page, from a web server and from disk, in browsers without the extension.
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {} from '../../src/automation/automation.ts';
import { BROWSERS, type Driver } from '../browsers/driver.ts';
import { launch } from '../browsers/launch.ts';
import { until } from '../browsers/until.ts';

const PAGE = path.resolve('dist/viewer/index.html');

const LOG = {
  log: {
    version: '1.2',
    creator: { name: 'test', version: '1' },
    entries: [
      {
        startedDateTime: '2026-01-02T03:04:05.678Z',
        time: 10,
        request: { method: 'GET', url: 'wss://example.test/<img src=x onerror=alert(1)>', headers: [] },
        response: { status: 101, statusText: '', headers: [], content: { size: 0, mimeType: '' } },
        timings: { send: 0, wait: 5, receive: 5 },
        _resourceType: 'websocket',
        _webSocketMessages: [
          { type: 'send', time: 1767323045.7, opcode: 1, data: '{"a":[1,2,{"b":"<script>window.hurt=1</script>"}]}' },
          { type: 'receive', time: 1767323045.8, opcode: 1, data: 'second' },
        ],
      },
    ],
  },
};

/** Serves the viewer, and logs that other sites may read or may not. */
async function serve(): Promise<{ origin: string; close(): void }> {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') response.setHeader('content-type', 'text/html').end(fs.readFileSync(PAGE));
    else if (pathname === '/open.har') response.setHeader('access-control-allow-origin', '*').end(JSON.stringify(LOG));
    else if (pathname === '/closed.har') response.end(JSON.stringify(LOG));
    else response.writeHead(404, { 'access-control-allow-origin': '*' }).end('no such file');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

describe.each(BROWSERS)('the viewer in %s', (browser) => {
  let driver: Driver;
  let server: Awaited<ReturnType<typeof serve>>;
  let folder: string;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-viewer-'));
    fs.copyFileSync(PAGE, path.join(folder, 'index.html'));
    server = await serve();
    driver = await launch(browser);
  });
  afterAll(async () => {
    await driver?.close();
    server?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const onDisk = (query = '') => `${pathToFileURL(path.join(folder, 'index.html'))}${query}`;
  const text = (selector: string) =>
    driver.page((wanted) => document.querySelector(wanted)?.textContent ?? '', selector);
  const untilText = (what: string, selector: string, part: string) =>
    until(what, async () => (await text(selector)).includes(part));
  const press = (selector: string) =>
    driver.page((wanted) => {
      const init = { bubbles: true, cancelable: true, button: 0 };
      const element = document.querySelector<HTMLElement>(wanted);
      element?.dispatchEvent(new MouseEvent('mousedown', init));
      element?.click();
    }, selector);

  describe.each(['http', 'file'])('from %s:', (scheme) => {
    const page = (query = '') => (scheme === 'http' ? `${server.origin}/${query}` : onDisk(query));

    it('opens the log that the link names, decodes its messages and runs nothing of it', async () => {
      await driver.go(page(`?har=${encodeURIComponent(`${server.origin}/open.har`)}`));
      await untilText('the result', '.task', '1 exchange from open.har');
      await until('a row', () => driver.page(() => document.querySelector('[data-id]') !== null));
      await press('[data-id] [role=gridcell]');
      await until('its messages', () => driver.page(() => document.querySelector('[data-seq="0"]') !== null));
      await press('[data-seq="0"] [role=gridcell]');
      await until('the tree, made by the worker', () =>
        driver.page(() => document.querySelector('[role=tree]') !== null),
      );
      expect(await driver.page(() => [document.images.length, 'hurt' in window])).toEqual([0, false]);
      const exchanges = await driver.page(() => window.streamscope.exchanges());
      expect(exchanges).toMatchObject([{ api: 'websocket', sent: 1, received: 1 }]);
      const acting = () => document.querySelector('[data-act], .compose') !== null;
      expect(await driver.page(acting)).toBe(false);
    });

    it('has no buttons for what only a live page has', async () => {
      await driver.go(page());
      await untilText('the invitation', '.empty', 'No log is open');
      const labels = await driver.page(() =>
        [...document.querySelectorAll('.toolbar button')].map((button) => button.getAttribute('aria-label')),
      );
      expect(labels).toEqual(expect.arrayContaining(['Clear', 'Open HAR files…', 'Export…']));
      expect(labels).not.toContain('Record');
      expect(await text('.toolbar')).not.toContain('Keep log');
    });

    it('says why a link cannot be opened', async () => {
      await driver.go(page(`?har=${encodeURIComponent(`${server.origin}/missing.har`)}`));
      await untilText('the status', '.task.bad', 'status 404');
      await driver.go(page('?har=http%3A%2F%2F127.0.0.1%3A1%2Fx.har'));
      await untilText('the reason', '.task.bad', 'CORS');
    });

    it('opens a file that is dropped on it', async () => {
      await driver.go(page());
      await untilText('the invitation', '.empty', 'No log is open');
      await driver.page((json) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([json], 'dropped.har'));
        document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      }, JSON.stringify(LOG));
      await untilText('the result', '.task', '1 exchange from dropped.har');
    });
  });

  it('says that another site may not be read', async () => {
    await driver.go(onDisk(`?har=${encodeURIComponent(`${server.origin}/closed.har`)}`));
    await untilText('the reason', '.task.bad', 'CORS');
  });
});
