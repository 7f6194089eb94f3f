// A log of more than 300 MB, read by the panel while it goes on, and given up half-way: nothing of it stays.
import { beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { closeTasks, drop, logWith, socketEntry } from './export-view.ts';
import { textOf, tidy, untilRows } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const COUNT = 1_000_000;
/** Bytes that the file has at least. */
const SIZE = 300e6;

/** Drops a log with one WebSocket of a million messages on the panel, and watches how long it does not answer. */
const dropLarge = (scene: Scene): Promise<number> =>
  scene.driver.panel(
    (empty, count) => {
      const [head = '', tail = ''] = empty.split('"_webSocketMessages":[]');
      const message = (i: number) =>
        JSON.stringify({
          type: 'receive',
          time: 1767323045,
          opcode: 1,
          data: `{"n":${i},"text":"${'x'.repeat(220)}"}`,
        });
      const thousand = Array.from({ length: 1000 }, (_, i) => message(i)).join(',');
      const blob = new Blob([thousand]);
      const parts: BlobPart[] = [head, '"_webSocketMessages":['];
      for (let i = 0; i < count / 1000; i++) parts.push(i === 0 ? '' : ',', blob);
      const file = new File([...parts, ']', tail], 'large.har');
      const watch = { longest: 0, last: performance.now(), on: true };
      Object.assign(window, { watch });
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const now = performance.now();
        watch.longest = Math.max(watch.longest, now - watch.last);
        watch.last = now;
        if (watch.on) setTimeout(() => port2.postMessage(null));
      };
      port2.postMessage(null);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(file);
      document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      return file.size;
    },
    logWith(socketEntry('wss://example.test/large', [])),
    COUNT,
  );

/** ms; the watch ends. */
const longestStretch = (scene: Scene): Promise<number> =>
  scene.driver.panel(() => {
    const { watch } = window as unknown as { watch: { longest: number; on: boolean } };
    watch.on = false;
    return watch.longest;
  });

const taskSays = (scene: Scene, part: string): Promise<unknown> =>
  until(`a task says "${part}"`, async () => (await textOf(scene, '.tasks')).includes(part), { timeout: 110_000 });

inEachBrowser('the import of a large log', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
    await closeTasks(scene);
  });

  it('reads a million messages while the panel goes on', async () => {
    const start = performance.now();
    expect(await dropLarge(scene)).toBeGreaterThan(SIZE);
    await taskSays(scene, '1 exchange from large.har');
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const longest = Math.round(await longestStretch(scene));
    console.info(`${scene.browser}: ${COUNT} messages read in ${seconds} s, longest stretch ${longest} ms`);
    const [exchange] = await scene.exchanges();
    expect(exchange).toMatchObject({ received: COUNT });
    const [last] = await scene.messages(exchange?.id ?? '', { from: COUNT - 1 });
    expect(last?.data).toMatch(/^\{"n":999,"text":"x{220}"\}$/);
  });

  it('keeps nothing of one that is cancelled, and can read another', async () => {
    await dropLarge(scene);
    await until('it runs', () => scene.driver.panel(() => document.querySelector('.task progress') !== null));
    await scene.driver.click('.task .text-button');
    await taskSays(scene, 'Reading large.har was cancelled; nothing of it was kept.');
    await longestStretch(scene);
    expect(await scene.exchanges()).toEqual([]);
    await drop(scene, 'small.har', logWith(socketEntry('wss://example.test/small', ['a'])));
    await untilRows(scene, 'Exchanges', 'the other', (rows) => rows.length === 1);
  });
});
