// Recordings played to a real page: each API gives the page what the recording says, with its times, without a network.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withFault } from '../../src/replay/play/faults.ts';
import type { Plan, PlayAnswer, PlayRule, PlayStep } from '../../src/wire/play.ts';
import { BROWSERS, type Driver } from '../browsers/driver.ts';
import { launch } from '../browsers/launch.ts';
import { type Servers, startServers } from '../servers/servers.ts';
import { bundle } from './bundle.ts';
import type { Played } from './stage/page.ts';

const answer = (steps: PlayStep[], over: Partial<PlayAnswer> = {}): PlayAnswer => ({
  recorded: '1.1',
  status: 200,
  statusText: 'OK',
  headers: [['content-type', 'text/plain']],
  url: '',
  redirected: false,
  protocol: '',
  extensions: '',
  steps,
  ...over,
});
const rule = (url: string, answers: PlayAnswer[], over: Partial<PlayRule> = {}): PlayRule => ({
  api: null,
  method: null,
  url,
  body: null,
  answers,
  afterwards: 'network',
  ...over,
});
const head = { at: 0, type: 'head' } as const;
const chunk = (at: number, data: string): PlayStep => ({ at, type: 'chunk', data });
const message = (at: number, data: string, name?: string): PlayStep => ({
  at,
  type: 'message',
  data,
  ...(name && { name, lastEventId: '7' }),
});

declare const played: Played;

