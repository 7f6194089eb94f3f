// Large exports and whole logs by program: the panel stays usable, cancelling leaves nothing, nothing is lost.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { textOf, tidy } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';
import { longestTurn, watchTurns } from './turns.ts';

const downloads = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-downloads-'));
afterAll(() => fs.rmSync(downloads, { recursive: true, force: true }));

const COUNT = 200_000;

/** A log with one socket of `count` messages, opened in the panel. */
const openLarge = (scene: Scene, count: number): Promise<void> =>
  scene.driver.panel(async (many) => {
    const message = (i: number) => ({
      type: 'receive',
      time: 1767323045 + i / 1000,
      opcode: 1,
      data: `{"n":${i},"text":"${'x'.repeat(150)}"}`,
    });
    const entry = {
      startedDateTime: '2026-01-02T03:04:05.000Z',
      time: 10,
      request: { method: 'GET', url: 'wss://example.test/large', headers: [] },
      response: { status: 101, statusText: '', headers: [], content: { size: 0, mimeType: '' } },
      timings: { send: 0, wait: 5, receive: 5 },
      _resourceType: 'websocket',
      _webSocketMessages: Array.from({ length: many }, (_, i) => message(i)),
    };
    const log = { version: '1.2', creator: { name: 'test', version: '1' }, entries: [entry] };
    await window.streamscope.open({ log });
  }, count);

const isOpen = (scene: Scene, selector: string): Promise<boolean> =>
  scene.driver.panel((wanted) => document.querySelector(wanted) !== null, selector);

async function startExport(scene: Scene): Promise<void> {
  await scene.driver.click('.toolbar [aria-label="Export…"]');
  await until('the secrets are searched', () => isOpen(scene, '.export-dialog [type=submit]:not(:disabled)'), {
    timeout: 100_000,
  });
  await scene.driver.click('.export-dialog [type=submit]');
}

inEachBrowser('large logs', { downloads }, (scene) => {
  beforeEach(async () => {
    for (const name of fs.readdirSync(downloads)) fs.rmSync(path.join(downloads, name));
    await scene.fresh();
    await tidy(scene);
  });

  it('writes 200,000 messages while the panel goes on', async () => {
    await openLarge(scene, COUNT);
    await watchTurns(scene);
    const start = performance.now();
    await startExport(scene);
    const text = await until(
      'the file',
      () => {
        const name = fs.readdirSync(downloads).find((each) => each.endsWith('.har'));
        const content = name && fs.readFileSync(path.join(downloads, name), 'utf8');
        return content?.endsWith('}\n') && content;
      },
      { timeout: 100_000 },
    );
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.info(
      `${scene.browser}: ${COUNT} messages in ${seconds} s, longest turn ${Math.round(await longestTurn(scene))} ms`,
    );
    expect(JSON.parse(text).log.entries[0]._webSocketMessages.length).toBe(COUNT);
  });

  it('leaves no file when the export is cancelled', async () => {
    await openLarge(scene, COUNT);
    await startExport(scene);
    await until('it runs', () => isOpen(scene, '.task progress'));
    await scene.driver.click('.task .text-button');
    await until('it says so', async () => (await textOf(scene, '.tasks')).includes('was cancelled; there is no file'));
    expect(fs.readdirSync(downloads)).toEqual([]);
  });

  it('gives a log by har() that open() takes, without a difference', async () => {
    await scene.driver.page(
      async (origin, socketUrl) => {
        await fetch(`${origin}/ndjson`).then((response) => response.text());
        const socket = new WebSocket(socketUrl);
        await new Promise((resolve) => {
          socket.onclose = resolve;
        });
      },
      scene.servers.origin,
      `${scene.servers.wsOrigin}/ws?burst=20&size=30&binary&close=1000`,
    );
    await scene.exchange('burst');
    await scene.exchange('ndjson');
    const { before, after, entries } = await scene.driver.panel(async () => {
      const { streamscope } = window;
      const state = () => streamscope.exchanges().map((one) => [one, streamscope.messages(one.id)]);
      const har = streamscope.har();
      const before = JSON.stringify(state());
      streamscope.clear();
      await streamscope.open(JSON.stringify(har));
      return { before, after: JSON.stringify(state()), entries: har.log.entries.length };
    });
    expect(entries).toBe(2);
    expect(after).toBe(before);
  });

  it('leaves secrets out of har() unless it is told otherwise, and filters', async () => {
    const secret = 'sk_live_51HhPlantedSecretOfTheTest0042';
    await scene.driver.page(
      (url) => fetch(url).then((response) => response.text()),
      `${scene.servers.origin}/json?token=${secret}`,
    );
    await scene.driver.page((url) => fetch(url).then((response) => response.text()), `${scene.servers.origin}/text`);
    await scene.exchange('/json');
    await scene.exchange('/text');
    const [redacted, plain, filtered] = await scene.driver.panel(() => {
      const { har } = window.streamscope;
      return [
        JSON.stringify(har()),
        JSON.stringify(har({ redact: false })),
        har({ filter: 'url:/text' }).log.entries.length,
      ];
    });
    expect(redacted).not.toContain(secret);
    expect(redacted).toContain('[redacted:');
    expect(plain).toContain(secret);
    expect(filtered).toBe(1);
  });

  it('refuses what is no log with errors that have a name', async () => {
    const names = await scene.driver.panel(async () => {
      const { har, open } = window.streamscope;
      const nameOf = (error: Error) => error.name;
      let query = '';
      try {
        har({ filter: 'status:' });
      } catch (error) {
        query = nameOf(error as Error);
      }
      const text = await open('<!doctype html>').then(() => '', nameOf);
      const number = await open(7 as never).then(() => '', nameOf);
      const newer = await open({
        log: { version: '1.2', _streamscope: { format: 99, version: '9', exported: '' }, entries: [{}] },
      }).then(() => '', nameOf);
      return [query, text, number, newer];
    });
    expect(names).toEqual(['SyntaxError', 'HarError', 'TypeError', 'HarError']);
  });
});
