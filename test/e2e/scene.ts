// What an end-to-end test stands on: real servers, a real browser with the extension, its real DevTools panel.
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { MessageData, Summary } from '../../src/automation/summary.ts';
import { BROWSERS, type BrowserName, type Driver, type LaunchOptions } from '../browsers/driver.ts';
import { extensionOf } from '../browsers/extension.ts';
import { borrow, giveBack } from '../browsers/kept.ts';
import { launch } from '../browsers/launch.ts';
import { until } from '../browsers/until.ts';
import { type Servers, startServers } from '../servers/servers.ts';

export interface Scene {
  readonly browser: BrowserName;
  readonly driver: Driver;
  readonly servers: Servers;
  /** Loads a fresh page and empties the panel. */
  fresh(html?: string, csp?: string): Promise<void>;
  exchanges(): Promise<Summary[]>;
  messages(id: string, range?: { from?: number; to?: number }): Promise<MessageData[]>;
  /** Waits for an exchange whose URL contains `part` and which `fits`. */
  exchange(part: string, fits?: (summary: Summary) => boolean): Promise<Summary>;
}

export const isEnded = (summary: Summary): boolean => summary.endedDateTime !== null;

/**
 * Whose browsers a file gets. `shared`: those that other files had before and get after it. `input`: it presses keys and
 * buttons, so its Firefox is its own (in a used one some of them went astray, in 3 of 5 whole runs). `own`, or options to
 * start with: its tests change what is not put back after them.
 */
export type Use = 'shared' | 'input' | 'own' | LaunchOptions;

/** The same tests in Chromium and in Firefox. */
export function inEachBrowser(title: string, use: Use, tests: (scene: Scene) => void): void {
  describe.each(BROWSERS)(`${title} in %s`, (browser) => {
    const shared = use === 'shared' || (use === 'input' && browser === 'chromium');
    let driver: Driver | undefined;
    let servers: Servers | undefined;
    const get = <T>(value: T | undefined): T => {
      if (!value) throw new Error('the scene is not set up');
      return value;
    };
    const scene: Scene = {
      browser,
      get driver() {
        return get(driver);
      },
      get servers() {
        return get(servers);
      },
      async fresh(html, csp) {
        await scene.driver.go(scene.servers.blank(html, csp));
        await until('the panel shows the new page only', async () => {
          await scene.driver.panel(() => window.streamscope.clear());
          return (await scene.exchanges()).length === 0;
        });
      },
      exchanges: () => scene.driver.panel(() => window.streamscope.exchanges()),
      messages: (id, range = {}) =>
        scene.driver.panel((i, r) => window.streamscope.messages(i, r), id, range as { from?: number; to?: number }),
      exchange: (part, fits = isEnded) =>
        until(`an exchange of ${part} that fits`, async () =>
          (await scene.exchanges()).find((each) => each.url.includes(part) && fits(each)),
        ) as Promise<Summary>,
    };

    let failed = false;
    beforeAll(async () => {
      servers = await startServers();
      const url = servers.blank();
      const options = { extension: extensionOf(browser), url, openPanel: true, ...(typeof use === 'object' && use) };
      driver = await (shared ? borrow(browser, url) : launch(browser, options));
    });
    afterEach(({ task }) => {
      failed ||= task.result?.state === 'fail';
    });
    afterAll(async () => {
      if (driver) await (shared && !failed ? giveBack(driver) : driver.close());
      await servers?.close();
    });
    tests(scene);
  });
}
