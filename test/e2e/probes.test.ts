// The probes of pages and anti-tamper scripts tell the same with the extension as in a browser without it.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSERS, type BrowserName, type Driver } from '../browsers/driver.ts';
import { extensionOf } from '../browsers/extension.ts';
import { launch } from '../browsers/launch.ts';
import { until } from '../browsers/until.ts';
import { type Servers, startServers } from '../servers/servers.ts';
import { bundle } from './bundle.ts';
import { GROUPS } from './probes/groups.ts';
import { KNOWN } from './probes/known.ts';

type Results = Record<string, string>;

const isKnown = (browser: BrowserName, probe: string): boolean =>
  KNOWN.some(({ probes }) => probes[browser]?.includes(probe));

const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self' ws:; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'";
const page = (script: string) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="${script}"></script><title>probes</title><p>`;

/** Popups without a click, in either browser. */
const POPUPS = { args: ['--disable-popup-blocking'], prefs: { 'dom.disable_open_during_load': false } };

/** What the probes of one group tell in that browser. */
async function tell(driver: Driver, servers: Servers, group: string): Promise<Results> {
  await driver.go(`${servers.origin}/probes${group === 'policy' ? '-policy' : ''}?group=${group}`);
  // Asked again and again instead of awaited: the driver must not stand in the stack traces of the probes.
  return until(
    `the probes of ${group} have told`,
    () => driver.page(() => (window as never as { probeResults?: Results }).probeResults ?? null),
    {
      timeout: 60_000,
    },
  );
}

/** One after the other, each with a page of its own. */
async function tellAll(name: BrowserName, servers: Servers, extension?: string): Promise<Record<string, Results>> {
  const options = name === 'chromium' ? { args: POPUPS.args } : { prefs: POPUPS.prefs };
  const driver = await launch(name, { ...options, ...(extension && { extension }) });
  try {
    const all: Record<string, Results> = {};
    for (const group of Object.keys(GROUPS)) all[group] = await tell(driver, servers, group);
    return all;
  } finally {
    await driver.close();
  }
}

describe.each(BROWSERS)('probes of a page in %s', (browser) => {
  let servers: Servers | undefined;
  let without: Record<string, Results> = {};
  let withUs: Record<string, Results> = {};

  beforeAll(async () => {
    const started = await startServers();
    servers = started;
    const script = await bundle(path.resolve('test/e2e/probes/page.ts'));
    started.serve('/probes.js', 'text/javascript; charset=utf-8', script);
    started.serve('/probes', 'text/html; charset=utf-8', page('/probes.js'));
    started.serve('/probes-policy', 'text/html; charset=utf-8', page('/probes.js'), {
      'content-security-policy': POLICY,
    });
    without = await tellAll(browser, started);
    withUs = await tellAll(browser, started, extensionOf(browser));
  });
  afterAll(() => servers?.close());

  for (const [group, probes] of Object.entries(GROUPS)) {
    it.each(Object.keys(probes))(`${group}: %s`, (name) => {
      const native = without[group]?.[name] ?? 'nothing';
      expect(native, 'the probe itself works').not.toMatch(/^(the probe failed|"nothing"|nothing)/);
      const told = JSON.parse(withUs[group]?.[name] ?? 'null');
      // A known one that no longer differs must leave the list.
      if (isKnown(browser, `${group}: ${name}`)) expect(told).not.toEqual(JSON.parse(native));
      else expect(told).toEqual(JSON.parse(native));
    });
  }
});
