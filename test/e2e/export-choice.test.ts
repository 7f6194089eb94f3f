// Which exchanges are exported, how files are chosen, and two logs side by side, in the real panel of both browsers.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { choose, closeTasks, drop, logWith, openExport, socketEntry, untilFile, untilReady } from './export-view.ts';
import { openDetails, textOf, tidy, untilRows } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const downloads = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-downloads-'));
afterAll(() => fs.rmSync(downloads, { recursive: true, force: true }));

const url = (name: string): string => `wss://example.test/${name}`;
const urlsIn = (har: Buffer): string[] =>
  JSON.parse(har.toString('utf8')).log.entries.map((entry: { request: { url: string } }) => entry.request.url);

/** From now on the field for files counts how often it is asked for files, instead of asking a person. */
const watchChooser = (scene: Scene): Promise<void> =>
  scene.driver.panel(() => {
    const state = { asked: 0, byPerson: 0 };
    Object.assign(window, { chooser: state });
    document.querySelector('input[type=file]')?.addEventListener('click', (event) => {
      event.preventDefault();
      state.asked++;
      // Browsers show a chooser to a person who has just done something, and to nobody else.
      if (navigator.userActivation.isActive) state.byPerson++;
    });
  });

const chooser = (scene: Scene): Promise<{ asked: number; byPerson: number }> =>
  scene.driver.panel(() => (window as unknown as { chooser: { asked: number; byPerson: number } }).chooser);

