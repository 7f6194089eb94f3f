// Secrets on the screen: none anywhere, neither as text nor as a title or name, until a person wants to see them.
import { beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { attribute, openDetails, rowCount, showTab, textOf, tidy, untilRows } from './panel-view.ts';
import { fieldOf, press, untilGone, untilShown } from './replay-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const KEY = 'sk_live_51HhPlantedSecretOfTheTest0042';
const TOKEN = 'tok3nThatNobodyMaySee7788';
const COOKIE = 'c00kieValueThatIsSecret99';
const SECRETS = [KEY, TOKEN, COOKIE];
const DOTS = '••••••';
const SWITCH = '.toolbar [aria-label="Show secrets"]';

/** Secrets that stand in the panel's document: text, titles, names, and what fields hold. */
const shown = (scene: Scene): Promise<string[]> =>
  scene.driver.panel((secrets) => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('input:not([type=password]), textarea')];
    const all = document.documentElement.outerHTML + fields.map(({ value }) => value).join('\n');
    return secrets.filter((secret) => all.includes(secret));
  }, SECRETS);

/** A request with a secret in its URL, one in a header and one in a cookie. */
async function secretFetch(scene: Scene, path = `${pathOf('/text')}&token=${KEY}`): Promise<string> {
  await scene.driver.page(
    (url, token, cookie) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the point is that it is sent
      document.cookie = `sid=${cookie}`;
      return fetch(url, { headers: { Authorization: `Bearer ${token}` } }).then((response) => response.text());
    },
    scene.servers.origin + path,
    TOKEN,
    COOKIE,
  );
  return (await scene.exchange(path)).id;
}

/** A WebSocket with a secret in its URL and one among its subprotocols. */
async function secretSocket(scene: Scene): Promise<string> {
  const path = `${pathOf('/ws')}&access_token=${KEY}`;
  await scene.driver.page(
    (url, token) =>
      new Promise<void>((resolve) => {
        const socket = new WebSocket(url, ['bearer', token]);
        socket.onopen = () => socket.send('hello');
        socket.onmessage = () => socket.close(1000);
        socket.onclose = () => resolve();
      }),
    scene.servers.wsOrigin + path,
    TOKEN,
  );
  return (await scene.exchange(path)).id;
}

