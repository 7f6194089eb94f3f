// Requests that are repeated from the page's own context: what the servers got the second time.
import net from 'node:net';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import type { RecordedExchange } from '../servers/record.ts';
import { pathOf } from './compare.ts';
import { attempt } from './replay-calls.ts';
import { inEachBrowser, isEnded, type Scene } from './scene.ts';

/** What the servers saw at `path`, oldest first, preflights left out. */
const seen = (scene: Scene, path: string): RecordedExchange[] =>
  scene.servers.record.of(path).filter(({ method }) => method !== 'OPTIONS');

const bodyText = ({ requestBody }: RecordedExchange): string => Buffer.from(requestBody, 'base64').toString('latin1');

/** The exchange that a call has made, when it has ended. */
const made = (scene: Scene, id: unknown): Promise<Summary> =>
  until('the new exchange has ended', async () =>
    (await scene.exchanges()).find((each) => each.id === id && isEnded(each)),
  ) as Promise<Summary>;

const sameHeaders = (a: RecordedExchange, b: RecordedExchange, names: string[]) => {
  for (const name of names) expect([name, b.requestHeaders[name]]).toEqual([name, a.requestHeaders[name]]);
};

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

inEachBrowser('resending', 'shared', (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(() => scene.driver.panel(() => window.streamscope.clear()));

  it('repeats a fetch with its method, headers, bytes, cookies and referrer, as an exchange that names its parent', async () => {
    const path = pathOf('/upload');
    await scene.driver.page(async (url) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the point is that it is sent
      document.cookie = 'who=me';
      const body = new Uint8Array([0, 255, 128, 10, 13]);
      await fetch(url, { method: 'POST', headers: { 'X-A': 'ä', 'Content-Type': 'application/x-bytes' }, body }).then(
        (r) => r.text(),
      );
    }, path);
    const first = await scene.exchange(path);
    expect(await attempt(scene, 'resend', first.id)).toMatchObject({ name: 'ReplayError', code: 'confirm-method' });
    const result = await attempt(scene, 'resend', first.id, { confirm: true });
    expect(result).toEqual({ id: expect.any(String), refused: [] });
    const second = await made(scene, result.id);
    expect(second).toMatchObject({
      api: 'fetch',
      method: 'POST',
      url: first.url,
      status: 200,
      source: 'page',
      ours: { parent: first.id },
    });
    expect(first.ours).toBeUndefined();
    const [before, after] = seen(scene, path) as [RecordedExchange, RecordedExchange];
    expect(after.requestBody).toBe(before.requestBody);
    expect(before.requestHeaders.cookie).toContain('who=me');
    sameHeaders(before, after, [
      'x-a',
      'content-type',
      'cookie',
      'origin',
      'referer',
      'sec-fetch-mode',
      'sec-fetch-site',
    ]);
    // The person was asked about this host.
    expect(await attempt(scene, 'resend', first.id)).toMatchObject({ id: expect.any(String) });
    const har = await scene.driver.panel(
      (id) =>
        window.streamscope.har({ redact: false }).log.entries.find((e) => e._streamscope?.id === id)?._streamscope
          ?.ours,
      `${result.id}`,
    );
    expect(har).toMatchObject({ parent: first.id });
  });

  it('repeats XMLHttpRequests with form data and parameters as the browser had sent them', async () => {
    const paths = [pathOf('/upload'), pathOf('/upload')] as const;
    await scene.driver.page(
      async (form, parameters) => {
        const post = (url: string, body: XMLHttpRequestBodyInit) =>
          new Promise((resolve) => {
            const xhr = new XMLHttpRequest();
            xhr.open('POST', url);
            xhr.onloadend = resolve;
            xhr.send(body);
          });
        const data = new FormData();
        data.append('a', 'ü');
        data.append('file', new Blob(['x\0y'], { type: 'text/x' }), 'f.txt');
        await post(form, data);
        await post(parameters, new URLSearchParams({ a: '1', b: 'ü' }));
      },
      ...paths,
    );
    for (const path of paths) {
      const { id } = await scene.exchange(path);
      const result = await attempt(scene, 'resend', id, { confirm: true });
      await made(scene, result.id);
      const [before, after] = seen(scene, path) as [RecordedExchange, RecordedExchange];
      const plain = (each: RecordedExchange) => {
        const type = `${each.requestHeaders['content-type']}`;
        const boundary = /boundary=(.*)/.exec(type)?.[1] ?? '\0';
        return { type: type.replace(boundary, '…').toLowerCase(), body: bodyText(each).replaceAll(boundary, '…') };
      };
      expect(plain(after)).toEqual(plain(before));
    }
  });

  it('sends what was edited, and tells of headers that a page may not set', async () => {
    const path = pathOf('/json');
    await scene.driver.page((url) => fetch(url, { headers: { 'X-Old': '1' } }).then((r) => r.text()), path);
    const { id } = await scene.exchange(path);
    const url = pathOf('/upload', { edited: 1 });
    const headers = [
      ['X-New', 'a'],
      ['x-new', 'b'],
      ['Cookie', 'k=v'],
      ['Origin', 'http://evil.example'],
      ['Sec-X', '1'],
      ['Host', 'h'],
    ];
    const body = { json: '{"n": {{counter}}, "t": "{{other}}"}' };
    const result = await attempt(scene, 'resend', id, { method: 'put', url, headers, body });
    expect(result.refused).toEqual([
      { name: 'Cookie', value: 'k=v', reason: 'forbidden' },
      { name: 'Origin', value: 'http://evil.example', reason: 'forbidden' },
      { name: 'Sec-X', value: '1', reason: 'forbidden' },
      { name: 'Host', value: 'h', reason: 'forbidden' },
    ]);
    expect(await made(scene, result.id)).toMatchObject({ method: 'PUT', url: scene.servers.origin + url });
    const [record] = seen(scene, url) as [RecordedExchange];
    expect(bodyText(record)).toMatch(/^\{"n": \d+, "t": "\{\{other\}\}"\}$/);
    expect(record.requestHeaders).toMatchObject({ 'x-new': 'a, b', origin: scene.servers.origin });
    expect(record.requestHeaders['x-old']).toBeUndefined();
    expect(`${record.requestHeaders.cookie}`).not.toContain('k=v');
    expect(await attempt(scene, 'resend', id, { headers: { 'a b': '1' } })).toMatchObject({ code: 'invalid-header' });
    expect(await attempt(scene, 'resend', id, { body: { json: '{' }, method: 'PUT' })).toMatchObject({
      code: 'invalid-json',
    });
    expect(await attempt(scene, 'resend', id, { url: 'http://[' })).toMatchObject({ code: 'invalid-url' });
    expect(await attempt(scene, 'resend', id, { method: 'TRACE' })).toMatchObject({ code: 'invalid-method' });
  });

  it('reopens an EventSource after a message', async () => {
    const path = pathOf('/sse', { count: 5, ids: 1, stop: 1 });
    await scene.driver.page((url) => {
      const source = new EventSource(url);
      return new Promise((resolve) => {
        source.onmessage = ({ lastEventId }) => lastEventId === '5' && resolve(source.close());
      });
    }, path);
    const { id } = await scene.exchange(path);
    const messages = await scene.messages(id);
    const at = messages.findIndex(({ event }) => event?.id === '3');
    const result = await attempt(scene, 'resend', id, { resumeAfter: at });
    const summary = await made(scene, result.id);
    expect(summary).toMatchObject({ api: 'fetch', ours: { parent: id } });
    expect((await scene.messages(summary.id)).map(({ event }) => event?.id)).toEqual(['4', '5']);
    const last = seen(scene, path).at(-1) as RecordedExchange;
    expect(last.requestHeaders).toMatchObject({ 'last-event-id': '3', accept: 'text/event-stream' });
    expect(await attempt(scene, 'resend', id, { resumeAfter: 99 })).toMatchObject({ code: 'no-event-id' });
  });

  it('gives up a stream that it has made, when told to', async () => {
    const path = pathOf('/sse', { count: 2, open: 1 });
    await scene.driver.page(async (url) => {
      const controller = new AbortController();
      await fetch(url, { signal: controller.signal });
      controller.abort();
    }, path);
    const { id } = await scene.exchange(path);
    const result = await attempt(scene, 'resend', id);
    await until('it has both events', async () => (await scene.messages(`${result.id}`)).length === 2);
    expect(await attempt(scene, 'close', result.id)).toEqual({ id: result.id });
    expect(await made(scene, result.id)).toMatchObject({ readyState: 'aborted' });
    await until('the server has noticed', () => seen(scene, path).at(-1)?.end === 'client');
  });

  it('goes out from the frame that had made it', async () => {
    const path = pathOf('/json', { cors: '*' });
    const target = `${scene.servers.origin}${path}`;
    const html = `<!doctype html><meta charset=utf-8><script>fetch(${JSON.stringify(target)}).then((r) => r.text())</script>`;
    const inner = scene.servers.blank(html).replace(scene.servers.origin, scene.servers.otherOrigin);
    await scene.driver.page((src) => {
      const frame = document.createElement('iframe');
      frame.src = src;
      document.body.append(frame);
    }, inner);
    const { id, frame } = await scene.exchange(path);
    expect(frame.id).not.toBe(0);
    const result = await attempt(scene, 'resend', id);
    expect((await made(scene, result.id)).frame).toEqual(frame);
    for (const { requestHeaders } of seen(scene, path)) expect(requestHeaders.origin).toBe(scene.servers.otherOrigin);
    expect(seen(scene, path)).toHaveLength(2);
  });

  it('says what went wrong: unreachable, refused by CORS, another origin, page gone', async () => {
    const path = pathOf('/json');
    await scene.driver.page((url) => fetch(url).then((r) => r.text()), path);
    const { id } = await scene.exchange(path);
    const other = scene.servers.otherOrigin + pathOf('/json');
    expect(await attempt(scene, 'resend', id, { url: other })).toMatchObject({ code: 'confirm-origin' });
    expect(scene.servers.record.of(other)).toEqual([]);
    expect(await attempt(scene, 'resend', id, { url: other, confirm: true })).toMatchObject({
      name: 'ReplayError',
      code: 'cors',
      id: expect.any(String),
    });
    const broken = pathOf('/destroy', { early: 1 });
    expect(await attempt(scene, 'resend', id, { url: broken })).toMatchObject({
      code: 'unreachable',
      id: expect.any(String),
    });
    const put = scene.servers.otherOrigin + pathOf('/json');
    expect(await attempt(scene, 'resend', id, { url: put, method: 'PUT', confirm: true })).toMatchObject({
      code: 'cors',
    });
    const nobody = `http://127.0.0.1:${await freePort()}/`;
    expect(await attempt(scene, 'resend', id, { url: nobody, confirm: true })).toMatchObject({ code: 'unreachable' });
    const silent = pathOf('/silent');
    const going = attempt(scene, 'resend', id, { url: silent });
    await until('the server has the request', () => seen(scene, silent).length === 1);
    await scene.driver.go(scene.servers.blank());
    expect(await going).toMatchObject({ code: 'page-gone' });
  });
});