/** What a person does in the chooser: picks these files. */
const pick = (scene: Scene, files: [name: string, content: string][]): Promise<void> =>
  scene.driver.panel((picked) => {
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('there is no field for files');
    const dataTransfer = new DataTransfer();
    for (const [name, content] of picked) dataTransfer.items.add(new File([content], name));
    input.files = dataTransfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, files);

/** Chooses an option of a list by its text. */
const select = (scene: Scene, label: string, option: string): Promise<void> =>
  scene.driver.panel(
    (name, wanted) => {
      const list = document.querySelector<HTMLSelectElement>(`.compare-dialog select[aria-label="${name}"]`);
      if (!list) throw new Error(`there is no list ${name}`);
      list.selectedIndex = [...list.options].findIndex(({ text }) => text === wanted);
      list.dispatchEvent(new Event('change', { bubbles: true }));
    },
    label,
    option,
  );

inEachBrowser('logs in the panel', { downloads }, (scene) => {
  beforeEach(async () => {
    for (const name of fs.readdirSync(downloads)) fs.rmSync(path.join(downloads, name));
    await scene.fresh();
    await tidy(scene);
    await closeTasks(scene);
  });

  describe('export', () => {
    const three = logWith(
      socketEntry(url('one'), ['a']),
      socketEntry(url('two'), ['b']),
      socketEntry(url('three'), ['c', 'd']),
    );
    const write = async (): Promise<string[]> => {
      await choose(scene, 'HAR');
      await untilReady(scene);
      await scene.driver.click('.export-dialog [type=submit]');
      return urlsIn(await untilFile(downloads, '.har'));
    };
    beforeEach(async () => {
      await drop(scene, 'three.har', three);
      await untilRows(scene, 'Exchanges', 'all three', (rows) => rows.length === 3);
    });

    it('writes what the filter shows, unless told otherwise', async () => {
      await scene.driver.click('.filter-bar input');
      await scene.driver.type('url:two');
      await untilRows(scene, 'Exchanges', 'one', (rows) => rows.length === 1);
      await openExport(scene);
      await untilReady(scene);
      expect(await textOf(scene, '.export-dialog [role=radio][aria-checked=true]')).toBe('Filtered (1)');
      expect(await write()).toEqual([url('two')]);
    });

    it('offers what has just come in, although no row shows it yet', async () => {
      const chips = await scene.driver.panel(
        async (log) => {
          const { port1, port2 } = new MessageChannel();
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([log], 'fourth.har'));
          document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
          // A frame would draw the row: tasks come before it.
          while (window.streamscope.exchanges().length < 4)
            await new Promise((resolve) => {
              port1.onmessage = resolve;
              port2.postMessage(null);
            });
          document.querySelector<HTMLElement>('.toolbar [aria-label="Export…"]')?.click();
          const radios = document.querySelectorAll('.export-dialog [role=radio]');
          return [...radios].slice(0, 2).map((radio) => `${radio.textContent} ${radio.ariaChecked}`);
        },
        logWith(socketEntry(url('four'), ['e'])),
      );
      expect(chips).toEqual(['All (4) true', 'Filtered (4) false']);
    });

    it('writes all where the person wants all, although a filter is set', async () => {
      await scene.driver.click('.filter-bar input');
      await scene.driver.type('url:two');
      await untilRows(scene, 'Exchanges', 'one', (rows) => rows.length === 1);
      await openExport(scene);
      await choose(scene, 'All (3)');
      expect(await write()).toEqual([url('one'), url('two'), url('three')]);
    });

    it('is begun by Ctrl+S', async () => {
      await scene.driver.press('Control+s');
      await until('the dialog', () =>
        scene.driver.panel(() => document.querySelector('dialog.export-dialog[open]') !== null),
      );
    });

    it('writes the selected exchange alone', async () => {
      const { id } = await scene.exchange('three');
      await openDetails(scene, id);
      await openExport(scene);
      await choose(scene, 'Selected (1)');
      expect(await write()).toEqual([url('three')]);
    });
  });

  describe('the choice of files', () => {
    const files: [string, string][] = [
      ['a.har', logWith(socketEntry(url('a'), ['1']))],
      ['b.har', logWith(socketEntry(url('b'), ['2']))],
    ];

    it.each([
      ['the button', () => scene.driver.click('.toolbar [aria-label="Open HAR files…"]')],
      ['Ctrl+O', () => scene.driver.press('Control+o')],
    ])('is offered by %s, and opens every file that is chosen, also the same one again', async (_, ask) => {
      await watchChooser(scene);
      await ask();
      await until('a person is asked for files', async () => (await chooser(scene)).asked === 1);
      expect((await chooser(scene)).byPerson).toBe(1);
      await pick(scene, files);
      await untilRows(scene, 'Exchanges', 'both', (rows) => rows.length === 2);
      await pick(scene, files.slice(0, 1));
      const rows = await untilRows(scene, 'Exchanges', 'the first one twice', (shown) => shown.length === 3);
      expect(rows.map(({ id }) => id).length).toBe(new Set(rows.map(({ id }) => id)).size);
    });

    it('shows where a file can be dropped while one is dragged over the panel', async () => {
      const drag = (type: string) =>
        scene.driver.panel((name) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([''], 'x.har'));
          document.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
          return new Promise<boolean>((resolve) =>
            requestAnimationFrame(() => resolve(document.querySelector('.drop-zone') !== null)),
          );
        }, type);
      expect([await drag('dragover'), await drag('dragleave')]).toEqual([true, false]);
    });
  });

  describe('the comparison', () => {
    const a = logWith(
      socketEntry(url('same'), ['x', 'y']),
      socketEntry(url('changed'), ['{"id":1,"v":"old"}', 'kept']),
      socketEntry(url('gone'), ['z']),
    );
    const b = logWith(
      socketEntry(url('same'), ['x', 'y']),
      socketEntry(url('changed'), ['{"id":2,"v":"new"}', 'kept', 'more <b>']),
      socketEntry(url('come'), []),
    );
    const summary = (text: string) =>
      until(`the summary ${text}`, async () => (await textOf(scene, '.compare-dialog [role=status]')) === text);
    /** Kind and name of each row. */
    const table = () =>
      scene.driver.panel(() =>
        [...document.querySelectorAll('.compare-table tbody tr:has(.compare-kind)')].map((row) =>
          [...row.querySelectorAll('.compare-kind, .name-last')].map((part) => part.textContent),
        ),
      );
    const open = async (first: string, second: string) => {
      await drop(scene, 'a.har', first);
      await drop(scene, 'b.har', second);
      await until('both are read', async () => (await scene.exchanges()).length >= 6);
      await closeTasks(scene);
      const button = '.toolbar [aria-label="Compare logs…"]';
      await until('the button', () => scene.driver.panel((wanted) => document.querySelector(wanted) !== null, button));
      await scene.driver.click(button);
      await until('the dialog', () =>
        scene.driver.panel(() => document.querySelector('dialog.compare-dialog[open]') !== null),
      );
      await select(scene, 'A', 'a.har');
      await select(scene, 'B', 'b.har');
    };

    it('shows which exchanges only one log has, and the messages in which others differ', async () => {
      await open(a, b);
      await summary('1 the same, 1 different, 1 only in A, 1 only in B');
      expect(await table()).toEqual([
        ['only A', 'gone'],
        ['only B', 'come'],
        ['different', 'changed'],
      ]);
      await scene.driver.click('.compare-open');
      const sides = await scene.driver.panel(() =>
        [...document.querySelectorAll('.change-side')].map((side) => side.querySelector('bdi')?.textContent ?? ''),
      );
      expect(sides).toEqual(['{"id":1,"v":"old"}', '{"id":2,"v":"new"}', '', 'more <b>']);
      await scene.driver.click('.compare-dialog input[type=checkbox]');
      await until('the same one too', async () => (await table()).length === 4);
    });

    it('leaves out members that the person names, and says so where nothing differs', async () => {
      const entries = ['{"id":1,"v":"same"}', '{"id":2,"v":"same"}', '{"id":3,"v":"same"}'];
      const log = (ids: readonly string[]) => logWith(...ids.map((text, i) => socketEntry(url(`${i}`), [text])));
      await open(log(entries), log(entries.map((text) => text.replace(/\d/, '9'))));
      await summary('0 the same, 3 different, 0 only in A, 0 only in B');
      await scene.driver.click('.compare-dialog input[type=text]');
      await scene.driver.type('id');
      await scene.driver.press('Tab');
      await summary('3 the same, 0 different, 0 only in A, 0 only in B');
      expect(await textOf(scene, '.compare-dialog .nothing')).toBe('The two logs carry the same.');
    });
  });
});
