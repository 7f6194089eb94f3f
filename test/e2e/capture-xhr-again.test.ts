// XMLHttpRequest: one object that is used again, in flight, in its listeners, and as the request before ends.
import { beforeAll, expect, it } from 'vitest';
import { pathOf } from './compare.ts';
import { inEachBrowser, isEnded } from './scene.ts';

inEachBrowser('an XMLHttpRequest that is used again', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it('is two exchanges where the page uses the object twice', async () => {
    const paths = [pathOf('/text', { body: 'the first' }), pathOf('/upload')] as const;
    const got = await scene.driver.page(
      (first, second) =>
        new Promise<string[]>((resolve) => {
          const xhr = new XMLHttpRequest();
          const texts: string[] = [];
          xhr.onload = () => {
            texts.push(xhr.responseText);
            if (texts.length === 2) return resolve(texts);
            xhr.open('POST', second);
            xhr.send('the second');
          };
          xhr.open('GET', first);
          xhr.setRequestHeader('x-first', '1');
          xhr.send();
        }),
      ...paths,
    );
    expect(got).toEqual(['the first', 'the second']);
    const [first, second] = [await scene.exchange(paths[0]), await scene.exchange(paths[1])];
    expect(first).toMatchObject({ method: 'GET', sent: 0, received: 1, readyState: 4 });
    expect(second).toMatchObject({ method: 'POST', sent: 1, received: 1, readyState: 4 });
    expect(first.transitions.map(({ state }) => state)).toEqual([0, 1, 2, 3, 4]);
    expect(second.transitions.map(({ state }) => state)).toEqual([1, 2, 3, 4]);
    const sent = await scene.driver.panel((id) => window.streamscope.exchange(id).request.headers, second.id);
    expect(sent).toEqual([]);
  });

  it('is aborted where the page opens the object again in flight', async () => {
    const paths = [pathOf('/silent'), pathOf('/text', { body: 'again' })] as const;
    await scene.driver.page(
      (first, second) =>
        new Promise<void>((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', first);
          xhr.send();
          xhr.open('GET', second);
          xhr.onload = () => resolve();
          xhr.send();
        }),
      ...paths,
    );
    expect(await scene.exchange(paths[0])).toMatchObject({ error: { kind: 'abort' }, status: 0 });
    expect(await scene.exchange(paths[1])).toMatchObject({ error: null, status: 200, received: 1 });
  });

  it('is told where a listener of open() sends already, also when it is opened again in flight', async () => {
    const paths = [pathOf('/hang'), pathOf('/text', { body: 'sent within open()' })] as const;
    const text = await scene.driver.page(
      (first, second) =>
        new Promise<string>((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.onreadystatechange = () => {
            if (xhr.readyState === 1) {
              xhr.setRequestHeader('x-within', 'open()');
              xhr.send();
            } else if (xhr.readyState === 3 && xhr.responseURL.includes(first)) xhr.open('GET', second);
          };
          xhr.onload = () => resolve(xhr.responseText);
          xhr.open('GET', first);
        }),
      ...paths,
    );
    expect(text).toBe('sent within open()');
    const [first, second] = [await scene.exchange(paths[0]), await scene.exchange(paths[1])];
    expect(first).toMatchObject({ method: 'GET', status: 200, error: { kind: 'abort', message: 'opened again' } });
    expect(second).toMatchObject({ method: 'GET', status: 200, error: null, received: 1, readyState: 4 });
    for (const { id } of [first, second]) {
      const sent = await scene.driver.panel((id) => window.streamscope.exchange(id).request.headers, id);
      expect(sent).toEqual([['x-within', 'open()']]);
    }
    expect(second.transitions.map(({ state }) => state)).toEqual([1, 2, 3, 4]);
  });

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
