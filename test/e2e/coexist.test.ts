// Libraries that instrument the same APIs, or live by them, work with the extension as without it, and what they do is
// captured whole and once.
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import type { Driver } from '../browsers/driver.ts';
import { extensionOf } from '../browsers/extension.ts';
import { launch } from '../browsers/launch.ts';
import { until } from '../browsers/until.ts';
import type { RecordedExchange } from '../servers/record.ts';
import { bundle } from './bundle.ts';
import type { Coexistence } from './coexist/everyday.ts';
import { bodyOf, toldByPage, writtenBody } from './compare.ts';
import { inEachBrowser, isEnded, type Scene } from './scene.ts';

const LIBRARIES = ['plain', 'zone', 'sentry', 'datadog', 'opentelemetry', 'interceptors', 'clients'] as const;
type Library = (typeof LIBRARIES)[number];

type Outcome = Awaited<ReturnType<Coexistence['work']>>;
const scripts = new Map<Library, Promise<string>>();

/** The bundle of a library's page script, made once for both browsers. */
function scriptOf(library: Library): Promise<string> {
  const made = scripts.get(library) ?? bundle(path.resolve(`test/e2e/coexist/${library}.ts`));
  scripts.set(library, made);
  return made;
}

const page = (...urls: string[]) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${urls.map((url) => `<script src="${url}"></script>`).join('')}`;

const work = (driver: Driver): Promise<Outcome> =>
  driver.page(() => (window as never as { coexistence: Coexistence }).coexistence.work());

/** What the servers saw of requests that carry a mark: those the page meant, without what libraries send home. */
const marked = (scene: Scene): RecordedExchange[] =>
  scene.servers.record.exchanges.filter(({ url }) => url.includes('mark='));

/** Each request the servers saw is one exchange of the panel, with the same payloads. */
async function isCapturedOnce(scene: Scene): Promise<void> {
  const records = marked(scene);
  expect(records.length).toBeGreaterThan(8);
  for (const url of new Set(records.map((record) => record.url))) {
    const same = records.filter((record) => record.url === url);
    const [record] = same as [RecordedExchange];
    const found = async () => (await scene.exchanges()).filter((each) => each.url === url && isEnded(each));
    const first = await until(`${url} has ended in the panel`, async () => (await found())[0]);
    // Browsers send again what failed before any answer, and an EventSource connects again, within one exchange.
    const again = record.status === 0 || first.api === 'eventsource';
    const expected = again ? 1 : same.length;
    const exchanges = await until(`${expected} of ${url}`, async () => {
      const all = await found();
      return all.length >= expected && all;
    });
    expect(exchanges.length, url).toBe(expected);
    if (expected > 1 || again) continue;
    await hasItsPayloads(scene, first, record);
  }
}

/** The messages are those that the servers sent and received. */
async function hasItsPayloads(scene: Scene, exchange: Summary, record: RecordedExchange): Promise<void> {
  const messages = toldByPage(await scene.messages(exchange.id));
  const { url, kind } = record;
  if (kind === 'websocket')
    expect(messages.map(({ direction, data }) => [direction, data]).sort(), url).toEqual(
      record.messages.map(({ direction, data }) => [direction, data]).sort(),
    );
  else if (kind === 'sse')
    expect(
      messages.filter(({ event }) => event?.name).map(({ data }) => data),
      url,
    ).toEqual(record.messages.map(({ data }) => data));
  else expect(bodyOf(messages).toString(), url).toBe(writtenBody(record).toString());
}

inEachBrowser('libraries on the page', 'shared', (scene) => {
  let clean: Driver;
  const without = new Map<Library, Outcome>();

  beforeAll(async () => {
    const { servers, browser } = scene;
    servers.serve(
      '/hook.js',
      'text/javascript',
      fs.readFileSync(path.join(extensionOf(browser), 'extension/hook.iife.js'), 'utf8'),
    );
    clean = await launch(browser);
    for (const library of LIBRARIES) {
      servers.serve(`/${library}.js`, 'text/javascript; charset=utf-8', await scriptOf(library));
      servers.serve(`/coexist-${library}`, 'text/html; charset=utf-8', page(`/${library}.js`));
      await clean.go(`${servers.origin}/coexist-${library}`);
      without.set(library, await work(clean));
    }
    servers.serve('/coexist-twice', 'text/html; charset=utf-8', page('/hook.js', '/plain.js'));
    servers.serve('/coexist-late', 'text/html; charset=utf-8', page('/plain.js', '/hook.js'));
  });
  afterAll(() => clean?.close());

  const open = async (name: string): Promise<void> => {
    await scene.fresh();
    scene.servers.record.clear();
    await scene.driver.go(`${scene.servers.origin}/coexist-${name}`);
  };

  it.each(LIBRARIES)('%s: the same results, the same records of its own, captured once', async (library) => {
    await open(library);
    const outcome = await work(scene.driver);
    expect(outcome).toEqual(without.get(library));
    expect(JSON.stringify(outcome.told).length).toBeGreaterThan(10);
    await isCapturedOnce(scene);
  });

  it.each(['twice', 'late'])('two copies of the hook do not fight (%s)', async (name) => {
    await open(name);
    const outcome = await work(scene.driver);
    expect(outcome).toEqual(without.get('plain'));
    await isCapturedOnce(scene);
  });
});
