// Messages held by window.streamscope: what the page gets, what the server gets, in which order, and what the log says.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import {
  breakOn,
  held,
  logSays,
  openSocket,
  pageSaw,
  seenBy,
  serverGot,
  serverHas,
  socketDoes,
} from './break-calls.ts';
import { pathOf } from './compare.ts';
import { attempt } from './replay-calls.ts';
import { inEachBrowser } from './scene.ts';

inEachBrowser('breaking on messages of WebSockets', 'input', (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(async () => {
    await attempt(scene, 'breakOff');
    await scene.driver.panel(() => window.streamscope.clear());
  });
  const state = () =>
    scene.driver.page(() => {
      const { socket } = window as unknown as { socket: WebSocket };
      return { readyState: socket.readyState, bufferedAmount: socket.bufferedAmount };
    });

  it('holds what one that was open before receives; releases, edits and drops it, in order', async () => {
    const path = pathOf('/ws');
    await openSocket(scene, path);
    await breakOn(scene, { direction: 'received' });
    for (const [i, text] of ['one', 'two', 'three'].entries()) {
      await socketDoes(scene, 'send', text);
      await held(scene, i + 1);
    }
    const [one, two, three] = await held(scene, 3);
    expect(one).toMatchObject({ direction: 'received', api: 'websocket', data: 'one', size: 3, opcode: 'text' });
    expect(await seenBy(scene)).toEqual(['open']);
    // Decided out of order: the first one still goes first.
    await attempt(scene, 'drop', two?.id);
    await attempt(scene, 'release', three?.id, { json: '{"edited": true}' });
    expect(await held(scene, 1)).toMatchObject([{ id: one?.id }]);
    expect(await seenBy(scene)).toEqual(['open']);
    await attempt(scene, 'release', one?.id);
    await pageSaw(scene, ['open', 'message one', 'message {"edited": true}']);
    await logSays(scene, path, [
      'sent one',
      'received one released',
      'sent two',
      'received two dropped',
      'sent three',
      'received three edited',
      'received {"edited": true} ours',
    ]);
    expect(serverGot(scene, path)).toEqual(['one', 'two', 'three']);
  });

  it('holds only what fits, and lets the rest wait behind it', async () => {
    const path = pathOf('/ws');
    await openSocket(scene, path);
    await breakOn(scene, { direction: 'received', text: 'stop' });
    for (const text of ['before', 'stop', 'after', 'later']) await socketDoes(scene, 'send', text);
    const [stop] = await held(scene, 1);
    await until(
      'two wait',
      async () => (await scene.driver.panel(() => window.streamscope.breakState())).waiting === 2,
    );
    await pageSaw(scene, ['open', 'message before']);
    await attempt(scene, 'release', stop?.id);
    await pageSaw(scene, ['open', 'message before', 'message stop', 'message after', 'message later']);
  });

  it('holds what a new one sends as it was then; the page sees it buffered', async () => {
    await breakOn(scene, { direction: 'sent' });
    const path = pathOf('/ws', { mute: 1 });
    await openSocket(scene, path);
    await scene.driver.page(() => {
      const { socket } = window as unknown as { socket: WebSocket };
      socket.send('first');
      const bytes = new Uint8Array([1, 2, 3]);
      socket.send(bytes.subarray(1));
      bytes.fill(9);
      socket.send('third');
      socket.send('fourth');
    });
    const [first, second, third, fourth] = await held(scene, 4);
    expect(second).toMatchObject({ opcode: 'binary', data: 'AgM=' });
    expect(await state()).toEqual({ readyState: 1, bufferedAmount: 18 });
    await attempt(scene, 'release', fourth?.id);
    await attempt(scene, 'release', second?.id);
    await attempt(scene, 'drop', third?.id);
    expect(serverGot(scene, path)).toEqual([]);
    await attempt(scene, 'release', first?.id, { hex: '00ff' });
    await serverHas(scene, path, ['AP8=', 'AgM=', 'fourth']);
    expect((await state()).bufferedAmount).toBe(0);
    await logSays(scene, path, [
      'sent first edited',
      'sent AgM= released',
      'sent third dropped',
      'sent fourth released',
      'sent AP8= ours',
    ]);
  });

  it('gives binary messages as the page wants them, edited ones too', async () => {
    const path = pathOf('/ws', { burst: 2, size: 4, binary: 1 });
    await breakOn(scene, { direction: 'received' });
    await openSocket(scene, path, 'blob');
    const [one, two] = await held(scene, 2);
    await attempt(scene, 'release', two?.id, { base64: 'AQI=' });
    await attempt(scene, 'release', one?.id);
    await pageSaw(scene, ['open', 'message [object Blob]', 'message [object Blob]']);
  });

  it('tells of the end behind what is held, and until then shows the WebSocket open', async () => {
    const path = pathOf('/ws', { burst: 2, close: 3001, reason: 'done' });
    await breakOn(scene, { direction: 'received' });
    await openSocket(scene, path);
    const [one] = await held(scene, 2);
    await until(
      'the end waits',
      async () => (await scene.driver.panel(() => window.streamscope.breakState())).waiting === 1,
    );
    expect(await state()).toMatchObject({ readyState: 1 });
    await attempt(scene, 'drop', one?.id);
    await attempt(scene, 'releaseAll');
    await pageSaw(scene, ['open', 'message message 1', 'close 3001 done']);
    expect(await state()).toMatchObject({ readyState: 3 });
    const { transitions, closed } = await scene.exchange(path);
    expect(transitions.map((each) => each.state)).toEqual([0, 1, 3]);
    expect(closed).toMatchObject({ code: 3001 });
  });

  it('sends what is held before the page closes; what it would have received is dropped', async () => {
    const path = pathOf('/ws', { burst: 1 });
    await breakOn(scene, {});
    await openSocket(scene, path);
    await held(scene, 1);
    await socketDoes(scene, 'send', 'last words');
    await held(scene, 2);
    const closing = await scene.driver.page(() => {
      const { socket } = window as unknown as { socket: WebSocket };
      socket.close(3000, 'bye');
      return socket.readyState;
    });
    expect(closing).toBe(2);
    await serverHas(scene, path, ['last words']);
    await pageSaw(scene, ['open', 'close 3000 bye']);
    await logSays(scene, path, ['received message 0 dropped', 'sent last words released']);
    await held(scene, 0);
  });

  it('says that nobody got what is released on a WebSocket that has closed meanwhile', async () => {
    const path = pathOf('/ws', { mute: 1 });
    await openSocket(scene, path);
    await breakOn(scene, { direction: 'sent', text: 'held' });
    for (const text of ['held', 'behind']) await socketDoes(scene, 'send', text);
    const [one] = await held(scene, 1);
    expect(await state()).toEqual({ readyState: 1, bufferedAmount: 10 });
    const { id } = await scene.exchange(path, () => true);
    // By a person, who does not go through the page's own close().
    await attempt(scene, 'close', id);
    await scene.exchange(path);
    await attempt(scene, 'release', one?.id);
    await logSays(scene, path, ['sent held dropped', 'sent behind']);
    expect(serverGot(scene, path)).toEqual([]);
  });

  it('lets all go as it is when it is switched off, and passes on from then', async () => {
    const path = pathOf('/ws');
    await openSocket(scene, path);
    await breakOn(scene, {});
    await socketDoes(scene, 'send', 'one');
    await held(scene, 1);
    expect(await attempt(scene, 'breakOff')).toMatchObject({ on: false, documents: 0, held: 0 });
    await pageSaw(scene, ['open', 'message one']);
    await socketDoes(scene, 'send', 'two');
    await pageSaw(scene, ['open', 'message one', 'message two']);
    await logSays(scene, path, ['sent one released', 'received one', 'sent two', 'received two']);
  });

  it('leaves the functions of the page as they look, and the globals as they are', async () => {
    const looks = () =>
      scene.driver.page(() => {
        const getter = (name: string) => Object.getOwnPropertyDescriptor(WebSocket.prototype, name)?.get;
        const { send, close } = WebSocket.prototype;
        const all = [fetch, send, close, EventSource.prototype.close, getter('readyState'), getter('bufferedAmount')];
        return [
          ...[...all, Function.prototype.toString].map((each) => `${each} ${each?.name} ${each?.length}`),
          Object.getOwnPropertyNames(window).sort().join(),
        ];
      });
    await scene.fresh();
    const before = await looks();
    await breakOn(scene, {});
    expect(await looks()).toEqual(before);
    await attempt(scene, 'breakOff');
    expect(await looks()).toEqual(before);
  });

  it('says what cannot be', async () => {
    expect(await attempt(scene, 'release', 'none')).toMatchObject({ name: 'ReplayError', code: 'not-breaking' });
    for (const [filter, code] of [
      [{ direction: 'up' }, 'invalid-options'],
      [{ api: 'xhr' }, 'invalid-options'],
      [{ unknown: 1 }, 'invalid-options'],
      [{ url: 'nowhere' }, 'invalid-url'],
    ] as const)
      expect(await attempt(scene, 'breakOn', filter)).toMatchObject({ name: 'ReplayError', code });
    const path = pathOf('/ws');
    await openSocket(scene, path);
    await breakOn(scene, { url: `*${path}`, direction: 'sent' });
    await socketDoes(scene, 'send', 'one');
    const [one] = await held(scene, 1);
    expect(await attempt(scene, 'drop', 'none')).toMatchObject({ code: 'not-held' });
    expect(await attempt(scene, 'release', one?.id, { json: '{' })).toMatchObject({ code: 'invalid-json' });
    await held(scene, 1);
    await attempt(scene, 'drop', one?.id);
    expect(await attempt(scene, 'drop', one?.id)).toMatchObject({ code: 'not-held' });
    expect(serverGot(scene, path)).toEqual([]);
  });
});
