// Writing on an open WebSocket in the panel: what is sent, delivered and closed by buttons and keys.
import { beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { openDetails, showTab, textOf, tidy } from './panel-view.ts';
import { chip, fieldOf, fill, press, untilError, untilGone, untilShown } from './replay-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

type Page = Window & { told: [data: string, trusted: boolean][] };

/** A WebSocket that the page has open, shown in the panel with the box unfolded. */
async function openBox(scene: Scene): Promise<{ path: string; summary: Summary }> {
  const path = pathOf('/ws', { mute: 1 });
  await scene.driver.page((url) => {
    const page = window as unknown as Page;
    page.told = [];
    const socket = new WebSocket(url);
    socket.onmessage = ({ data, isTrusted }) => page.told.push([`${data}`, isTrusted]);
  }, scene.servers.wsOrigin + path);
  const summary = await scene.exchange(path, ({ readyState }) => readyState === 1);
  await openDetails(scene, summary.id);
  await showTab(scene, 'messages');
  await untilShown(scene, '.compose-head');
  if (!(await scene.driver.panel(() => document.querySelector('.compose-fields') !== null)))
    await press(scene, '.compose-head .section-toggle');
  await untilShown(scene, '.compose-fields');
  return { path, summary };
}

const untilServerHas = (scene: Scene, path: string, count: number): Promise<[opcode: string, data: string][]> =>
  until(`the server has ${count} messages`, () => {
    const { messages } = scene.servers.record.one(path);
    return messages.length === count && messages.map(({ opcode, data }): [string, string] => [opcode, data]);
  });

const status = (scene: Scene, text: string) =>
  until(`it says ${text}`, async () => (await textOf(scene, '.compose-note [role=status]')) === text);

inEachBrowser('composing on an open WebSocket', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  it('sends text by key, which is marked in the log, and keeps it for another time', async () => {
    const { path, summary } = await openBox(scene);
    await fill(scene, '.data-text', 'a/b {{counter}}');
    await scene.driver.press('Control+Enter');
    await status(scene, 'Sent');
    const [first] = await untilServerHas(scene, path, 1);
    expect(first?.[0]).toBe('text');
    expect(first?.[1]).toMatch(/^a\/b \d+$/);
    expect(await fieldOf(scene, '.data-text')).toBe('a/b {{counter}}');
    await until('the log has it', async () => (await scene.messages(summary.id)).length === 1);
    expect((await scene.messages(summary.id))[0]).toMatchObject({ direction: 'sent', ours: true });
    await untilShown(scene, '[data-seq="0"] .row-mark.ours');

    await fill(scene, '.data-text', 'other');
    await press(scene, '.recent .button');
    await press(scene, '.recent-item');
    expect(await fieldOf(scene, '.data-text')).toBe('a/b {{counter}}');
    await scene.driver.press('Escape');
    expect(await scene.driver.panel(() => localStorage.getItem('streamscope.settings'))).toContain('a/b {{counter}}');
    const har = await scene.driver.panel(() => JSON.stringify(window.streamscope.har({ redact: false })));
    expect(har).not.toContain('{{counter}}');
  });

  it('checks JSON, hex and base64 while they are written, and loses nothing of what is wrong', async () => {
    const { path } = await openBox(scene);
    const wrong = [
      ['JSON', '{"a": }', 'invalid-json', '{"a": 1}'],
      ['Hex', '0g', 'invalid-hex', '00 ff'],
      ['Base64', 'A*==', 'invalid-base64', 'AAH/'],
    ] as const;
    for (const [i, [label, bad, code, good]] of wrong.entries()) {
      await chip(scene, '.compose', label);
      await fill(scene, '.data-text', bad);
      await untilError(scene, code);
      await press(scene, '[data-act=send]');
      await until('the engine refuses it too', () =>
        scene.driver.panel((c) => document.querySelectorAll(`.dialog-error[data-code="${c}"]`).length === 2, code),
      );
      expect(await fieldOf(scene, '.data-text')).toBe(bad);
      expect(scene.servers.record.one(path).messages).toHaveLength(i);
      await fill(scene, '.data-text', good);
      await untilGone(scene, '.dialog-error');
      await press(scene, '[data-act=send]');
      await untilServerHas(scene, path, i + 1);
    }
    expect(await untilServerHas(scene, path, 3)).toEqual([
      ['text', '{"a": 1}'],
      ['binary', 'AP8='],
      ['binary', 'AAH/'],
    ]);
  });

  it('inserts placeholders where the cursor is, and sends a file as bytes', async () => {
    const { path } = await openBox(scene);
    await chip(scene, '.compose', 'Text');
    await fill(scene, '.data-text', '<>');
    await scene.driver.press('ArrowLeft');
    await press(scene, '.compose-inserts .button');
    await until('it is inserted', async () => (await fieldOf(scene, '.data-text')) === '<{{uuid}}>');
    await press(scene, '[data-act=send]');
    expect((await untilServerHas(scene, path, 1))[0]?.[1]).toMatch(/^<[0-9a-f-]{36}>$/);

    await chip(scene, '.compose', 'File');
    await press(scene, '[data-act=send]');
    await until('it asks for a file', async () => (await textOf(scene, '.compose .dialog-error')) !== '');
    await scene.driver.panel(() => {
      const input = document.querySelector<HTMLInputElement>('.compose [type=file]');
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.of(0, 1, 255)], 'bytes.bin'));
      if (input) input.files = transfer.files;
      input?.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await press(scene, '[data-act=send]');
    expect((await untilServerHas(scene, path, 2))[1]).toEqual(['binary', 'AAH/']);
    await chip(scene, '.compose', 'Text');
  });

  it('delivers to the page alone, and says that such an event is not trusted', async () => {
    const { path } = await openBox(scene);
    await chip(scene, '.compose', 'Text');
    await fill(scene, '.data-text', 'as if received');
    expect(await textOf(scene, '.compose-note')).toContain('isTrusted = false');
    await press(scene, '[data-act=deliver]');
    await status(scene, 'Delivered');
    expect(await scene.driver.page(() => (window as unknown as Page).told)).toEqual([['as if received', false]]);
    expect(scene.servers.record.one(path).messages).toEqual([]);
  });

  it('closes with a checked code and reason; what is written stays', async () => {
    const { path, summary } = await openBox(scene);
    await fill(scene, '.data-text', 'too late');
    await press(scene, '.compose-close .button');
    await fill(scene, '[data-field=code]', '2999');
    await untilShown(scene, '.close-form .dialog-error');
    expect(await scene.driver.panel(() => document.querySelector('.close-form [type=submit]:disabled') !== null)).toBe(
      true,
    );
    await scene.driver.press('Enter');
    await fill(scene, '[data-field=code]', '3001');
    await untilGone(scene, '.close-form .dialog-error');
    await fill(scene, '[data-field=reason]', 'é'.repeat(62));
    await untilShown(scene, '.close-form .dialog-error');
    await fill(scene, '[data-field=reason]', 'enough');
    await scene.driver.press('Enter');
    await scene.exchange(path, ({ readyState }) => readyState === 3);
    expect(scene.servers.record.one(path).closed).toEqual({ code: 3001, reason: 'enough' });
    expect((await scene.exchanges()).find(({ id }) => id === summary.id)?.closed).toMatchObject({ code: 3001 });

    await press(scene, '[data-act=send]');
    expect(await untilError(scene, 'closed')).toBe(
      'The WebSocket is closed: nothing can be sent or delivered on it any more.',
    );
    expect(await fieldOf(scene, '.data-text')).toBe('too late');
    expect(scene.servers.record.one(path).messages).toEqual([]);
  });
});
