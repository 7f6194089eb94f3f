// What the drivers know of the extension they load.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type {} from '../../src/automation/automation.ts';
import type { BrowserName, Driver } from './driver.ts';
import { until } from './until.ts';

/** Title of the panel's tab in DevTools. */
export const PANEL_TITLE = 'Streamscope';
/** How the panel's URL ends. */
export const PANEL_FILE = '/panel.html';

/** Folder of the built extension, wherever the command was started. */
export const extensionOf = (browser: BrowserName): string =>
  fileURLToPath(new URL(`../../dist/${browser === 'chromium' ? 'chrome' : 'firefox'}`, import.meta.url));

interface Manifest {
  minimum_chrome_version?: string;
  browser_specific_settings?: { gecko?: { strict_min_version?: string } };
}

/** @throws where the extension's manifest asks for a newer browser: both would only say that it does not load. */
export function requireVersion(name: BrowserName, version: string, extension: string): void {
  const file = path.resolve(extension, 'manifest.json');
  if (!fs.existsSync(file)) throw new Error(`there is no extension at ${extension}: run \`npm run build\` first.`);
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
  const least =
    name === 'chromium'
      ? manifest.minimum_chrome_version
      : manifest.browser_specific_settings?.gecko?.strict_min_version;
  if (least && Number.parseInt(version, 10) < Number.parseInt(least, 10)) {
    throw new Error(`it is version ${version}, but the extension needs ${least} or newer: update it.`);
  }
}

/** Waits until the panel's page has started and, where `url` is one the extension may see, the hook has answered. */
export async function untilReady(driver: Driver, url: string): Promise<void> {
  await until('the panel offers window.streamscope', () => driver.panel(() => 'streamscope' in window), {
    timeout: 20_000,
  });
  if (!/^(https?|file):/.test(url)) return;
  const answered = await driver.panel(() =>
    Promise.race([
      window.streamscope.ready.then(() => true),
      new Promise((resolve) => setTimeout(resolve, 20_000, false)),
    ]),
  );
  if (!answered) throw new Error(`the hook of ${url} did not answer the panel within 20 s`);
}
