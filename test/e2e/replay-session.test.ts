// Recorded WebSocket sessions replayed in the page: bytes, order and gaps at the server, replies beside the recorded ones.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import type { Progress } from '../../src/replay/session/run.ts';
import { until } from '../browsers/until.ts';
import type { RecordedExchange } from '../servers/record.ts';
import { pathOf } from './compare.ts';
import { attempt } from './replay-calls.ts';
import { chat } from './replay-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const essence = ({ messages }: RecordedExchange, direction: 'sent' | 'received' = 'sent') =>
  messages.filter((each) => each.direction === direction).map(({ opcode, data }) => [opcode, data]);

const ended = (scene: Scene, id: unknown): Promise<Progress> =>
  until('the replay has come to its end', async () => {
    const progress = (await attempt(scene, 'replayProgress', id)) as unknown as Progress;
    return ['done', 'failed', 'cancelled'].includes(progress.state) && progress;
  }) as Promise<Progress>;

const progress = (scene: Scene, id: unknown): Promise<Record<string, unknown>> => attempt(scene, 'replayProgress', id);

const TEXTS = ['hallo', 'grüße 🌍\0', '0xAP+ACg==', '', '{"id": 1, "text": "x"}'];

inEachBrowser('replaying a WebSocket session', 'input', (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(() => scene.driver.panel(() => window.streamscope.clear()));

  it('sends the same bytes in the same order over the same subprotocols, and finds the same replies', async () => {
    const path = pathOf('/ws');
    const first = await chat(scene, path, TEXTS, ['b.v1', 'a.v1']);
    for (const gaps of ['original', 'asap', 0.5] as const) {
      const { id } = await attempt(scene, 'replaySession', first.id, { gaps });
      const { state, sent, total, error, result, next } = await ended(scene, id);
      expect({ state, sent, total, error, next }).toEqual({
        state: 'done',
        sent: 5,
        total: 5,
        error: null,
        next: null,
      });
      expect(result).toMatchObject({ same: 5, differs: 0, missing: 0, extra: 0 });
      const [before, ...more] = scene.servers.record.of(path);
      const after = more.at(-1) as RecordedExchange;
      expect(essence(after)).toEqual(essence(before as RecordedExchange));
      expect(after.requestHeaders['sec-websocket-protocol']).toBe(before?.requestHeaders['sec-websocket-protocol']);
      expect(after.requestHeaders.origin).toBe(scene.servers.origin);
      const summary = (await scene.exchanges()).find((each) => each.id === id);
      expect(summary).toMatchObject({ api: 'websocket', ours: { parent: first.id }, closed: { code: 1000 } });
      const messages = await scene.messages(`${id}`);
      expect(messages.filter(({ ours }) => ours).map(({ direction }) => direction)).toEqual(Array(5).fill('sent'));
    }
  });

  it('keeps the recorded gaps, or scales them', async () => {
    const path = pathOf('/ws', { mute: 1 });
    const GAP = 300;
    await scene.driver.page(
      (url, gap) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          socket.onopen = () => {
            socket.send('1');
            setTimeout(() => socket.send('2'), gap);
            setTimeout(() => socket.close(), gap + 10);
          };
          socket.onclose = () => resolve();
        }),
      scene.servers.wsOrigin + path,
      GAP,
    );
    const { id } = await scene.exchange(path);
    /** ms from the opening to the second message, by the page's own clock. */
    const reach = async (exchange: string): Promise<number> => {
      const { transitions } = (await scene.exchanges()).find((each) => each.id === exchange) as Summary;
      const opened = transitions.find(({ state }) => state === 1)?.time ?? 0;
      return ((await scene.messages(exchange))[1]?.time ?? 0) - opened;
    };
    const reachOf = async (gaps: unknown): Promise<number> => {
      const made = await attempt(scene, 'replaySession', id, { gaps });
      await ended(scene, made.id);
      return await reach(`${made.id}`);
    };
    // Never sooner than asked for; how much later is the machine's affair. Clocks and timers are exact to some ms.
    const recorded = await reach(id);
    expect(recorded).toBeGreaterThanOrEqual(GAP - 20);
    expect(await reachOf('original')).toBeGreaterThanOrEqual(recorded - 20);
    expect(await reachOf(2)).toBeGreaterThanOrEqual(2 * recorded - 20);
  });

  it('sends thousands as fast as possible, none twice, none out of order', async () => {
    const path = pathOf('/ws', { mute: 1 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          socket.onopen = () => {
            for (let i = 0; i < 3000; i++)
              socket.send(i % 3 ? JSON.stringify({ bid: i }) : new Uint8Array([i, i >> 8]));
            socket.close();
          };
          socket.onclose = () => resolve();
        }),
      scene.servers.wsOrigin + path,
    );
    const { id: parent } = await scene.exchange(path);
    const { id } = await attempt(scene, 'replaySession', parent, { gaps: 'asap' });
    expect(await ended(scene, id)).toMatchObject({ state: 'done', sent: 3000, result: { missing: 0 } });
    const [before, after] = scene.servers.record.of(path) as [RecordedExchange, RecordedExchange];
    expect(essence(after)).toEqual(essence(before));
  });

  it('sends many at once by nothing that the page has replaced', async () => {
    await scene.fresh();
    const path = pathOf('/ws');
    const { id: parent } = await chat(scene, path, ['m0', 'm1', 'm2']);
    await scene.driver.page(() => {
      const calls: string[] = [];
      (window as unknown as { calls: string[] }).calls = calls;
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (data) {
        calls.push('send');
        return send.call(this, data);
      };
      const { [Symbol.iterator]: iterate, indexOf } = Array.prototype;
      Object.defineProperty(Array.prototype, Symbol.iterator, {
        configurable: true,
        writable: true,
        value(this: unknown[]) {
          if (indexOf.call(this, 'm1') >= 0) calls.push('iterator');
          return iterate.call(this);
        },
      });
    });
    const { id } = await attempt(scene, 'replaySession', parent, { gaps: 'asap' });
    expect(await ended(scene, id)).toMatchObject({ state: 'done', sent: 3, result: { same: 3 } });
    expect(await scene.driver.page(() => (window as unknown as { calls: string[] }).calls)).toEqual([]);
    await scene.fresh();
  });

  it('goes step by step, pauses, and stops when cancelled', async () => {
    const path = pathOf('/ws');
    const { id: parent } = await chat(scene, path, ['a', 'b', 'c', 'd']);
    const { id } = await attempt(scene, 'replaySession', parent, { gaps: 'step' });
    const heard = () => essence(scene.servers.record.of(path).at(-1) as RecordedExchange).map(([, data]) => data);
    await until('it holds before the first', async () => (await progress(scene, id)).state === 'paused');
    expect(heard()).toEqual([]);
    await attempt(scene, 'controlReplay', id, 'step');
    await until('one was sent', () => heard().length === 1);
    await attempt(scene, 'controlReplay', id, 'step');
    await until('two were sent', () => heard().length === 2);
    await until('it holds again', async () => (await progress(scene, id)).state === 'paused');
    expect(await progress(scene, id)).toMatchObject({ sent: 2, total: 4, next: 4, result: null });
    await attempt(scene, 'controlReplay', id, 'cancel');
    expect(await ended(scene, id)).toMatchObject({ state: 'cancelled', sent: 2, result: { same: 2, missing: 2 } });
    expect(heard()).toEqual(['a', 'b']);
    await until('its WebSocket is closed', () => scene.servers.record.of(path).at(-1)?.closed);
  });

  it('sends a selection, edited, and waits for messages by JSON', async () => {
    const path = pathOf('/ws', { rpc: 1 });
    const rpc = (id: number, method: string) => JSON.stringify({ jsonrpc: '2.0', id, method });
    const first = await chat(scene, path, [rpc(1, 'a'), rpc(2, 'b'), rpc(3, 'c')]);
    const positions = (await scene.messages(first.id))
      .filter(({ direction }) => direction === 'sent')
      .map(({ seq }) => seq);
    const [one, , three] = positions as [number, number, number];
    const options = {
      gaps: 'asap',
      only: [one, three],
      edits: { [three]: { json: { jsonrpc: '2.0', id: 7, method: 'c' } } },
      waits: [{ before: three, match: { id: 1 } }],
      ignore: ['id'],
    };
    const { id } = await attempt(scene, 'replaySession', first.id, options);
    const { state, result } = await ended(scene, id);
    expect(state).toBe('done');
    const after = scene.servers.record.of(path).at(-1) as RecordedExchange;
    expect(essence(after).map(([, data]) => JSON.parse(`${data}`).id)).toEqual([1, 7]);
    expect(after.messages.map(({ direction }) => direction)).toEqual(['sent', 'received', 'sent', 'received']);
    expect(result?.missing).toBe(1);
    const never = { gaps: 'asap', waits: [{ before: three, match: { id: 99 }, timeout: 200 }] };
    const stuck = await attempt(scene, 'replaySession', first.id, never);
    expect(await ended(scene, stuck.id)).toMatchObject({ state: 'failed', error: { code: 'wait-timeout' }, sent: 2 });
  });

  it('says what went wrong, and loses nothing', async () => {
    const path = pathOf('/ws');
    const { id: parent } = await chat(scene, path, ['a', 'b']);
    const fails = async (options: unknown, code: string) =>
      expect(await attempt(scene, 'replaySession', parent, options)).toMatchObject({ name: 'ReplayError', code });
    await fails({ gaps: 20 }, 'invalid-options');
    await fails({ only: [1] }, 'invalid-options');
    await fails({ edits: { 0: { hex: 'x' } } }, 'invalid-hex');
    await fails({ url: scene.servers.otherOrigin.replace('http', 'ws') + pathOf('/ws') }, 'confirm-origin');
    await fails({ url: pathOf('/ws', { refuse: 403 }) }, 'unreachable');
    expect(await attempt(scene, 'replayProgress', parent)).toMatchObject({ code: 'unknown-replay' });
    expect(scene.servers.record.of(path)).toHaveLength(1);
    // Closed by the server before all is sent.
    const short = pathOf('/ws', { close: 4001, after: 1 });
    const cut = await attempt(scene, 'replaySession', parent, { url: short, gaps: 'step' });
    await attempt(scene, 'controlReplay', cut.id, 'step');
    await scene.exchange(short);
    await attempt(scene, 'controlReplay', cut.id, 'step');
    expect(await ended(scene, cut.id)).toMatchObject({
      state: 'failed',
      sent: 1,
      error: { code: 'closed' },
      result: { same: 1, missing: 1 },
    });
    // The page is left in the middle of it.
    const { id } = await attempt(scene, 'replaySession', parent, { gaps: 'step' });
    await attempt(scene, 'controlReplay', id, 'step');
    await until('one was sent', () => scene.servers.record.of(path).at(-1)?.messages.length === 2);
    await until('one was answered', async () => (await progress(scene, id)).sent === 1);
    await scene.driver.go(scene.servers.blank());
    await attempt(scene, 'controlReplay', id, 'step');
    expect(await ended(scene, id)).toMatchObject({
      state: 'failed',
      sent: 1,
      error: { code: expect.stringMatching(/^(page-gone|closed)$/) },
    });
  });
});
