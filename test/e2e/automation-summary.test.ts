// The summary of docs/automation.md, column by column.
import { beforeAll, expect, it } from 'vitest';
import { pathOf } from './compare.ts';
import { inEachBrowser, type Scene } from './scene.ts';

/** fetch, XHR, EventSource and WebSocket, one of each, brought to their end by the page. */
const startOneOfEach = async (scene: Scene) => {
  const paths = { fetch: pathOf('/text'), xhr: pathOf('/text'), eventsource: pathOf('/sse'), websocket: pathOf('/ws') };
  await scene.driver.page(
    async (origin, wsOrigin, { fetch: fetched, xhr: asked, eventsource, websocket }) => {
      await (await fetch(origin + fetched)).text();
      await new Promise((resolve) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', origin + asked);
        xhr.onload = resolve;
        xhr.send();
      });
      await new Promise<void>((resolve) => {
        const source = new EventSource(origin + eventsource);
        source.onmessage = () => {
          source.close();
          resolve();
        };
      });
      await new Promise<void>((resolve) => {
        const socket = new WebSocket(wsOrigin + websocket);
        socket.onopen = () => socket.close(1000);
        socket.onclose = () => resolve();
      });
    },
    scene.servers.origin,
    scene.servers.wsOrigin,
    paths,
  );
  return paths;
};

/** Sends one request by fetch and one by XHR; gives what the panel tells of both. */
async function both(scene: Scene, method: string, route: string, parameters: Record<string, string | number> = {}) {
  const paths = [pathOf(route, parameters), pathOf(route, parameters)] as const;
  await scene.driver.page(
    async (verb, first, second) => {
      await (await fetch(first, { method: verb })).text();
      await new Promise((resolve) => {
        const xhr = new XMLHttpRequest();
        xhr.open(verb, second);
        xhr.onloadend = resolve;
        xhr.send();
      });
    },
    method,
    ...paths,
  );
  const told = [];
  for (const path of paths) {
    const summary = await scene.exchange(path);
    const detail = await scene.driver.panel((id) => window.streamscope.exchange(id), summary.id);
    told.push({ summary, detail, record: scene.servers.record.one(path) });
  }
  return told;
}

