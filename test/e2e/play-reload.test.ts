// "Reload and play": a recording answers the page from the very first request of its first script on.
import { beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { askedOf, progress, recorded } from './play-calls.ts';
import { barSays, openDialog, press } from './play-view.ts';
import { attempt } from './replay-calls.ts';
import { inEachBrowser, isEnded, type Scene } from './scene.ts';

/** What the page has had of each, at the end of all. */
interface Got {
  fetch: string;
  xhr: string;
  eventsource: string;
  websocket: string;
  /** How the functions of the page look to its first script. */
  looks: string[];
  /** Names of the page's globals, before it has made any. */
  globals: string[];
}

/** In the first script of the page: asks at once, by all four APIs. */
function first(urls: Record<'fetch' | 'xhr' | 'eventsource' | 'websocket', string>): void {
  const natives = [
    fetch,
    WebSocket,
    EventSource,
    XMLHttpRequest,
    XMLHttpRequest.prototype.open,
    Reflect.setPrototypeOf,
  ];
  const got: Partial<Got> = {
    globals: Object.getOwnPropertyNames(window).sort(),
    looks: [...natives, Function.prototype.toString].flatMap((native) => [
      native.toString(),
      native.name,
      Object.getOwnPropertyNames(native).join(),
    ]),
  };
  (window as unknown as { got: Partial<Got> }).got = got;
  void fetch(urls.fetch)
    .then((response) => response.text())
    .then((text) => {
      got.fetch = text;
    });
  const xhr = new XMLHttpRequest();
  xhr.open('GET', urls.xhr);
  xhr.onload = () => {
    got.xhr = xhr.responseText;
  };
  xhr.send();
  const source = new EventSource(urls.eventsource);
  const events: string[] = [];
  source.onmessage = ({ data }) => {
    if (events.push(data) < 2) return;
    source.close();
    got.eventsource = events.join();
  };
  const socket = new WebSocket(urls.websocket);
  const messages: string[] = [];
  socket.onopen = () => socket.send('ask');
  socket.onmessage = ({ data }) => {
    if (messages.push(data) === 2) socket.close(3000);
  };
  socket.onclose = ({ code }) => {
    got.websocket = `${messages.join()} ${code}`;
  };
}

interface Page {
  url: string;
  paths: string[];
}

let pages = 0;
/** A page that asks in its first script. */
function pageOf(scene: Scene, headers: Record<string, string> = {}): Page {
  const fetched = pathOf('/text', { body: 'grüße' });
  const xhr = pathOf('/text', { body: 'hällo' });
  const eventsource = pathOf('/sse', { count: 2, open: 1 });
  const websocket = pathOf('/ws', { burst: 1 });
  const urls = { fetch: fetched, xhr, eventsource, websocket: scene.servers.wsOrigin + websocket };
  const path = `/first-${++pages}.html`;
  const script = `const __name = (f) => f; (${first})(${JSON.stringify(urls)})`;
  const icon = '<link rel="icon" href="data:,">';
  scene.servers.serve(path, 'text/html', `<!doctype html><script nonce="n">${script}</script>${icon}`, headers);
  return { url: scene.servers.origin + path, paths: [fetched, xhr, eventsource, websocket] };
}

const gotOf = (scene: Scene): Promise<Got> =>
  until('the page has had all of it', async () => {
    const got = await scene.driver.page(() => (window as unknown as { got?: Got }).got ?? null);
    return got && 'fetch' in got && 'xhr' in got && 'eventsource' in got && 'websocket' in got && got;
  }) as Promise<Got>;

/** Loads the page over the network; gives what it had and the ids of what was recorded. */
async function record(scene: Scene, { url, paths }: Page): Promise<{ got: Got; ids: string[] }> {
  await scene.driver.go(url);
  const got = await gotOf(scene);
  return { got, ids: (await recorded(scene, paths)).map(({ id }) => id) };
}

/** A script that asks at once. */
const atOnce = (path: string): string =>
  `window.texts = []; fetch(${JSON.stringify(path)}).then((r) => r.text()).then((text) => texts.push(text));`;
const texts = (scene: Scene): Promise<string[]> =>
  scene.driver.page(() => (window as unknown as { texts: string[] }).texts);

const playedOf = (scene: Scene, count: number) =>
  until('the log has all that was played', async () => {
    const found = (await scene.exchanges()).filter((each) => each.played !== undefined && isEnded(each));
    return found.length === count && found;
  });

/** A browser for a few reloads each: Firefox's DevTools may ignore all further ones once tests have hurried them. */
function afresh(title: string, tests: (scene: Scene) => void): void {
  inEachBrowser(`a page that is reloaded to be played to ${title}`, 'own', (scene) => {
    beforeEach(async () => {
      await attempt(scene, 'stopPlay');
    });
    tests(scene);
  });
}

afresh('and stopped', (scene) => {
  it('has its network back at once when it is stopped while it is being loaded', async () => {
    const page = pageOf(scene);
    const { got, ids } = await record(scene, page);
    const isOld = () => scene.driver.page(() => 'old' in window);
    await scene.driver.page(() => Object.assign(window, { old: true }).old);
    await scene.driver.panel(async (given) => {
      const { play, stopPlay } = window.streamscope;
      const begun = play({ exchanges: given, afterwards: 'last' }, { reload: true });
      await stopPlay();
      await begun;
    }, ids);
    await until('the page was loaded again', async () => !(await isOld()));
    const read = () => scene.driver.page(async (url) => (await fetch(url)).text(), page.paths[0] as string);
    await until('the server is asked again', async () => {
      const before = askedOf(scene, page.paths);
      return (await read()) === got.fetch && askedOf(scene, page.paths) > before;
    });
    expect(await progress(scene)).toMatchObject({ state: 'stopped', documents: 0 });
  });
});

afresh('at once', (scene) => {
  it('gets its first requests answered without a network, and sees nothing more than otherwise', async () => {
    const page = pageOf(scene);
    const { got, ids } = await record(scene, page);
    expect(got).toMatchObject({ fetch: 'grüße', xhr: 'hällo', eventsource: 'event 1,event 2' });
    expect(askedOf(scene, page.paths)).toBe(4);
    expect(await attempt(scene, 'play', { exchanges: ids }, { reload: true })).toMatchObject({
      state: 'playing',
      documents: 1,
    });
    expect(await gotOf(scene)).toEqual(got);
    expect(askedOf(scene, page.paths)).toBe(4);
    expect((await playedOf(scene, 4)).map(({ played }) => played).sort()).toEqual([...ids].sort());
    expect((await progress(scene)).rules.map(({ matched }) => matched)).toEqual([1, 1, 1, 1]);
  });
});

afresh('twice', (scene) => {
  it('begins anew when it is reloaded again, and has its network back when told so', async () => {
    const page = pageOf(scene);
    const { got, ids } = await record(scene, page);
    await attempt(scene, 'play', { exchanges: ids }, { reload: true, timing: 'asap' });
    await gotOf(scene);
    await playedOf(scene, 4);
    expect(await attempt(scene, 'controlPlay', 'reload')).toMatchObject({ state: 'playing', documents: 1 });
    expect(await gotOf(scene)).toEqual(got);
    await playedOf(scene, 4);
    expect(askedOf(scene, page.paths)).toBe(4);
    await attempt(scene, 'stopPlay');
    await scene.driver.go(page.url);
    expect(await gotOf(scene)).toEqual(got);
    expect(askedOf(scene, page.paths)).toBe(8);
  });
});

afresh('under a policy', (scene) => {
  it('is played to whatever its Content Security Policy', async () => {
    const policy = `default-src 'none'; script-src 'nonce-n'; connect-src ${scene.servers.origin} ${scene.servers.wsOrigin}`;
    const page = pageOf(scene, { 'content-security-policy': policy });
    const { got, ids } = await record(scene, page);
    await attempt(scene, 'play', { exchanges: ids }, { reload: true });
    expect(await gotOf(scene)).toEqual(got);
    expect(askedOf(scene, page.paths)).toBe(4);
  });
});

afresh('by hand', (scene) => {
  it('is told from the dialog and from the bar', async () => {
    const path = pathOf('/text', { body: 'recorded' });
    scene.servers.serve('/at-once.html', 'text/html', `<!doctype html><script>${atOnce(path)}</script>`);
    await scene.driver.go(`${scene.servers.origin}/at-once.html`);
    const [{ id }] = (await recorded(scene, [path])) as [Summary];
    await openDialog(scene, id);
    await scene.driver.panel(() => {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>('.play-dialog button')];
      buttons.find(({ textContent }) => textContent === 'Reload and play')?.focus();
    });
    await scene.driver.press('Enter');
    await until('the dialog is gone', () => scene.driver.panel(() => document.querySelector('.play-dialog') === null));
    await barSays(scene, '1 answered, 1 recorded');
    expect(await texts(scene)).toEqual(['recorded']);
    const [before] = await playedOf(scene, 1);
    await press(scene, 'Reload');
    await until('it was loaded again, and played to', async () => (await playedOf(scene, 1))[0]?.id !== before?.id);
    expect(await texts(scene)).toEqual(['recorded']);
    expect(askedOf(scene, [path])).toBe(1);
  });
});

afresh('with much', (scene) => {
  it('takes what is too much for a script later, as any document does', async () => {
    const small = pathOf('/bytes', { size: 5 * 2 ** 20 });
    const large = pathOf('/bytes', { size: 9 * 2 ** 20 });
    const lengthOf = (url: string) =>
      scene.driver.page(async (given) => (await (await fetch(given)).arrayBuffer()).byteLength, url);
    await scene.fresh();
    for (const [path, size] of [
      [small, 5 * 2 ** 20],
      [large, 9 * 2 ** 20],
    ] as const) {
      expect(await lengthOf(path)).toBe(size);
      const [{ id }] = (await recorded(scene, [path])) as [Summary];
      const begun = await attempt(
        scene,
        'play',
        { exchanges: id, afterwards: 'last' },
        { reload: true, timing: 'asap' },
      );
      expect(begun).toMatchObject({ state: 'playing', documents: 1 });
      expect(await lengthOf(path)).toBe(size);
      expect(askedOf(scene, [path])).toBe(1);
    }
  });
});
