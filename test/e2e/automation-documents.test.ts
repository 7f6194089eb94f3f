// docs/automation.md on documents: what happens to exchanges whose document goes away.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { inEachBrowser, isEnded, type Scene } from './scene.ts';

const keepLog = (scene: Scene, on: boolean) =>
  scene.driver.panel((wanted) => {
    const label = [...document.querySelectorAll('label')].find(({ textContent }) => textContent?.includes('Keep log'));
    const box = label?.querySelector('input');
    if (!box) throw new Error('there is no checkbox named Keep log');
    if (box.checked !== wanted) box.click();
  }, on);

/** Starts one of everything that stays open, in the page or in an iframe of it. */
async function startOpenOnes(scene: Scene, inFrame: boolean): Promise<Record<string, Summary>> {
  const paths = {
    pending: pathOf('/silent'),
    body: pathOf('/hang'),
    unread: pathOf('/hang'),
    xhr: pathOf('/silent'),
    loading: pathOf('/hang'),
    eventsource: pathOf('/sse', { count: 1, open: 1 }),
    connecting: pathOf('/silent'),
    websocket: pathOf('/ws', { burst: 1 }),
  };
  await scene.driver.page(
    async (framed, wsOrigin, { pending, body, unread, xhr: silent, loading, eventsource, connecting, websocket }) => {
      let target = window as Window & typeof globalThis;
      if (framed) {
        const frame = document.createElement('iframe');
        frame.src = '/blank';
        await new Promise((resolve) => {
          frame.onload = resolve;
          document.body.append(frame);
        });
        target = frame.contentWindow as Window & typeof globalThis;
      }
      void target.fetch(pending).catch(() => {});
      const reader = ((await target.fetch(body)).body as ReadableStream).getReader();
      await reader.read();
      void reader.read().catch(() => {});
      const request = (url: string) => {
        const xhr = new target.XMLHttpRequest();
        xhr.open('GET', url);
        xhr.send();
        return xhr;
      };
      const sources = [eventsource, connecting].map((url) => new target.EventSource(url));
      const socket = new target.WebSocket(wsOrigin + websocket);
      const held = {
        response: await target.fetch(unread),
        reader,
        xhrs: [silent, loading].map(request),
        sources,
        socket,
      };
      Object.assign(target, { held });
    },
    inFrame,
    scene.servers.wsOrigin,
    paths,
  );
  const states: Record<keyof typeof paths, Summary['readyState']> = {
    pending: 'pending',
    body: 'body',
    unread: 'response',
    xhr: 1,
    loading: 3,
    eventsource: 1,
    connecting: 0,
    websocket: 1,
  };
  const open: Record<string, Summary> = {};
  for (const [name, path] of Object.entries(paths)) {
    const state = states[name as keyof typeof paths];
    open[name] = await scene.exchange(path, ({ readyState }) => readyState === state);
    expect(open[name]?.endedDateTime).toBeNull();
  }
  return open;
}

/** All of them have ended with their document, in the API's final state. */
async function expectEnded(scene: Scene, open: Record<string, Summary>): Promise<void> {
  const last: Record<string, Summary['readyState']> = {
    pending: 'aborted',
    body: 'aborted',
    unread: 'done',
    xhr: 4,
    loading: 4,
    eventsource: 2,
    connecting: 2,
    websocket: 3,
  };
  for (const [name, before] of Object.entries(open)) {
    const after = await scene.exchange(before.url, (summary) => summary.id === before.id && isEnded(summary));
    const error = name === 'unread' ? null : { kind: 'abort', name: 'document' };
    expect(after, name).toMatchObject({ readyState: last[name], ...(error ? { error } : { error: null }) });
    expect(after.transitions.at(-1)?.state, name).toBe(last[name]);
    expect(after.transitions.slice(0, -1), name).toEqual(before.transitions);
    expect(after.endedDateTime, name).toBeGreaterThanOrEqual(before.startedDateTime);
  }
}

inEachBrowser('an exchange of a document that is gone', {}, (scene) => {
  beforeEach(async () => {
    await keepLog(scene, true);
    await scene.fresh();
  });
  afterEach(() => keepLog(scene, false));

  it('is never shown as open: the page goes to another one', async () => {
    const open = await startOpenOnes(scene, false);
    await scene.driver.go(scene.servers.blank('<title>elsewhere</title>'));
    await expectEnded(scene, open);
  });

  it('is never shown as open: the page is loaded again', async () => {
    const open = await startOpenOnes(scene, false);
    await scene.driver.go(scene.servers.blank());
    await expectEnded(scene, open);
  });

  it('is never shown as open: its iframe is removed', async () => {
    const open = await startOpenOnes(scene, true);
    await scene.driver.page(() => document.querySelector('iframe')?.remove());
    await expectEnded(scene, open);
  });

  it('is never shown as open: its iframe goes to another page', async () => {
    const open = await startOpenOnes(scene, true);
    await scene.driver.page(() => {
      (document.querySelector('iframe') as HTMLIFrameElement).src = '/blank?elsewhere';
    });
    await expectEnded(scene, open);
  });

  it('is told although its iframe lived only for a moment', async () => {
    const path = pathOf('/hang');
    await scene.driver.page(async (url) => {
      const frame = document.createElement('iframe');
      frame.src = '/blank';
      await new Promise((resolve) => {
        frame.onload = resolve;
        document.body.append(frame);
      });
      await (frame.contentWindow as Window).fetch(url);
      frame.remove();
    }, path);
    expect(await scene.exchange(path)).toMatchObject({
      status: 200,
      readyState: 'done',
      frame: { url: expect.any(String) },
    });
  });

  it('keeps its id: those of the next document are others', async () => {
    const paths = [pathOf('/json'), pathOf('/json'), pathOf('/json')];
    for (const path of paths) {
      await scene.driver.page(async (url) => void (await (await fetch(url)).text()), path);
      await scene.exchange(path);
      await scene.driver.go(scene.servers.blank());
    }
    const all = await until('all three are there', async () => {
      const list = await scene.exchanges();
      return list.length === 3 ? list : undefined;
    });
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    expect(all.map(({ url }) => url)).toEqual(paths.map((path) => scene.servers.origin + path));
    expect(all.every(({ frame }) => frame.id === 0)).toBe(true);
  });
});
