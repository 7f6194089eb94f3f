// Playing to the page as a person does it: the dialog with its rules and faults, the bar, the marks in the list.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { rowsOf, textOf } from './panel-view.ts';
import { listenTo, parseBadly, seenBy } from './play-calls.ts';
import { barSays, fill, openDialog, play, press, select } from './play-view.ts';
import { inEachBrowser, isEnded, type Scene } from './scene.ts';

const recording = (scene: Scene, path: string): Promise<Summary> =>
  scene.exchange(path, (each) => isEnded(each) && each.played === undefined);

inEachBrowser('playing to the page from the panel', 'input', (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(async () => {
    await scene.driver.panel(async () => {
      for (const dialog of document.querySelectorAll('dialog')) dialog.close();
      await window.streamscope.stopPlay();
      window.streamscope.clear();
    });
  });

  it('finds the parser that breaks where a character is split, and gives the network back', async () => {
    const path = pathOf('/sse', { raw: 'data: grüße\n\ndata: [DONE]\n\n' });
    const parse = () => parseBadly(scene, path);
    const asked = () => scene.servers.record.exchanges.filter(({ url }) => url.includes(path)).length;
    expect(await parse()).toEqual(['grüße', '[DONE]']);
    const { id } = await recording(scene, path);

    await openDialog(scene, id);
    await select(scene, 'Add a fault…', 'split');
    await fill(scene, 'at offsets', '9');
    await play(scene);
    await barSays(scene, '0 answered, 1 recorded');
    expect(await parse()).toEqual(['gr\ufffd', '[DONE]']);
    expect(asked()).toBe(1);
    await barSays(scene, '1 answered, 1 recorded');
    const played = await scene.exchange(path, (each) => each.played === id);
    const marks = await until('its row', async () =>
      (await rowsOf(scene, 'Exchanges')).find((row) => row.id === played.id),
    );
    expect(marks.pictures).toContain('Played from a recording: no server was asked');

    await press(scene, 'Stop');
    await until('the bar is gone', () => scene.driver.panel(() => document.querySelector('.play-bar') === null));
    expect(await parse()).toEqual(['grüße', '[DONE]']);
    expect(asked()).toBe(2);
  });

  it('plays step by step, and goes on by itself when told to', async () => {
    const path = pathOf('/sse', { count: 3 });
    const listen = () => listenTo(scene, path, 3);
    const seen = () => seenBy(scene);
    await listen();
    const { id } = await recording(scene, path);
    await openDialog(scene, id);
    await scene.driver.panel(() => {
      const chips = [...document.querySelectorAll<HTMLElement>('.play-dialog [role=radio]')];
      chips.find((chip) => chip.textContent === 'Step by step')?.click();
    });
    await play(scene);
    await listen();
    await barSays(scene, '0 of 3');
    // The head, then the first event.
    await press(scene, 'Step');
    await press(scene, 'Step');
    await barSays(scene, '1 of 3');
    expect(await seen()).toEqual(['event 1']);
    await press(scene, 'Continue');
    await until('the rest came', async () => (await seen()).length === 3);
  });

  it('answers any URL that fits a pattern, again and again', async () => {
    const path = pathOf('/text', { body: 'recorded' });
    const read = (url: string) => scene.driver.page(async (given) => (await fetch(given)).text(), url);
    await read(path);
    const { id } = await recording(scene, path);
    await openDialog(scene, id);
    await fill(scene, 'URL', '*/no/such/*');
    await select(scene, 'After the last recording', 'last');
    await play(scene);
    expect([await read('/no/such/one'), await read('/no/such/two')]).toEqual(['recorded', 'recorded']);
    expect(scene.servers.record.exchanges.filter(({ url }) => url.includes('/no/such/'))).toEqual([]);
  });

  it('says what cannot be, and keeps what was typed', async () => {
    const path = pathOf('/text', { body: 'x' });
    await scene.driver.page(async (url) => (await fetch(url)).text(), path);
    const { id } = await recording(scene, path);
    await openDialog(scene, id);
    await fill(scene, 'URL', 'nowhere');
    await scene.driver.press('Enter');
    await until('the problem', async () =>
      (await textOf(scene, '.play-dialog [role=alert]')).includes('is no absolute URL'),
    );
    await fill(scene, 'URL', '*');
    await select(scene, 'Add a fault…', 'pieces');
    await fill(scene, 'of bytes', 'many');
    await scene.driver.press('Enter');
    await until('the problem', async () =>
      (await textOf(scene, '.play-dialog [role=alert]')).includes('Something here is not valid.'),
    );
    await fill(scene, 'of bytes', '1');
    await scene.driver.press('Enter');
    await until('the bar', () => scene.driver.panel(() => document.querySelector('.play-bar') !== null));
  });
});