inEachBrowser('a summary', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it('has an id of its own, the api, the method, the absolute url, the source and no loss', async () => {
    const paths = await startOneOfEach(scene);
    const ids = new Set<string>();
    for (const [api, path] of Object.entries(paths)) {
      const summary = await scene.exchange(path);
      const origin = api === 'websocket' ? scene.servers.wsOrigin : scene.servers.origin;
      expect(summary).toMatchObject({
        api,
        method: 'GET',
        url: origin + path,
        source: 'page',
        lost: null,
        error: null,
      });
      expect(typeof summary.id).toBe('string');
      ids.add(summary.id);
    }
    expect(ids.size).toBe(4);
  });

  it.each(['GET', 'HEAD', 'post', 'Put', 'delete', 'PATCH', 'PROPFIND'])(
    'has the method as sent: %s',
    async (method) => {
      for (const { summary, record } of await both(scene, method, '/text')) {
        expect(summary.method).toBe(record.method);
        expect(summary.status).toBe(record.status);
      }
    },
  );

  it('has the method as given where the platform leaves its case alone', async () => {
    // Node's parser refuses such a request, which is an answer too.
    const path = pathOf('/text');
    await scene.driver.page(async (url) => void (await (await fetch(url, { method: 'patch' })).text()), path);
    expect(await scene.exchange(path)).toMatchObject({ method: 'patch', status: 400 });
  });

  it.each([200, 201, 204, 404, 418, 500, 503])('has the status, and %i is no error', async (code) => {
    for (const { summary } of await both(scene, 'GET', '/status', { code })) {
      expect(summary).toMatchObject({ status: code, error: null });
      expect(['done', 4]).toContain(summary.readyState);
    }
  });

  it.each([301, 302, 307])('has the url before redirects (%i), and response.url is the final one', async (code) => {
    const told = await both(scene, 'GET', '/redirect', { to: '/json?final', code, hops: 3 });
    for (const { summary, detail, record } of told) {
      expect(summary.url).toBe(record.url);
      expect(summary.status).toBe(200);
      expect(detail.response?.url).toBe(`${scene.servers.origin}/json?final`);
    }
  });

  it('has the url absolute, resolved against the base of the document', async () => {
    const html = `<!doctype html><base href="${scene.servers.origin}/a/b/"><title>based</title>`;
    await scene.fresh(html);
    await scene.driver.page(async () => {
      await fetch('../c?relative=fetch');
      await new Promise((resolve) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', 'd e?relative=xhr');
        xhr.onloadend = resolve;
        xhr.send();
      });
      await fetch(new URL('/json?relative=url', location.href));
      await fetch('//127.0.0.1:1/?relative=scheme').catch(() => {});
    });
    const urls = await Promise.all(
      ['fetch', 'xhr', 'url'].map(async (name) => (await scene.exchange(`relative=${name}`, () => true)).url),
    );
    const { origin } = scene.servers;
    expect(urls).toEqual([
      `${origin}/a/c?relative=fetch`,
      `${origin}/a/b/d%20e?relative=xhr`,
      `${origin}/json?relative=url`,
    ]);
    expect((await scene.exchange('relative=scheme')).url).toBe('http://127.0.0.1:1/?relative=scheme');
    await scene.fresh();
  });

  it('has status 0 where there was no response, or none that the page may see', async () => {
    const [opaque, forbidden] = [pathOf('/json'), pathOf('/json')];
    await scene.driver.page(
      async (other, first, second) => {
        await fetch('http://127.0.0.1:1/?refused').catch(() => {});
        await fetch(other + first, { mode: 'no-cors' });
        await fetch(other + second).catch(() => {});
      },
      scene.servers.otherOrigin,
      opaque,
      forbidden,
    );
    expect(await scene.exchange('?refused')).toMatchObject({ status: 0, error: { kind: 'network' } });
    expect(await scene.exchange(opaque)).toMatchObject({ status: 0, error: null });
    expect(await scene.exchange(forbidden)).toMatchObject({ status: 0, error: { kind: 'network' } });
  });

  it('counts messages as messages(id) lists them, and bytes', async () => {
    const [ws, upload, sse] = [
      pathOf('/ws', { burst: 2, size: 30 }),
      pathOf('/upload'),
      pathOf('/sse', { data: 'ü %' }),
    ];
    await scene.driver.page(
      async (origin, wsUrl, uploadPath, ssePath) => {
        await new Promise<void>((resolve) => {
          const socket = new WebSocket(wsUrl);
          let got = 0;
          socket.onopen = () => socket.send('grüße');
          socket.onmessage = () => ++got === 3 && socket.close();
          socket.onclose = () => resolve();
        });
        await (await fetch(origin + uploadPath, { method: 'POST', body: 'grüße' })).text();
        await new Promise<void>((resolve) => {
          const source = new EventSource(origin + ssePath);
          let got = 0;
          source.onmessage = () => {
            if (++got < 5) return;
            source.close();
            resolve();
          };
        });
      },
      scene.servers.origin,
      scene.servers.wsOrigin + ws,
      upload,
      sse,
    );
    expect(await scene.exchange(ws)).toMatchObject({ sent: 1, received: 3, bytesSent: 7, bytesReceived: 67 });
    expect(await scene.exchange(upload)).toMatchObject({ sent: 1, received: 1, bytesSent: 7, bytesReceived: 7 });
    expect(await scene.exchange(sse)).toMatchObject({ sent: 0, received: 5, bytesSent: 0, bytesReceived: 20 });
    for (const path of [ws, upload, sse]) {
      const { id, sent, received } = await scene.exchange(path);
      const messages = await scene.messages(id);
      expect(messages.filter(({ direction }) => direction === 'sent')).toHaveLength(sent);
      expect(messages.filter(({ direction }) => direction === 'received')).toHaveLength(received);
    }
  });

  it('counts body bytes after content decoding', async () => {
    const body = 'zip zap\n'.repeat(500);
    for (const { summary, record } of await both(scene, 'GET', '/gzip', { body })) {
      expect(summary.bytesReceived).toBe(4000);
      expect(record.bytes).toBe(4000);
    }
  });

  it('has the frame of its document: 0 and its url for the top one, another for an iframe', async () => {
    const [top, inner, blank] = [pathOf('/json'), pathOf('/json'), pathOf('/json')];
    await scene.driver.page(
      async (first, second, third) => {
        await (await fetch(first)).text();
        for (const [src, path] of [
          ['/blank?inner', second],
          ['about:blank', third],
        ] as const) {
          const frame = document.createElement('iframe');
          frame.src = src;
          await new Promise((resolve) => {
            frame.onload = resolve;
            document.body.append(frame);
          });
          await (await (frame.contentWindow as Window).fetch(path)).text();
        }
      },
      top,
      inner,
      blank,
    );
    const frames = [];
    for (const path of [top, inner, blank]) frames.push((await scene.exchange(path)).frame);
    expect(frames[0]).toEqual({ id: 0, url: scene.servers.blank() });
    expect(frames[1]?.url).toBe(`${scene.servers.origin}/blank?inner`);
    expect(frames[2]?.url).toBe('about:blank');
    expect(new Set(frames.map(({ id }) => id)).size).toBe(3);
  });

  it('has its times in epoch milliseconds, and endedDateTime null while it is open', async () => {
    const path = pathOf('/ws');
    const [before, opened] = await scene.driver.page(
      (url) =>
        new Promise<number[]>((resolve) => {
          const now = () => performance.timeOrigin + performance.now();
          const time = now();
          const socket = new WebSocket(url);
          Object.assign(window, { socket });
          socket.onopen = () => resolve([time, now()]);
        }),
      scene.servers.wsOrigin + path,
    );
    const open = await scene.exchange(path, ({ readyState }) => readyState === 1);
    expect(open.endedDateTime).toBeNull();
    expect(Math.abs(open.startedDateTime - (before as number))).toBeLessThan(25);
    expect(open.transitions[0]?.time).toBe(open.startedDateTime);
    expect(Math.abs((open.transitions[1]?.time ?? 0) - (opened as number))).toBeLessThan(25);
    expect(Math.abs(open.startedDateTime - Date.now())).toBeLessThan(5000);
    const closed = await scene.driver.page(() => {
      const { socket } = window as never as { socket: WebSocket };
      return new Promise<number>((resolve) => {
        socket.onclose = () => resolve(performance.timeOrigin + performance.now());
        socket.close();
      });
    });
    const { endedDateTime } = await scene.exchange(path);
    expect(Math.abs((endedDateTime ?? 0) - closed)).toBeLessThan(25);
  });
});
