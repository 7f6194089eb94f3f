// The panel's list of exchanges on the screen of both browsers' DevTools: rows, order, filter, recording, keyboard.
import { beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { attribute, rowCount, rowsOf, textOf, tidy, untilRows } from './panel-view.ts';
import { inEachBrowser, isEnded, type Scene } from './scene.ts';

const names = async (scene: Scene) => (await rowsOf(scene, 'Exchanges')).map((row) => row.cells.Name);

/** One exchange of each kind, one after the other; gives them as the panel tells them. */
async function fill(scene: Scene): Promise<Summary[]> {
  const { origin, wsOrigin } = scene.servers;
  await scene.driver.page(
    async (http, ws) => {
      await (await fetch(`${http}/json?n=1`)).text();
      await (await fetch(`${http}/status?code=404`)).text();
      await new Promise((resolve) => {
        const xhr = new XMLHttpRequest();
        xhr.onload = resolve;
        xhr.open('POST', `${http}/upload?n=3`);
        xhr.send('0123456789');
      });
      await new Promise<void>((resolve) => {
        const source = new EventSource(`${http}/sse?count=3&open`);
        let heard = 0;
        source.onmessage = () => {
          if (++heard < 3) return;
          source.close();
          resolve();
        };
      });
      await new Promise((resolve) => {
        const socket = new WebSocket(`${ws}/ws?burst=2&close=1011`);
        socket.onopen = () => socket.send('needle');
        socket.onclose = resolve;
      });
      const controller = new AbortController();
      const aborted = fetch(`${http}/silent`, { signal: controller.signal }).catch(() => {});
      controller.abort();
      await aborted;
    },
    origin,
    wsOrigin,
  );
  return until('six ended exchanges', async () => {
    const all = await scene.exchanges();
    const shown = await rowCount(scene, 'Exchanges');
    return all.length === 6 && shown === 6 && all.every(isEnded) ? all : null;
  });
}

const API = { fetch: 'Fetch', xhr: 'XHR', eventsource: 'EventSource', websocket: 'WebSocket' } as Record<
  string,
  string
>;

inEachBrowser('the list', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  it('has a row for each exchange with API, method, name, status, state, messages, bytes and duration', async () => {
    const all = await fill(scene);
    const rows = await untilRows(scene, 'Exchanges', 'six rows', (found) => found.length === 6);
    const { host } = new URL(scene.servers.origin);
    const told = rows.map(({ id, cells }) => ({
      id,
      api: cells.API,
      method: cells.Method,
      messages: cells.Messages,
      name: cells.Name,
      status: cells.Status,
    }));
    expect(told).toEqual(
      all.map(({ id, api, method, url, status, sent, received }) => ({
        id,
        api: API[api],
        method,
        messages: `↑${sent}↓${received}`,
        name: `${new URL(url).pathname.slice(1)}${new URL(url).search}${host}`,
        status: status === 0 ? '' : String(status),
      })),
    );
    expect(rows.map(({ cells }) => cells.State)).toEqual(['Done', 'Done', 'Done', 'Closed', 'Closed 1011', 'Aborted']);
    expect(rows.slice(0, 3).map(({ cells }) => cells.Size)).toEqual(
      ['26 B', '10 B', '20 B'].map((s) => s.replace(' ', '\u00a0')),
    );
    for (const { cells } of rows) expect(cells.Duration).toMatch(/^[\d.,]+\u00a0(ms|s)$/);
  });

  it('sorts by a click on a column header, and says so with aria-sort', async () => {
    await fill(scene);
    const started = await names(scene);
    const header = '[role=columnheader].cell-status';
    const statuses = async () => (await rowsOf(scene, 'Exchanges')).map(({ cells }) => Number(cells.Status));
    for (const [order, sign] of [
      ['ascending', 1],
      ['descending', -1],
    ] as const) {
      await scene.driver.click(header);
      await until(order, async () => (await attribute(scene, header, 'aria-sort')) === order);
      const shown = await statuses();
      expect(shown).toEqual([...shown].sort((a, b) => sign * (a - b)));
    }
    await scene.driver.click(header);
    await until('no order', async () => (await attribute(scene, header, 'aria-sort')) === 'none');
    expect(await names(scene)).toEqual(started);
  });

  it('narrows to what the filter box asks for, and says what is wrong with a query', async () => {
    await fill(scene);
    await scene.driver.click('[role=status][aria-label=Summary]');
    await scene.driver.press('/');
    await scene.driver.type('status:404');
    await untilRows(scene, 'Exchanges', 'the 404', ([row, more]) => row?.cells.Status === '404' && !more);
    expect(await textOf(scene, '[role=status][aria-label=Summary]')).toContain('1 of 6 exchanges');
    await scene.driver.press('Escape');
    await untilRows(scene, 'Exchanges', 'all again', (rows) => rows.length === 6);
    await scene.driver.type('api:nonsense');
    // Each beginning of the word has an error of its own.
    await until('the error', async () => (await textOf(scene, '[role=alert]')).includes('nonsense'));
    expect(await attribute(scene, '.filter-bar input', 'aria-invalid')).toBe('true');
    expect(await rowCount(scene, 'Exchanges')).toBe(6);
  });

  it('finds a text in messages', async () => {
    await fill(scene);
    await scene.driver.click('.filter-bar input');
    await scene.driver.type('text:needle');
    const found = await untilRows(scene, 'Exchanges', 'one row', (rows) => rows.length === 1);
    expect(found[0]?.cells.API).toBe('WebSocket');
  });

  it('shows one API where its chip is chosen, by pointer or arrow key', async () => {
    await fill(scene);
    await scene.driver.click('.filter-bar [role=radio]:last-child');
    await untilRows(scene, 'Exchanges', 'the WebSocket', ([row, more]) => row?.cells.API === 'WebSocket' && !more);
    await scene.driver.press('ArrowLeft');
    await untilRows(scene, 'Exchanges', 'the EventSource', ([row, more]) => row?.cells.API === 'EventSource' && !more);
    expect(await textOf(scene, '.filter-bar [role=radio][aria-checked=true]')).toBe('EventSource');
  });

  it('stops and resumes by the record button', async () => {
    const record = '[role=toolbar] .record';
    const load = (n: string) =>
      scene.driver.page(async (url) => void (await (await fetch(url)).text()), `${scene.servers.origin}/json?${n}`);
    const pressed = (state: string) =>
      until(`aria-pressed ${state}`, async () => (await attribute(scene, record, 'aria-pressed')) === state);
    await pressed('true');
    await scene.driver.click(record);
    await pressed('false');
    expect(await textOf(scene, '[role=status][aria-label=Summary]')).toContain('Recording is off');
    await load('while-off');
    await scene.driver.click(record);
    await pressed('true');
    await load('while-on');
    await scene.exchange('while-on');
    await untilRows(
      scene,
      'Exchanges',
      'one row',
      ([row, more]) => row?.cells.Name?.includes('while-on') === true && !more,
    );
  });

  it('empties by the clear button', async () => {
    await fill(scene);
    await untilRows(scene, 'Exchanges', 'six rows', (rows) => rows.length === 6);
    await scene.driver.click('[role=toolbar] [aria-label=Clear]');
    await until('no rows', async () => (await rowCount(scene, 'Exchanges')) === 0);
    expect(await textOf(scene, '.empty-title')).toBe('No exchanges yet');
  });

  it('keeps its rows over a reload where Keep log is on, and only there', async () => {
    const html = (n: number) => `<link rel="icon" href="data:,"><script>fetch('/json?load${n}')</script>`;
    const listed = (...loads: number[]) =>
      untilRows(scene, 'Exchanges', `loads ${loads}`, (rows) => {
        return rows.map((row) => /load(\d)/.exec(row.cells.Name ?? '')?.[1]).join() === loads.join();
      });
    await scene.driver.go(scene.servers.blank(html(1)));
    await listed(1);
    await scene.driver.click('[role=toolbar] .check input');
    await scene.driver.go(scene.servers.blank(html(2)));
    await listed(1, 2);
    await scene.driver.click('[role=toolbar] .check input');
    await scene.driver.go(scene.servers.blank(html(3)));
    await listed(3);
  });

  it('is used by keyboard: arrows, Home and End select, Enter opens, Escape closes', async () => {
    await fill(scene);
    await untilRows(scene, 'Exchanges', 'six rows', (rows) => rows.length === 6);
    const grid = '[role=grid][aria-label=Exchanges]';
    const selects = (index: number) =>
      until(`row ${index} selected and active`, async () => {
        const rows = await rowsOf(scene, 'Exchanges');
        const active = await attribute(scene, grid, 'aria-activedescendant');
        const row = active === null ? null : await attribute(scene, `#${CSS_ESCAPE(active)}`, 'aria-rowindex');
        return rows.filter((each) => each.selected).every((each) => each.index === index) && row === `${index + 2}`;
      });
    await scene.driver.panel((selector) => document.querySelector<HTMLElement>(selector)?.focus(), grid);
    for (const [key, index] of [
      ['ArrowDown', 0],
      ['ArrowDown', 1],
      ['ArrowUp', 0],
      ['End', 5],
      ['Home', 0],
    ] as const) {
      await scene.driver.press(key);
      await selects(index);
    }
    const details = () => attribute(scene, 'section.details', 'aria-label');
    expect(await details()).toBeNull();
    await scene.driver.press('Enter');
    expect(await until('the details', details)).toBe('Details of json?n=1');
    await scene.driver.press('Escape');
    await until('no details', async () => (await details()) === null);
    await scene.driver.press('ArrowDown');
    await selects(1);
  });

  it('lets the line between list and details be moved by keys', async () => {
    const [first] = await fill(scene);
    await scene.driver.click(`[data-id="${first?.id}"] [role=gridcell]`);
    const line = 'main > [role=separator]';
    const before = Number(await until('the line', () => attribute(scene, line, 'aria-valuenow')));
    await scene.driver.panel((selector) => document.querySelector<HTMLElement>(selector)?.focus(), line);
    const orientation = await attribute(scene, line, 'aria-orientation');
    await scene.driver.press(orientation === 'vertical' ? 'ArrowRight' : 'ArrowDown');
    await until('it moved', async () => Number(await attribute(scene, line, 'aria-valuenow')) > before);
  });
});

/** Solid's ids are letters, digits and dashes, which may begin with a digit. */
function CSS_ESCAPE(id: string): string {
  return id.replace(/^\d/, (digit) => `\\3${digit} `);
}
