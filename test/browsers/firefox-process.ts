// Starts and ends a Firefox of our own: fresh profile, its own process group, nothing left behind.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { LaunchOptions } from './driver.ts';
import { killGroup, sweepAfterUs } from './leftovers.ts';
import { Marionette } from './marionette.ts';
import { until } from './until.ts';

const PREFS = {
  // The port is Firefox's to choose; it writes it into the profile.
  'marionette.port': 0,
  'app.update.disabledForTesting': true,
  'browser.aboutConfig.showWarning': false,
  'browser.aboutwelcome.enabled': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.tabs.warnOnClose': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'devtools.toolbox.host': 'bottom',
  'devtools.toolbox.footer.height': 460,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  // A refused socket lets the next ones to its host wait, and each more of them longer: 24 s after twelve.
  'network.websocket.delay-failed-reconnects': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

/** The preferences that choose a DevTools theme and what `prefers-color-scheme` says there. */
export const themePrefs = (dark: boolean) => ({ 'devtools.theme': dark ? 'dark' : 'light' });

/** Downloads go to this folder without a question. */
const downloadPrefs = (folder: string) => ({
  'browser.download.folderList': 2,
  'browser.download.dir': path.resolve(folder),
  'browser.download.useDownloadDir': true,
  'browser.download.always_ask_before_handling_new_types': false,
  'browser.download.alwaysOpenPanel': false,
});

export interface FirefoxProcess {
  marionette: Marionette;
  gone: Promise<void>;
  /** Ends all its processes at once. */
  kill(): void;
}

export async function startFirefox(executable: string, options: LaunchOptions): Promise<FirefoxProcess> {
  const { headless = true, dark = false, prefs = {}, args = [], downloads } = options;
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-firefox-'));
  const all = { ...PREFS, ...themePrefs(dark), ...(downloads && downloadPrefs(downloads)), ...prefs };
  const lines = Object.entries(all).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  fs.writeFileSync(path.join(profile, 'user.js'), lines.join('\n'));
  const size = ['--width=1400', '--height=1000'];
  const control = ['-no-remote', '-profile', profile, '-marionette', '-remote-allow-system-access'];
  const child = spawn(executable, [...control, ...size, ...(headless ? ['-headless'] : []), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: process.platform !== 'win32',
    // Headless it needs nothing of the user's home, which root in a container may not even own.
    env: { ...process.env, ...(headless ? { HOME: profile, MOZ_HEADLESS: '1' } : {}) },
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors = (errors + data).slice(-2000);
  });
  const kill = () => killGroup(child);
  const dismiss = sweepAfterUs(child, profile);
  let alive = true;
  const gone = new Promise<void>((resolve) => {
    const done = () => {
      alive = false;
      dismiss();
      // Content processes may outlive their parent for a moment.
      kill();
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      resolve();
    };
    child.once('exit', done);
    child.once('error', (error) => {
      errors += error.message;
      done();
    });
  });
  try {
    const portFile = path.join(profile, 'MarionetteActivePort');
    const port = await until(
      'Firefox listens for commands',
      () => (alive ? fs.existsSync(portFile) && Number(fs.readFileSync(portFile, 'utf8')) : -1),
      { timeout: 60_000 },
    );
    if (port < 0) throw new Error('it ended at once');
    return { marionette: await Marionette.connect(port), gone, kill };
  } catch (error) {
    kill();
    await gone;
    throw new Error(`Firefox (${executable}) did not start: ${(error as Error).message}\n${errors}`, { cause: error });
  }
}
