// Finds a browser on this machine: told by the environment, in the usual places, else fetched where that is possible.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserName } from './driver.ts';

/** What the search asks of the machine; passed in so that it can be tested without one. */
export interface Machine {
  platform: string;
  env: Record<string, string | undefined>;
  home: string;
  isFile(file: string): boolean;
  /** Puts the browser there by its own means; the path, or null where it cannot. */
  fetch(name: BrowserName): string | null;
}

const VARIABLE = { chromium: 'CHROME_PATH', firefox: 'FIREFOX_PATH' } as const;

const COMMANDS = {
  chromium: ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser', 'chrome', 'microsoft-edge'],
  firefox: ['firefox', 'firefox-esr', 'firefox-developer-edition'],
} as const;

const MAC_APPS = {
  chromium: [
    'Google Chrome.app/Contents/MacOS/Google Chrome',
    'Chromium.app/Contents/MacOS/Chromium',
    'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  firefox: ['Firefox.app/Contents/MacOS/firefox', 'Firefox Developer Edition.app/Contents/MacOS/firefox'],
} as const;

const WINDOWS_PROGRAMS = {
  chromium: [
    'Google\\Chrome\\Application\\chrome.exe',
    'Chromium\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
  ],
  firefox: ['Mozilla Firefox\\firefox.exe', 'Firefox Developer Edition\\firefox.exe'],
} as const;

/** The usual places, best first. */
export function places(
  name: BrowserName,
  { platform, env, home }: Pick<Machine, 'platform' | 'env' | 'home'>,
): string[] {
  if (platform === 'darwin') {
    return ['/Applications', `${home}/Applications`].flatMap((root) => MAC_APPS[name].map((app) => `${root}/${app}`));
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined);
    return roots.flatMap((root) => WINDOWS_PROGRAMS[name].map((program) => `${root}\\${program}`));
  }
  const folders = [...(env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  const known = [...new Set(folders.filter((folder) => folder.startsWith('/')))];
  return COMMANDS[name].flatMap((command) => known.map((folder) => `${folder}/${command}`));
}

/** Path of the browser's program. @throws one sentence that says what to do where there is none. */
export function findBrowser(name: BrowserName, machine: Machine = thisMachine): string {
  const variable = VARIABLE[name];
  const told = machine.env[variable];
  if (told) {
    if (machine.isFile(told)) return told;
    throw new Error(`${variable} is ${told}, but there is no such file: correct it or unset it.`);
  }
  const found = places(name, machine).find((file) => machine.isFile(file)) ?? machine.fetch(name);
  if (found) return found;
  throw new Error(
    `No ${name} was found: install ${name === 'chromium' ? 'Chrome or Chromium' : 'Firefox'}, or set ${variable} to its program.`,
  );
}

const say = (line: string) => process.stderr.write(`${line}\n`);

const run = (command: string, args: string[], env: Record<string, string> = {}) =>
  spawnSync(command, args, {
    // What they print goes to stderr, so that our own stdout stays readable for programs.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    timeout: 300_000,
  }).status === 0;

/** Debian as root: its own package. */
function installPackage(name: BrowserName): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !isFile('/usr/bin/apt-get')) return null;
  const debian =
    fs.existsSync('/etc/debian_version') && !fs.readFileSync('/etc/os-release', 'utf8').includes('ID=ubuntu');
  // Ubuntu's packages of these names only point to snaps, which do not work as root in a container.
  if (!debian) return null;
  const wanted = name === 'chromium' ? 'chromium' : 'firefox-esr';
  say(`No ${name} on this machine: installing Debian's ${wanted} with apt-get …`);
  const quietly = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], quietly);
  const done = run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', wanted], quietly);
  const program = `/usr/bin/${wanted}`;
  return done && isFile(program) ? program : null;
}

/** Anywhere: the stable build that puppeteer's own installer knows, into the user's cache. */
function download(name: BrowserName): string | null {
  const installer = path.resolve('node_modules/@puppeteer/browsers/lib/cjs/main-cli.js');
  if (!isFile(installer)) return null;
  const cache = path.join(os.homedir(), '.cache', 'streamscope', 'browsers');
  const product = name === 'chromium' ? 'chrome' : 'firefox';
  say(`No ${name} on this machine: downloading ${product}@stable to ${cache} …`);
  const { status, stdout } = spawnSync(process.execPath, [installer, 'install', `${product}@stable`, '--path', cache], {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: 300_000,
  });
  // It ends with one line: `chrome@150.0.1 /path/to/chrome`.
  const file = stdout.trim().split('\n').pop()?.replace(/^\S+ /, '');
  return status === 0 && file && isFile(file) ? file : null;
}

const isFile = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  home: os.homedir(),
  isFile,
  fetch: (name) => installPackage(name) ?? download(name),
};
