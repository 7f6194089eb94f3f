// The mocks, in a page: they play the recording back, with its bytes, its order and its waiting times.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SnippetSource } from '../../../src/replay/snippets/snippets.ts';
import { bundle } from '../bundle.ts';
import { EVERY_BYTE, NASTY, pieces, request } from './samples.ts';
import { snippet, withPage } from './setting.ts';

const require = createRequire(import.meta.url);
const setting = withPage();
beforeAll(() => {
  const worker = fs.readFileSync(require.resolve('msw/mockServiceWorker.js'), 'utf8');
  setting.servers.serve('/mockServiceWorker.js', 'text/javascript', worker);
});

const text = (id: string, source: SnippetSource, scale = 0) => snippet(id).make(source, { hide: null, scale });

let files = 0;

/** What the page gets of a URL that no server answers, as the pieces in which it gets it. */
const ASK = `async (url, method) => {
  const start = performance.now();
  const response = await fetch(url, { method });
  const bytes = [];
  let reads = 0;
  for (let reader = response.body?.getReader(); reader; reads++) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes.push(...value);
  }
  const { status, statusText, headers } = response;
  return { status, statusText, type: headers.get('content-type'), odd: headers.get('x-odd'), bytes, took: performance.now() - start };
}`;

interface Answer {
  status: number;
  statusText: string;
  type: string;
  odd: string;
  bytes: number[];
  /** ms */
  took: number;
}

const ask = (url: string, method = 'GET'): Promise<Answer> =>
  setting.page.evaluate(`(${ASK})(${JSON.stringify(url)}, ${JSON.stringify(method)})`);

/** A chat: the page says hello and bytes, and gets an answer to each. */
const TALK = `(url) => new Promise((resolve) => {
  const heard = [];
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => socket.send('hello');
  socket.onmessage = ({ data }) => {
    heard.push(typeof data === 'string' ? data : [...new Uint8Array(data)]);
    if (data === 'and you?') socket.send(new Uint8Array([1, 2]));
  };
  socket.onclose = ({ code, reason }) => resolve({ heard, code, reason });
})`;

const body = [
  { at: 150, data: NASTY.join('\u241e').toWellFormed() },
  { at: 150, data: EVERY_BYTE },
  { at: 550, data: 'é' },
];

const streamed = (url: string): SnippetSource =>
  request({
    method: 'POST',
    url,
    response: {
      status: 202,
      statusText: 'Taken it',
      headers: [
        ['Content-Type', 'text/odd; x="it\'s"'],
        ['X-Odd', `'"\\ $x </script>`],
        ['Content-Encoding', 'gzip'],
        ['Content-Length', '3'],
        ['Transfer-Encoding', 'chunked'],
      ],
      pieces: body,
      end: 'finished',
    },
  });

const chat = (url: string): SnippetSource =>
  request({
    api: 'websocket',
    url,
    opened: 10,
    messages: [
      { direction: 'received', at: 20, data: `wel\u0000come '"\`\${x}` },
      { direction: 'sent', at: 30, data: 'hello' },
      { direction: 'received', at: 330, data: 'and you?' },
      { direction: 'sent', at: 340, data: new Uint8Array([1, 2]) },
      { direction: 'received', at: 350, data: EVERY_BYTE },
      { direction: 'received', at: 350, data: '' },
    ],
    close: { code: 4000, reason: `it's "over"`, at: 360, byPage: false },
  });

const events = (url: string): SnippetSource =>
  request({
    api: 'eventsource',
    url,
    response: {
      status: 200,
      statusText: '',
      headers: [['content-type', 'text/event-stream']],
      pieces: pieces('retry: 10\nid: 1\ndata: one\n\n', "event: it's\ndata: two\ndata: lines\n\n"),
      end: 'open',
    },
  });

