// Pages that leave at once, and tabs beside others: what they have told arrives, and at the panel of its own tab.
import { expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { keepLog, notices, page, paths } from './lives.ts';
import { inEachBrowser } from './scene.ts';

inEachBrowser('a page that leaves at once', 'shared', (scene) => {
  it.each([
    ['200 kB', 200_000],
    ['5 MB', 5_000_000],
  ])('has told all of a body of %s that it has just read', async (_, size) => {
    await scene.fresh();
    await keepLog(scene, true);
    try {
      const path = pathOf('/bytes', { size });
      const next = scene.servers.blank(page('next'));
      await scene.driver.page(
        async (url, to) => {
          await (await fetch(url)).text();
          setTimeout(() => location.assign(to), 0);
        },
        path,
        next,
      );
      const { id } = await scene.exchange(path, ({ bytesReceived }) => bytesReceived === size);
      const lengths = (await scene.messages(id)).map(({ size: bytes }) => bytes);
      expect(lengths.reduce((sum, bytes) => sum + bytes, 0)).toBe(size);
      // Firefox may say that it is too busy to read its log.
      expect((await notices(scene)).filter((kind) => kind !== 'blind')).toEqual([]);
    } finally {
      await keepLog(scene, false);
    }
  });

  // Firefox keeps such a document until it has begun.
  if (scene.browser === 'firefox') return;

  it('is shown, or named where it went before it could say a word', async () => {
    await scene.fresh();
    await keepLog(scene, true);
    try {
      // The next document is on its way as this one begins: on a busy machine a third of them have no word to say.
      for (let round = 0; round < 15; round++) {
        const path = pathOf('/text', { round });
        const first = scene.servers.blank(`${page('first')}<script>fetch("${path}")</script>`);
        // Also that of the round before.
        await scene.driver.page((to) => void setTimeout(() => location.assign(to)), first).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 10 + round * 2));
        // The one may abort the other.
        await scene.driver.go(scene.servers.blank(page('second'))).catch(() => {});
        if (scene.servers.record.of(path).length === 0) continue;
        await until('it is shown or named', async () => {
          if ((await scene.exchanges()).some(({ url }) => url.includes(path))) return true;
          const said = await scene.driver.panel(() =>
            JSON.stringify(window.streamscope.har().log._streamscope?.notices),
          );
          return said?.includes(first);
        });
      }
    } finally {
      await keepLog(scene, false);
    }
  });

  it('is shown by the panel of its own tab, whatever panels other tabs have', async () => {
    await scene.fresh();
    const { driver, servers } = scene;
    const other = await (driver.beside as NonNullable<typeof driver.beside>)(servers.blank(page('other')));
    try {
      const shownThere = () =>
        other.panel(() => window.streamscope.exchanges().map(({ url, source }) => [url, source]));
      const [here, there, reloaded, last] = [pathOf('/text'), pathOf('/text'), pathOf('/text'), pathOf('/text')];
      const ask = async (url: string) => void (await (await fetch(url)).text());
      await driver.page(ask, here);
      await other.page(ask, there);
      await scene.exchange(here);
      const whole = (path: string) => [servers.origin + path, 'page'];
      await until('it is shown there', async () => (await shownThere()).length === 1);
      expect(await shownThere()).toEqual([whole(there)]);
      await driver.go(servers.blank(page('again')));
      await driver.page(ask, reloaded);
      await scene.exchange(reloaded);
      expect(await paths(scene)).toEqual([reloaded]);
      await driver.closePanel();
      await other.page(ask, last);
      await until('it is shown there', async () => (await shownThere()).length === 2);
      expect(await shownThere()).toEqual([whole(there), whole(last)]);
    } finally {
      await other.close();
      await driver.openPanel();
    }
  });
});
