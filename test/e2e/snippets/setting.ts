// What the tests of snippets stand on: servers, a folder for scripts, and a page for those that run in one.
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Snippet, snippets } from '../../../src/replay/snippets/snippets.ts';
import { findBrowser } from '../../browsers/find.ts';
import { type Servers, startServers } from '../../servers/servers.ts';
import { scratch } from './run.ts';

/** The snippet with this id. */
export const snippet = (id: string): Snippet => snippets.find((each) => each.id === id) as Snippet;

export interface Setting {
  readonly place: ReturnType<typeof scratch>;
  readonly servers: Servers;
}

/** Servers and a folder for all tests of a file. */
export function withServers(): Setting {
  const place = scratch();
  let servers: Servers | undefined;
  beforeAll(async () => {
    servers = await startServers();
  });
  afterAll(async () => {
    await servers?.close();
    place.remove();
  });
  return {
    place,
    get servers() {
      if (!servers) throw new Error('the servers have not been started');
      return servers;
    },
  };
}

/** As `withServers`, and a fresh page of Chromium for each test. */
export function withPage(): Setting & { readonly page: Page } {
  const setting = withServers();
  let browser: Browser | undefined;
  let page: Page | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findBrowser('chromium'), args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    page = await browser?.newPage();
    await page?.goto(setting.servers.blank());
  });
  afterEach(() => page?.close());
  return {
    place: setting.place,
    get servers() {
      return setting.servers;
    },
    get page() {
      if (!page) throw new Error('there is no page yet');
      return page;
    },
  };
}
