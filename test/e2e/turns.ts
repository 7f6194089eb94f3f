// How long the panel lets others wait: the longest time between two of its turns.
import type { Scene } from './scene.ts';

/** From now on the longest time between two turns of the panel, ms. */
export const watchTurns = (scene: Scene): Promise<void> =>
  scene.driver.panel(() => {
    const { turns } = window as unknown as { turns?: { on: boolean } };
    if (turns) turns.on = false;
    const state = { longest: 0, last: performance.now(), on: true };
    Object.assign(window, { turns: state });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const now = performance.now();
      state.longest = Math.max(state.longest, now - state.last);
      state.last = now;
      if (state.on) setTimeout(() => port2.postMessage(null));
    };
    port2.postMessage(null);
  });

export const longestTurn = (scene: Scene): Promise<number> =>
  scene.driver.panel(() => (window as unknown as { turns: { longest: number } }).turns.longest);
