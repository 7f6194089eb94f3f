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

/** The API's state while each is open, and at its end. */
const STATES: Record<string, [open: Summary['readyState'], last: Summary['readyState']]> = {
  pending: ['pending', 'aborted'],
  body: ['body', 'aborted'],
  unread: ['response', 'done'],
  xhr: [1, 4],
  loading: [3, 4],
  eventsource: [1, 2],
  connecting: [0, 2],
  websocket: [1, 3],
};

/** Starts one of everything that stays open, in the page or in an iframe of it; what it still sees of them is noted. */
async function startOpenOnes(scene: Scene, inFrame: boolean): Promise<Record<string, Summary>> {
  const paths = {
    pending: pathOf('/silent'),
    body: pathOf('/hang'),
    unread: pathOf('/hang'),
    // From another host: no browser has more than six connections to one, and the next page needs one too.
    xhr: pathOf('/silent', { cors: '*' }),
    loading: pathOf('/hang', { cors: '*' }),
    eventsource: pathOf('/sse', { count: 1, open: 1 }),
    connecting: pathOf('/silent', { cors: '*' }),
    websocket: pathOf('/ws', { burst: 1 }),
  };
  await scene.driver.page(
    async (framed, other, wsOrigin, urls) => {
      sessionStorage.clear();
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
      let gone = false;
      target.addEventListener('pagehide', () => {
        gone = true;
      });
      const note = (name: string, fact: object) => gone || sessionStorage.setItem(name, JSON.stringify(fact));
      const noteError = (name: string) => (error: Error) => note(name, { name: error.name, message: error.message });
      target.fetch(urls.pending).catch(noteError('pending'));
      const reader = ((await target.fetch(urls.body)).body as ReadableStream).getReader();
      await reader.read();
      reader.read().catch(noteError('body'));
      const unread = await target.fetch(urls.unread);
      const request = (name: 'xhr' | 'loading') => {
        const xhr = new target.XMLHttpRequest();
        xhr.open('GET', other + urls[name]);
        xhr.onerror = () => note(name, {});
        xhr.send();
        return xhr;
      };
      const source = (name: 'eventsource' | 'connecting', origin: string) => {
        const made = new target.EventSource(origin + urls[name]);
        made.onerror = () => made.readyState === 2 && note(name, {});
        return made;
      };
      const socket = new target.WebSocket(wsOrigin + urls.websocket);
      socket.onclose = ({ code, reason, wasClean }) => note('websocket', { code, reason, wasClean });
      const held = [unread, reader, request('xhr'), request('loading'), socket];
      Object.assign(target, { held: [...held, source('eventsource', ''), source('connecting', other)] });
    },
    inFrame,
    scene.servers.otherOrigin,
    scene.servers.wsOrigin,
    paths,
  );
  const open: Record<string, Summary> = {};
  for (const [name, path] of Object.entries(paths)) {
    const found = await scene.exchange(path, ({ readyState }) => readyState === STATES[name]?.[0]);
    expect(found.endedDateTime).toBeNull();
    open[name] = found;
  }
  return open;
}

/** How it must have ended: with the document, or before, in a way that the page itself saw. */
function ending(name: string, seen: object | undefined) {
  const readyState = STATES[name]?.[1];
  if (name === 'unread') return { readyState, error: null };
  if (name === 'websocket' && seen) return { readyState, error: null, closed: seen };
  if (!seen) return { readyState, error: { kind: 'abort', name: 'document' } };
  return { readyState: typeof readyState === 'number' ? readyState : 'failed', error: { kind: 'network', ...seen } };
}

async function expectEnded(scene: Scene, open: Record<string, Summary>): Promise<void> {
  const ended: Record<string, Summary> = {};
  for (const [name, before] of Object.entries(open))
    ended[name] = await scene.exchange(before.url, (summary) => summary.id === before.id && isEnded(summary));
  const seen = await scene.driver.page(() => ({ ...sessionStorage }) as Record<string, string>);
  for (const [name, after] of Object.entries(ended)) {
    expect(after, name).toMatchObject(ending(name, name in seen ? JSON.parse(seen[name] as string) : undefined));
    const states = after.transitions.map(({ state }) => state);
    expect(states.at(-1), name).toBe(after.readyState);
    expect(states, `${name}: only changes`).toEqual(states.filter((state, i) => state !== states[i - 1]));
    const before = open[name]?.transitions ?? [];
    expect(after.transitions.slice(0, before.length), name).toEqual(before);
  }
}

inEachBrowser('an exchange of a document that is gone', 'shared', (scene) => {
  beforeEach(async () => {
    await keepLog(scene, true);
    await scene.fresh();
  });
  afterEach(() => keepLog(scene, false));

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

  it('is told although its about:blank frame was made, used and removed in one task', async () => {
    const path = pathOf('/hang');
    await scene.driver.page((url) => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      (frame.contentWindow as Window).fetch(new URL(url, location.href)).catch(() => {});
      frame.remove();
    }, path);
    expect(await scene.exchange(path)).toMatchObject({ readyState: 'aborted', error: { kind: 'abort' } });
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

  // Last: Chromium keeps this page in its back/forward cache, and with it the connections that a next test would need.
  it('is never shown as open: the page goes to another one', async () => {
    const open = await startOpenOnes(scene, false);
    await scene.driver.go(scene.servers.blank('<title>elsewhere</title>'));
    await expectEnded(scene, open);
  });
});