/** How each of the two answers in place of setting.servers. */
const MOCKS: Record<string, { id: string; start(text: string): Promise<void> }> = {
  MSW: {
    id: 'msw',
    start: async (handlers) => {
      const module = `${handlers}
        import { setupWorker } from 'msw/browser';
        await setupWorker(...handlers).start({ quiet: true, onUnhandledRequest: 'bypass' });
        window.ready = true;`;
      await setting.page.addScriptTag({
        type: 'module',
        content: await bundle(setting.place.write(`msw-${files++}.js`, module), 'es'),
      });
      await setting.page.waitForFunction('window.ready');
    },
  },
  Playwright: {
    id: 'playwright',
    start: async (module) => {
      const file = setting.place.write(`mock-${files++}.mjs`, module);
      const { mock } = (await import(pathToFileURL(file).href)) as { mock(page: Page): Promise<void> };
      await mock(setting.page);
      // WebSockets are routed in documents that come after.
      await setting.page.goto(setting.servers.blank());
    },
  },
};

const nowhere = (what: string) => `${setting.servers.origin}/not-served/(x)*:id?${what}=[1]&q='`;

describe.each(Object.entries(MOCKS))('%s', (name, mock) => {
  it('answers with the recorded head and bytes', async () => {
    const source = streamed(new URL(nowhere('stream')).href);
    await mock.start(text(mock.id, source, 2));
    const { took, ...answer } = await ask(source.url, 'POST');
    expect(answer).toEqual({
      status: 202,
      // Playwright has no way to set it.
      statusText: name === 'MSW' ? 'Taken it' : 'Accepted',
      type: `text/odd; x="it's"`,
      odd: `'"\\ $x </script>`,
      bytes: [...Buffer.concat(body.map(({ data }) => Buffer.from(data as string)))],
    });
    // Timers are never early. Playwright waits for the first byte only.
    expect(took).toBeGreaterThanOrEqual(name === 'MSW' ? 1090 : 290);
    expect(setting.servers.record.exchanges.filter(({ url }) => url === source.url)).toEqual([]);
  });

  it('lets other requests pass', async () => {
    const source = streamed(new URL(nowhere('pass')).href);
    await mock.start(text(mock.id, source));
    expect((await ask(source.url)).status).toBe(404);
    expect((await ask(`${source.url}&more`, 'POST')).status).toBe(404);
  });

  it('fails where the recording failed', async () => {
    const source = request({ url: new URL(nowhere('fail')).href });
    await mock.start(text(mock.id, source));
    await expect(ask(source.url)).rejects.toThrow('Failed to fetch');
  });

  it('plays an event stream once', async () => {
    const source = events(new URL(nowhere('events')).href);
    await mock.start(text(mock.id, source));
    const heard = setting.page.evaluate(`new Promise((resolve) => {
      const heard = [];
      const source = new EventSource(${JSON.stringify(source.url)});
      for (const name of ['message', "it's"]) source.addEventListener(name, ({ type, data, lastEventId }) => {
        heard.push([type, data, lastEventId]);
        if (heard.length === 2) resolve(heard);
      });
    })`);
    expect(await heard).toEqual([
      ['message', 'one', '1'],
      [`it's`, 'two\nlines', '1'],
    ]);
  });

  it('plays a conversation in step with the page', async () => {
    const url = `${setting.servers.wsOrigin}/not-served/(x)*:id?room=[1]`;
    await mock.start(text(mock.id, chat(url), 2));
    const start = performance.now();
    const heard = await setting.page.evaluate(`(${TALK})(${JSON.stringify(url)})`);
    expect(heard).toEqual({
      heard: [`wel\u0000come '"\`\${x}`, 'and you?', [...EVERY_BYTE], ''],
      code: 4000,
      reason: `it's "over"`,
    });
    expect(performance.now() - start).toBeGreaterThanOrEqual(590);
    expect(setting.servers.record.of(url)).toEqual([]);
  });
});

it('a file of the mocks names no other package than the tool', () => {
  for (const id of ['msw', 'playwright']) {
    for (const source of [streamed('https://h.example/'), chat('wss://h.example/')]) {
      const imported = [...text(id, source).matchAll(/from '([^']+)'/g)].map(([, module]) => module);
      expect(imported).toEqual(id === 'msw' ? ['msw'] : []);
    }
  }
});
