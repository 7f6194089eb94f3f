// How a play goes on and ends: paused and step by step, with connections that break, stopped, and left by its panel.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { askedOf, listenTo, progress, recorded, seenBy } from './play-calls.ts';
import { attempt } from './replay-calls.ts';
import { inEachBrowser } from './scene.ts';

const TEXT = 'data: grüße\n\ndata: {"a":1}\n\ndata: [DONE]\n\n';

inEachBrowser('a play', 'shared', (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(async () => {
    await attempt(scene, 'stopPlay');
    await scene.driver.panel(() => window.streamscope.clear());
  });

  it('stands still before a message, goes on step by step, and then by itself', async () => {
    const path = pathOf('/sse', { count: 4 });
    const listen = () => listenTo(scene, path, 4);
    const seen = () => seenBy(scene);
    await listen();
    const [{ id }] = (await recorded(scene, [path])) as [Summary];
    await attempt(scene, 'play', { exchanges: id, pauseAt: 1 });
    await listen();
    await until('it stands still', async () => (await progress(scene)).state === 'paused');
    expect(await seen()).toEqual(['event 1']);
    await attempt(scene, 'controlPlay', 'step');
    expect(await seen()).toEqual(['event 1', 'event 2']);
    expect((await progress(scene)).shows).toMatchObject([{ given: 2, total: 4, state: 'playing' }]);
    await attempt(scene, 'controlPlay', 'continue');
    await until('the rest came', async () => (await seen()).length === 4);
    expect((await progress(scene)).state).toBe('playing');
  });

  it('breaks, closes, refuses and answers with an error as told', async () => {
    const body = pathOf('/sse', { raw: TEXT, cuts: '20', gap: 700 });
    const events = pathOf('/sse', { count: 2 });
    const ws = pathOf('/ws', { burst: 3 });
    await scene.driver.page(
      async (one, two, three) => {
        for await (const _ of (await fetch(one)).body as ReadableStream<Uint8Array>);
        await new Promise<void>((resolve) => {
          const source = new EventSource(two);
          let count = 0;
          source.onmessage = () => {
            if (++count < 2) return;
            source.close();
            resolve();
          };
        });
        await new Promise((resolve) => {
          const socket = new WebSocket(three);
          let count = 0;
          socket.onmessage = () => {
            if (++count === 3) socket.close();
          };
          socket.onclose = resolve;
        });
      },
      body,
      events,
      scene.servers.wsOrigin + ws,
    );
    const [a, b, c] = (await recorded(scene, [body, events, ws])) as [Summary, Summary, Summary];
    await attempt(
      scene,
      'play',
      [
        { exchanges: a.id, faults: [{ type: 'drop', after: 1 }], afterwards: 'refuse' },
        { exchanges: b.id, faults: [{ type: 'drop', after: 1 }], afterwards: 'last' },
        { exchanges: c.id, faults: [{ type: 'close', code: 1011, reason: 'why', after: 2 }], afterwards: 'refuse' },
      ],
      { timing: 'asap' },
    );
    const got = await scene.driver.page(
      async (one, two, three) => {
        const pieces: string[] = [];
        try {
          const response = await fetch(one);
          const reader = (response.body as ReadableStream<Uint8Array>).getReader();
          for (let read = await reader.read(); !read.done; read = await reader.read())
            pieces.push(`${read.value.length}`);
        } catch (error) {
          pieces.push((error as Error).name);
        }
        const refused = await fetch(one).catch((error: Error) => error.name);
        const events = await new Promise<string[]>((resolve) => {
          const source = new EventSource(two);
          const seen: string[] = [];
          source.onmessage = ({ data }) => {
            seen.push(data);
            if (seen.length < 3) return;
            source.close();
            resolve(seen);
          };
          source.onerror = () => seen.push(`error ${source.readyState}`);
        });
        const connect = () =>
          new Promise<string>((resolve) => {
            const socket = new WebSocket(three);
            let count = 0;
            socket.onmessage = () => count++;
            socket.onclose = ({ code, reason, wasClean }) => resolve(`${count} ${code} ${reason} ${wasClean}`);
          });
        return { pieces, refused, events, closed: await connect(), again: await connect() };
      },
      body,
      events,
      scene.servers.wsOrigin + ws,
    );
    expect(got).toEqual({
      pieces: ['20', 'TypeError'],
      refused: 'TypeError',
      events: ['event 1', 'error 0', 'event 1'],
      closed: '2 1011 why true',
      again: '0 1006  false',
    });
  });

  it('breaks what is being played when it is stopped', async () => {
    const path = pathOf('/ws', { burst: 1 });
    const url = scene.servers.wsOrigin + path;
    await scene.driver.page(
      (given) =>
        new Promise((resolve) => {
          const socket = new WebSocket(given);
          socket.onmessage = () => socket.close();
          socket.onclose = resolve;
        }),
      url,
    );
    const [{ id }] = (await recorded(scene, [path])) as [Summary];
    await attempt(scene, 'play', { exchanges: id, faults: [{ type: 'stall', after: 1 }] });
    await scene.driver.page((given) => {
      const page = window as unknown as { closing: string };
      page.closing = '';
      new WebSocket(given).onclose = ({ code }) => {
        page.closing = `${code}`;
      };
    }, url);
    await until('all was given', async () => (await progress(scene)).shows[0]?.state === 'open');
    await attempt(scene, 'stopPlay');
    expect(await scene.driver.page(() => (window as unknown as { closing: string }).closing)).toBe('1006');
  });

  it('gives the network back when DevTools is closed', async () => {
    const path = pathOf('/text', { body: 'x' });
    const read = () => scene.driver.page(async (url) => (await fetch(url)).text(), path);
    await read();
    const [{ id }] = (await recorded(scene, [path])) as [Summary];
    await attempt(scene, 'play', { exchanges: id, afterwards: 'last' });
    await read();
    expect(askedOf(scene, [path])).toBe(1);
    await scene.driver.closePanel();
    const asked = async () => {
      await read();
      return askedOf(scene, [path]) > 1;
    };
    await until('the server is asked again', asked, { timeout: 40_000, every: 500 });
    await scene.driver.openPanel();
  });
});
