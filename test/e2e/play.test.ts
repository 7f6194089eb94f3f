// A recording played to the page by window.streamscope: what the page gets, what the server sees, how the log marks it.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { askedOf, parseBadly, progress, recorded } from './play-calls.ts';
import { attempt } from './replay-calls.ts';
import { inEachBrowser, isEnded, type Scene } from './scene.ts';

const TEXT = 'data: grüße\n\ndata: {"a":1}\n\ndata: [DONE]\n\n';
type Got = Record<'fetch' | 'xhr' | 'eventsource' | 'websocket', string[]>;

/** Does with all four APIs what a chat does, and tells what it got, piece by piece. */
const chat = (scene: Scene, paths: Record<keyof Got, string>): Promise<Got> =>
  scene.driver.page(
    async (urls) => {
      const decoder = new TextDecoder();
      const response = await fetch(urls.fetch, { method: 'POST', body: '{"q":1}' });
      const pieces: string[] = [`${response.status} ${response.headers.get('content-type')}`];
      for await (const bytes of response.body as ReadableStream<Uint8Array>)
        pieces.push(decoder.decode(bytes, { stream: true }));
      const xhr = await new Promise<string[]>((resolve) => {
        const request = new XMLHttpRequest();
        request.open('GET', urls.xhr);
        request.onload = () => resolve([`${request.status}`, request.responseText]);
        request.send();
      });
      const events = await new Promise<string[]>((resolve) => {
        const source = new EventSource(urls.eventsource);
        const seen: string[] = [];
        source.onopen = () => seen.push('open');
        for (const type of ['message', 'tick'])
          source.addEventListener(type, (event) => {
            seen.push(`${event.type} ${event.data} ${event.lastEventId}`);
            if (seen.length < 4) return;
            source.close();
            resolve(seen);
          });
      });
      const messages = await new Promise<string[]>((resolve) => {
        const socket = new WebSocket(urls.websocket);
        const seen: string[] = [];
        socket.onopen = () => socket.send('ask');
        socket.onmessage = ({ data }) => {
          seen.push(data);
          if (seen.length === 1) socket.send('more');
          else socket.close(3000, 'bye');
        };
        socket.onclose = ({ code, reason }) => resolve([...seen, `${code} ${reason}`]);
      });
      return { fetch: pieces, xhr, eventsource: events, websocket: messages };
    },
    { ...paths, websocket: scene.servers.wsOrigin + paths.websocket },
  );

const statesOf = ({ transitions }: Summary) => transitions.map(({ state }) => state);

const pathsOf = (): Record<keyof Got, string> => ({
  fetch: pathOf('/sse', { raw: TEXT, cuts: '8,20', gap: 30 }),
  xhr: pathOf('/text', { body: 'hällo' }),
  eventsource: pathOf('/sse', { count: 3, ids: 1, events: 'tick,message', gap: 10 }),
  websocket: pathOf('/ws'),
});

