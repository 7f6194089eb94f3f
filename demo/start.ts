// `npm start`: the demo in a real browser with Streamscope in front; without a display the same, told as a table.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { MessageData, Summary } from '../src/automation/summary.ts';
import { BROWSERS, type BrowserName, type Driver } from '../test/browsers/driver.ts';
import { extensionOf } from '../test/browsers/extension.ts';
import { launch } from '../test/browsers/launch.ts';
import { until } from '../test/browsers/until.ts';
import { buildWhereNeeded, ROOT } from './build.ts';
import { startDemo } from './server.ts';
import { exchangeTable } from './table.ts';

const USAGE = 'npm start -- [--browser chromium|firefox] [--headless] [--port <number>]';

function parse() {
  try {
    return parseArgs({
      options: {
        browser: { type: 'string', default: 'chromium' },
        headless: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}. Usage: ${USAGE}`);
  }
}

function readArguments() {
  const { values } = parse();
  const browser = BROWSERS.find((name) => name === values.browser);
  const port = Number(values.port);
  if (!browser || !Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`Usage: ${USAGE}`);
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const display = Boolean(process.platform === 'darwin' || process.platform === 'win32' || DISPLAY || WAYLAND_DISPLAY);
  return { browser, port, headless: values.headless || !display };
}

interface DemoWindow {
  demoDone?: boolean;
  demoFailed?: string[];
}

/** Starts the page's scenario with the panel already watching. */
const runScenario = (driver: Driver) =>
  driver.page(() => document.querySelector<HTMLButtonElement>('#run-all')?.click());

/** The scenario's failures, once it is through and every exchange has come to its end in the panel. */
async function scenarioEnded(driver: Driver): Promise<string[]> {
  const demoDone = () => (window as DemoWindow).demoDone === true;
  await until('the demo has run', () => driver.page(demoDone), { timeout: 60_000 });
  const ended = () => {
    const all = window.streamscope.exchanges();
    return all.length > 0 && all.every(({ endedDateTime }) => endedDateTime !== null);
  };
  await until('the panel shows the end of every exchange', () => driver.panel(ended));
  return driver.page(() => (window as DemoWindow).demoFailed ?? []);
}

interface LoggedExchange extends Summary {
  messages: MessageData[];
}

async function report(driver: Driver, browser: BrowserName): Promise<void> {
  const log = await driver.panel((): LoggedExchange[] =>
    window.streamscope.exchanges().map((exchange) => ({
      ...exchange,
      messages: window.streamscope.messages(exchange.id),
    })),
  );
  console.log(`\n${exchangeTable(log)}\n`);
  const out = path.join(ROOT, 'out');
  fs.mkdirSync(out, { recursive: true });
  const files = { panel: path.join(out, `panel-${browser}.png`), log: path.join(out, `log-${browser}.json`) };
  fs.writeFileSync(files.log, `${JSON.stringify(log, null, 2)}\n`);
  const shown = log.find(({ url }) => url.endsWith('/api/chat'));
  if (shown) await driver.click(`[data-id="${shown.id}"]`);
  await driver.screenshot(files.panel, { width: 1400, height: 800 });
  const messages = log.reduce((sum, exchange) => sum + exchange.messages.length, 0);
  console.log(`${log.length} exchanges with ${messages} messages, captured in ${driver.name} ${driver.version}.`);
  for (const file of Object.values(files)) console.log(`Written: ${path.relative(process.cwd(), file)}`);
}

/** Ctrl-C and its kin; the first one resolves. */
const interrupted = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });

async function main(): Promise<void> {
  const { browser, port, headless } = readArguments();
  const stop = interrupted();
  buildWhereNeeded(browser);
  const demo = await startDemo(port);
  console.log(`The demo is at ${demo.url}`);
  console.log(`Starting ${browser}${headless ? ' without a window' : ''} …`);
  let driver: Driver | null = null;
  try {
    const options = { extension: extensionOf(browser), headless, url: demo.url, openPanel: true };
    driver = await launch(browser, options).catch((error: Error) => {
      throw headless ? error : new Error(`${error.message}\nWithout a display that works, add --headless.`);
    });
    await runScenario(driver);
    if (headless) {
      const failed = await Promise.race([scenarioEnded(driver), stop]);
      if (!failed) throw new Error('Interrupted.');
      await report(driver, browser);
      if (failed.length > 0) throw new Error(`Parts of the demo failed: ${failed.join(', ')}.`);
    } else {
      console.log('Streamscope is in front. Close the browser or press Ctrl-C to end.');
      await Promise.race([driver.gone, stop]);
    }
  } finally {
    await driver?.close();
    await demo.close();
  }
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
