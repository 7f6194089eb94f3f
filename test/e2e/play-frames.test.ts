// A play in the frames of a page, over the back/forward cache, and while the way to the page is cut.
import { beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { askedOf, progress, recorded } from './play-calls.ts';
import { attempt } from './replay-calls.ts';
import { inEachBrowser, type Scene } from './scene.ts';

/** A page that reads what it is asked to and tells whoever asked. */
const READER = `<!doctype html><link rel="icon" href="data:,"><script>
  const read = (url) => fetch(url).then((response) => response.text());
  addEventListener('message', async ({ data, source }) => {
    if (data.read) source.postMessage({ text: await read(data.read), frame: data.frame }, '*');
  });
</script>`;

const read = (scene: Scene, url: string): Promise<string> =>
  scene.driver.page(async (given) => (await fetch(given)).text(), url);

/** Has each frame of the page read, and gives what they had, in their order. */
const readInFrames = (scene: Scene, url: string): Promise<string[]> =>
  scene.driver.page(async (given) => {
    const ask = (frame: number) =>
      new Promise<string>((resolve) => {
        addEventListener('message', function heard({ data }) {
          if (data.frame !== frame) return;
          removeEventListener('message', heard);
          resolve(data.text);
        });
        frames[frame]?.postMessage({ read: given, frame }, '*');
      });
    return Promise.all(Array.from({ length: frames.length }, (_, i) => ask(i)));
  }, url);

async function record(scene: Scene, body: string): Promise<{ path: string; url: string; id: string }> {
  const path = pathOf('/text', { body, cors: '*' });
  const url = scene.servers.origin + path;
  await read(scene, url);
  const [{ id }] = (await recorded(scene, [path])) as [Summary];
  return { path, url, id };
}

const plays = (scene: Scene, documents: number): Promise<true> =>
  until(`${documents} documents play`, async () => (await progress(scene)).documents === documents);

inEachBrowser('a play', 'own', (scene) => {
  beforeEach(async () => {
    await attempt(scene, 'stopPlay');
  });

  it('goes to frames, of the same origin and of another, each with the rules for itself', async () => {
    const { servers } = scene;
    servers.serve('/reader.html', 'text/html', READER);
    servers.serve(
      '/frames.html',
      'text/html',
      `${READER}<iframe src="/reader.html"></iframe><iframe src="${servers.otherOrigin}/reader.html"></iframe>`,
    );
    await scene.driver.go(`${servers.origin}/frames.html`);
    const { path, url, id } = await record(scene, 'recorded');
    await attempt(scene, 'play', { exchanges: id, afterwards: 'refuse' });
    await plays(scene, 3);
    expect(await readInFrames(scene, url)).toEqual(['recorded', 'recorded']);
    expect(await read(scene, url)).toBe('recorded');
    expect(askedOf(scene, [path])).toBe(1);
    await until('all three are told of', async () => (await progress(scene)).rules[0]?.matched === 3);
    const { shows } = await progress(scene);
    expect(new Set(shows.map(({ frame }) => frame)).size).toBe(3);
    const urls = await until('the log has them', async () => {
      const played = (await scene.exchanges()).filter((each) => each.played === id);
      return played.length === 3 && played.map(({ frame }) => new URL(frame.url).origin);
    });
    expect(urls.toSorted()).toEqual([servers.origin, servers.origin, servers.otherOrigin].toSorted());

    await attempt(scene, 'controlPlay', 'reload');
    await plays(scene, 3);
    expect(await readInFrames(scene, url)).toEqual(['recorded', 'recorded']);
    expect(askedOf(scene, [path])).toBe(1);
    await attempt(scene, 'stopPlay');
    expect(await readInFrames(scene, url)).toEqual(['recorded', 'recorded']);
    expect(askedOf(scene, [path])).toBe(3);
  });

  it('goes on while the way to the page is cut, and is followed again', async () => {
    scene.servers.serve('/reader.html', 'text/html', READER);
    await scene.driver.go(`${scene.servers.origin}/reader.html`);
    const { path, url, id } = await record(scene, 'recorded');
    await attempt(scene, 'play', { exchanges: id, afterwards: 'last' });
    expect(await read(scene, url)).toBe('recorded');
    for (const matched of [2, 3]) {
      await scene.driver.cutLinks();
      expect(await read(scene, url)).toBe('recorded');
      await until(`${matched} are told of`, async () => (await progress(scene)).rules[0]?.matched === matched);
    }
    expect(await progress(scene)).toMatchObject({ state: 'playing', documents: 1 });
    await attempt(scene, 'stopPlay');
    expect(await read(scene, url)).toBe('recorded');
    expect(askedOf(scene, [path])).toBe(2);
  });

  it('goes on in a page that comes back, and has ended where it was stopped meanwhile', async () => {
    scene.servers.serve('/reader.html', 'text/html', READER);
    const here = `${scene.servers.origin}/reader.html`;
    const back = async () => {
      await scene.driver.page(() => history.back());
      await until('the page is back', () =>
        scene.driver.page(() => 'kept' in window && location.pathname === '/reader.html'),
      );
    };
    const away = async () => {
      await scene.driver.page(() => Object.assign(window, { kept: true }).kept);
      await scene.driver.go(scene.servers.blank());
    };
    await scene.driver.go(here);
    const { path, url, id } = await record(scene, 'recorded');
    await attempt(scene, 'play', { exchanges: id, afterwards: 'last' });
    await away();
    await plays(scene, 1);
    await back();
    await plays(scene, 1);
    expect(await read(scene, url)).toBe('recorded');
    expect(askedOf(scene, [path])).toBe(1);

    await away();
    await attempt(scene, 'stopPlay');
    await back();
    await until('its network is back', async () => {
      await read(scene, url);
      return askedOf(scene, [path]) > 1;
    });
    expect(await progress(scene)).toMatchObject({ state: 'stopped', documents: 0 });
  });
});
