// XMLHttpRequest: one object that is sent again while it tells how the request before ended.
import { beforeAll, expect, it } from 'vitest';
import { pathOf } from './compare.ts';
import { inEachBrowser, isEnded } from './scene.ts';

inEachBrowser('an XMLHttpRequest that is sent again', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it.each(['error', 'timeout', 'abort'])(
    'tells both requests of an object that is sent again in its own %s',
    async (how) => {
      const [failing, second] = [
        pathOf(how === 'error' ? '/destroy' : '/silent', { early: 1 }),
        pathOf('/text', { body: 'fine' }),
      ];
      const seen = await scene.driver.page(
        (first, again, type) =>
          new Promise<[number, string]>((resolve) => {
            const xhr = new XMLHttpRequest();
            xhr.addEventListener(
              type,
              (event) => {
                event.stopImmediatePropagation();
                xhr.onload = () => resolve([xhr.status, xhr.responseText]);
                xhr.open('GET', again);
                xhr.send();
              },
              { once: true },
            );
            xhr.open('GET', first);
            if (type === 'timeout') xhr.timeout = 50;
            xhr.send();
            if (type === 'abort') setTimeout(() => xhr.abort(), 50);
          }),
        failing,
        second,
        how,
      );
      expect(seen).toEqual([200, 'fine']);
      expect(await scene.exchange(failing, isEnded)).toMatchObject({
        status: 0,
        error: { kind: how === 'error' ? 'network' : how },
      });
      expect(await scene.exchange(second, isEnded)).toMatchObject({ status: 200, bytesReceived: 4, error: null });
    },
  );

  it('takes an error of the request before for none of the one it was opened for meanwhile', async () => {
    const [failing, second] = [pathOf('/destroy', { early: 1 }), pathOf('/delay', { ms: 100, body: 'fine' })];
    const text = await scene.driver.page(
      (first, again) =>
        new Promise<string>((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.onreadystatechange = () => {
            if (xhr.readyState !== 4) return;
            xhr.onreadystatechange = null;
            xhr.onload = () => resolve(xhr.responseText);
            xhr.open('GET', again);
            xhr.send();
          };
          xhr.open('GET', first);
          xhr.send();
        }),
      failing,
      second,
    );
    expect(text).toBe('fine');
    expect(await scene.exchange(failing, isEnded)).toMatchObject({ status: 0 });
    expect(await scene.exchange(second, isEnded)).toMatchObject({ status: 200, bytesReceived: 4, error: null });
  });
});
