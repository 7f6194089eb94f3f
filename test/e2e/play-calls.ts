// What the tests of playing ask of panel and servers.
import type { Summary } from '../../src/automation/summary.ts';
import type { PlayProgress } from '../../src/replay/play/player.ts';
import { isEnded, type Scene } from './scene.ts';

export const progress = (scene: Scene): Promise<PlayProgress> =>
  scene.driver.panel(() => window.streamscope.playProgress());

/** The ended exchanges of these paths that are no played ones. */
export const recorded = (scene: Scene, paths: readonly string[]): Promise<Summary[]> =>
  Promise.all(paths.map((path) => scene.exchange(path, (each) => isEnded(each) && each.played === undefined)));

export const askedOf = (scene: Scene, paths: readonly string[]): number =>
  scene.servers.record.exchanges.filter(({ url }) => paths.some((path) => url.includes(path))).length;

/** Has the page listen to a stream of `count` events, and closes it after the last. */
export const listenTo = (scene: Scene, path: string, count: number): Promise<void> =>
  scene.driver.page(
    (url, wanted) => {
      const seen: string[] = [];
      (window as unknown as { seen: string[] }).seen = seen;
      const source = new EventSource(url);
      source.onmessage = ({ data }) => {
        seen.push(data);
        if (seen.length === wanted) source.close();
      };
    },
    path,
    count,
  );

/** What the page has had of it. */
export const seenBy = (scene: Scene): Promise<string[]> =>
  scene.driver.page(() => (window as unknown as { seen: string[] }).seen);

/** A parser of the page with two mistakes: each chunk is decoded by itself, and is taken for whole lines. */
export const parseBadly = (scene: Scene, path: string): Promise<string[]> =>
  scene.driver.page(async (url) => {
    const found: string[] = [];
    const response = await fetch(url);
    for await (const bytes of response.body as ReadableStream<Uint8Array>)
      for (const line of new TextDecoder().decode(bytes).split('\n'))
        if (line.startsWith('data: ')) found.push(line.slice(6));
    return found;
  }, path);
