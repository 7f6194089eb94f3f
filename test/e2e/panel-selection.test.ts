// Selecting many rows by mouse and keyboard, in both lists, and what is done with them.
import { beforeEach, describe, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { attribute, openDetails, rowCount, rowsOf, textOf, tidy, untilRows } from './panel-view.ts';
import { press, untilGone, untilShown } from './replay-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

type GridName = 'Exchanges' | 'Messages';

/** Waits until these rows of a grid, and no others that are drawn, are selected. */
const untilSelected = (scene: Scene, grid: GridName, wanted: number[]) =>
  untilRows(
    scene,
    grid,
    `${wanted} as selected`,
    (rows) => `${rows.filter(({ selected }) => selected).map(({ index }) => index)}` === `${wanted}`,
  );

/** Waits until a row (by its position in the grid) is the active one. */
const untilActive = (scene: Scene, grid: GridName, index: number) =>
  until(`row ${index} is active`, () =>
    scene.driver.panel(
      (name, wanted) => {
        const table = document.querySelector(`[role=grid][aria-label="${name}"]`);
        const row = document.getElementById(table?.getAttribute('aria-activedescendant') ?? '');
        return row?.ariaRowIndex === `${wanted + 2}`;
      },
      grid,
      index,
    ),
  );

const rowOf = (grid: GridName, index: number): string =>
  `[role=grid][aria-label="${grid}"] [data-index="${index}"] [role=gridcell]`;

const clickRow = async (scene: Scene, grid: GridName, index: number, held?: 'Control' | 'Shift'): Promise<void> => {
  await untilShown(scene, rowOf(grid, index));
  await scene.driver.click(rowOf(grid, index), held);
};

inEachBrowser('selecting rows', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  describe('of exchanges', () => {
    beforeEach(async () => {
      const paths = ['a', 'b', 'c', 'd', 'e'].map((name) => `${scene.servers.origin}/text?of=${name}`);
      await scene.driver.page(async (urls) => {
        for (const url of urls) await fetch(url).then((response) => response.text());
      }, paths);
      await scene.exchange('of=e');
      await until('five rows', async () => (await rowCount(scene, 'Exchanges')) === 5);
    });

    it('takes rows in and out, ranges and all, by mouse and keys', async () => {
      expect(await attribute(scene, '[role=grid][aria-label=Exchanges]', 'aria-multiselectable')).toBe('true');
      await clickRow(scene, 'Exchanges', 1);
      await untilSelected(scene, 'Exchanges', [1]);
      await clickRow(scene, 'Exchanges', 3, 'Control');
      await untilSelected(scene, 'Exchanges', [1, 3]);
      await untilActive(scene, 'Exchanges', 3);
      expect(await attribute(scene, 'section.details', 'aria-label')).toContain('of=d');
      expect(await textOf(scene, '.status-bar .selected-count')).toBe('2 selected');
      await clickRow(scene, 'Exchanges', 3, 'Control');
      await untilSelected(scene, 'Exchanges', [1]);
      await clickRow(scene, 'Exchanges', 0);
      await clickRow(scene, 'Exchanges', 2, 'Shift');
      await untilSelected(scene, 'Exchanges', [0, 1, 2]);
      await scene.driver.press('Shift+ArrowUp');
      await untilSelected(scene, 'Exchanges', [0, 1]);
      await scene.driver.press('Control+ArrowDown');
      await scene.driver.press('Control+ArrowDown');
      await untilActive(scene, 'Exchanges', 3);
      await untilSelected(scene, 'Exchanges', [0, 1]);
      await scene.driver.press('Control+ ');
      await untilSelected(scene, 'Exchanges', [0, 1, 3]);
      await scene.driver.press('Shift+End');
      await untilSelected(scene, 'Exchanges', [3, 4]);
      await scene.driver.press('Control+a');
      await untilSelected(scene, 'Exchanges', [0, 1, 2, 3, 4]);
      await scene.driver.press('Escape');
      await untilSelected(scene, 'Exchanges', [4]);
      await untilShown(scene, 'section.details');
      await scene.driver.press('Escape');
      await untilGone(scene, 'section.details');
    });

    it('keeps nothing selected that a filter hides', async () => {
      await clickRow(scene, 'Exchanges', 0);
      await scene.driver.press('Control+a');
      await untilSelected(scene, 'Exchanges', [0, 1, 2, 3, 4]);
      await scene.driver.press('/');
      await scene.driver.type('url:of=a');
      await until('one row', async () => (await rowCount(scene, 'Exchanges')) === 1);
      await tidy(scene);
      await until('five rows', async () => (await rowCount(scene, 'Exchanges')) === 5);
      await untilSelected(scene, 'Exchanges', [0]);
    });

    it('gives the selected ones to the export and to playing', async () => {
      await clickRow(scene, 'Exchanges', 1);
      await clickRow(scene, 'Exchanges', 4, 'Control');
      await press(scene, '.toolbar [aria-label="Export…"]');
      await untilShown(scene, '.export-dialog[open]');
      const chips = await scene.driver.panel(() =>
        [...document.querySelectorAll('.export-dialog [role=radio]')].map(({ textContent }) => textContent),
      );
      expect(chips).toContain('Selected (2)');
      await scene.driver.press('Escape');
      await untilGone(scene, 'dialog');
      await press(scene, '.toolbar [aria-label="Play to the page…"]');
      await untilShown(scene, '.play-dialog[open]');
      const checked = await scene.driver.panel(() =>
        [...document.querySelectorAll<HTMLInputElement>('.play-list input:checked')].map(({ dataset }) => dataset.id),
      );
      const rows = await rowsOf(scene, 'Exchanges');
      expect(checked).toEqual([rows[1]?.id, rows[4]?.id]);
      await scene.driver.press('Escape');
    });
  });

  describe('of messages', () => {
    /** A chat with four sent messages and their echoes; its details are open. */
    const chat = async (): Promise<void> => {
      const path = pathOf('/ws');
      await scene.driver.page(
        (url) =>
          new Promise<void>((resolve) => {
            const socket = new WebSocket(url);
            let left = 4;
            socket.onopen = () => {
              for (const text of ['a', 'b', 'c', 'd']) socket.send(text);
            };
            socket.onmessage = () => {
              if (--left === 0) socket.close();
            };
            socket.onclose = () => resolve();
          }),
        scene.servers.wsOrigin + path,
      );
      await openDetails(scene, (await scene.exchange(path)).id);
      await untilRows(scene, 'Messages', 'eight messages', (rows) => rows.length === 8);
    };

    it('shows the active one, and counts them', async () => {
      await chat();
      await clickRow(scene, 'Messages', 0);
      await clickRow(scene, 'Messages', 2, 'Shift');
      await untilSelected(scene, 'Messages', [0, 1, 2]);
      await untilActive(scene, 'Messages', 2);
      expect(await textOf(scene, '.message-bar .selected-count')).toBe('3 selected');
      await clickRow(scene, 'Messages', 1, 'Control');
      await untilSelected(scene, 'Messages', [0, 2]);
      await scene.driver.press('Escape');
      await untilSelected(scene, 'Messages', [1]);
      await untilShown(scene, '.message-view');
      await scene.driver.press('Escape');
      await untilGone(scene, '.message-view');
      await untilSelected(scene, 'Messages', []);
    });

    it('gives the selected sent ones to the replay of the session', async () => {
      await chat();
      const sent = (await rowsOf(scene, 'Messages')).filter(({ pictures }) => pictures.includes('Sent'));
      const [first, , third] = sent.map(({ index }) => index) as [number, number, number];
      await clickRow(scene, 'Messages', first);
      await clickRow(scene, 'Messages', third, 'Control');
      await press(scene, '[data-act=replay]');
      await untilShown(scene, '.session-dialog[open]');
      const picked = await scene.driver.panel(() => ({
        chip: document.querySelector('.session-dialog [role=radio][aria-checked=true]')?.textContent,
        seqs: [...document.querySelectorAll<HTMLInputElement>('[data-pick]:checked')].map(
          ({ dataset }) => dataset.pick,
        ),
      }));
      expect(picked).toEqual({ chip: 'Selected', seqs: [`${first}`, `${third}`] });
      await scene.driver.press('Escape');
    });
  });

  it('selects a million messages at once, and one of them again', async () => {
    await scene.driver.panel(async () => {
      const entry = {
        startedDateTime: '2026-01-02T03:04:05.000Z',
        time: 10,
        request: { method: 'GET', url: 'wss://example.test/million', headers: [] },
        response: { status: 101, statusText: '', headers: [], content: { size: 0, mimeType: '' } },
        timings: { send: 0, wait: 5, receive: 5 },
        _resourceType: 'websocket',
        _webSocketMessages: Array.from({ length: 1_000_000 }, (_, i) => ({
          type: i % 2 ? 'receive' : 'send',
          time: 1767323045 + i / 1000,
          opcode: 1,
          data: `${i}`,
        })),
      };
      await window.streamscope.open({
        log: { version: '1.2', creator: { name: 'test', version: '1' }, entries: [entry] },
      });
    });
    const { id } = await scene.exchange('million', () => true);
    await openDetails(scene, id);
    await clickRow(scene, 'Messages', 3);
    const start = performance.now();
    await scene.driver.press('Control+a');
    await until(
      'all are selected',
      async () => (await textOf(scene, '.message-bar .selected-count')) === '1,000,000 selected',
    );
    console.info(`${scene.browser}: a million rows selected and shown in ${Math.round(performance.now() - start)} ms`);
    const rows = await rowsOf(scene, 'Messages');
    expect(rows.every(({ selected }) => selected)).toBe(true);
    await scene.driver.press('Shift+End');
    await until(
      'all but three are',
      async () => (await textOf(scene, '.message-bar .selected-count')) === '999,997 selected',
    );
    await untilActive(scene, 'Messages', 999_999);
    await scene.driver.press('Escape');
    await untilSelected(scene, 'Messages', [999_999]);
  });
});
