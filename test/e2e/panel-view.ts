// How the panel's tests read the screen: by role and name, as a person or a screen reader does.
import { until } from '../browsers/until.ts';
import type { Scene } from './scene.ts';

export type GridName = 'Exchanges' | 'Messages';

export interface ShownRow {
  /** Position in the grid, from 0. */
  index: number;
  /** `data-id` of an exchange, `data-seq` of a message. */
  id: string;
  selected: boolean;
  /** px */
  height: number;
  /** Text of each cell, by the label of its column. */
  cells: Record<string, string>;
  /** Names of the pictures in the row: direction, marks. */
  pictures: string[];
}

/** The rows that the document has of a grid (it draws only what is in view, and a little more), from top to bottom. */
export const rowsOf = (scene: Scene, grid: GridName): Promise<ShownRow[]> =>
  scene.driver.panel((name) => {
    const table = document.querySelector(`[role=grid][aria-label="${name}"]`);
    const heads = [...(table?.querySelectorAll('[role=columnheader]') ?? [])].map((head) => head.textContent ?? '');
    return [...(table?.querySelectorAll<HTMLElement>('[role=row]:has([role=gridcell])') ?? [])]
      .map((row) => ({
        index: Number(row.ariaRowIndex) - 2,
        id: row.dataset.id ?? row.dataset.seq ?? '',
        selected: row.ariaSelected === 'true',
        height: row.getBoundingClientRect().height,
        cells: Object.fromEntries(
          [...row.querySelectorAll('[role=gridcell]')].map((cell, i) => [heads[i] ?? '', cell.textContent ?? '']),
        ),
        pictures: [...row.querySelectorAll('[role=img]')].map((picture) => picture.ariaLabel ?? ''),
      }))
      .sort((a, b) => a.index - b.index);
  }, grid);

/** Waits until the rows of a grid fit, and gives them. */
export const untilRows = (
  scene: Scene,
  grid: GridName,
  what: string,
  fits: (rows: ShownRow[]) => boolean,
): Promise<ShownRow[]> =>
  until(`the grid ${grid} shows ${what}`, async () => {
    const rows = await rowsOf(scene, grid);
    return fits(rows) ? rows : null;
  });

/** Number of rows that a grid says it has, drawn or not. */
export const rowCount = (scene: Scene, grid: GridName): Promise<number> =>
  scene.driver.panel(
    (name) => Number(document.querySelector(`[role=grid][aria-label="${name}"]`)?.ariaRowCount ?? 0) - 1,
    grid,
  );

/** Text of the first element that matches; empty where there is none. */
export const textOf = (scene: Scene, selector: string): Promise<string> =>
  scene.driver.panel((wanted) => document.querySelector(wanted)?.textContent ?? '', selector);

/** An attribute of the first element that matches; null where there is none. */
export const attribute = (scene: Scene, selector: string, name: string): Promise<string | null> =>
  scene.driver.panel((wanted, which) => document.querySelector(wanted)?.getAttribute(which) ?? null, selector, name);

/** Selects the row of an exchange with the pointer, which opens its details. */
export async function openDetails(scene: Scene, id: string): Promise<void> {
  const row = `[data-id="${id}"]`;
  await until(`a row of ${id}`, () => scene.driver.panel((wanted) => document.querySelector(wanted) !== null, row));
  await scene.driver.click(`${row} [role=gridcell]`);
  await until('its details', () => scene.driver.panel(() => document.querySelector('section.details') !== null));
}

/** Shows a tab of the details by its name. */
export async function showTab(scene: Scene, name: 'messages' | 'states' | 'request' | 'response'): Promise<void> {
  await scene.driver.click(`#details-${name}`);
  await until(`the tab ${name}`, async () => (await attribute(scene, `#details-${name}`, 'aria-selected')) === 'true');
}

/** What stands in the sections of a tab: each name with its value, as `name: value`. */
export const facts = (scene: Scene): Promise<string[]> =>
  scene.driver.panel(() =>
    [...document.querySelectorAll('#details-panel .fact')].map(
      (fact) => `${fact.querySelector('dt')?.textContent}: ${fact.querySelector('dd')?.textContent}`,
    ),
  );

/** Puts the panel back as it was opened: no filter, no order, no details, recording. */
export const tidy = (scene: Scene): Promise<void> =>
  scene.driver.panel(() => {
    const press = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();
    press('.details-head > button');
    press('.filter-bar .filter-clear');
    press('.filter-bar [role=radio]');
    for (const sorted of ['ascending', 'descending']) press(`[role=columnheader][aria-sort=${sorted}]`);
    press('.record[aria-pressed=false]');
    (document.activeElement as HTMLElement | null)?.blur();
  });