inEachBrowser('playing to the page', 'shared', (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(async () => {
    await attempt(scene, 'stopPlay');
    await scene.driver.panel(() => window.streamscope.clear());
  });

  it('answers all four APIs without a network, with the same bytes in the same order, until it is stopped', async () => {
    const paths = pathsOf();
    const all = Object.values(paths);
    const first = await chat(scene, paths);
    const ids = (await recorded(scene, all)).map(({ id }) => id);
    const before = askedOf(scene, all);
    expect(before).toBe(4);

    const begun = await attempt(scene, 'play', [{ exchanges: ids }], { timing: 'asap' });
    expect(begun).toMatchObject({ state: 'playing', documents: 1 });
    expect(await chat(scene, paths)).toEqual(first);
    expect(askedOf(scene, all)).toBe(before);

    await until('all are told of as over', async () => {
      const { rules, shows } = await progress(scene);
      return (
        rules.every(({ matched }) => matched === 1) && shows.every(({ state }) => state === 'done' || state === 'left')
      );
    });
    const { shows } = await progress(scene);
    expect(shows.map(({ recorded: id }) => id)).toEqual(ids);
    expect(shows.every(({ given, total }) => given === total)).toBe(true);

    expect(await attempt(scene, 'stopPlay')).toMatchObject({ state: 'stopped', documents: 0 });
    expect(await chat(scene, paths)).toEqual(first);
    expect(askedOf(scene, all)).toBe(before + 4);
  });

  it('marks what was played in log and HAR, with all that the page got', async () => {
    const paths = pathsOf();
    await chat(scene, paths);
    const originals = await recorded(scene, Object.values(paths));
    await attempt(scene, 'play', [{ exchanges: originals.map(({ id }) => id) }], { timing: 'asap' });
    await chat(scene, paths);
    const played = await until('the log has all four', async () => {
      const found = (await scene.exchanges()).filter((each) => each.played !== undefined && isEnded(each));
      return found.length === 4 && found;
    });
    expect(played.map((each) => each.played)).toEqual(originals.map(({ id }) => id));
    for (const [i, one] of played.entries()) {
      const original = originals[i] as Summary;
      const got = async (id: string) =>
        (await scene.messages(id)).map(({ direction, data, event }) => [direction, data, event?.name]);
      expect(await got(one.id)).toEqual(await got(original.id));
      expect(statesOf(one)).toEqual(statesOf(original));
      expect(one.closed).toEqual(original.closed);
      expect([one.api, one.method, one.url, one.status]).toEqual([
        original.api,
        original.method,
        original.url,
        original.status,
      ]);
    }
    const marks = await scene.driver.panel(() =>
      window.streamscope.har({ redact: false }).log.entries.map((entry) => entry._streamscope?.options?.played ?? null),
    );
    expect(marks.filter((mark) => mark !== null)).toEqual(originals.map(({ id }) => id));
  });

  it('finds the parser that breaks where a character, or a line, is split', async () => {
    const path = pathOf('/sse', { raw: TEXT });
    const parse = () => parseBadly(scene, path);
    const right = ['grüße', '{"a":1}', '[DONE]'];
    expect(await parse()).toEqual(right);
    const [{ id }] = (await recorded(scene, [path])) as [Summary];
    await attempt(scene, 'play', { exchanges: id });
    expect(await parse()).toEqual(right);
    // Within the ü; behind `data: {"a`.
    await attempt(scene, 'play', { exchanges: id, faults: [{ type: 'split', at: [9] }] });
    expect(await parse()).toEqual(['gr\ufffd', '{"a":1}', '[DONE]']);
    await attempt(scene, 'play', { exchanges: id, faults: [{ type: 'split', at: [24] }] });
    expect(await parse()).toEqual(['grüße', '{"a', '[DONE]']);
    expect(askedOf(scene, [path])).toBe(1);
  });

  it('goes to a document that comes later', async () => {
    const path = pathOf('/text', { body: 'recorded' });
    const read = () => scene.driver.page(async (url) => (await fetch(url)).text(), path);
    await read();
    const [{ id }] = (await recorded(scene, [path])) as [Summary];
    // Clearing on a page load would take the recording out of the log, not out of the plan.
    await attempt(scene, 'play', { exchanges: id, afterwards: 'last' });
    await scene.driver.go(scene.servers.blank());
    await until('the new document plays', async () => (await progress(scene)).documents === 1);
    expect(await read()).toBe('recorded');
    expect(askedOf(scene, [path])).toBe(1);
    await attempt(scene, 'stopPlay');
    await read();
    expect(askedOf(scene, [path])).toBe(2);
  });

  it('plays the exchanges of an opened log', async () => {
    const path = pathOf('/text', { body: 'saved' });
    const read = () => scene.driver.page(async (url) => (await fetch(url)).text(), path);
    await read();
    await recorded(scene, [path]);
    const [id] = await scene.driver.panel(async (part) => {
      const { har, clear, open } = window.streamscope;
      const { log } = har({ redact: false });
      clear();
      const entries = log.entries.filter(({ request }) => request.url.includes(part));
      return (await open({ log: { ...log, entries } })).exchanges;
    }, path);
    await attempt(scene, 'play', { exchanges: id });
    expect(await read()).toBe('saved');
    expect(askedOf(scene, [path])).toBe(1);
  });

  it('leaves the functions of the page as they look, and the globals as they are', async () => {
    const looks = () =>
      scene.driver.page(() => [
        ...[fetch, WebSocket, EventSource, XMLHttpRequest.prototype.open, Function.prototype.toString].map(String),
        Object.getOwnPropertyNames(window).sort().join(),
      ]);
    await scene.fresh();
    const before = await looks();
    const path = pathOf('/text', { body: 'x' });
    await scene.driver.page(async (url) => (await fetch(url)).text(), path);
    const [{ id }] = (await recorded(scene, [path])) as [Summary];
    await attempt(scene, 'play', { exchanges: id });
    expect(await looks()).toEqual(before);
    await attempt(scene, 'stopPlay');
    expect(await looks()).toEqual(before);
  });

  it('says what cannot be played', async () => {
    const path = pathOf('/text', { body: 'x' });
    await scene.driver.page(async (url) => (await fetch(url)).text(), path);
    const [{ id }] = (await recorded(scene, [path])) as [Summary];
    const wrong: [unknown[], string][] = [
      [[{ exchanges: 'none' }], 'unknown-exchange'],
      [[{ exchanges: [] }], 'invalid-options'],
      [[{ exchanges: id, api: 'websocket' }], 'invalid-options'],
      [[{ exchanges: id, url: '/relative' }], 'invalid-url'],
      [[{ exchanges: id, faults: [{ type: 'corrupt', message: 0, byte: 99 }] }], 'invalid-options'],
      [[{ exchanges: id, faults: [{ type: 'no such' }] }], 'invalid-options'],
      [[{ exchanges: id }, { timing: -1 }], 'invalid-options'],
    ];
    for (const [args, code] of wrong)
      expect(await attempt(scene, 'play', ...args)).toMatchObject({ name: 'ReplayError', code });
    expect(await attempt(scene, 'controlPlay', 'step')).toMatchObject({ name: 'ReplayError', code: 'not-playing' });
    expect(await progress(scene)).toMatchObject({ state: 'stopped', rules: [], shows: [] });
  });
});
