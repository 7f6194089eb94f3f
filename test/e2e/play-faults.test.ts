// Faults on demand, one by one and in all four APIs: what a page gets of a recording on a bad day.
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Fault } from '../../src/replay/play/faults.ts';
import type { PlayTiming, RuleGiven } from '../../src/replay/play/rules.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { askedOf, progress } from './play-calls.ts';
import { attempt } from './replay-calls.ts';
import { inEachBrowser, isEnded } from './scene.ts';

type Api = 'fetch' | 'xhr' | 'eventsource' | 'websocket';
/** What the page has had, in order. */
type Seen = (string | number)[];

/** Asks, and notes what comes of it: pieces of bodies (bytes as Latin-1), messages, errors, the end. */
function ask(api: Api, url: string): void {
  const seen: Seen = [];
  (window as unknown as { seen: Seen }).seen = seen;
  const note = (...words: Seen): void => void seen.push(words.join(' '));
  const inLatin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
  const read = async (): Promise<void> => {
    try {
      const response = await fetch(url);
      seen.push(response.status);
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) seen.push(inLatin1(part.value));
      seen.push('end');
    } catch (error) {
      seen.push((error as Error).name);
    }
  };
  const load = (): void => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', url);
    let had = 0;
    xhr.onreadystatechange = () => {
      if (xhr.readyState === 3) note(xhr.responseText.slice(had));
      had = xhr.responseText.length;
    };
    xhr.onload = () => note(xhr.status, 'end');
    xhr.onerror = () => note(xhr.status, 'error');
    xhr.send();
  };
  const listen = (): void => {
    const source = new EventSource(url);
    source.onopen = () => note('open');
    source.onmessage = ({ data }) => {
      note(data);
      if (data === 'event 3') source.close();
    };
    source.onerror = () => note('error', source.readyState);
  };
  const connect = (): void => {
    const socket = new WebSocket(url);
    socket.onopen = () => note('open');
    socket.onmessage = ({ data }) => {
      note(data);
      if (data === 'message 2') socket.close(3000);
    };
    socket.onerror = () => note('error', socket.readyState);
    socket.onclose = ({ code, reason, wasClean }) => note('close', code, reason, `${wasClean}`);
  };
  if (api === 'fetch') void read();
  else if (api === 'xhr') load();
  else if (api === 'eventsource') listen();
  else connect();
}

const PIECES = ['data: ü\n\n', 'data: b\n\n', 'data: c\n\n'];
const TEXT = PIECES.join('');
/** One byte a character. */
const BYTES = Buffer.from(TEXT).toString('latin1');
const [A, B, C] = PIECES.map((piece) => Buffer.from(piece).toString('latin1')) as [string, string, string];
/** Nobody waits for it. */
const AN_HOUR = 3_600_000;

