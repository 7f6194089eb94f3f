// The real DevTools of one tab of Chromium, with our panel in it.
import type { Frame, Page } from 'puppeteer-core';
import type { Remote } from './driver.ts';
import { PANEL_FILE, PANEL_TITLE } from './extension.ts';
import { callOf } from './remote.ts';
import { until } from './until.ts';

/** Opens DevTools on a tab and shows the panel. */
export async function openPanelOf(page: Page): Promise<{ devtools: Page; panel: Frame }> {
  const devtools = await page.openDevTools();
  // DevTools' modules must not be touched before it has started the extension.
  const own = await devtools.waitForFrame((frame) => frame.url().startsWith('chrome-extension://'), {
    timeout: 20_000,
  });
  const view = `chrome-extension://${new URL(own.url()).host}${PANEL_TITLE}`;
  await until(`DevTools has a panel titled ${PANEL_TITLE}`, () => devtools.evaluate(SHOW_VIEW(view)), {
    timeout: 20_000,
  });
  const ours = (frame: Frame) => frame.url().split(/[?#]/)[0]?.endsWith(PANEL_FILE) ?? false;
  return { devtools, panel: await devtools.waitForFrame(ours, { timeout: 20_000 }) };
}

/** Runs `fn` in the panel's page. */
export async function callPanel<T, A extends unknown[]>(panel: Frame, fn: Remote<T, A>, args: A): Promise<T> {
  // As JSON text: CDP itself would replace lone surrogates, which JSON escapes.
  const json = await panel.evaluate(`${callOf(fn, args)}.then((value) => JSON.stringify({ value }))`);
  return (JSON.parse(json as string) as { value: T }).value;
}

// This runs in DevTools' own page, whose modules have no types here.
const SHOW_VIEW = (view: string) => `import('./ui/legacy/legacy.js').then(({ ViewManager }) => {
  const manager = ViewManager.ViewManager.instance();
  return manager.views.has(${JSON.stringify(view)}) && manager.showView(${JSON.stringify(view)}).then(() => true);
})`;
