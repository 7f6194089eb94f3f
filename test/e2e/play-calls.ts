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
