// From the panel to a file and back, with and without secrets, in the real panel of both browsers.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { choose, closeTasks, drop, openExport, untilFile, untilReady } from './export-view.ts';
import { textOf, tidy, untilRows } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const downloads = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-downloads-'));
afterAll(() => fs.rmSync(downloads, { recursive: true, force: true }));

const TOKEN = 'sk_live_51HhPlantedSecretOfTheTest0042';
const PASSWORD = 'correct-horse-battery-7';

/** A fetch with a token in its header and a password in its body, and a socket that repeats the token. */
async function traffic({ driver, servers, exchange }: Scene): Promise<void> {
  await driver.page(
    async (origin, socketUrl, token, password) => {
      await fetch(`${origin}/upload?size`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ user: 'ada', password }),
      }).then((response) => response.text());
      const socket = new WebSocket(socketUrl);
      await new Promise<void>((resolve) => {
        socket.onopen = () => resolve();
      });
      socket.send(`hello ${token}`);
      await new Promise<void>((resolve) => {
        socket.onmessage = () => resolve();
      });
      socket.close(1000);
    },
    servers.origin,
    `${servers.wsOrigin}/ws?traffic`,
    TOKEN,
    PASSWORD,
  );
  await exchange('upload');
  await exchange('traffic');
}

inEachBrowser('export and import', { downloads }, (scene) => {
  beforeEach(async () => {
    for (const name of fs.readdirSync(downloads)) fs.rmSync(path.join(downloads, name));
    await scene.fresh();
    await tidy(scene);
    await closeTasks(scene);
  });

  it('lists the secrets, and writes a file that has none of them', async () => {
    await traffic(scene);
    await openExport(scene);
    await untilReady(scene);
    const table = await textOf(scene, '.secrets-table tbody');
    expect(table).toMatch(/header authorization/i);
    expect(table).toContain('password-1');
    expect(table).not.toContain(TOKEN);
    expect(table).not.toContain(PASSWORD);
    await choose(scene, 'HAR');
    await scene.driver.click('.export-dialog [type=submit]');
    const text = (await untilFile(downloads, '.har')).toString('utf8');
    await until('the panel says so', async () => (await textOf(scene, '.task')).includes('is written'));
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(PASSWORD);
    const { log } = JSON.parse(text);
    expect(log._streamscope.redaction.secrets).toBeGreaterThanOrEqual(2);
    const socket = log.entries.find((entry: { _resourceType: string }) => entry._resourceType === 'websocket');
    expect(socket._webSocketMessages.map(({ data }: { data: string }) => data)).toEqual(
      Array.from({ length: 2 }, () => expect.stringMatching(/^hello \[redacted:[a-z]+-\d+\]$/)),
    );
  });

  it('leaves in what the person wants to keep, and only that', async () => {
    await traffic(scene);
    await openExport(scene);
    await untilReady(scene);
    await scene.driver.click('.secrets-table [aria-label="Replace password-1"]');
    await choose(scene, 'HAR');
    await scene.driver.click('.export-dialog [type=submit]');
    const text = (await untilFile(downloads, '.har')).toString('utf8');
    expect(text).toContain(PASSWORD);
    expect(text).not.toContain(TOKEN);
  });

  it.each([
    ['HAR, packed', '.har.gz', (content: Buffer) => gunzipSync(content).toString('utf8')],
    ['NDJSON', '.ndjson', (content: Buffer) => content.toString('utf8')],
    ['CSV', '.csv', (content: Buffer) => content.toString('utf8')],
    ['Files in a zip', '.zip', (content: Buffer) => content.toString('latin1')],
  ])('writes %s without secrets', async (label, ending, read) => {
    await traffic(scene);
    await openExport(scene);
    await untilReady(scene);
    await choose(scene, label);
    await scene.driver.click('.export-dialog [type=submit]');
    const text = read(await untilFile(downloads, ending));
    expect(text).toContain('[redacted:');
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(PASSWORD);
  });

  it('opens what it wrote when it is dropped on the panel, marks it, and removes it again', async () => {
    await traffic(scene);
    const har = await scene.driver.panel(() => JSON.stringify(window.streamscope.har()));
    await scene.driver.panel(() => window.streamscope.clear());
    await drop(scene, 'dropped.har', har);
    const isMarked = ({ pictures }: { pictures: string[] }) => pictures.includes('Read from dropped.har');
    await untilRows(scene, 'Exchanges', 'both, marked', (shown) => shown.length === 2 && shown.every(isMarked));
    expect(await textOf(scene, '.task')).toContain('2 exchanges from dropped.har');
    await scene.driver.page(
      (url) => fetch(url).then((response) => response.text()),
      `${scene.servers.origin}/json?live`,
    );
    await untilRows(scene, 'Exchanges', 'the live one beside them', (shown) => shown.length === 3);
    await scene.driver.click('.task .text-button');
    await untilRows(scene, 'Exchanges', 'only the live one', (shown) => shown.length === 1);
  });

  it('keeps what was opened when the page is loaded again', async () => {
    await traffic(scene);
    const har = await scene.driver.panel(() => JSON.stringify(window.streamscope.har()));
    await scene.driver.panel(() => window.streamscope.clear());
    await drop(scene, 'kept.har', har);
    await untilRows(scene, 'Exchanges', 'both exchanges', (shown) => shown.length === 2);
    await scene.driver.go(scene.servers.blank());
    await scene.driver.page(
      (url) => fetch(url).then((response) => response.text()),
      `${scene.servers.origin}/json?again`,
    );
    await scene.exchange('again');
    await untilRows(scene, 'Exchanges', 'the new one beside those of the file', (shown) => shown.length === 3);
  });

  it('says where a broken file is broken, and shows what came before', async () => {
    await traffic(scene);
    const har = await scene.driver.panel(() => JSON.stringify(window.streamscope.har({ redact: false })));
    await scene.driver.panel(() => window.streamscope.clear());
    await drop(scene, 'broken.har', har.slice(0, har.indexOf('"pageref"', har.indexOf('"pageref"') + 1) + 40));
    await until('the problem', async () => /line 1, column \d+/.test(await textOf(scene, '.task .problems')));
    expect((await scene.exchanges()).length).toBeGreaterThan(0);
    await closeTasks(scene);
    await drop(scene, 'page.har', '<!doctype html><title>Sign in</title>');
    await until('the refusal', async () => (await textOf(scene, '.task.bad')).includes('page.har could not be opened'));
  });

  it('brings back what was cleared', async () => {
    await traffic(scene);
    const before = await scene.exchanges();
    await scene.driver.click('.toolbar [aria-label=Clear]');
    await until('an empty list', async () => (await scene.exchanges()).length === 0);
    await scene.driver.click('.task .text-button');
    expect(await scene.exchanges()).toEqual(before);
  });
});
