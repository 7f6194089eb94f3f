// Nothing is lost on the way: bursts, links that are cut in the middle, a panel that is opened late or again.
import { expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { inEachBrowser, isEnded, type Scene } from './scene.ts';

const MANY = 20_000;

/** Checks in the panel, where the messages are: all of them, in order, once. */
const received = (scene: Scene, id: string) =>
  scene.driver.panel((exchangeId) => {
    const got = window.streamscope.messages(exchangeId).filter((message) => message.direction === 'received');
    return {
      count: got.length,
      inOrder: got.every((message, i) => message.data?.startsWith(`message ${i}.`)),
      timesRise: got.every((message, i) => i === 0 || message.time >= (got[i - 1]?.time ?? 0)),
    };
  }, id);

const ALL = { count: MANY, inOrder: true, timesRise: true };

/** Opens a socket on the page that gets `count` messages; resolves when the first ones are there. */
const startBurst = (scene: Scene, count: number, gap = 0) =>
  scene.driver.page(
    (url) =>
      new Promise<void>((resolve, reject) => {
        const socket = new WebSocket(url);
        const counter = { got: 0, closed: false };
        Object.assign(window, { counter });
        socket.onmessage = () => {
          counter.got++;
          resolve();
        };
        socket.onclose = () => {
          counter.closed = true;
        };
        socket.onerror = () => reject(new Error('the socket failed'));
      }),
    `${scene.servers.wsOrigin}/ws?burst=${count}&size=200&gap=${gap}&close=1000`,
  );

const pageGot = (scene: Scene) =>
  scene.driver.page(() => (window as never as { counter: { got: number; closed: boolean } }).counter);

inEachBrowser('transport', 'own', (scene) => {
  it('brings a burst of 20,000 messages, all of them, in order, once', async () => {
    await scene.fresh();
    await startBurst(scene, MANY);
    const socket = await scene.exchange('/ws?');
    expect(await received(scene, socket.id)).toEqual(ALL);
    expect(socket.lost).toBeNull();
    expect(socket.bytesReceived).toBe(MANY * 200);
  });

  it('loses nothing when the links are cut in the middle of 20,000 messages, again and again', async () => {
    await scene.fresh();
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          const echo = { socket, sent: 0, got: 0 };
          Object.assign(window, { echo });
          socket.onopen = () => resolve();
          socket.onmessage = () => {
            echo.got++;
          };
        }),
      `${scene.servers.wsOrigin}/ws`,
    );
    for (let part = 1; part <= 8; part++) {
      await scene.driver.page(
        (upTo) => {
          const { echo } = window as never as { echo: { socket: WebSocket; sent: number } };
          while (echo.sent < upTo) echo.socket.send(`message ${echo.sent++}.`);
        },
        (MANY / 8) * part,
      );
      // Now half of it is on its way out, the rest on its way back.
      await scene.driver.cutLinks();
    }
    const socket = (await until(
      'all have come back',
      async () => {
        const found = (await scene.exchanges()).find((each) => each.url.includes('/ws'));
        return found?.received === MANY ? found : undefined;
      },
      { timeout: 60_000 },
    )) as Summary;
    expect(await received(scene, socket.id)).toEqual(ALL);
    expect(socket).toMatchObject({ sent: MANY, lost: null });
  });

  it('brings 50 MB of server-sent events read with fetch, every event once', async () => {
    await scene.fresh();
    const count = 200_000;
    const path = `/sse?count=${count}&ids=1&size=230`;
    const bytes = await scene.driver.page(async (url) => {
      const reader = ((await fetch(url)).body as ReadableStream<Uint8Array>).getReader();
      let total = 0;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return total;
        total += value.length;
      }
    }, scene.servers.origin + path);
    expect(bytes).toBeGreaterThan(48_000_000);
    const stream = (await until(
      'the stream has ended in the panel',
      async () => {
        const found = (await scene.exchanges()).find((each) => each.url.includes('/sse?'));
        return found && isEnded(found) ? found : undefined;
      },
      { timeout: 60_000 },
    )) as Summary;
    expect(stream).toMatchObject({ received: count, bytesReceived: bytes, lost: null, readyState: 'done' });
    const exact = await scene.driver.panel(
      (id) =>
        window.streamscope
          .messages(id)
          .every((m, i) => m.event?.id === `${i + 1}` && m.data?.startsWith(`event ${i + 1}`)),
      stream.id,
    );
    expect(exact).toBe(true);
  });

  it('brings one message of 100 MB whole', async () => {
    await scene.fresh();
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          socket.onmessage = () => resolve();
        }),
      `${scene.servers.wsOrigin}/ws?burst=1&size=100000000`,
    );
    const socket = await scene.exchange('/ws?', (each) => each.received === 1);
    const shape = await scene.driver.panel((id) => {
      const [message] = window.streamscope.messages(id);
      return { size: message?.size, length: message?.data?.length, end: message?.data?.slice(-3) };
    }, socket.id);
    expect(shape).toEqual({ size: 100_000_000, length: 100_000_000, end: '...' });
  });

  it('shows 10,000 sockets of one page', async () => {
    await scene.fresh();
    // Closed while they connect: browsers let only so many connect at a time, and Firefox reports the ends slowly.
    await scene.driver.page((url) => {
      for (let i = 0; i < 10_000; i++) new WebSocket(`${url}&i=${i}`).close();
    }, `${scene.servers.wsOrigin}/ws?burst=1`);
    const closing = () =>
      scene.driver.panel(() => {
        const sockets = window.streamscope.exchanges().filter((each) => (each.readyState as number) >= 2);
        return { sockets: sockets.length, urls: new Set(sockets.map((each) => each.url)).size };
      });
    await until('all 10,000 are there', async () => (await closing()).sockets === 10_000, { timeout: 60_000 });
    expect(await closing()).toEqual({ sockets: 10_000, urls: 10_000 });
    await scene.driver.go(scene.servers.blank());
  });

  it('shows what passed before the panel was opened, and while it was closed', async () => {
    await scene.fresh();
    await scene.driver.closePanel();
    await startBurst(scene, 1);
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          socket.onmessage = () => resolve();
          Object.assign(window, { kept: socket });
        }),
      `${scene.servers.wsOrigin}/ws?burst=3&id=kept`,
    );
    await scene.driver.openPanel();
    const ended = await scene.exchange('/ws?', (each) => each.closed !== null);
    expect(ended).toMatchObject({ received: 1, readyState: 3 });
    const open = await scene.exchange('id=kept', (each) => each.received === 3);
    expect(open).toMatchObject({ readyState: 1, endedDateTime: null });
    expect(open.transitions.map((each) => each.state)).toEqual([0, 1]);

    await scene.driver.closePanel();
    await scene.driver.page(() => {
      const { kept } = window as never as { kept: WebSocket };
      return new Promise<void>((resolve) => {
        kept.onmessage = () => resolve();
        kept.send('while closed');
      });
    });
    await scene.driver.openPanel();
    const again = await scene.exchange('id=kept', (each) => each.sent === 1);
    expect(again.transitions.map((each) => each.state)).toEqual([0, 1]);
    expect((await scene.messages(again.id)).map((message) => message.data)).toContain('while closed');
  });

  it('lets the oldest go visibly when a page floods while no panel is open', async () => {
    await scene.fresh();
    await scene.driver.closePanel();
    await scene.driver.go(scene.servers.blank());
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          let got = 0;
          socket.onmessage = () => ++got === 300 && resolve();
        }),
      `${scene.servers.wsOrigin}/ws?burst=300&size=100000&id=flood`,
    );
    await scene.driver.openPanel();
    const flood = await scene.exchange('id=flood', (each) => each.lost !== null && each.received === 300);
    const messages = await scene.driver.panel(
      (id) => window.streamscope.messages(id).map(({ size, data }) => ({ size, kept: data !== null })),
      flood.id,
    );
    const lost = messages.filter((message) => !message.kept);
    expect(lost.length).toBeGreaterThan(200);
    expect(messages.at(-1)?.kept).toBe(true);
    expect(messages.every((message) => message.size === 100_000)).toBe(true);
    expect(flood.lost).toEqual({ messages: lost.length, bytes: lost.length * 100_000 });
  });

  it('keeps what was before large payloads while no panel is open, of those the beginning', async () => {
    await scene.fresh();
    await scene.driver.closePanel();
    await scene.driver.go(scene.servers.blank());
    const size = 20_000_000;
    const path = pathOf('/upload');
    await scene.driver.page(
      async (url, upload, size) => {
        const socket = new WebSocket(url);
        await new Promise((resolve) => {
          socket.onopen = resolve;
        });
        socket.send('before');
        socket.send(new Uint8Array(size));
        socket.send(new Blob([new Uint8Array(size)]));
        const form = new FormData();
        form.append('file', new Blob([new Uint8Array(size)]), 'file');
        await fetch(upload, { method: 'POST', body: form });
      },
      `${scene.servers.wsOrigin}/ws?mute=1&id=large`,
      path,
      size,
    );
    await scene.driver.openPanel();
    const kept = (id: string) =>
      scene.driver.panel(
        (id) =>
          window.streamscope
            .messages(id)
            .filter(({ direction }) => direction === 'sent')
            .map(({ size, data, cut }) => [size, data?.length ?? null, cut ?? false]),
        id,
      );
    const socket = await scene.exchange('id=large', ({ sent }) => sent === 3);
    const all = await kept(socket.id);
    expect(all[0]).toEqual([6, 6, false]);
    for (const row of all.slice(1)) expect(row).toEqual([size, expect.any(Number), true]);
    const [[whole, got, cut]] = (await kept((await scene.exchange(path, ({ sent }) => sent === 1)).id)) as [number[]];
    expect(whole).toBeGreaterThan(size);
    expect([got, cut]).toEqual([expect.any(Number), true]);
    expect(socket.lost).toBeNull();
  });

  it('keeps the last words of a page that goes away, and ends what was open', async () => {
    await scene.fresh();
    await scene.driver.panel(() => document.querySelector<HTMLInputElement>('input[type=checkbox]')?.click());
    try {
      await scene.driver.page(
        (url) =>
          new Promise<void>((resolve) => {
            const socket = new WebSocket(url);
            socket.onopen = () => resolve();
            window.addEventListener('pagehide', () => {
              socket.send('last words');
              void fetch('/json?keepalive', { keepalive: true }).catch(() => {});
            });
          }),
        `${scene.servers.wsOrigin}/ws?id=leaving`,
      );
      await scene.driver.go(scene.servers.blank());
      const socket = await scene.exchange('id=leaving');
      expect((await scene.messages(socket.id)).map((message) => message.data)).toContain('last words');
      expect(socket.readyState).toBe(3);
      const beacon = await scene.exchange('/json?keepalive');
      expect(beacon.readyState).toBe('aborted');
    } finally {
      await scene.driver.panel(() => document.querySelector<HTMLInputElement>('input[type=checkbox]')?.click());
    }
  });

  // Chromium cuts the port of a page before its `pagehide` where it goes into the back/forward cache.
  it.each(['page', 'frame'])('keeps what a %s did just before it is sent to another site', async (who) => {
    await scene.fresh();
    await scene.driver.panel(() => document.querySelector<HTMLInputElement>('input[type=checkbox]')?.click());
    try {
      const elsewhere = scene.servers.otherOrigin.replace('127.0.0.1', 'localhost');
      await scene.driver.page(
        async (who, here, next) => {
          const frame = document.createElement('iframe');
          frame.src = here;
          document.body.append(frame);
          await new Promise((resolve) => {
            frame.onload = resolve;
          });
          const leaving = who === 'page' ? window : (frame.contentWindow as Window & typeof globalThis);
          for (let i = 0; i < 20; i++) await (await leaving.fetch(`/json?leaving-${who}-${i}-`)).text();
          setTimeout(() => leaving.location.assign(next));
        },
        who,
        scene.servers.blank(),
        scene.servers.blank('<title>elsewhere</title>').replace(scene.servers.origin, elsewhere),
      );
      for (let i = 0; i < 20; i++)
        await scene.exchange(`/json?leaving-${who}-${i}-`, ({ readyState }) => readyState === 'done');
    } finally {
      await scene.driver.panel(() => document.querySelector<HTMLInputElement>('input[type=checkbox]')?.click());
    }
  });

  it('drops the log on reload and starts again, unless told to keep it', async () => {
    await scene.fresh();
    await scene.driver.page(async () => void (await (await fetch('/json?first')).text()));
    await scene.exchange('/json?first');
    await scene.driver.go(scene.servers.blank());
    await until('the log is empty', async () => (await scene.exchanges()).length === 0);
    await scene.driver.page(async () => void (await (await fetch('/json?second')).text()));
    await scene.exchange('/json?second');
    expect((await scene.exchanges()).map((each) => new URL(each.url).search)).toEqual(['?second']);
  });
});

inEachBrowser('a sleeping event page', { prefs: { 'extensions.background.idle.timeout': 3000 } }, (scene) => {
  it('loses nothing of 20,000 messages around the sleep', async () => {
    await scene.fresh();
    await startBurst(scene, MANY, 0);
    const socket = await scene.exchange('/ws?', (each) => each.received > 0);
    const { background } = scene.driver;
    if (background) {
      // The panel wakes it again within its reconnection time, so the state is seen only now and then.
      await scene.driver.cutLinks();
      await until('the event page runs again', async () => (await scene.driver.background?.()) === 'running');
    } else await scene.driver.cutLinks();
    await scene.exchange('/ws?');
    expect(await received(scene, socket.id)).toEqual(ALL);
    expect((await pageGot(scene)).got).toBe(MANY);
  });
});
