// The viewer saves by picker or by download, and is what `streamscope view` opens, in browsers without the extension.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {} from '../../src/automation/automation.ts';
import { BROWSERS, type Driver } from '../browsers/driver.ts';
import { launch } from '../browsers/launch.ts';
import { until } from '../browsers/until.ts';
import { logWith, socketEntry, untilFile } from './export-view.ts';

const LOG = logWith(socketEntry('wss://example.test/first', ['a', 'b']));

/** What the picker of a test does: gives a file, or refuses as browsers do. */
type Picker = 'file' | 'AbortError' | 'NotAllowedError' | 'none';

/** The viewer on a server: pickers are for secure origins only. */
async function serve(): Promise<{ url: string; close(): void }> {
  const page = fs.readFileSync('dist/viewer/index.html');
  const server = http.createServer((request, response) => {
    if (request.url === '/log.har') response.end(LOG);
    else response.setHeader('content-type', 'text/html').end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/?har=/log.har`, close: () => void server.close() };
}

describe.each(BROWSERS)('the viewer in %s', (browser) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-viewer-'));
  const downloads = path.join(folder, 'downloads');
  let driver: Driver;
  let server: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    fs.mkdirSync(downloads);
    server = await serve();
    driver = await launch(browser, { downloads });
  });
  afterAll(async () => {
    await driver?.close();
    server?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const text = (selector: string) =>
    driver.page((wanted) => document.querySelector(wanted)?.textContent ?? '', selector);
  /** Presses what can be pressed once it is there. */
  const press = (selector: string) =>
    until(`something to press: ${selector}`, () =>
      driver.page((wanted) => {
        const element = document.querySelector<HTMLElement>(`${wanted}:enabled`);
        element?.click();
        return element !== null;
      }, selector),
    );

  describe('saves', () => {
    beforeEach(() => {
      for (const name of fs.readdirSync(downloads)) fs.rmSync(path.join(downloads, name));
    });

    /** Opens the log, puts a picker in place, and exports. What is picked is a real file, in the page's own storage. */
    const save = async (kind: Picker): Promise<void> => {
      await driver.go(server.url);
      await until('the log is read', async () => (await text('.tasks')).includes('1 exchange from log.har'));
      // A dialog that is opened before the row is there takes it for filtered out.
      await until('its row', async () => (await text('.exchanges [role=grid]')).includes('first'));
      await driver.page((wanted) => {
        const picked: unknown[] = [];
        const picker = async (options: unknown) => {
          picked.push(options);
          if (wanted !== 'file') throw new DOMException('no', wanted);
          const root = await navigator.storage.getDirectory();
          return root.getFileHandle('picked.har', { create: true });
        };
        Object.assign(window, { picked, showSaveFilePicker: wanted === 'none' ? undefined : picker });
      }, kind);
      await press('.toolbar [aria-label="Export…"]');
      await press('.export-dialog [type=submit]');
    };
    const picked = () =>
      driver.page(async () => {
        const root = await navigator.storage.getDirectory();
        const handle = await root.getFileHandle('picked.har').catch(() => null);
        return handle && (await handle.getFile()).text();
      });

    it('to the file that was picked', async () => {
      await save('file');
      await until('it is written', async () => (await text('.tasks')).includes('is written'));
      const har = JSON.parse((await picked()) ?? '');
      expect(har.log.entries[0]._webSocketMessages.map(({ data }: { data: string }) => data)).toEqual(['a', 'b']);
      const [options] = await driver.page(() => (window as unknown as { picked: { suggestedName: string }[] }).picked);
      expect(options?.suggestedName).toMatch(/^streamscope-[\d-]+\.har$/);
      expect(fs.readdirSync(downloads)).toEqual([]);
    });

    it('nothing where the person picks none, and the dialog stays', async () => {
      await save('AbortError');
      await until('the picker was there', () =>
        driver.page(() => (window as unknown as { picked: unknown[] }).picked.length === 1),
      );
      expect(await driver.page(() => document.querySelector('dialog.export-dialog[open]') !== null)).toBe(true);
      expect([await text('.tasks'), fs.readdirSync(downloads)]).toEqual(['1 exchange from log.harRemove', []]);
    });

    it.each([['NotAllowedError' as const], ['none' as const]])('by download where the picker is %s', async (kind) => {
      await save(kind);
      const har = JSON.parse((await untilFile(downloads, '.har')).toString('utf8'));
      expect(har.log.entries.length).toBe(1);
    });
  });

  it('is what `streamscope view` opens, until it is interrupted', async () => {
    const file = path.join(folder, 'a log ü.har');
    fs.writeFileSync(file, LOG);
    const child = spawn(process.execPath, ['bin/streamscope.js', 'view', file, '--no-open']);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    try {
      let out = '';
      child.stdout.on('data', (data: Buffer) => {
        out += data;
      });
      const url = await until('the address', () => /^http:\S+(?=\n)/.exec(out)?.[0]);
      await driver.go(url);
      await until('the log', async () => (await text('.tasks')).includes('1 exchange from a log ü.har'));
      const received = await driver.page(() => {
        const { streamscope } = window;
        const [exchange] = streamscope.exchanges();
        return exchange ? streamscope.messages(exchange.id).map(({ data }) => data) : [];
      });
      expect(received).toEqual(['a', 'b']);
      child.kill('SIGINT');
      expect(await ended).toBe(0);
      await expect(fetch(url)).rejects.toThrow();
    } finally {
      child.kill('SIGKILL');
    }
  });
});
