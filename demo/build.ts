// Builds the extension where its build is missing or older than its source.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserName } from '../test/browsers/driver.ts';
import { extensionOf } from '../test/browsers/extension.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const SOURCES = ['src', 'extension', 'public', 'manifest.json', 'package.json', 'vite.config.ts'];

/** Time of the last change in a file or below a folder, epoch ms; 0 where there is none. */
function lastChange(file: string): number {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...fs.readdirSync(file).map((name) => lastChange(path.join(file, name))));
}

/** @throws one sentence where the build fails; the builder's own words stand above it. */
export function buildWhereNeeded(browser: BrowserName): void {
  const built = lastChange(path.join(extensionOf(browser), 'manifest.json'));
  const changed = Math.max(...SOURCES.map((source) => lastChange(path.join(ROOT, source))));
  if (built > changed) return;
  console.log('Building the extension …');
  const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js');
  const mode = browser === 'chromium' ? 'chrome' : 'firefox';
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '--mode', mode], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status === 0) return;
  console.error(stdout + stderr);
  throw new Error(`The extension could not be built (vite build --mode ${mode}).`);
}
