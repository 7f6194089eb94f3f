// Documents, panels and extensions that go and come back: what is kept, what is dropped, and that nothing comes twice.
import { afterEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { keepLog, notices, page, paths } from './lives.ts';
import { textOf } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const load = (scene: Scene, path: string) =>
  scene.driver.page(async (url) => void (await (await fetch(url)).text()), path);

/** A WebSocket of the page that echoes, as `socket`, with all it has received as `heard`. */
const openSocket = (scene: Scene, path: string) =>
  scene.driver.page((url) => {
    const [socket, heard] = [new WebSocket(url), [] as string[]];
    socket.onmessage = ({ data }) => heard.push(data);
    Object.assign(window, { socket, heard });
    return new Promise<void>((resolve) => {
      socket.onopen = () => resolve();
    });
  }, scene.servers.wsOrigin + path);

/** Sends a word and waits for its echo. */
const say = (scene: Scene, word: string) =>
  scene.driver.page((text) => {
    const { socket } = window as never as { socket: WebSocket };
    return new Promise<void>((resolve) => {
      socket.addEventListener('message', ({ data }) => data === text && resolve());
      socket.send(text);
    });
  }, word);

const said = async (scene: Scene, { id }: Summary) =>
  (await scene.messages(id)).map(({ direction, data }) => `${direction} ${data}`);

/**
 * After this all that was shown before is acknowledged, and the hook has let it go: eight envelopes may be on their way,
 * and these are more.
 */
async function untilAcknowledged(scene: Scene): Promise<void> {
  for (let i = 0; i < 9; i++) {
    const path = pathOf('/text');
    await load(scene, path);
    await scene.exchange(path);
  }
}

async function travel(scene: Scene, by: number, title: string): Promise<void> {
  await scene.driver.page((steps) => void setTimeout(() => history.go(steps)), by);
  await until(`the page ${title} is there again, from the cache`, () =>
    scene.driver.page(
      (wanted) => document.title === wanted && (window as { shown?: string }).shown === 'restored',
      title,
    ),
  );
}

inEachBrowser('a page that comes back from the back/forward cache', 'shared', (scene) => {
  afterEach(() => keepLog(scene, false));

  /** Shows the first page, lets it end a fetch and an EventSource, and hold a response that it has not read. */
  async function firstPage(): Promise<{ told: Summary[]; unread: Summary }> {
    await scene.driver.go(scene.servers.blank(page('first')));
    await until('the panel shows the new page only', async () => {
      await scene.driver.panel(() => window.streamscope.clear());
      return (await scene.exchanges()).length === 0;
    });
    const given = [pathOf('/json'), pathOf('/sse', { count: 2, open: 1 }), pathOf('/json')];
    await scene.driver.page(async ([json, sse, unread]) => {
      await (await fetch(json as string)).text();
      const source = new EventSource(sse as string);
      await new Promise((resolve) => {
        source.onmessage = ({ data }) => data === 'event 2' && resolve(source.close());
      });
      Object.assign(window, { unread: await fetch(unread as string) });
    }, given);
    const [json = '', sse = '', open = ''] = given;
    const told = [await scene.exchange(json), await scene.exchange(sse)];
    const unread = await scene.exchange(open, ({ readyState }) => readyState === 'response');
    return { told, unread };
  }

  /** After it was restored: reads what it held, and fetches anew. */
  async function goOn(unread: Summary): Promise<Summary> {
    await scene.driver.page(async () => void (await (window as never as { unread: Response }).unread.text()));
    const read = await scene.exchange(unread.url);
    expect(read).toMatchObject({ id: unread.id, readyState: 'done', received: 1, error: null });
    const fresh = pathOf('/json');
    await load(scene, fresh);
    const wired = await until('the wire has told of it too', async () => {
      const found = (await scene.exchanges()).find(({ url }) => url.includes(fresh));
      const detail = found && (await scene.driver.panel((id) => window.streamscope.exchange(id), found.id));
      return detail?.request.wireHeaders ? found : null;
    });
    expect(wired).toMatchObject({ source: 'page', readyState: 'done', received: 1 });
    return wired as Summary;
  }

  it('keeps its exchanges with their ids where Keep log is on, and goes on', async () => {
    await keepLog(scene, true);
    const { told, unread } = await firstPage();
    await scene.driver.go(scene.servers.blank(page('second')));
    expect(await scene.exchange(unread.url)).toMatchObject({ id: unread.id, readyState: 'done' });
    const second = pathOf('/json');
    await load(scene, second);
    const { id } = await scene.exchange(second);
    await travel(scene, -1, 'first');
    const fresh = await goOn(unread);
    await travel(scene, 1, 'second');
    const last = pathOf('/json');
    await load(scene, last);
    const after = await scene.exchange(last);
    // Of one document: the same name before the dot, the next numbers behind it.
    expect(fresh.id.split('.')[0]).toBe(unread.id.split('.')[0]);
    expect(after.id.split('.')[0]).toBe(id.split('.')[0]);
    const ids = (await scene.exchanges()).map((each) => each.id);
    expect(ids).toEqual([...told.map((each) => each.id), unread.id, id, fresh.id, after.id]);
    for (const each of told) expect(await scene.exchange(each.url)).toEqual(each);
    expect(await notices(scene)).toEqual([]);
  });

  it('brings back nothing of what was dropped where Keep log is off, but what goes on', async () => {
    const { unread } = await firstPage();
    await scene.driver.go(scene.servers.blank(page('second')));
    const second = pathOf('/json');
    await load(scene, second);
    await scene.exchange(second);
    expect(await paths(scene)).toEqual([second]);
    await travel(scene, -1, 'first');
    await until('the log of the second page is dropped', async () => (await scene.exchanges()).length === 0);
    const fresh = await goOn(unread);
    expect((await scene.exchanges()).map((each) => each.id)).toEqual([unread.id, fresh.id]);
    expect(await notices(scene)).toEqual([]);
  });
});

inEachBrowser('DevTools that is closed and opened again', 'shared', (scene) => {
  it.each([
    ['on', true],
    ['off', false],
  ])('shows what is open and what passed meanwhile, once: Keep log %s', async (_, keep) => {
    await keepLog(scene, keep);
    await scene.fresh();
    const complaints = await scene.driver.hearComplaints();
    const [seen, socket, meanwhile] = [pathOf('/json'), pathOf('/ws'), pathOf('/json')];
    await load(scene, seen);
    await scene.exchange(seen);
    await openSocket(scene, socket);
    await say(scene, 'seen');
    await untilAcknowledged(scene);
    await scene.driver.closePanel();
    await load(scene, meanwhile);
    await say(scene, 'meanwhile');
    await scene.driver.openPanel();

    expect(await scene.exchange(meanwhile)).toMatchObject({ readyState: 'done', received: 1 });
    const open = await scene.exchange(socket, ({ received }) => received > 0);
    expect(open).toMatchObject({ readyState: 1, endedDateTime: null });
    expect(open.transitions.map(({ state }) => state)).toEqual([0, 1]);
    await say(scene, 'again');
    const words = ['sent meanwhile', 'received meanwhile', 'sent again', 'received again'];
    await until('the last word', async () => (await said(scene, open)).at(-1) === words.at(-1));
    expect(await said(scene, open)).toEqual(words);
    // What the panel before had shown was in its memory only.
    expect((await paths(scene)).filter((path) => !path.startsWith('/text'))).toEqual([socket, meanwhile]);
    expect(
      await scene.driver.panel(() => document.querySelector<HTMLInputElement>('.toolbar .check input')?.checked),
    ).toBe(keep);

    const next = pathOf('/json');
    await scene.driver.go(scene.servers.blank(page('next')));
    await load(scene, next);
    await scene.exchange(next);
    const kept = (await paths(scene)).filter((path) => !path.startsWith('/text'));
    expect(kept).toEqual(keep ? [socket, meanwhile, next] : [next]);
    expect((await scene.exchanges()).filter(({ endedDateTime }) => endedDateTime === null)).toEqual([]);

    const last = pathOf('/json');
    await scene.driver.closePanel();
    await scene.driver.go(scene.servers.blank(page('last')));
    await load(scene, last);
    await scene.driver.openPanel();
    await scene.exchange(last);
    expect(await paths(scene)).toEqual([last]);
    // Nobody took the calls of the page's relays meanwhile, and the page's console does not tell of it.
    expect(await complaints()).toEqual([]);
  });
});

inEachBrowser('a page whose extension is reloaded', 'own', (scene) => {
  it.each([
    ['while it is recorded', false],
    ['after DevTools was closed and opened', true],
  ])('is not harmed, and is told that it must be reloaded: %s', async (_, reopened) => {
    await scene.driver.go(scene.servers.blank(page('old')));
    const complaints = await scene.driver.hearComplaints();
    const [socket, source] = [pathOf('/ws'), pathOf('/sse', { count: 3, gap: 1500, open: 1 })];
    await openSocket(scene, socket);
    await scene.driver.page((url) => {
      const events: string[] = [];
      const made = new EventSource(url);
      made.onmessage = ({ data }) => events.push(data);
      Object.assign(window, { events, source: made });
    }, source);
    await scene.exchange(source, ({ readyState }) => readyState === 1);
    if (reopened) {
      await scene.driver.closePanel();
      await scene.driver.openPanel();
    }
    await scene.driver.reloadExtension();

    await say(scene, 'after');
    expect(await scene.driver.page(async () => (await fetch('/json')).json())).toEqual({ path: '/json', ok: true });
    const xhr = await scene.driver.page(
      () =>
        new Promise<string>((resolve) => {
          const request = new XMLHttpRequest();
          request.onload = () => resolve(request.responseText);
          request.open('POST', '/upload');
          request.send('as before');
        }),
    );
    expect(xhr).toBe('as before');
    await until('all three events', () =>
      scene.driver.page(() => (window as never as { events: string[] }).events.length === 3),
    );
    expect(await complaints()).toEqual([]);

    // Chromium puts scripts only into pages that are loaded from now on; Firefox into those that are open, too.
    const hookless = scene.browser === 'chromium';
    await scene.driver.openPanel({ hookless });
    if (hookless) {
      expect(await textOf(scene, '.empty-title')).toBe('Waiting for the page');
      expect(await textOf(scene, '.empty')).toMatch(
        /open before Streamscope was installed, updated or reloaded: reload it/,
      );
    } else {
      const fresh = pathOf('/json');
      await load(scene, fresh);
      await scene.exchange(fresh);
      expect(await notices(scene)).toEqual(['late']);
    }
    const whole = pathOf('/json');
    await scene.driver.go(scene.servers.blank(page('new')));
    await load(scene, whole);
    expect(await scene.exchange(whole)).toMatchObject({ source: 'page', received: 1 });
    expect(await notices(scene)).toEqual([]);
    expect(await complaints()).toEqual([]);
  });
});
