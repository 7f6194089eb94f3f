// One exchange from all sides on the screen of both browsers' DevTools: messages in full, states, request, response.
import { beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { attribute, facts, openDetails, rowsOf, showTab, textOf, tidy, untilRows } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const JSON_TEXT = '{"name":"grüße","list":[1,2.50,12345678901234567890],"nested":{"deep":null}}';
const BYTES = Array.from({ length: 256 }, (_, i) => i);

/** A socket over which each side says three things; gives its id once it is closed. */
async function talk(scene: Scene): Promise<string> {
  await scene.driver.page(
    async (url, json, bytes) => {
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      await new Promise((resolve) => {
        socket.onopen = resolve;
      });
      for (const data of ['plain words', json, new Uint8Array(bytes)]) {
        const echoed = new Promise((resolve) => {
          socket.onmessage = resolve;
        });
        socket.send(data);
        await echoed;
      }
      await new Promise((resolve) => {
        socket.onclose = resolve;
        socket.close(4001, 'enough');
      });
    },
    `${scene.servers.wsOrigin}/ws?talk`,
    JSON_TEXT,
    BYTES,
  );
  return (await scene.exchange('/ws?talk')).id;
}

const select = (scene: Scene, seq: number) => scene.driver.click(`[data-seq="${seq}"] [role=gridcell]`);
const view = (scene: Scene, name: 'tree' | 'text' | 'hex') => scene.driver.click(`#message-view-${name}`);

/** The bytes in the hex view, as far as it has drawn them. */
const hexBytes = (scene: Scene): Promise<number[]> =>
  scene.driver.panel(() =>
    [...document.querySelectorAll('[role=table] [role=row]')]
      .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
      .flatMap((row) => (row.children[1]?.textContent ?? '').trim().split(/\s+/))
      .map((hex) => Number.parseInt(hex, 16)),
  );

inEachBrowser('the details', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  it('have four tabs that arrow keys move between', async () => {
    await openDetails(scene, await talk(scene));
    await scene.driver.click('#details-messages');
    const selected = () =>
      scene.driver.panel(() => {
        const tab = document.querySelector('#details-panel')?.getAttribute('aria-labelledby') ?? '';
        return document.activeElement?.id === tab ? document.getElementById(tab)?.textContent : 'not focused';
      });
    for (const [key, tab] of [
      ['ArrowRight', 'States'],
      ['ArrowRight', 'Request'],
      ['End', 'Response'],
      ['ArrowRight', 'Messages6'],
      ['ArrowLeft', 'Response'],
      ['Home', 'Messages6'],
    ]) {
      await scene.driver.press(key as string);
      expect(await selected()).toBe(tab);
    }
  });

  it('list messages with direction, size, type and a preview', async () => {
    await openDetails(scene, await talk(scene));
    const rows = await untilRows(scene, 'Messages', 'six rows', (found) => found.length === 6);
    expect(rows.map(({ pictures }) => pictures[0])).toEqual([
      'Sent',
      'Received',
      'Sent',
      'Received',
      'Sent',
      'Received',
    ]);
    const text = (label: string) => rows.filter((_, i) => i % 2 === 1).map(({ cells }) => cells[label]);
    expect(text('Data')).toEqual([
      'plain words',
      JSON_TEXT,
      `${BYTES.slice(0, 32)
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join(' ')} …`,
    ]);
    expect(text('Type')).toEqual(['text', 'JSON', 'binary']);
    expect(text('Size')).toEqual(['11\u00a0B', `${Buffer.byteLength(JSON_TEXT)}\u00a0B`, '256\u00a0B']);
    for (const time of text('Time')) expect(time).toMatch(/^\d+\.\d{3}\u00a0s$/);
  });

  it('show a selected JSON message as a tree, its text and its bytes exactly', async () => {
    await openDetails(scene, await talk(scene));
    await select(scene, 3);
    const lines = await until('the tree', async () => {
      const items = await scene.driver.panel(() =>
        [...document.querySelectorAll('[role=tree] [role=treeitem]')].map((item) => item.textContent),
      );
      return items.length > 0 ? items : null;
    });
    expect(lines).toEqual([
      '{',
      'name: "grüße"',
      'list: [',
      '0: 1',
      '1: 2.5',
      '2: 12345678901234567890',
      'nested: {',
      'deep: null',
    ]);
    await view(scene, 'text');
    await until('the text', async () => (await textOf(scene, '.message-view pre')) === JSON_TEXT);
    await view(scene, 'hex');
    await until('the bytes', async () => {
      const bytes = await hexBytes(scene);
      return bytes.length > 0 && Buffer.from(JSON_TEXT).subarray(0, bytes.length).equals(Buffer.from(bytes));
    });
    await view(scene, 'tree');
  });

  it('fold and unfold the tree by keys', async () => {
    await openDetails(scene, await talk(scene));
    await select(scene, 3);
    const items = () => scene.driver.panel(() => document.querySelectorAll('[role=treeitem]').length);
    await until('the tree', async () => (await items()) === 8);
    await scene.driver.panel(() => document.querySelector<HTMLElement>('[role=tree]')?.focus());
    await scene.driver.press('ArrowLeft');
    await until('the root is closed', async () => (await items()) === 1);
    await scene.driver.press('ArrowRight');
    await until('the root is open', async () => (await items()) === 4);
    expect(await attribute(scene, '[role=treeitem]', 'aria-expanded')).toBe('true');
  });

  it('show binary messages as bytes', async () => {
    await openDetails(scene, await talk(scene));
    await select(scene, 5);
    await until('the bytes', async () => {
      const bytes = await hexBytes(scene);
      return bytes.length > 32 && bytes.every((byte, i) => byte === i);
    });
    expect(await attribute(scene, '#message-view-hex', 'aria-selected')).toBe('true');
  });

  it('narrow the messages to one direction, or to those with a text', async () => {
    await openDetails(scene, await talk(scene));
    await untilRows(scene, 'Messages', 'all', (rows) => rows.length === 6);
    await scene.driver.click('.message-bar [role=radio]:nth-child(2)');
    await untilRows(scene, 'Messages', 'sent ones', (rows) => rows.map((row) => row.id).join() === '0,2,4');
    await scene.driver.click('.message-bar [role=radio]:nth-child(1)');
    await scene.driver.click('.message-bar input');
    await scene.driver.type('GRÜßE');
    await untilRows(scene, 'Messages', 'two', (rows) => rows.map((row) => row.id).join() === '2,3');
    expect(await textOf(scene, '.message-bar [role=status]')).toBe('2 of 6');
    await scene.driver.press('Escape');
    await untilRows(scene, 'Messages', 'all', (rows) => rows.length === 6);
  });

  it('show each transition with its cause, and what the close code means', async () => {
    await openDetails(scene, await talk(scene));
    await showTab(scene, 'states');
    const rows = await scene.driver.panel(() =>
      [...document.querySelectorAll('#details-panel tbody tr')].map((row) =>
        [row.children[2], row.children[4]].map((cell) => cell?.textContent?.trim()),
      ),
    );
    expect(rows).toEqual([
      ['Connecting', 'new WebSocket()'],
      ['Connecting → Open', 'open'],
      ['Open → Closing', 'close()'],
      ['Closing → Closed', 'close'],
    ]);
    expect(await facts(scene)).toEqual(['Close: 4001 · Private use: defined by the application · “enough” · clean']);
    const drawn = await scene.driver.panel(() =>
      [...document.querySelectorAll('#details-panel svg [role=img]')].map((part) => part.getAttribute('aria-label')),
    );
    expect(drawn.map((label) => label?.split(' ')[0])).toEqual(['Connecting', 'Open', 'Closing', 'Closed']);
    await showTab(scene, 'messages');
  });

  it('show headers and bodies of request and response', async () => {
    await scene.driver.page(async (url) => {
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-ours': 'one' };
      await (await fetch(url, { method: 'POST', headers, body: 'grüße\nzwei' })).text();
    }, `${scene.servers.origin}/upload?bodies`);
    const exchange = await scene.exchange('bodies');
    await openDetails(scene, exchange.id);
    await showTab(scene, 'request');
    const request = await facts(scene);
    expect(request).toContain(`URL: ${exchange.url}`);
    expect(request).toContain('Method: POST');
    expect(request).toContain('x-ours: one');
    expect(await textOf(scene, '[role=region][aria-label="Request body"]')).toBe('grüße\nzwei');
    await showTab(scene, 'response');
    const response = await facts(scene);
    expect(response).toContain('Status: 200 OK');
    expect(response).toContain('content-type: text/plain; charset=utf-8');
    expect(await textOf(scene, '[role=region][aria-label="Response body"]')).toBe('grüße\nzwei');
    await showTab(scene, 'messages');
  });

  it('give Escape back: first the message closes, then the details', async () => {
    await openDetails(scene, await talk(scene));
    await select(scene, 0);
    await until('the message', () => scene.driver.panel(() => document.querySelector('.message-view') !== null));
    const focused = () =>
      scene.driver.panel(() => document.hasFocus() && document.activeElement?.closest('.details') !== null);
    await until('the focus is in the details', focused);
    await scene.driver.press('Escape');
    await until('no message', () => scene.driver.panel(() => document.querySelector('.message-view') === null));
    expect((await rowsOf(scene, 'Messages')).length).toBe(6);
    await scene.driver.press('Escape');
    await until('no details', () => scene.driver.panel(() => document.querySelector('.details') === null));
  });
});
