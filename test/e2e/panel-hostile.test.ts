// Hostile strings from a page, on the screen of both browsers' DevTools: shown as text, never executed, nothing moved by
// them. And what every part of the panel is called for those who cannot see it.
import { beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { facts, openDetails, rowsOf, showTab, textOf, tidy, untilRows } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const HTML = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><b class="planted">bold</b>';
const BIDI = 'safe\u202Egnp.exe\u2066\u2069\u200F';
const CONTROLS = 'a\u0000b\u0007c\u001B[31md\u007Fe\u0085f\r\ng\th';
const LONG = 'x'.repeat(10_000);

/** Facts that hold as long as the page's strings are only text. */
async function expectUnharmed(scene: Scene): Promise<void> {
  const panel = await scene.driver.panel(() => ({
    hacked: 'hacked' in window,
    planted: document.querySelectorAll('#app img, #app script, #app iframe, #app .planted').length,
    sideways: [...document.querySelectorAll<HTMLElement>('.panel, .grid, .facts-tab, .states-tab, .status-bar')]
      .filter((box) => box.scrollWidth > box.clientWidth)
      .map((box) => `${box.className}: ${box.scrollWidth} > ${box.clientWidth}`),
  }));
  expect(panel).toEqual({ hacked: false, planted: 0, sideways: [] });
}

/** What no text on the screen may contain as it is: it would turn or hide the text around it. Line ends and tabs may. */
const RAW = /(?![\n\r\t])[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

inEachBrowser('hostile strings', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  it('in messages are text in the list, as tree, as text and as bytes', async () => {
    const said = [HTML, JSON.stringify({ [HTML]: BIDI, controls: CONTROLS }), BIDI, CONTROLS, LONG];
    await scene.driver.page(
      async (url, texts) => {
        const socket = new WebSocket(url);
        await new Promise((resolve) => {
          socket.onopen = resolve;
        });
        for (const text of texts) socket.send(text);
        await new Promise((resolve) => {
          socket.onclose = resolve;
          socket.close(3000, '<b class="planted">\u202Ereason');
        });
      },
      `${scene.servers.wsOrigin}/ws?mute`,
      said,
    );
    const { id } = await scene.exchange('/ws?mute');
    await openDetails(scene, id);
    const rows = await untilRows(scene, 'Messages', 'five rows', (found) => found.length === 5);
    const data = rows.map(({ cells }) => cells.Data ?? '');
    expect(data[0]).toBe(HTML);
    expect(data[2]).toBe('safe\\u202egnp.exe\\u2066\\u2069\\u200f');
    expect(data[3]).toBe('a␀b␇c␛[31md␡e\\u0085f↵g⇥h');
    expect(data[4]?.length).toBe(200);
    expect(data.filter((text) => RAW.test(text))).toEqual([]);
    expect(new Set(rows.map(({ height }) => height))).toEqual(new Set([21]));
    for (const seq of said.keys()) {
      await scene.driver.click(`[data-seq="${seq}"] [role=gridcell]`);
      for (const view of ['tree', 'text', 'hex']) {
        await scene.driver.click(`#message-view-${view}`);
        const shown = await until(`message ${seq} as ${view}`, () => textOf(scene, '#message-view-panel'));
        expect(shown).not.toMatch(RAW);
        await expectUnharmed(scene);
      }
      await scene.driver.click('#message-view-tree');
    }
    await showTab(scene, 'states');
    expect((await facts(scene))[0]).toContain('“<b class="planted">\\u202ereason”');
    await expectUnharmed(scene);
    await showTab(scene, 'messages');
  });

  it('in a URL and a header leave every row as high and every list as wide as it was', async () => {
    const query = encodeURIComponent(HTML + BIDI) + LONG;
    const header = `${LONG.slice(0, 4000)}<b class=planted>`;
    await scene.driver.page(
      async (url, value) => void (await (await fetch(url, { headers: { 'x-long': value } })).text()),
      `${scene.servers.origin}/json?${query}`,
      header,
    );
    const { id, url } = await scene.exchange('/json?');
    const rows = await untilRows(scene, 'Exchanges', 'one row', (found) => found.length === 1);
    expect(rows[0]?.height).toBe(21);
    expect(rows[0]?.cells.Name).not.toMatch(RAW);
    await expectUnharmed(scene);
    await openDetails(scene, id);
    for (const tab of ['request', 'response', 'states', 'messages'] as const) {
      await showTab(scene, tab);
      if (tab === 'request') {
        expect(await facts(scene)).toEqual(expect.arrayContaining([`URL: ${url}`, `x-long: ${header}`]));
      }
      await expectUnharmed(scene);
    }
  });

  it('in names of events are text', async () => {
    const raw = `event: <b class="planted">${'n'.repeat(500)}\u202E\ndata: one\n\n`;
    await scene.driver.page(
      async (url) => void (await (await fetch(url)).text()),
      `${scene.servers.origin}/sse?${new URLSearchParams({ raw })}`,
    );
    await openDetails(scene, (await scene.exchange('/sse?')).id);
    const rows = await untilRows(scene, 'Messages', 'the event', (found) => found.length === 1);
    expect(rows[0]?.cells.Type).toMatch(/^<b class="planted">n+\\u202e$/);
    expect(rows[0]?.height).toBe(21);
    await scene.driver.click('[data-seq="0"] [role=gridcell]');
    await until('the message', () => textOf(scene, '.message-facts'));
    await expectUnharmed(scene);
  });
});

/** What can be operated or read, with its role and its name as far as they can be computed without a browser's help. */
const parts = (scene: Scene) =>
  scene.driver.panel(() => {
    const named = (element: Element): string => {
      const by = element.getAttribute('aria-labelledby');
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
      const own = /^(BUTTON|TH)$/.test(element.tagName) || element.matches('[role=columnheader], [role=treeitem]');
      return (
        element.getAttribute('aria-label') ??
        (by && document.getElementById(by)?.textContent) ??
        label ??
        (own ? element.textContent : '') ??
        ''
      ).trim();
    };
    const operable = 'button, input, select, textarea, a, [tabindex]';
    const regions =
      '[role=grid], [role=tablist], [role=tabpanel], [role=toolbar], [role=status], [role=tree], [role=table]';
    return [...document.querySelectorAll(`${operable}, ${regions}`)].map((element) => ({
      role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
      name: named(element),
      html: element.outerHTML.slice(0, 120),
    }));
  });

inEachBrowser('the panel for screen readers', 'input', (scene) => {
  beforeEach(() => scene.fresh());

  it('has a role for each of its parts and a name for all that can be operated', async () => {
    await scene.driver.page(async (url) => {
      const socket = new WebSocket(url);
      await new Promise((resolve) => {
        socket.onclose = resolve;
      });
    }, `${scene.servers.wsOrigin}/ws?burst=3&close=1000`);
    const { id } = await scene.exchange('/ws?burst');
    await openDetails(scene, id);
    await untilRows(scene, 'Messages', 'three rows', (rows) => rows.length === 3);
    await scene.driver.click('[data-seq="1"] [role=gridcell]');
    await until('the message', () => textOf(scene, '.message-view pre'));
    await scene.driver.click('[role=toolbar] [aria-haspopup=dialog]');
    await until('the options', () => textOf(scene, '[role=dialog]'));
    const seen = await parts(scene);
    for (const tab of ['states', 'request', 'response'] as const) {
      await showTab(scene, tab);
      seen.push(...(await parts(scene)));
    }
    await showTab(scene, 'messages');
    // What only tells of a moment ("Copied") has no name of its own.
    expect(seen.filter(({ role, name }) => name === '' && role !== 'status').map(({ html }) => html)).toEqual([]);
    const roles = new Set(seen.map(({ role }) => role));
    for (const role of [
      'grid',
      'columnheader',
      'tablist',
      'tab',
      'tabpanel',
      'toolbar',
      'separator',
      'status',
      'radio',
    ]) {
      expect(roles).toContain(role);
    }
    const structure = await scene.driver.panel(() => ({
      cellsOutside: document.querySelectorAll('[role=gridcell]:not([role=row] *)').length,
      rowsOutside: document.querySelectorAll('[role=row]:not([role=grid] *, [role=table] *)').length,
      tabsOutside: document.querySelectorAll('[role=tab]:not([role=tablist] *)').length,
      panels: [...document.querySelectorAll('[role=tab][aria-selected=true]')].map(
        (tab) => document.getElementById(tab.getAttribute('aria-controls') ?? '')?.role,
      ),
    }));
    expect(structure).toEqual({
      cellsOutside: 0,
      rowsOutside: 0,
      tabsOutside: 0,
      panels: ['tabpanel', 'tabpanel'],
    });
    expect((await rowsOf(scene, 'Exchanges')).length).toBeGreaterThan(0);
  });
});
