// A session of 100,000 messages replayed by the box: the same bytes in the same order, and a panel that goes on.
import { beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { attribute, openDetails, textOf, tidy } from './panel-view.ts';
import { chip, press, untilShown } from './replay-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';
import { longestTurn, watchTurns } from './turns.ts';

const COUNT = 100_000;
const BOX = '.session-dialog';
/** Some 1000 messages a second on a busy machine, each an order to the page and an answer. */
const LONG = { timeout: 300_000 };

/** A trading session of the page: bids as JSON, every tenth message binary, each echoed; all of it is in the panel. */
async function trade(scene: Scene, path: string): Promise<string> {
  await scene.driver.page(
    (url, count) =>
      new Promise<void>((resolve) => {
        const socket = new WebSocket(url);
        let left = count;
        socket.onopen = () => {
          for (let i = 0; i < count; i++)
            socket.send(i % 10 ? `{"bid":${i},"price":${i * 3}}` : new Uint8Array([i, i >> 8, i >> 16, 0xff]));
        };
        socket.onmessage = () => {
          if (--left === 0) socket.close(1000);
        };
        socket.onclose = () => resolve();
      }),
    scene.servers.wsOrigin + path,
    COUNT,
  );
  return (await scene.exchange(path, ({ sent, received, closed }) => sent === COUNT && received === COUNT && !!closed))
    .id;
}

// Else Chromium hands each message of the page to the driver too.
inEachBrowser('replaying 100,000 messages', { networkEnabled: false }, (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  it('sends the same bytes in the same order, compares all replies, and lets the panel go on', LONG, async () => {
    const path = pathOf('/ws');
    await openDetails(scene, await trade(scene, path));
    await watchTurns(scene);
    await press(scene, '[data-act=replay]');
    await untilShown(scene, `${BOX}[open]`);
    const opening = await longestTurn(scene);
    expect(await textOf(scene, `${BOX} .dialog-foot .dialog-note`)).toContain('100,000 messages');
    await chip(scene, BOX, 'As fast as possible');
    await watchTurns(scene);
    await press(scene, `${BOX} [type=submit]`);
    const start = performance.now();
    await until('it is done', async () => (await attribute(scene, '.run-state', 'data-state')) === 'done', LONG);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const turns = `${Math.round(opening)} ms to open the box, ${Math.round(await longestTurn(scene))} ms while it runs`;
    console.info(`${scene.browser}: ${COUNT} messages replayed in ${seconds} s; longest turns: ${turns}`);
    expect(await textOf(scene, '.run-summary')).toBe('100,000 the same, 0 different, 0 missing, 0 extra');
    const [before, after] = scene.servers.record.of(path);
    const sent = [before, after].map((exchange) =>
      (exchange?.messages ?? [])
        .filter(({ direction }) => direction === 'sent')
        .map(({ opcode, data }) => opcode + data),
    );
    expect(sent[1]).toHaveLength(COUNT);
    // Not by `toEqual`, whose account of a difference would be 100,000 lines long.
    expect(sent[1]?.findIndex((each, i) => each !== sent[0]?.[i])).toBe(-1);
  });
});
