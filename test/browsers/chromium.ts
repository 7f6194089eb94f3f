// Drives Chromium and the extension's real DevTools panel over CDP.
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import puppeteer, { type Browser, type Frame, type KeyInput, type Page } from 'puppeteer-core';
import { callPanel, openPanelOf } from './chromium-panel.ts';
import type { Beside, Driver, LaunchOptions, PanelOptions, Remote, Size } from './driver.ts';
import { requireVersion, untilReady } from './extension.ts';
import { findBrowser } from './find.ts';
import { killGroup, sweepAfterUs } from './leftovers.ts';
import { callOf } from './remote.ts';
import { until } from './until.ts';

const ARGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
];

/** DevTools' own preferences, as its profile keeps them: JSON in strings. */
const devtoolsPreferences = (dark: boolean, headless: boolean) => ({
  'ui-theme': JSON.stringify(dark ? 'dark' : 'default'),
  // Screenshots hang now and then while DevTools is docked; a person wants it below the page, wide.
  currentDockState: JSON.stringify(headless ? 'undocked' : 'bottom'),
  'inspector-view.split-view-state': JSON.stringify({ horizontal: { size: 460 } }),
});

function freshProfile(dark: boolean, headless: boolean): string {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-chromium-'));
  fs.mkdirSync(path.join(profile, 'Default'));
  const preferences = {
    devtools: { preferences: devtoolsPreferences(dark, headless) },
    // An unpacked extension that reloads itself would be switched off without.
    extensions: { ui: { developer_mode: true } },
  };
  fs.writeFileSync(path.join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  return profile;
}

const removeProfile = (profile: string) =>
  fs.rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

export async function launchChromium(options: LaunchOptions): Promise<Driver> {
  const { extension, headless = true, dark = false, args = [], networkEnabled = true, downloads } = options;
  const executablePath = findBrowser('chromium');
  const profile = freshProfile(dark, headless);
  // The sandbox needs user namespaces, which root in a container does not get.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  try {
    const browser = await puppeteer.launch({
      executablePath,
      headless,
      pipe: true,
      userDataDir: profile,
      handleDevToolsAsPage: true,
      defaultViewport: null,
      networkEnabled,
      ...(downloads ? { downloadBehavior: { policy: 'allow', downloadPath: path.resolve(downloads) } } : {}),
      // Whoever drives it decides what a signal means; leftovers.ts sees to the rest.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      enableExtensions: Boolean(extension),
      args: [...ARGS, ...sandbox, ...(headless ? ['--window-size=1400,900'] : ['--window-size=1400,1000']), ...args],
    });
    try {
      const version = (await browser.version()).replace(/^.*\//, '');
      if (extension) {
        requireVersion('chromium', version, extension);
        // puppeteer does not wait for those it is given to launch with: the first page could be older than its hook.
        await browser.installExtension(path.resolve(extension));
      }
      const page = (await browser.pages())[0] ?? (await browser.newPage());
      return new Chromium(browser, page, version, profile);
    } catch (error) {
      await browser.close();
      throw error;
    }
  } catch (error) {
    removeProfile(profile);
    throw new Error(`Chromium (${executablePath}) did not start: ${(error as Error).message}`, { cause: error });
  }
}

class Chromium implements Driver {
  readonly name = 'chromium';
  readonly gone: Promise<void>;
  readonly version: string;
  readonly #browser: Browser;
  readonly #process: ChildProcess;
  readonly #page: Page;
  #devtools: Page | null = null;
  #panel: Frame | null = null;
  #closing: Promise<void> | null = null;

  constructor(browser: Browser, page: Page, version: string, profile: string) {
    this.#browser = browser;
    this.#page = page;
    this.version = version;
    const child = browser.process();
    if (!child) throw new Error('puppeteer gave no process');
    this.#process = child;
    const dismiss = sweepAfterUs(child, profile);
    this.gone = new Promise((resolve) => {
      // Its helpers write to the profile until the process has ended, which is after the pipe has closed.
      child.once('exit', () => {
        dismiss();
        killGroup(child);
        removeProfile(profile);
        resolve();
      });
    });
    // Closing the inspected tab ends the browser too where it would live on without windows.
    page.once('close', () => void this.close());
  }

  async heap(): Promise<number> {
    const cdp = await this.#page.createCDPSession();
    try {
      // What a finalizer lets go of is collected by the next round.
      for (let round = 0; round < 3; round++) await cdp.send('HeapProfiler.collectGarbage');
      const { usedSize, embedderHeapUsedSize, backingStorageSize } = await cdp.send('Runtime.getHeapUsage');
      return usedSize + embedderHeapUsedSize + backingStorageSize;
    } finally {
      await cdp.detach();
    }
  }

  async hearComplaints(): Promise<() => Promise<string[]>> {
    const heard: string[] = [];
    const cdp = await this.#page.createCDPSession();
    cdp.on('Runtime.exceptionThrown', ({ exceptionDetails: { text, exception } }) =>
      heard.push(exception?.description ?? text),
    );
    cdp.on('Runtime.consoleAPICalled', ({ type, args }) => {
      if (/^(error|warning|assert)$/.test(type)) heard.push(args.map((arg) => `${arg.value}`).join(' '));
    });
    cdp.on('Log.entryAdded', ({ entry: { level, text } }) => {
      if (level === 'error' || level === 'warning') heard.push(text);
    });
    await cdp.send('Runtime.enable');
    await cdp.send('Log.enable');
    return async () => [...heard];
  }

  async go(url: string): Promise<void> {
    await this.#page.goto(url, { waitUntil: 'load' });
  }

  async forget(): Promise<void> {
    const cdp = await this.#page.createCDPSession();
    await cdp.send('Network.clearBrowserCookies').finally(() => cdp.detach());
  }

  async page<T, A extends unknown[]>(fn: Remote<T, A>, ...args: A): Promise<T> {
    return (await this.#page.evaluate(callOf(fn, args))) as T;
  }

  async openPanel({ hookless = false }: PanelOptions = {}): Promise<void> {
    const { devtools, panel } = await openPanelOf(this.#page);
    this.#devtools = devtools;
    this.#panel = panel;
    await untilReady(this, hookless ? '' : this.#page.url());
    await this.#panel.evaluate(COLLECT_PORTS);
  }

  async cutLinks(): Promise<void> {
    await this.#open.panel.evaluate(CUT_PORTS);
  }

  async reloadExtension(): Promise<void> {
    const { panel } = this.#open;
    const id = new URL(panel.url()).host;
    const started = await panel.evaluate(RELOAD_EXTENSION).then(
      () => true,
      // The answer may go down with the context that gives it.
      (error: Error) => /context was destroyed|Target closed|detached/.test(error.message),
    );
    if (!started) throw new Error('the extension does not reload itself');
    // Chromium may close DevTools by itself then.
    await this.closePanel().catch((error: Error) => {
      if (!/No target with given id/.test(error.message)) throw error;
    });
    const probe = await this.#browser.newPage();
    try {
      await until('the reloaded extension has started', async () => {
        const answer = await probe.goto(`chrome-extension://${id}/${ANY_PAGE}`);
        return answer?.ok();
      });
    } finally {
      await probe.close();
    }
  }

  async beside(url: string): Promise<Beside> {
    const page = await this.#browser.newPage();
    await page.goto(url);
    const { devtools, panel } = await openPanelOf(page);
    return {
      page: async (fn, ...args) => (await page.evaluate(callOf(fn, args))) as never,
      panel: (fn, ...args) => callPanel(panel, fn, args),
      async close() {
        await devtools.close();
        await page.close();
      },
    };
  }

  async closePanel(): Promise<void> {
    const devtools = this.#devtools;
    this.#devtools = this.#panel = null;
    await devtools?.close();
  }

  async panel<T, A extends unknown[]>(fn: Remote<T, A>, ...args: A): Promise<T> {
    return callPanel(this.#open.panel, fn, args);
  }

  async devtools<T>(expression: string): Promise<T> {
    return (await this.#open.devtools.evaluate(expression)) as T;
  }

  get #open(): { devtools: Page; panel: Frame } {
    if (!this.#devtools || !this.#panel) throw new Error('the panel is not open: call openPanel() first');
    return { devtools: this.#devtools, panel: this.#panel };
  }

  async click(selector: string, held?: 'Control' | 'Shift'): Promise<void> {
    const element = await this.#open.panel.$(selector);
    if (!element) throw new Error(`nothing in the panel matches ${selector}`);
    const { keyboard } = this.#open.devtools;
    if (held) await keyboard.down(held);
    await element.click();
    if (held) await keyboard.up(held);
    await element.dispose();
  }

  /**
   * Keys go to the frame that has the focus, and a frame gets it through the browser's process: a key that is pressed
   * before that has come about goes to DevTools itself.
   */
  async #focus(): Promise<void> {
    const { panel } = this.#open;
    const hasFocus = () => panel.evaluate(() => document.hasFocus());
    if (await hasFocus()) return;
    const element = await panel.frameElement();
    await element?.focus();
    await element?.dispose();
    await until('the panel has the focus', hasFocus);
  }

  async type(text: string): Promise<void> {
    await this.#focus();
    await this.#open.devtools.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    await this.#focus();
    const { keyboard } = this.#open.devtools;
    const keys = key.split(/\+(?!$)/) as KeyInput[];
    for (const each of keys) await keyboard.down(each);
    for (const each of keys.reverse()) await keyboard.up(each);
  }

  async #box() {
    const box = await (await this.#open.panel.frameElement())?.boundingBox();
    if (!box) throw new Error('the panel is not in the window');
    return box;
  }

  async screenshot(file: string, size: Size = { width: 1280, height: 800 }): Promise<void> {
    const { devtools } = this.#open;
    await devtools.setViewport(size);
    // DevTools' own bars take their part of the window.
    const bars = await this.#box();
    await devtools.setViewport({ width: size.width * 2 - bars.width, height: size.height * 2 - bars.height });
    const cdp = await devtools.createCDPSession();
    try {
      for (let attempt = 0; attempt < 5; attempt++) {
        const shot = cdp.send('Page.captureScreenshot', { format: 'png', clip: { ...(await this.#box()), scale: 1 } });
        shot.catch(() => {});
        // Now and then the first frame after a change of size never comes.
        const late = new Promise<null>((resolve) => setTimeout(resolve, 5000, null));
        const done = await Promise.race([shot, late]);
        if (done) return fs.writeFileSync(file, Buffer.from(done.data, 'base64'));
      }
      throw new Error('the panel screenshot hung five times');
    } finally {
      await cdp.detach().catch(() => {});
    }
  }

  async theme(dark: boolean): Promise<void> {
    await this.#open.devtools.evaluate(SET_THEME(dark));
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const kill = () => killGroup(this.#process);
    const killer = setTimeout(kill, 8000);
    await this.#browser.close().catch(kill);
    clearTimeout(killer);
    await this.gone;
  }
}

// These run in the panel's page: every context hears of every port, and may close it for the page's side.
const COLLECT_PORTS = `
  window.relayPorts = new Set();
  chrome.runtime.onConnect.addListener((port) => window.relayPorts.add(port));`;
const CUT_PORTS = `
  for (const port of window.relayPorts) port.disconnect();
  window.relayPorts.clear();`;

const RELOAD_EXTENSION = 'chrome.runtime.reload()';
/** A page of the extension in which nothing of it runs. */
const ANY_PAGE = 'manifest.json';

// This runs in DevTools' own page, whose modules have no types here.
const SET_THEME = (dark: boolean) => `import('./core/common/common.js').then(({ Settings }) => {
  Settings.Settings.instance().moduleSetting('ui-theme').set(${JSON.stringify(dark ? 'dark' : 'default')});
})`;
