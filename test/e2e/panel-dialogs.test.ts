// Dialogs are used by keyboard: what opens them has the focus again when Escape has closed them.
import { expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { inEachBrowser } from './scene.ts';

inEachBrowser('dialogs', 'input', (scene) => {
  const state = () =>
    scene.driver.panel(() => ({
      open: document.querySelector('dialog[open]') !== null,
      focus: document.activeElement?.getAttribute('aria-label') ?? '',
      height: window.innerHeight,
    }));

  it('close with Escape, and DevTools does not hear of it', async () => {
    await scene.fresh();
    await scene.driver.page((url) => fetch(url).then((response) => response.text()), `${scene.servers.origin}/json`);
    await scene.exchange('/json');
    const before = await state();
    await scene.driver.click('.toolbar [aria-label="Export…"]');
    await until('the dialog', async () => (await state()).open);
    await scene.driver.press('Escape');
    await until('the dialog has closed', async () => !(await state()).open);
    expect(await state()).toEqual({ open: false, focus: 'Export…', height: before.height });
  });
});
