// The menu "Copy as" in both browsers' DevTools: what it copies is run, and the server gets the same request again.
import { beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { findTool } from '../tools.ts';
import { openDetails, textOf, tidy } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';
import { run } from './snippets/run.ts';

const BODY = `{"note":"it's \\"$HOME\\" \`id\`","list":[1]}`;
const TOKEN = 'Tok3nThatIsSecret77xyz';

/** A request that says who it is; gives the id of its exchange. */
async function post(scene: Scene): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` };
  await scene.driver.page(
    (body, head) => fetch('/echo?copied', { method: 'POST', headers: head, body }).then((response) => response.text()),
    BODY,
    headers,
  );
  return (await scene.exchange('/echo?copied')).id;
}

/** What lies on the clipboard after a copy: the text that was selected for it. */
const listen = (scene: Scene) =>
  scene.driver.panel(() => {
    document.addEventListener('copy', () => {
      const area = document.activeElement;
      document.body.dataset.copied = area instanceof HTMLTextAreaElement ? area.value : '';
    });
  });
const copied = (scene: Scene): Promise<string> => scene.driver.panel(() => document.body.dataset.copied ?? '');

const names = (scene: Scene): Promise<string[]> =>
  scene.driver.panel(() => [...document.querySelectorAll('[data-snippet]')].map((each) => each.textContent ?? ''));

/** The names in the menu, once it is open. */
const offered = (scene: Scene): Promise<string[]> =>
  until('the menu', async () => {
    const found = await names(scene);
    return found.length > 0 && found;
  });

const answered = (scene: Scene): Promise<unknown> =>
  until('it says that it has copied', async () => (await textOf(scene, '.copy-as-answer')) === 'Copied');

inEachBrowser('copy as', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
    await scene.driver.panel(() => delete document.body.dataset.copied);
  });

  it('copies a command without secrets, and with them where that is asked for', async () => {
    await openDetails(scene, await post(scene));
    await listen(scene);
    await scene.driver.click('.copy-as > * > button');
    expect(await offered(scene)).toEqual(['cURL', 'fetch', 'Python (httpx)', 'k6', 'MSW', 'Playwright']);
    await scene.driver.click('[data-snippet=curl]');
    await answered(scene);
    const hidden = await copied(scene);
    expect(hidden).toContain('"$HEADER_AUTHORIZATION"');
    expect(hidden).not.toContain(TOKEN);
    await scene.driver.click('.copy-as input');
    await scene.driver.click('[data-snippet=curl]');
    const command = await until('another text', async () => {
      const text = await copied(scene);
      return text === hidden ? null : text;
    });
    findTool('curl');
    const { code, stderr } = await run('sh', ['-c', command]);
    expect(`${code} ${code === 0 ? '' : stderr}`).toBe('0 ');
    const [first, again] = scene.servers.record.of('/echo?copied').slice(-2);
    expect(again?.requestBody).toBe(Buffer.from(BODY).toString('base64'));
    expect(again?.requestHeaders).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
    });
    expect(again?.method).toBe(first?.method);
  });

  it('is reached by keys, and closed by Escape without closing the details', async () => {
    await openDetails(scene, await post(scene));
    await listen(scene);
    await scene.driver.panel(() => document.querySelector<HTMLElement>('.copy-as > * > button')?.focus());
    await scene.driver.press('Enter');
    await offered(scene);
    await scene.driver.press('Tab');
    await scene.driver.press('Tab');
    await scene.driver.press('Enter');
    await answered(scene);
    expect(await copied(scene)).toContain('await fetch("http://');
    await scene.driver.press('Escape');
    await until('the menu is closed', async () => (await names(scene)).length === 0);
    await until('the button has the focus again', () =>
      scene.driver.panel(() => document.activeElement?.getAttribute('aria-label') === 'Copy as'),
    );
    expect(await scene.driver.panel(() => document.querySelector('section.details') !== null)).toBe(true);
  });

  it('offers the tools for WebSockets for a WebSocket', async () => {
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          socket.onopen = () => socket.send('hello');
          socket.onclose = () => resolve();
        }),
      `${scene.servers.wsOrigin}/ws?copied&after=1&close=1000`,
    );
    await openDetails(scene, (await scene.exchange('/ws?copied')).id);
    await scene.driver.click('.copy-as > * > button');
    expect(await offered(scene)).toEqual([
      'websocat',
      'wscat',
      'Node.js (ws)',
      'Python (websockets)',
      'k6',
      'MSW',
      'Playwright',
    ]);
  });
});
