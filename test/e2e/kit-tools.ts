// The test kit in each tool and browser it is made for: the built package with a new page, for tests that are the same in all.
import path from 'node:path';
import { type BrowserContext, chromium, type Page as PlaywrightPage } from 'playwright-core';
import type { Page as PuppeteerPage } from 'puppeteer-core';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Recording } from '../../src/kit/recording.ts';
import { findBrowser } from '../browsers/find.ts';

/** What the tests do with a page, in either tool. */
export type KitPage = Pick<PuppeteerPage & PlaywrightPage, 'close' | 'title'> & {
  goto(url: string): Promise<unknown>;
  goBack(): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
};

export interface Opened {
  page: KitPage;
  recording: Recording;
}

interface Tool {
  name: string;
  /** Firefox tells the last words of a document when another takes its place; Chromium cuts the way before. */
  tellsLastWords: boolean;
  /** Playwright may begin late in frames that have a process of their own, and end early. */
  stumblesOverProcesses: boolean;
  launch(): Promise<{ open(): Promise<Opened>; close(): Promise<void> }>;
}

// As a user of the package gets it.
const built = <T>(name: string): Promise<T> => import(path.resolve(`dist/kit/${name}.js`)) as Promise<T>;

async function launchPuppeteer(name: 'chromium' | 'firefox') {
  const { default: puppeteer } = await import('puppeteer-core');
  const { record } = await built<typeof import('../../src/kit/puppeteer.ts')>('puppeteer');
  const browser = await puppeteer.launch({
    executablePath: findBrowser(name),
    ...(name === 'firefox' ? { browser: name } : { pipe: true, args: ['--no-sandbox'] }),
  });
  return {
    async open() {
      const page = await browser.newPage();
      return { page, recording: await record(page) };
    },
    close: () => browser.close(),
  };
}

async function launchPlaywright() {
  const { record } = await built<typeof import('../../src/kit/playwright.ts')>('playwright');
  const browser = await chromium.launch({ executablePath: findBrowser('chromium') });
  return {
    async open() {
      const context: BrowserContext = await browser.newContext();
      const page = await context.newPage();
      return { page: { ...closing(page), close: () => context.close() }, recording: await record(page) };
    },
    close: () => browser.close(),
  };
}

/** Of a Playwright page: its context is closed with it, as its test runner does. */
const closing = (page: PlaywrightPage): Omit<KitPage, 'close'> => ({
  goto: (url) => page.goto(url),
  goBack: () => page.goBack(),
  title: () => page.title(),
  evaluate: (expression) => page.evaluate(expression),
});

const TOOLS: Tool[] = [
  {
    name: 'Puppeteer and Chromium',
    tellsLastWords: false,
    stumblesOverProcesses: false,
    launch: () => launchPuppeteer('chromium'),
  },
  {
    name: 'Puppeteer and Firefox',
    tellsLastWords: true,
    stumblesOverProcesses: false,
    launch: () => launchPuppeteer('firefox'),
  },
  { name: 'Playwright and Chromium', tellsLastWords: false, stumblesOverProcesses: true, launch: launchPlaywright },
];

export interface Kit extends Pick<Tool, 'tellsLastWords' | 'stumblesOverProcesses'> {
  open(): Promise<Opened>;
}

/** The same tests in each tool. `what`: the subject of their sentences. */
export function inEachTool(what: string, tests: (kit: Kit) => void): void {
  describe.each(TOOLS)(`${what}, $name`, ({ launch, ...facts }) => {
    let launched: Awaited<ReturnType<Tool['launch']>> | undefined;
    beforeAll(async () => {
      launched = await launch();
    });
    afterAll(() => launched?.close());
    const open = async (): Promise<Opened> => {
      if (!launched) throw new Error('the browser was not started');
      return launched.open();
    };
    tests({ open, ...facts });
  });
}