describe.each(BROWSERS)('a stage in %s', (browser) => {
  let driver: Driver;
  let servers: Servers;
  let script: string;
  beforeAll(async () => {
    servers = await startServers();
    script = await bundle(path.resolve('test/e2e/stage/page.ts'));
    driver = await launch(browser, { url: servers.blank() });
  });
  afterAll(async () => {
    await driver?.close();
    await servers?.close();
  });

  /** A fresh page that plays this; gives what was asked of the servers from then on. */
  async function playing(rules: PlayRule[], speed = 1): Promise<() => string[]> {
    await driver.go(servers.blank());
    await driver.page((text) => {
      const element = document.createElement('script');
      element.text = text;
      document.head.append(element);
    }, script);
    const before = servers.record.exchanges.length;
    const plan: Plan = { rules, speed };
    const text = JSON.stringify(plan, (_key, value) => (value instanceof Uint8Array ? [...value] : value));
    await driver.page((given: string) => played.play(given), text);
    return () => servers.record.exchanges.slice(before).map(({ url }) => new URL(url).pathname);
  }
  const told = (): Promise<string[]> => driver.page(() => played.told());

  it('answers fetch() chunk by chunk, at the recorded times, with the recorded head', async () => {
    const anHour = 3_600_000;
    const steps: PlayStep[] = [
      { at: 20, type: 'head' },
      chunk(60, 'hel'),
      chunk(160, 'l'),
      chunk(anHour + 160, 'o'),
      { at: anHour + 160, type: 'end' },
    ];
    const recording = answer(steps, {
      headers: [
        ['content-type', 'text/plain'],
        ['x-own', '1'],
      ],
      url: 'https://elsewhere.example/final',
      redirected: true,
    });
    const asked = await playing([rule('*/never/there', [recording])]);
    const seen = await driver.page(async () => {
      const start = performance.now();
      const response = await fetch('/never/there');
      const times = [performance.now() - start];
      const chunks: string[] = [];
      let waits = 0;
      let timer: ReturnType<typeof setInterval> | undefined;
      for await (const bytes of response.body as ReadableStream<Uint8Array>) {
        chunks.push(new TextDecoder().decode(bytes));
        times.push(performance.now() - start);
        // What is due in an hour does not come with what is due now. Then it is due in a tenth of a second.
        if (chunks.length === 2)
          timer = setInterval(() => {
            if (++waits === 3) played.speed = 36_000;
          }, 10);
      }
      clearInterval(timer);
      const { url, redirected, status, statusText, ok } = response;
      const head = { url, redirected, status, statusText, ok, own: response.headers.get('x-own') };
      return { chunks, times, waits, head };
    });
    expect(seen.head).toEqual({
      url: 'https://elsewhere.example/final',
      redirected: true,
      status: 200,
      statusText: 'OK',
      ok: true,
      own: '1',
    });
    expect(seen.chunks).toEqual(['hel', 'l', 'o']);
    // Never before its time; how long after it is the machine's affair.
    const [answered, first, second] = seen.times as [number, number, number];
    expect(answered).toBeGreaterThanOrEqual(19);
    expect(first).toBeGreaterThanOrEqual(59);
    expect(second).toBeGreaterThanOrEqual(159);
    expect(seen.waits).toBeGreaterThanOrEqual(3);
    expect(asked()).toEqual([]);
    expect(await told()).toEqual(['opened', 'response', 'received hel', 'received l', 'received o', 'done']);
  });

  it('finds the parser that breaks where a character is split', async () => {
    const recording = answer([head, chunk(1, 'data: ä\n\n'), { at: 2, type: 'end' }]);
    const cut = withFault(recording, { type: 'split', at: [7] });
    await playing([rule('*', [recording, cut])]);
    const parsed = () =>
      driver.page(async () => {
        let text = '';
        const response = await fetch('/text');
        for await (const bytes of response.body as ReadableStream<Uint8Array>) text += new TextDecoder().decode(bytes);
        return text;
      });
    expect(await parsed()).toBe('data: ä\n\n');
    expect(await parsed()).toBe('data: \ufffd\ufffd\n\n');
  });

  it('leaves to the network what no rule fits, and what comes after the last answer', async () => {
    const asked = await playing([
      rule('*/text?body=x', [answer([head, chunk(0, 'recorded'), { at: 0, type: 'end' }])]),
    ]);
    const read = () =>
      driver.page(async () => [
        await (await fetch('/text?body=x')).text(),
        await (await fetch('/text?body=y', { method: 'POST', body: 'b' })).text(),
      ]);
    expect(await read()).toEqual(['recorded', 'y']);
    expect(await read()).toEqual(['x', 'y']);
    expect(asked()).toEqual(['/text', '/text', '/text']);
  });

  it('goes by the text of the body where a rule asks for it', async () => {
    const of = (text: string) => [answer([head, chunk(0, text), { at: 0, type: 'end' }])];
    await playing([rule('*', of('one'), { body: '"id":1', method: 'POST' }), rule('*', of('two'), { body: '"id":2' })]);
    const got = await driver.page(async () => {
      const post = async (body: string) => await (await fetch('/x', { method: 'POST', body })).text();
      return [await post('{"id":2}'), await post('{"id":1}')];
    });
    expect(got).toEqual(['two', 'one']);
  });

  it('breaks, refuses and is aborted as a connection is', async () => {
    await playing([
      rule('*/broken', [answer([head, chunk(0, 'a'), { at: 5, type: 'broken' }])], { afterwards: 'last' }),
      rule('*/refused', [answer([{ at: 0, type: 'broken' }])]),
      rule('*/slow', [answer([head, chunk(0, 'a'), chunk(60_000, 'b')])]),
    ]);
    const got = await driver.page(async () => {
      const name = (promise: Promise<unknown>) => promise.then(String, (error: Error) => error.name);
      const controller = new AbortController();
      const slow = await fetch('/slow', { signal: controller.signal });
      const reader = (slow.body as ReadableStream<Uint8Array>).getReader();
      const first = new TextDecoder().decode((await reader.read()).value);
      controller.abort();
      return [
        await name(fetch('/broken').then((response) => response.text())),
        await name(fetch('/broken').then((response) => response.body?.getReader().closed)),
        await name(fetch('/refused')),
        first,
        await name(reader.read()),
      ];
    });
    // Firefox gives text() this name where the page's own stream breaks; a reader gets the TypeError in both.
    const broken = browser === 'firefox' ? 'AbortError' : 'TypeError';
    expect(got).toEqual([broken, 'TypeError', 'TypeError', 'a', 'AbortError']);
  });

  it('answers XMLHttpRequest: states, growing text, every responseType, abort and timeout', async () => {
    const json = answer([head, chunk(0, '{"a"'), chunk(30, ':1}'), { at: 30, type: 'end' }], {
      headers: [
        ['Content-Type', 'application/json'],
        ['X-Own', 'b'],
      ],
    });
    const asked = await playing([
      rule('*/json', [json], { afterwards: 'last' }),
      rule('*/slow', [answer([])], { afterwards: 'last' }),
    ]);
    const got = await driver.page(async () => {
      const run = (type: XMLHttpRequestResponseType, url = '/json', with_: (xhr: XMLHttpRequest) => void = () => {}) =>
        new Promise<unknown[]>((resolve) => {
          const xhr = new XMLHttpRequest();
          const seen: unknown[] = [];
          xhr.responseType = type;
          xhr.onreadystatechange = () => seen.push([xhr.readyState, type === '' ? xhr.responseText : null]);
          for (const name of ['load', 'abort', 'timeout', 'error']) xhr.addEventListener(name, () => seen.push(name));
          xhr.onloadend = () => {
            const value = xhr.response as unknown;
            const shown =
              value instanceof ArrayBuffer
                ? `buffer ${value.byteLength}`
                : value instanceof Blob
                  ? `blob ${value.size} ${value.type}`
                  : value;
            resolve([
              seen,
              shown,
              xhr.status,
              xhr.getResponseHeader('x-own'),
              xhr.getAllResponseHeaders(),
              xhr.responseURL.slice(-5),
            ]);
          };
          xhr.open('GET', url);
          xhr.send();
          with_(xhr);
        });
      const sync = new XMLHttpRequest();
      sync.open('GET', '/json', false);
      sync.send();
      return {
        text: await run(''),
        json: (await run('json'))[1],
        buffer: (await run('arraybuffer'))[1],
        blob: (await run('blob'))[1],
        abort: (await run('', '/slow', (xhr) => setTimeout(() => xhr.abort())))[0],
        timeout: (await run('', '/slow', (xhr) => (xhr.timeout = 30)))[0],
        sync: [sync.readyState, sync.responseText],
      };
    });
    expect(got.text).toEqual([
      [[1, ''], [2, ''], [3, '{"a"'], [3, '{"a":1}'], [4, '{"a":1}'], 'load'],
      '{"a":1}',
      200,
      'b',
      'content-type: application/json\r\nx-own: b\r\n',
      '/json',
    ]);
    expect(got.json).toEqual({ a: 1 });
    expect([got.buffer, got.blob]).toEqual(['buffer 7', 'blob 7 application/json']);
    expect(got.abort).toEqual([[1, ''], [4, ''], 'abort']);
    expect(got.timeout).toEqual([[1, ''], [4, ''], 'timeout']);
    expect(got.sync).toEqual([4, '{"a":1}']);
    expect(asked()).toEqual([]);
  });

  it('answers EventSource: names, ids, a reconnection, close()', async () => {
    const recording = answer([
      head,
      message(5, 'a'),
      message(10, 'b', 'tick'),
      { at: 15, type: 'lost' },
      message(20, 'c'),
    ]);
    const asked = await playing([rule('*/events', [recording])]);
    const got = await driver.page(
      () =>
        new Promise<unknown[]>((resolve) => {
          const source = new EventSource('/events');
          const seen: unknown[] = [source instanceof EventSource, source.readyState, source.url.slice(-7)];
          source.onopen = () => seen.push('open');
          source.onerror = () => seen.push(`error ${source.readyState}`);
          source.addEventListener('tick', (event) => seen.push(['tick', event.data, event.lastEventId]));
          source.onmessage = ({ data, origin }) => {
            seen.push([data, origin === location.origin]);
            if (data !== 'c') return;
            source.close();
            resolve([...seen, source.readyState]);
          };
        }),
    );
    expect(got).toEqual([
      true,
      0,
      '/events',
      'open',
      ['a', true],
      ['tick', 'b', '7'],
      'error 0',
      'open',
      ['c', true],
      2,
    ]);
    expect(asked()).toEqual([]);
    expect(await told()).toEqual([
      'opened',
      'response',
      'state 1',
      'received a',
      'received b',
      'state 0',
      'state 1',
      'received c',
      'done',
    ]);
  });

  it('answers WebSocket: waits for what the page sends, binary by binaryType, closes with its code', async () => {
    const recording = answer(
      [
        head,
        { at: 5, type: 'sent' },
        message(10, 'reply'),
        { at: 20, type: 'close', code: 1011, reason: 'why', wasClean: true },
      ],
      { protocol: 'p2' },
    );
    const asked = await playing([rule('ws://*', [recording])]);
    const got = await driver.page(
      () =>
        new Promise<unknown[]>((resolve) => {
          const socket = new WebSocket('/socket', ['p1', 'p2']);
          const seen: unknown[] = [socket instanceof WebSocket, socket.readyState];
          socket.onopen = () => {
            seen.push(`open ${socket.readyState} ${socket.protocol}`);
            socket.send('ask');
          };
          socket.onmessage = ({ data }) => seen.push(data);
          socket.onclose = ({ code, reason, wasClean }) =>
            resolve([...seen, code, reason, wasClean, socket.readyState]);
          try {
            socket.send('too early');
          } catch (error) {
            seen.push((error as Error).name);
          }
        }),
    );
    expect(got).toEqual([true, 0, 'InvalidStateError', 'open 1 p2', 'reply', 1011, 'why', true, 3]);
    expect(asked()).toEqual([]);
    expect(await told()).toEqual(['opened', 'negotiated', 'sent ask', 'received reply', 'closed 1011']);
  });

  it('stands still at speed 0 and goes on step by step', async () => {
    await playing([rule('*', [answer([head, chunk(10, 'a'), chunk(20, 'b'), { at: 20, type: 'end' }])])], 0);
    const got = await driver.page(async () => {
      const task = () => new Promise((resolve) => setTimeout(resolve));
      const steps: unknown[] = [];
      const text = fetch('/x').then(async (response) => {
        const reader = (response.body as ReadableStream<Uint8Array>).getReader();
        for (let read = await reader.read(); !read.done; read = await reader.read())
          steps.push(new TextDecoder().decode(read.value));
      });
      for (let i = 0; i < 4; i++) {
        await task();
        steps.push(played.step());
      }
      await text;
      return steps;
    });
    expect(got).toEqual([true, true, 'a', true, 'b', true]);
  });
});
