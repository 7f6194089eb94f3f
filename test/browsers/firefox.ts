// Drives Firefox and the extension's real toolbox panel over raw Marionette: no geckodriver needed.
import fs from 'node:fs';
import path from 'node:path';
import type { Driver, LaunchOptions, PanelOptions, Remote, Size } from './driver.ts';
import { requireVersion, untilReady } from './extension.ts';
import { findBrowser } from './find.ts';
import { type FirefoxProcess, startFirefox, themePrefs } from './firefox-process.ts';
import * as scripts from './firefox-scripts.ts';
import { callOf } from './remote.ts';
import { until } from './until.ts';

/** Longest that one script may take, ms. */
const SCRIPT_TIMEOUT = 600_000;

/** Code points of the keys that are no text. @see https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS: Record<string, string> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Insert: '\uE016',
  Delete: '\uE017',
  Meta: '\uE03D',
  ContextMenu: '\uE05D',
};

export async function launchFirefox(options: LaunchOptions): Promise<Driver> {
  const executable = findBrowser('firefox');
  const started = await startFirefox(executable, options);
  const { marionette } = started;
  try {
    const session = (await marionette.send('WebDriver:NewSession')) as { capabilities: { browserVersion: string } };
    const version = session.capabilities.browserVersion;
    await marionette.send('WebDriver:SetTimeouts', { script: SCRIPT_TIMEOUT, pageLoad: 60_000 });
    let id = '';
    if (options.extension) {
      requireVersion('firefox', version, options.extension);
      const installed = await marionette.send('Addon:Install', {
        path: path.resolve(options.extension),
        temporary: true,
      });
      id = (installed as { value: string }).value;
    }
    await marionette.send('Marionette:SetContext', { value: 'chrome' });
    return new Firefox(started, version, id);
  } catch (error) {
    started.kill();
    await started.gone;
    throw new Error(`Firefox (${executable}) did not start: ${(error as Error).message}`, { cause: error });
  }
}

class Firefox implements Driver {
  readonly name = 'firefox';
  readonly gone: Promise<void>;
  readonly version: string;
  readonly #process: FirefoxProcess;
  readonly #extension: string;
  #url = 'about:blank';
  #turn: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | null = null;

  constructor(started: FirefoxProcess, version: string, extension: string) {
    this.#process = started;
    this.#extension = extension;
    this.version = version;
    this.gone = started.gone;
  }

  /** The session's context is one for all commands: while it is another than chrome, the others wait. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #chrome<T>(script: string, ...args: unknown[]): Promise<T> {
    await this.#turn;
    const answer = await this.#process.marionette.send('WebDriver:ExecuteAsyncScript', {
      script,
      args,
      // Two scripts at a time in one sandbox would get each other's answers.
      newSandbox: true,
    });
    const { json, error } = (answer as { value: { json?: string; error?: string } }).value;
    if (error !== undefined || json === undefined) throw new Error(error ?? 'Firefox gave no answer');
    return (JSON.parse(json) as { value: T }).value;
  }

  async #evaluate<T>(where: string, expression: string): Promise<T> {
    const json = await this.#chrome<string>(scripts.EVALUATE, where, expression);
    const { value, error } = JSON.parse(json) as { value: T; error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async go(url: string): Promise<void> {
    const { marionette } = this.#process;
    await this.#alone(async () => {
      await marionette.send('Marionette:SetContext', { value: 'content' });
      try {
        await marionette.send('WebDriver:Navigate', { url });
      } finally {
        await marionette.send('Marionette:SetContext', { value: 'chrome' });
      }
    });
    this.#url = url;
  }

  async forget(): Promise<void> {
    await this.#chrome(scripts.FORGET);
  }

  page<T, A extends unknown[]>(fn: Remote<T, A>, ...args: A): Promise<T> {
    return this.#evaluate('page', callOf(fn, args));
  }

  panel<T, A extends unknown[]>(fn: Remote<T, A>, ...args: A): Promise<T> {
    return this.#evaluate(this.#extension, callOf(fn, args));
  }

  async openPanel({ hookless = false }: PanelOptions = {}): Promise<void> {
    await this.#chrome(scripts.OPEN_PANEL, this.#extension);
    await untilReady(this, hookless ? '' : this.#url);
  }

  async closePanel(): Promise<void> {
    await this.#chrome(scripts.CLOSE_PANEL);
  }

  async click(selector: string, held?: 'Control' | 'Shift'): Promise<void> {
    // Where it stands still: what comes or goes above it in this moment would move it away from the click.
    const middle = await this.panel(async (wanted: string) => {
      let before = '';
      for (let frame = 0; ; frame++) {
        const element = document.querySelector(wanted);
        if (frame === 0) element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        const box = element?.getBoundingClientRect();
        const place = box ? `${box.x},${box.y},${box.width},${box.height}` : '';
        if (!box || place === before || frame > 60)
          return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
        before = place;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    }, selector);
    if (!middle) throw new Error(`nothing in the panel matches ${selector}`);
    const panel = await this.#focus();
    const at = { x: Math.round(panel.x + middle.x), y: Math.round(panel.y + middle.y) };
    if (held) await this.#keys([keyDown(KEYS[held] ?? held)]);
    await this.#perform({
      type: 'pointer',
      id: 'mouse',
      parameters: { pointerType: 'mouse' },
      actions: [
        { type: 'pointerMove', duration: 0, origin: 'viewport', ...at },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ],
    });
    if (held) await this.#keys([keyUp(KEYS[held] ?? held)]);
  }

  async type(text: string): Promise<void> {
    await this.#keys([...text].flatMap((value) => [keyDown(value), keyUp(value)]));
  }

  async press(key: string): Promise<void> {
    const keys = key.split(/\+(?!$)/).map((each) => KEYS[each] ?? each);
    await this.#keys([...keys.map(keyDown), ...keys.reverse().map(keyUp)]);
  }

  #focus(): Promise<{ x: number; y: number }> {
    return this.#chrome(scripts.FOCUS_PANEL, this.#extension);
  }

  async #keys(actions: object[]): Promise<void> {
    await this.#focus();
    await this.#perform({ type: 'key', id: 'keyboard', actions });
  }

  async #perform(actions: object): Promise<void> {
    await this.#turn;
    await this.#process.marionette.send('WebDriver:PerformActions', { actions: [actions] });
  }

  async screenshot(file: string, size: Size = { width: 1280, height: 800 }): Promise<void> {
    await this.#chrome(scripts.RESIZE_PANEL, this.#extension, size.width, size.height);
    await until('the panel has its new size', () =>
      this.panel(
        (width: number, height: number) => innerWidth === width && innerHeight === height,
        size.width,
        size.height,
      ),
    );
    // Two frames: one that lays out what a ResizeObserver asked for, one that paints it.
    await this.panel(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(1)))),
    );
    const png = await this.#chrome<string>(scripts.SNAPSHOT, this.#extension);
    fs.writeFileSync(file, Buffer.from(png.slice(png.indexOf(',') + 1), 'base64'));
  }

  async theme(dark: boolean): Promise<void> {
    for (const [name, value] of Object.entries(themePrefs(dark))) await this.#chrome(scripts.SET_PREF, name, value);
  }

  /** `running`, `starting`, `suspending` or `stopped`. */
  background(): Promise<string> {
    return this.#chrome(scripts.BACKGROUND_STATE, this.#extension);
  }

  async cutLinks(): Promise<void> {
    await this.#chrome(scripts.END_BACKGROUND, this.#extension);
  }

  heap(): Promise<number> {
    return this.#chrome(scripts.HEAP);
  }

  async hearComplaints(): Promise<() => Promise<string[]>> {
    await this.#chrome(scripts.COMPLAINTS, true);
    return () => this.#chrome(scripts.COMPLAINTS, false);
  }

  async reloadExtension(): Promise<void> {
    await this.closePanel();
    await this.#chrome(scripts.RELOAD_EXTENSION, this.#extension);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const { marionette, kill, gone } = this.#process;
    const killer = setTimeout(kill, 5000);
    await marionette.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(kill);
    await gone;
    clearTimeout(killer);
    marionette.end();
  }
}

const keyDown = (value: string) => ({ type: 'keyDown', value });
const keyUp = (value: string) => ({ type: 'keyUp', value });
