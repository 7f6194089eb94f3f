// The panel while things happen: new messages, large lists, what was lost, the theme and the language of the browser.
import { beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { openDetails, rowCount, rowsOf, textOf, tidy, untilRows } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const MESSAGES = '[role=grid][aria-label=Messages]';

/** Opens an echoing socket that stays in the page as `window.socket`; gives its exchange's id. */
async function openSocket(scene: Scene, query: string): Promise<string> {
  await scene.driver.page((url) => {
    const socket = new WebSocket(url);
    Object.assign(window, { socket });
    return new Promise<void>((resolve) => {
      socket.onopen = () => resolve();
    });
  }, `${scene.servers.wsOrigin}/ws?${query}`);
  return (await scene.exchange(query, ({ readyState }) => readyState === 1)).id;
}

const send = (scene: Scene, ...texts: string[]) =>
  scene.driver.page((given) => {
    for (const text of given) (window as never as { socket: WebSocket }).socket.send(text);
  }, texts);

/** A socket that brought `count` messages; gives its exchange's id when all of them are in the panel. */
async function burst(scene: Scene, count: number): Promise<string> {
  await scene.driver.page(
    (url) =>
      new Promise((resolve) => {
        new WebSocket(url).onclose = resolve;
      }),
    `${scene.servers.wsOrigin}/ws?burst=${count}&size=60&close=1000`,
  );
  return (await scene.exchange('burst')).id;
}

/** True where the row of message `seq` is drawn and in the visible part of the list. */
const inView = (scene: Scene, seq: number) =>
  scene.driver.panel(
    (selector, wanted) => {
      const row = document.querySelector(`${selector} [data-seq="${wanted}"]`)?.getBoundingClientRect();
      const list = document.querySelector(selector)?.getBoundingClientRect();
      return row !== undefined && list !== undefined && row.top >= list.top && row.bottom <= list.bottom + 1;
    },
    MESSAGES,
    seq,
  );

const focusMessages = (scene: Scene) =>
  scene.driver.panel((selector) => document.querySelector<HTMLElement>(selector)?.focus(), MESSAGES);

// Else Chromium hands each message of the page to the driver too.
inEachBrowser('the panel while things happen', { networkEnabled: false }, (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  it('shows a new message as a row by itself, and stays with the newest one', async () => {
    await openDetails(scene, await openSocket(scene, 'live&mute'));
    await send(scene, 'first');
    await untilRows(scene, 'Messages', 'the message', ([row]) => row?.cells.Data === 'first');
    await send(scene, ...Array.from({ length: 99 }, (_, i) => `message ${i + 1}`));
    await until('the newest in view', () => inView(scene, 99));
    await send(scene, 'one more');
    await until('the newer one in view', () => inView(scene, 100));
  });

  it('stays where a person reads, says how many are new, and goes back to the newest', async () => {
    await openDetails(scene, await openSocket(scene, 'read&mute'));
    await send(scene, ...Array.from({ length: 100 }, (_, i) => `message ${i}`));
    await until('the newest in view', () => inView(scene, 99));
    await focusMessages(scene);
    await scene.driver.press('Home');
    await until('the oldest in view', () => inView(scene, 0));
    await send(scene, 'new', 'newer');
    await until('the button counts', async () => (await textOf(scene, '.newest')) === '2 new');
    expect(await inView(scene, 0)).toBe(true);
    await scene.driver.click('.newest');
    await until('the newest in view', () => inView(scene, 101));
    await until('no button', async () => (await textOf(scene, '.newest')) === '');
  });

  it('keeps the focus on a tab while messages come in', async () => {
    await openDetails(scene, await openSocket(scene, 'focus&mute'));
    await scene.driver.click('#details-messages');
    await send(scene, ...Array.from({ length: 10 }, (_, i) => `message ${i}`));
    await until('the badge', async () => (await textOf(scene, '#details-messages .badge')) === '10');
    expect(await scene.driver.panel(() => document.activeElement?.id)).toBe('details-messages');
  });

  it('draws fewer than 100 rows of 20,000 messages, and the End key shows the last', async () => {
    await openDetails(scene, await burst(scene, 20_000));
    await until('the list', async () => (await rowCount(scene, 'Messages')) === 20_000);
    await untilRows(scene, 'Messages', 'some rows', (rows) => rows.length > 0 && rows.length < 100);
    await focusMessages(scene);
    await scene.driver.press('End');
    await until('the last in view', () => inView(scene, 19_999));
    const rows = await rowsOf(scene, 'Messages');
    expect(rows.length).toBeLessThan(100);
    expect(rows.find(({ index }) => index === 19_999)?.cells.Data).toMatch(/^message 19999\./);
    await scene.driver.press('PageUp');
    await until('a page further up', async () =>
      (await rowsOf(scene, 'Messages')).every(({ index, selected }) => !selected || index < 19_999),
    );
    await scene.driver.press('Home');
    await until('the first in view', () => inView(scene, 0));
  });

  it('finds one of 20,000 messages', async () => {
    await openDetails(scene, await burst(scene, 20_000));
    await scene.driver.click('.message-bar input');
    await scene.driver.type('message 12345.');
    const [row, more] = await untilRows(scene, 'Messages', 'one row', (rows) => rows.length === 1);
    expect([row?.id, more]).toEqual(['12345', undefined]);
    await until('the count', async () => (await textOf(scene, '.message-bar [role=status]')) === '1 of 20,000');
  });

  it('scrolls to the end of 100,000 messages and shows the last one byte by byte', async () => {
    await openDetails(scene, await burst(scene, 100_000));
    await until('the list', async () => (await rowCount(scene, 'Messages')) === 100_000);
    await scene.driver.panel((selector) => {
      const list = document.querySelector(selector);
      if (list) list.scrollTop = list.scrollHeight;
    }, MESSAGES);
    await until('the last in view', () => inView(scene, 99_999));
    await scene.driver.click('[data-seq="99999"] [role=gridcell]');
    await scene.driver.click('#message-view-hex');
    await until('its bytes', async () => (await textOf(scene, '.hex-ascii')).startsWith('message 99999'));
    await scene.driver.click('#message-view-tree');
  });

  it('says in the status bar and at the row what was lost while it was closed', async () => {
    await scene.driver.closePanel();
    // A page that has never met a panel keeps the recent past only.
    await scene.driver.go(scene.servers.blank());
    await scene.driver.page(
      (url) =>
        new Promise((resolve) => {
          new WebSocket(url).onclose = resolve;
        }),
      `${scene.servers.wsOrigin}/ws?burst=20&size=2000000&lost&close=1000`,
    );
    await scene.driver.openPanel();
    const { id, lost } = await scene.exchange('lost');
    expect(lost?.messages).toBeGreaterThan(0);
    const told = await until('the summary', async () => {
      const text = await textOf(scene, '[role=status][aria-label=Summary]');
      return text.includes('lost') ? text : null;
    });
    expect(told).toContain(`${lost?.messages} lost (`);
    const row = (await rowsOf(scene, 'Exchanges')).find((each) => each.id === id);
    expect(row?.pictures.some((name) => name.startsWith('Let go for want of room'))).toBe(true);
  });

  it('follows the theme of DevTools', async () => {
    const looks = () =>
      scene.driver.panel(() => {
        const [, r = 0, g = 0, b = 0] =
          /(\d+), (\d+), (\d+)/.exec(getComputedStyle(document.body).backgroundColor) ?? [];
        return { theme: document.documentElement.dataset.theme, light: Number(r) + Number(g) + Number(b) > 3 * 128 };
      });
    for (const dark of [true, false]) {
      await scene.driver.theme(dark);
      await until(dark ? 'dark' : 'light', async () => {
        const { theme, light } = await looks();
        return theme === (dark ? 'dark' : 'light') && light === !dark;
      });
    }
  });
});
