// window.streamscope: its members, as docs/automation.md words them. Summaries, states, errors, messages and documents
// have files of their own beside this one.
import fs from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const SUMMARY =
  'id, api, method, url, status, readyState, transitions, sent, received, bytesSent, bytesReceived, closed, error, lost, source, frame, startedDateTime, endedDateTime';

const fetchText = (scene: Scene, path: string) =>
  scene.driver.page(async (url) => (await fetch(url)).text(), scene.servers.origin + path);

/** Opens an echoing socket that stays in the page as `window.socket`. */
const openSocket = (scene: Scene, path: string) =>
  scene.driver.page(
    (url) =>
      new Promise<void>((resolve) => {
        const socket = new WebSocket(url);
        Object.assign(window, { socket });
        socket.onopen = () => resolve();
      }),
    scene.servers.wsOrigin + path,
  );

/** Sends over that socket; resolves when the echo has come. */
const echo = (scene: Scene, text: string) =>
  scene.driver.page((said) => {
    const { socket } = window as never as { socket: WebSocket };
    return new Promise<void>((resolve) => {
      socket.onmessage = ({ data }) => data === said && resolve();
      socket.send(said);
    });
  }, text);

inEachBrowser('window.streamscope', 'shared', (scene) => {
  beforeEach(() => scene.fresh());

  it('has the members it is documented with, and no other', async () => {
    const members = await scene.driver.panel(() => Object.keys(window.streamscope).sort());
    expect(members).toEqual([
      'breakOff',
      'breakOn',
      'breakState',
      'clear',
      'close',
      'controlPlay',
      'controlReplay',
      'deliver',
      'drop',
      'exchange',
      'exchanges',
      'har',
      'held',
      'messages',
      'open',
      'play',
      'playProgress',
      'ready',
      'record',
      'release',
      'releaseAll',
      'replayProgress',
      'replaySession',
      'resend',
      'send',
      'stopPlay',
      'version',
    ]);
  });

  it('version is that of the extension', async () => {
    const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
    const told = await scene.driver.panel(() => [window.streamscope.version, chrome.runtime.getManifest().version]);
    expect(told).toEqual([version, version]);
  });

  it('ready is a promise that resolves when the hook of the page has answered', async () => {
    const answer = await scene.driver.panel(async () => [
      window.streamscope.ready instanceof Promise,
      (await window.streamscope.ready) === undefined,
    ]);
    expect(answer).toEqual([true, true]);
  });

  it('exchanges() lists summaries in order of start, over all APIs and frames', async () => {
    const [one, two, three, four, five] = ['1', '2', '3', '4', '5'].map((n) => pathOf('/json', { n })) as string[];
    await scene.driver.page(
      async ([first, second, third, fourth, fifth], wsOrigin) => {
        const frame = document.createElement('iframe');
        frame.src = '/blank';
        await new Promise((resolve) => {
          frame.onload = resolve;
          document.body.append(frame);
        });
        const next = () => new Promise((resolve) => setTimeout(resolve, 5));
        // The later ones are answered first.
        const slow = fetch(`/delay?ms=150&${first}`);
        await next();
        const xhr = new XMLHttpRequest();
        xhr.open('GET', second as string);
        xhr.send();
        await next();
        await (frame.contentWindow as Window).fetch(third as string);
        new EventSource(`/sse?count=1&retry=60000&open&${fourth}`);
        await next();
        new WebSocket(`${wsOrigin}/ws?burst=1&${fifth}`);
        await (await slow).text();
      },
      [one, two, three, four, five] as string[],
      scene.servers.wsOrigin,
    );
    const all = await until('all five are there', async () => {
      const list = await scene.exchanges();
      return list.length === 5 ? list : undefined;
    });
    expect(all.map(({ api }) => api)).toEqual(['fetch', 'xhr', 'fetch', 'eventsource', 'websocket']);
    for (const [i, path] of [one, two, three, four, five].entries()) expect(all[i]?.url).toContain(path);
    const starts = all.map(({ startedDateTime }) => startedDateTime);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(new Set(all.map(({ id }) => id)).size).toBe(5);
  });

  it('exchanges() are plain data: structured clone copies them, and they do not change afterwards', async () => {
    await openSocket(scene, pathOf('/ws'));
    await scene.exchange('/ws?', ({ readyState }) => readyState === 1);
    const before = await scene.driver.panel(() => {
      const [summary] = window.streamscope.exchanges();
      const { id } = summary as { id: string };
      const held = { summary, detail: window.streamscope.exchange(id), messages: window.streamscope.messages(id) };
      Object.assign(window, { held, copy: JSON.stringify(structuredClone(held)) });
      return Object.keys(summary as object).join(', ');
    });
    expect(before).toBe(SUMMARY);
    await echo(scene, 'something happens');
    await scene.driver.page(() => (window as never as { socket: WebSocket }).socket.close(1000));
    const ended = await scene.exchange('/ws?');
    expect(ended).toMatchObject({ sent: 1, received: 1, readyState: 3 });
    const same = await scene.driver.panel(() => {
      const { held, copy } = window as never as { held: unknown; copy: string };
      return JSON.stringify(held) === copy;
    });
    expect(same).toBe(true);
  });

  it('exchanges() cannot be used to change what the panel knows', async () => {
    await fetchText(scene, pathOf('/json'));
    await scene.exchange('/json?');
    await scene.driver.panel(() => {
      const [summary] = window.streamscope.exchanges();
      if (!summary) throw new Error('there is no exchange');
      summary.transitions.length = 0;
      summary.frame.url = 'changed';
      window.streamscope.exchange(summary.id).request.headers.push(['x', 'y']);
      window.streamscope.messages(summary.id).length = 0;
    });
    const [summary] = await scene.exchanges();
    expect(summary?.transitions).toHaveLength(4);
    expect(summary?.frame.url).toBe(scene.servers.blank());
    expect(summary?.received).toBe(1);
  });

  it('exchange(id) adds request, response, initiator, timings and cookies to the summary', async () => {
    const path = pathOf('/redirect', { to: '/json' });
    await scene.driver.page(
      async (url) => void (await (await fetch(url, { headers: { 'x-mine': 'yes' } })).text()),
      scene.servers.origin + path,
    );
    const summary = await scene.exchange(path);
    const detail = await scene.driver.panel((id) => window.streamscope.exchange(id), summary.id);
    expect(detail).toMatchObject(summary);
    const added = ['request', 'response', 'initiator', 'timings', 'cookies'];
    expect(Object.keys(detail)).toEqual(expect.arrayContaining([...SUMMARY.split(', '), ...added]));
    expect(detail.request.headers).toContainEqual(['x-mine', 'yes']);
    expect(detail.response).toMatchObject({ status: 200, statusText: 'OK', redirected: true, type: 'basic' });
    expect(detail.response?.url).toBe(`${scene.servers.origin}/json`);
    expect(detail.response?.headers).toContainEqual(['content-type', 'application/json']);
    const { started, response, firstMessage, ended } = detail.timings;
    expect(started).toBe(summary.startedDateTime);
    expect(ended).toBe(summary.endedDateTime);
    const times = [started, response, firstMessage, ended] as number[];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(detail.cookies).toEqual({ request: [], response: [] });
  });

  it('exchange(id) tells the file and line that started it', async () => {
    const path = pathOf('/json');
    await scene.fresh(
      `<!doctype html><script>function starter() { return fetch('${path}').then((r) => r.text()); }</script>`,
    );
    await scene.driver.page(() => (window as never as { starter(): Promise<string> }).starter());
    const { id } = await scene.exchange(path);
    const { initiator } = await scene.driver.panel((each) => window.streamscope.exchange(each), id);
    expect(initiator?.stack.split('\n')[0]).toMatch(/starter.*\/blank.*:1:\d+/);
    expect(initiator?.stack).not.toContain('-extension:');
  });

  it('exchange(id) and messages(id) throw a RangeError for an unknown id', async () => {
    const names = await scene.driver.panel(() =>
      [() => window.streamscope.exchange('no such'), () => window.streamscope.messages('no such')].map((call) => {
        try {
          call();
          return 'nothing';
        } catch (error) {
          return `${(error as Error).name} ${(error as Error).message.includes('"no such"')}`;
        }
      }),
    );
    expect(names).toEqual(['RangeError true', 'RangeError true']);
  });

  it('messages(id, {from, to}) gives those positions, both included, and all without a range', async () => {
    const path = pathOf('/ws', { burst: 10, close: 1000 });
    await openSocket(scene, path);
    const { id } = await scene.exchange(path);
    const seqs = async (range?: { from?: number; to?: number }) =>
      (await scene.messages(id, range)).map(({ seq }) => seq);
    expect(await seqs()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await seqs({ from: 3, to: 5 })).toEqual([3, 4, 5]);
    expect(await seqs({ from: 8 })).toEqual([8, 9]);
    expect(await seqs({ to: 1 })).toEqual([0, 1]);
    expect(await seqs({ from: 9, to: 99 })).toEqual([9]);
    expect(await seqs({ from: 10 })).toEqual([]);
    expect(await seqs({ from: 5, to: 4 })).toEqual([]);
    expect((await scene.messages(id, { from: 4, to: 4 }))[0]?.data).toBe('message 4');
  });

  it('record(false) stops observing and record(true) goes on, as the button', async () => {
    const pressed = () =>
      scene.driver.panel(() => document.querySelector('.toolbar [aria-pressed]')?.getAttribute('aria-pressed'));
    const [unseen, seen] = [pathOf('/delay', { ms: 100 }), pathOf('/json')];
    await openSocket(scene, pathOf('/ws'));
    await echo(scene, 'before');
    await scene.exchange('/ws?', ({ received }) => received === 1);
    await scene.driver.panel(() => window.streamscope.record(false));
    await until('the button is up', async () => (await pressed()) === 'false');
    try {
      // It takes so long that whatever is told of it is there before its end.
      await fetchText(scene, unseen);
      await echo(scene, 'meanwhile');
    } finally {
      await scene.driver.panel(() => window.streamscope.record(true));
    }
    await until('the button is down', async () => (await pressed()) === 'true');
    await fetchText(scene, seen);
    await echo(scene, 'after');
    await scene.exchange(seen);
    const socket = await scene.exchange('/ws?', ({ received }) => received === 2);
    expect((await scene.messages(socket.id)).map(({ data }) => data)).toEqual(['before', 'before', 'after', 'after']);
    expect((await scene.exchanges()).filter(({ url }) => url.includes(unseen))).toEqual([]);
  });

  it('record(false) keeps what began just before, and tells its end', async () => {
    const [before, running] = [pathOf('/delay', { ms: 150 }), pathOf('/text', { body: 'abcd', cuts: '2', gap: 400 })];
    const fetching = scene.driver.page(
      (...urls) => Promise.all(urls.map(async (url) => (await fetch(url)).text())),
      before,
      running,
    );
    await until('both have left', async () =>
      [before, running].every((url) => scene.servers.record.of(url).length > 0),
    );
    await scene.driver.panel(() => window.streamscope.record(false));
    try {
      await fetching;
    } finally {
      await scene.driver.panel(() => window.streamscope.record(true));
    }
    for (const path of [before, running]) {
      expect(await scene.exchange(path)).toMatchObject({
        source: 'page',
        status: 200,
        readyState: 'done',
        error: null,
      });
    }
    // That bytes may be missing between is said.
    const notices = await scene.driver.panel(() => window.streamscope.har().log._streamscope?.notices ?? []);
    expect(notices.map((notice) => ('text' in notice ? notice.text : '')).join()).toContain(
      'The recording was off for a while: 2 exchanges',
    );
  });

  it('record(true) shows the end of what ended meanwhile', async () => {
    await openSocket(scene, pathOf('/ws'));
    await scene.exchange('/ws?', ({ readyState }) => readyState === 1);
    await scene.driver.panel(() => window.streamscope.record(false));
    try {
      await scene.driver.page(() => {
        const { socket } = window as never as { socket: WebSocket };
        return new Promise<void>((resolve) => {
          socket.onclose = () => resolve();
          socket.close(1000);
        });
      });
      await fetchText(scene, pathOf('/delay', { ms: 100 }));
    } finally {
      await scene.driver.panel(() => window.streamscope.record(true));
    }
    expect(await scene.exchange('/ws?')).toMatchObject({ readyState: 3, closed: { code: 1000 } });
  });

  it('clear() forgets all, as the button; what is still open comes back with what happens next', async () => {
    await openSocket(scene, pathOf('/ws'));
    await fetchText(scene, pathOf('/json'));
    await echo(scene, 'before');
    await scene.exchange('/json?');
    await scene.exchange('/ws?', ({ received }) => received === 1);
    const left = await scene.driver.panel(() => {
      window.streamscope.clear();
      return window.streamscope.exchanges().length;
    });
    expect(left).toBe(0);
    await echo(scene, 'after');
    const socket = await scene.exchange('/ws?', ({ received }) => received === 1);
    expect(socket).toMatchObject({ sent: 1, bytesSent: 5, bytesReceived: 5, readyState: 1, status: 101 });
    expect((await scene.messages(socket.id)).map(({ data }) => data)).toEqual(['after', 'after']);
    expect(await scene.exchanges()).toHaveLength(1);
  });
});