inEachBrowser('secrets on the screen', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
    await scene.driver.panel((selector) => {
      document.querySelector<HTMLElement>(`${selector}[aria-pressed=true]`)?.click();
    }, SWITCH);
  });

  it('are dots in the list and in every tab of the details, and are shown by one switch', async () => {
    const id = await secretFetch(scene);
    await untilRows(scene, 'Exchanges', 'dots', (rows) => rows[0]?.cells.Name?.includes(`token=${DOTS}`) === true);
    expect(await shown(scene)).toEqual([]);
    await openDetails(scene, id);
    expect(await attribute(scene, 'section.details', 'aria-label')).toContain(DOTS);
    for (const tab of ['messages', 'states', 'request', 'response'] as const) {
      await showTab(scene, tab);
      expect(await shown(scene)).toEqual([]);
    }
    await showTab(scene, 'request');
    await until('the header with dots', async () => (await textOf(scene, '.facts-tab')).includes(`Bearer ${DOTS}`));
    await until('the cookie of the log', async () => (await textOf(scene, '.facts-tab')).includes(`sid=${DOTS}`));
    expect(await shown(scene)).toEqual([]);
    expect(await attribute(scene, SWITCH, 'aria-pressed')).toBe('false');
    await press(scene, SWITCH);
    await until('all is shown', async () => (await shown(scene)).length === SECRETS.length);
    expect(await attribute(scene, SWITCH, 'aria-pressed')).toBe('true');
    await scene.driver.press('Enter');
    await until('nothing is shown', async () => (await shown(scene)).length === 0);
  });

  it('are dots of a WebSocket too: its URL, what it offered and what was agreed on', async () => {
    await openDetails(scene, await secretSocket(scene));
    await showTab(scene, 'request');
    expect(await textOf(scene, '.facts-tab')).toContain(`access_token=${DOTS}`);
    expect(await shown(scene)).toEqual([]);
    await showTab(scene, 'response');
    expect(await shown(scene)).toEqual([]);
  });

  it('are found by a filter as they are', async () => {
    await secretFetch(scene);
    await scene.driver.page((url) => fetch(url).then((response) => response.text()), `${scene.servers.origin}/text?x`);
    await until('two rows', async () => (await rowCount(scene, 'Exchanges')) === 2);
    await press(scene, '.filter-bar input');
    await scene.driver.type(`url:${KEY.slice(-12)}`);
    await until('one row', async () => (await rowCount(scene, 'Exchanges')) === 1);
  });

  it('are hidden in the boxes and bars for replaying, which have the switch as well', async () => {
    const path = `${pathOf('/text')}&token=${KEY}`;
    const id = await secretFetch(scene, path);
    await openDetails(scene, id);
    await press(scene, '[data-act=replay]');
    await untilShown(scene, '.resend-dialog[open]');
    expect(await shown(scene)).toEqual([]);
    await scene.driver.press('Escape');
    await untilGone(scene, 'dialog');

    await press(scene, '.toolbar [aria-label="Play to the page…"]');
    await untilShown(scene, '.play-rule');
    expect(await shown(scene)).toEqual([]);
    const rule = '.play-rule input[title]';
    expect(await fieldOf(scene, rule)).toContain(`token=${DOTS}`);
    await press(scene, '.play-dialog [data-field=secrets]');
    await until('the URL to edit', async () => (await fieldOf(scene, rule)).includes(KEY));
    await press(scene, '.play-dialog [data-field=secrets]');
    await press(scene, '.play-dialog [type=submit]');
    await untilShown(scene, '.play-bar');
    expect(await shown(scene)).toEqual([]);
    await secretFetch(scene, path);
    await until('the bar names what is played', async () => (await textOf(scene, '.play-latest')).includes(DOTS));
    await press(scene, '.play-bar [aria-label="Details"]');
    await untilShown(scene, '.play-facts');
    expect(await shown(scene)).toEqual([]);
    expect(scene.servers.record.of(path)).toHaveLength(1);
    await scene.driver.panel(() => window.streamscope.stopPlay());
  });

  it('are hidden in the box for replaying a session, and sent as they were', async () => {
    const id = await secretSocket(scene);
    await openDetails(scene, id);
    await press(scene, '[data-act=replay]');
    await untilShown(scene, '.session-dialog[open]');
    expect(await shown(scene)).toEqual([]);
    expect(await fieldOf(scene, '[data-field=url]')).toContain(`access_token=${DOTS}`);
    expect(await fieldOf(scene, '[data-field=protocols]')).toBe(`bearer, ${DOTS}`);
    await press(scene, '.session-dialog [type=submit]');
    await until('it is replayed', async () => (await attribute(scene, '.run-state', 'data-state')) === 'done');
    expect(await shown(scene)).toEqual([]);
    await press(scene, '[data-act=show-new]');
    await untilShown(scene, '.lineage.parent');
    expect(await shown(scene)).toEqual([]);
    const made = scene.servers.record.exchanges.at(-1);
    expect(made?.url).toContain(KEY);
    expect(made?.requestHeaders['sec-websocket-protocol']).toBe(`bearer, ${TOKEN}`);
  });

  it('stay shown over a panel that is closed and opened again', async () => {
    await press(scene, SWITCH);
    await until('it is pressed', async () => (await attribute(scene, SWITCH, 'aria-pressed')) === 'true');
    await scene.driver.closePanel();
    await scene.driver.openPanel();
    expect(await attribute(scene, SWITCH, 'aria-pressed')).toBe('true');
    await press(scene, SWITCH);
    await until('it is not', async () => (await attribute(scene, SWITCH, 'aria-pressed')) === 'false');
  });
});
