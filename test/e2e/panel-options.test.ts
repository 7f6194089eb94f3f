// What a person sets among the options holds for what comes from then on.
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { attribute, textOf } from './panel-view.ts';
import { inEachBrowser } from './scene.ts';

const MIB = 2 ** 20;
const OPTIONS = '.toolbar [aria-haspopup=dialog][title="Options"]';
const FIELD = '.body-cap input';

inEachBrowser('how much of a binary body is kept', 'own', (scene) => {
  beforeAll(() => scene.fresh());

  const open = async (on: boolean) => {
    await scene.driver.click(OPTIONS);
    await until('the options', async () => (await attribute(scene, OPTIONS, 'aria-expanded')) === `${on}`);
  };

  async function write(text: string): Promise<void> {
    await scene.driver.click(FIELD);
    await scene.driver.press('Control+a');
    await scene.driver.type(text);
    await until(`the field holds ${text}`, () =>
      scene.driver.panel(
        (selector, wanted) => document.querySelector<HTMLInputElement>(selector)?.value === wanted,
        FIELD,
        text,
      ),
    );
  }

  async function set(text: string): Promise<void> {
    await write(text);
    await scene.driver.press('Enter');
  }

  /** Bytes that are kept of 3 MiB, and whether the rest is said to be cut. */
  async function kept(): Promise<unknown> {
    const path = pathOf('/bytes', { size: 3 * MIB });
    await scene.driver.page(async (url) => void (await (await fetch(url)).arrayBuffer()), path);
    const { id, bytesReceived } = await scene.exchange(path);
    const [first] = await scene.driver.panel(
      (each) => window.streamscope.messages(each).map(({ size, cut, data }) => [size, cut ?? false, data?.length]),
      id,
    );
    return [bytesReceived, first];
  }
  const whole = [3 * MIB, [3 * MIB, false, 4 * MIB]];
  /** What is told of it where so many bytes are kept; in base64. */
  const cutAt = (bytes: number) => [3 * MIB, [3 * MIB, true, 4 * Math.ceil(bytes / 3)]];
  /** The page hears of it a moment after it was set. */
  const untilCutAt = (bytes: number) =>
    until(`a body is cut at ${bytes} bytes`, async () => isDeepStrictEqual(await kept(), cutAt(bytes)));

  it('is 16 MiB until a person sets it', async () => {
    await open(true);
    expect(
      await scene.driver.panel((selector) => document.querySelector<HTMLInputElement>(selector)?.value, FIELD),
    ).toBe('16');
    expect(await kept()).toEqual(whole);
  });

  it('is what a person sets, for bodies that come from then on; none at all with 0', async () => {
    await set('1');
    await untilCutAt(MIB);
    await set('0');
    await untilCutAt(0);
  });

  it('says what is no such number, and keeps the one before', async () => {
    for (const text of ['201', '-1', '1.5', 'x']) {
      await set(text);
      expect(await attribute(scene, FIELD, 'aria-invalid')).toBe('true');
      expect(await textOf(scene, '.popover .field-hint')).toContain('from 0 to 200');
    }
    expect(await kept()).toEqual(cutAt(0));
    await write('2');
    expect(await attribute(scene, FIELD, 'aria-invalid')).toBe('false');
    await open(false);
  });

  it('holds after DevTools was opened again', async () => {
    await scene.driver.closePanel();
    await scene.driver.openPanel();
    expect(await kept()).toEqual(cutAt(2 * MIB));
  });
});