inEachBrowser('a recording with a fault', 'shared', (scene) => {
  const paths: Record<Api, string> = {
    fetch: pathOf('/sse', { raw: TEXT }),
    xhr: pathOf('/sse', { raw: TEXT }),
    eventsource: pathOf('/sse', { count: 3, open: 1 }),
    websocket: pathOf('/ws', { burst: 3 }),
  };
  const ids = {} as Record<Api, string>;
  const asks = (api: Api): Promise<void> =>
    scene.driver.page(ask, api, (api === 'websocket' ? scene.servers.wsOrigin : scene.servers.origin) + paths[api]);
  const seen = (): Promise<Seen> => scene.driver.page(() => (window as unknown as { seen: Seen }).seen);
  const logged = async (api: Api, played: string | undefined): Promise<string> =>
    (await scene.exchange(paths[api], (each) => isEnded(each) && each.played === played)).id;
  const comesTo = (state: string): Promise<true> =>
    until(`it is ${state}`, async () => {
      const { shows } = await progress(scene);
      return shows.length > 0 && shows.every((show) => show.state === state);
    });
  const sees = (count: number): Promise<true> =>
    until(`the page has seen ${count}`, async () => (await seen()).length >= count);

  const plays = (api: Api, faults: Fault[], options: Partial<RuleGiven> = {}, timing: PlayTiming = 'asap') =>
    attempt(scene, 'play', { exchanges: ids[api], faults, ...options }, { timing });
  /** All that the page sees, to the end. */
  async function whole(api: Api, faults: Fault[], last = 'done'): Promise<Seen> {
    expect(await plays(api, faults)).toMatchObject({ state: 'playing' });
    await asks(api);
    await comesTo(last);
    return seen();
  }

  beforeAll(async () => {
    await scene.fresh();
    for (const api of Object.keys(paths) as Api[]) {
      await asks(api);
      ids[api] = await logged(api, undefined);
    }
    // What is played in three pieces is recorded in three pieces, however the network has cut it.
    for (const api of ['fetch', 'xhr'] as const) {
      await plays(api, [{ type: 'split', at: [A.length, A.length + B.length] }]);
      await asks(api);
      ids[api] = await logged(api, ids[api]);
    }
  });
  beforeEach(async () => {
    await attempt(scene, 'stopPlay');
  });
  afterEach(() => {
    expect(askedOf(scene, Object.values(paths)), 'the server was asked for the recordings alone').toBe(4);
  });

  const BODIES: [string, Fault[], Seen, Seen][] = [
    ['none', [], [200, A, B, C, 'end'], [...PIECES, '200 end']],
    ['a drop', [{ type: 'drop', after: 2 }], [200, A, B, 'TypeError'], [...PIECES.slice(0, 2), '0 error']],
    [
      'merged chunks',
      [{ type: 'merge', count: 2 }],
      [200, A + B, C, 'end'],
      [`${PIECES[0]}${PIECES[1]}`, `${PIECES[2]}`, '200 end'],
    ],
    [
      'a wrong byte',
      [{ type: 'corrupt', message: 1, byte: 6 }],
      [200, A, 'data: \x9d\n\n', C, 'end'],
      [`${PIECES[0]}`, 'data: \ufffd\n\n', `${PIECES[2]}`, '200 end'],
    ],
    ['an error of the server', [{ type: 'status', status: 503 }], [503, 'end'], ['503 end']],
    ['a refused connection', [{ type: 'refuse' }], ['TypeError'], ['0 error']],
    [
      'one fault after the other',
      [
        { type: 'merge', count: 3 },
        { type: 'pieces', size: 20 },
        { type: 'drop', after: 1 },
      ],
      [200, BYTES.slice(0, 20), 'TypeError'],
      [TEXT.slice(0, 19), '0 error'],
    ],
  ];
  it.each(BODIES)('gives fetch and XMLHttpRequest what they get of it: %s', async (_, faults, fetched, loaded) => {
    expect(await whole('fetch', faults)).toEqual(fetched);
    expect(await whole('xhr', faults)).toEqual(loaded);
  });

  it('is split at any byte', async () => {
    const cuts = Array.from({ length: BYTES.length - 1 }, (_, i) => i + 1);
    // In one piece again, then cut: a rule for each place, of which each answers one request.
    const faults = (at: number): Fault[] => [
      { type: 'merge', count: 3 },
      { type: 'split', at: [at] },
    ];
    const rules = cuts.map((at) => ({ exchanges: ids.fetch, faults: faults(at) }));
    await attempt(scene, 'play', rules, { timing: 'asap' });
    for (const at of cuts) {
      await asks('fetch');
      await sees(4);
      expect(await seen()).toEqual([200, BYTES.slice(0, at), BYTES.slice(at), 'end']);
    }
    await plays('fetch', [{ type: 'pieces', size: 1 }]);
    await asks('fetch');
    await sees(BYTES.length + 2);
    expect(await seen()).toEqual([200, ...BYTES, 'end']);
  });

  it.each(['fetch', 'xhr', 'eventsource', 'websocket'] as const)('stalls, and is not over (%s)', async (api) => {
    await plays(api, [{ type: 'stall', after: 1 }]);
    await asks(api);
    await comesTo('open');
    const first = {
      fetch: [200, A],
      xhr: [PIECES[0]],
      eventsource: ['open', 'event 1'],
      websocket: ['open', 'message 0'],
    };
    expect(await seen()).toEqual(first[api]);
    expect((await progress(scene)).shows).toMatchObject([{ given: 1, state: 'open' }]);
  });

  it.each(['fetch', 'xhr', 'eventsource', 'websocket'] as const)(
    'comes later from one message on (%s)',
    async (api) => {
      await plays(api, [{ type: 'delay', by: AN_HOUR, from: 1 }], {}, 'original');
      await asks(api);
      const first = {
        fetch: [200, A],
        xhr: [PIECES[0]],
        eventsource: ['open', 'event 1'],
        websocket: ['open', 'message 0'],
      };
      await sees(first[api].length);
      await until('that is told', async () => (await progress(scene)).shows[0]?.given === 1);
      expect(await seen()).toEqual(first[api]);
      // The next one is due in an hour, and then at once.
      await attempt(scene, 'controlPlay', 'step');
      const second = { fetch: B, xhr: PIECES[1], eventsource: 'event 2', websocket: 'message 1' };
      await sees(first[api].length + 1);
      expect((await seen())[first[api].length]).toBe(second[api]);
    },
  );

  it('breaks, closes, refuses and corrupts a WebSocket', async () => {
    const messages = ['message 0', 'message 1', 'message 2'];
    expect(await whole('websocket', [], 'left')).toEqual(['open', ...messages, 'close 3000  true']);
    const begun = ['open', 'message 0'];
    expect(await whole('websocket', [{ type: 'close', code: 1011, reason: 'why', after: 1 }])).toEqual([
      ...begun,
      'close 1011 why true',
    ]);
    const lost = ['error 3', 'close 1006  false'];
    expect(await whole('websocket', [{ type: 'close', code: 1006, after: 1 }])).toEqual([...begun, ...lost]);
    expect(await whole('websocket', [{ type: 'drop', after: 1 }])).toEqual([...begun, ...lost]);
    expect(await whole('websocket', [{ type: 'refuse' }])).toEqual(lost);
    expect(await whole('websocket', [{ type: 'corrupt', message: 1, byte: 0 }], 'left')).toEqual([
      ...begun,
      '\ufffdessage 1',
      'message 2',
      'close 3000  true',
    ]);
  });

  it('refuses to let a page connect again', async () => {
    await plays('websocket', [{ type: 'close', code: 1006, after: 2 }], { afterwards: 'refuse' });
    await asks('websocket');
    await comesTo('done');
    await asks('websocket');
    await until('the second has ended', async () => (await progress(scene)).shows.length === 2);
    await comesTo('done');
    expect(await seen()).toEqual(['error 3', 'close 1006  false']);

    await plays('eventsource', [{ type: 'drop', after: 1 }], { afterwards: 'refuse' });
    await asks('eventsource');
    // It goes on asking.
    await sees(5);
    expect((await seen()).slice(0, 5)).toEqual(['open', 'event 1', 'error 0', 'error 0', 'error 0']);
  });

  it('breaks an EventSource, which asks again; ends it with an error of the server; corrupts an event', async () => {
    await plays('eventsource', [{ type: 'drop', after: 2 }], { afterwards: 'last' });
    await asks('eventsource');
    await sees(6);
    expect((await seen()).slice(0, 6)).toEqual(['open', 'event 1', 'event 2', 'error 0', 'open', 'event 1']);
    await plays('eventsource', [{ type: 'status', status: 502 }]);
    await asks('eventsource');
    await comesTo('left');
    expect(await seen()).toEqual(['error 2']);
    await plays('eventsource', [{ type: 'corrupt', message: 1, byte: 0 }]);
    await asks('eventsource');
    await comesTo('left');
    expect(await seen()).toEqual(['open', 'event 1', '\ufffdvent 2', 'event 3']);
  });
});
