// Replaying a WebSocket session by the panel's box: which messages, how fast, what is waited for, and the result.
import { beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import type { RecordedExchange } from '../servers/record.ts';
import { pathOf } from './compare.ts';
import { attribute, openDetails, textOf, tidy } from './panel-view.ts';
import { chat, chip, fill, press, untilGone, untilShown } from './replay-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const BOX = '.session-dialog';
const START = `${BOX} [type=submit]`;
const sentBy = (exchange: RecordedExchange | undefined): string[] =>
  (exchange?.messages ?? []).filter(({ direction }) => direction === 'sent').map(({ data }) => data);

/** A chat of the page, its details in front. */
async function openChat(scene: Scene, path: string, texts: string[]): Promise<Summary> {
  const summary = await chat(scene, path, texts);
  await openDetails(scene, summary.id);
  return summary;
}

const openBox = async (scene: Scene): Promise<void> => {
  await press(scene, '[data-act=replay]');
  await untilShown(scene, `${BOX}[open]`);
};

const state = (scene: Scene): Promise<string | null> => attribute(scene, '.run-state', 'data-state');
const untilState = (scene: Scene, wanted: string) =>
  until(`the replay is ${wanted}`, async () => (await state(scene)) === wanted);
const replayedOf = (scene: Scene, path: string): RecordedExchange | undefined =>
  scene.servers.record.of(path).slice(1).at(-1);

inEachBrowser('the box for replaying a session', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  it('opens no WebSocket by itself, then sends the same and finds the same replies', async () => {
    const path = pathOf('/ws');
    const parent = await openChat(scene, path, ['one', 'two']);
    await openBox(scene);
    await scene.driver.press('Escape');
    await untilGone(scene, 'dialog');
    await openBox(scene);
    expect(scene.servers.record.of(path)).toHaveLength(1);
    await press(scene, START);
    await untilState(scene, 'done');
    expect(sentBy(replayedOf(scene, path))).toEqual(['one', 'two']);
    expect(await textOf(scene, '.run-summary')).toBe('2 the same, 0 different, 0 missing, 0 extra');
    expect(await textOf(scene, '.compare-scroll .nothing')).toBe('Every reply is the same as recorded.');
    await press(scene, '[data-act=show-new]');
    await press(scene, `.lineage.parent [data-shows="${parent.id}"]`);
    await untilShown(scene, '.lineage.children');
    await press(scene, '.lineage.children [data-shows]');
    await press(scene, '[data-act=result]');
    await untilState(scene, 'done');
    await scene.driver.press('Escape');
  });

  it('sends what is selected, as edited, and shows in what the replies differ', async () => {
    const path = pathOf('/ws');
    await openChat(scene, path, ['{"id": 1, "v": "a"}', 'left out', '{"id": 2, "v": "b"}']);
    await openBox(scene);
    await chip(scene, BOX, 'Selected');
    await press(scene, `${BOX} [data-pick="2"]`);
    await press(scene, `${BOX} [data-edit="4"]`);
    await fill(scene, `${BOX} .data-text`, '{"id": 3, "v": "c"}');
    await untilShown(scene, `${BOX} .row-tag`);
    await chip(scene, `${BOX} .dialog-body > .field:nth-of-type(2)`, 'As fast as possible');
    await fill(scene, '#session-ignore', 'id');
    await press(scene, START);
    await untilState(scene, 'done');
    expect(sentBy(replayedOf(scene, path))).toEqual(['{"id": 1, "v": "a"}', '{"id": 3, "v": "c"}']);
    const summary = await textOf(scene, '.run-summary');
    expect(summary).toBe('1 the same, 1 different, 1 missing, 0 extra');
    expect(await textOf(scene, '.reply-changes')).toBe('');
    const verdicts = await scene.driver.panel(() =>
      [...document.querySelectorAll<HTMLElement>('[data-verdict]')].map((row) => row.dataset.verdict),
    );
    expect([...verdicts].sort()).toEqual(['differs', 'missing']);
  });

  it('shows which members of a JSON reply changed, but for those that may', async () => {
    const path = pathOf('/ws');
    await openChat(scene, path, ['{"id": 1, "v": "a"}']);
    await openBox(scene);
    await press(scene, `${BOX} [data-edit="0"]`);
    await fill(scene, `${BOX} .data-text`, '{"id": 2, "v": "b", "w": true}');
    await fill(scene, '#session-ignore', 'id');
    await press(scene, START);
    await untilState(scene, 'done');
    expect(await textOf(scene, '.run-summary')).toBe('0 the same, 1 different, 0 missing, 0 extra');
    const lines = await scene.driver.panel(() =>
      [...document.querySelectorAll('.reply-changes li')].map((line) => line.textContent),
    );
    expect(lines).toEqual(['v: "a" → "b"', 'w: added true']);
  });

  it('goes step by step, on, and no further once it is cancelled', async () => {
    const path = pathOf('/ws', { mute: 1 });
    await scene.driver.page((url) => {
      const socket = new WebSocket(url);
      socket.onopen = () => {
        for (const text of ['a', 'b', 'c', 'd']) socket.send(text);
        socket.close(1000);
      };
    }, scene.servers.wsOrigin + path);
    await openDetails(scene, (await scene.exchange(path)).id);
    await openBox(scene);
    await chip(scene, BOX, 'Step by step');
    await press(scene, START);
    await untilState(scene, 'paused');
    expect(sentBy(replayedOf(scene, path))).toEqual([]);
    await press(scene, '[data-control=step]');
    await until('one is sent', () => sentBy(replayedOf(scene, path)).length === 1);
    await press(scene, '[data-control=step]');
    await until('two are sent', () => sentBy(replayedOf(scene, path)).length === 2);
    await untilState(scene, 'paused');
    await press(scene, '[data-control=cancel]');
    await untilState(scene, 'cancelled');
    expect(sentBy(replayedOf(scene, path))).toEqual(['a', 'b']);
    await untilGone(scene, '[data-control]');
  });

  it('pauses and continues, for a range of messages at another pace', async () => {
    const path = pathOf('/ws', { mute: 1 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          const left = ['a', 'b', 'c', 'd'];
          socket.onclose = () => resolve();
          socket.onopen = () => {
            const timer = setInterval(() => {
              const text = left.shift();
              if (text !== undefined) return socket.send(text);
              clearInterval(timer);
              socket.close(1000);
            }, 200);
          };
        }),
      scene.servers.wsOrigin + path,
    );
    await openDetails(scene, (await scene.exchange(path)).id);
    await openBox(scene);
    await chip(scene, BOX, 'Range');
    await fill(scene, '[data-field=from]', '1');
    await fill(scene, '[data-field=to]', '2');
    await chip(scene, BOX, 'Scaled');
    await fill(scene, '[data-field=factor]', '10');
    await press(scene, START);
    await press(scene, '[data-control=pause]');
    await untilState(scene, 'paused');
    expect(sentBy(replayedOf(scene, path))).toEqual([]);
    await press(scene, '[data-control=continue]');
    await untilState(scene, 'done');
    expect(sentBy(replayedOf(scene, path))).toEqual(['b', 'c']);
  });

  it('waits for a message with the JSON that is asked for; what is no JSON is said at once', async () => {
    const path = pathOf('/ws');
    await openChat(scene, path, ['{"type": "hello", "n": 1}', 'next']);
    await openBox(scene);
    await press(scene, `${BOX} [data-edit="2"]`);
    await fill(scene, `${BOX} [data-wait="2"]`, '{"type": }');
    await untilShown(scene, `${BOX} [data-code=invalid-json]`);
    await press(scene, START);
    await until('it is not begun', () =>
      scene.driver.panel(() => document.querySelectorAll('dialog [data-code=invalid-json]').length === 2),
    );
    expect(scene.servers.record.of(path)).toHaveLength(1);
    await fill(scene, `${BOX} [data-wait="2"]`, '{"type": "hello"}');
    await chip(scene, BOX, 'As fast as possible');
    await press(scene, START);
    await untilState(scene, 'done');
    const { messages } = replayedOf(scene, path) as RecordedExchange;
    expect(messages.map(({ direction, data }) => [direction, data])).toEqual([
      ['sent', '{"type": "hello", "n": 1}'],
      ['received', '{"type": "hello", "n": 1}'],
      ['sent', 'next'],
      ['received', 'next'],
    ]);
  });
});
