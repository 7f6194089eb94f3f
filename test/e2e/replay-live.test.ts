// What a person does on a WebSocket that the page has open: the page and the server see it, the log marks it.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { attempt, globalsOf } from './replay-calls.ts';
import { inEachBrowser, type Scene } from './scene.ts';

interface Told {
  type: string;
  data: string;
  origin: string;
  trusted: boolean;
}
type Page = Window & { socket: WebSocket; told: Told[] };

const isOpen = (summary: Summary): boolean => summary.readyState === 1;

/** A page with one open WebSocket that notes each event it gets. */
async function openSocket(scene: Scene, path: string, binaryType: BinaryType = 'blob'): Promise<Summary> {
  await scene.driver.page(
    (url, type) => {
      const page = window as unknown as Page;
      page.told = [];
      const socket = new WebSocket(url);
      page.socket = socket;
      socket.binaryType = type as BinaryType;
      const note = (event: Event) => {
        const { data, origin = '' } = event as MessageEvent;
        const kind = Object.prototype.toString.call(data);
        const text = typeof data === 'string' ? data : kind;
        page.told.push({ type: event.type, data: text, origin, trusted: event.isTrusted });
      };
      socket.onmessage = note;
      socket.addEventListener('close', note);
    },
    scene.servers.wsOrigin + path,
    binaryType,
  );
  return await scene.exchange(path, isOpen);
}

const told = (scene: Scene): Promise<Told[]> => scene.driver.page(() => (window as unknown as Page).told);

inEachBrowser('acting on an open WebSocket', 'shared', (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(() => scene.driver.panel(() => window.streamscope.clear()));

  it('sends text, JSON, hex and base64 as the page would, marked in the log', async () => {
    const path = pathOf('/ws', { mute: 1 });
    const { id } = await openSocket(scene, path);
    for (const data of [
      'grüße\0 {{counter}}',
      { json: '{"a": 1}' },
      { json: { b: [2] } },
      { hex: '00 ff 0x7f' },
      { base64: 'AAH_' },
    ])
      expect(await attempt(scene, 'send', id, data)).toEqual({ id });
    const { messages } = await until('the server has all', () => {
      const record = scene.servers.record.one(path);
      return record.messages.length === 5 && record;
    });
    const expected = ['grüße\0 1', '{"a": 1}', '{"b":[2]}', 'AP9/', 'AAH/'];
    expect(messages.map(({ data }) => data)).toEqual(expected);
    expect(messages.map(({ opcode }) => opcode)).toEqual(['text', 'text', 'text', 'binary', 'binary']);
    await until('the log has all', async () => (await scene.messages(id)).length === 5);
    const logged = await scene.messages(id);
    expect(logged.map(({ data, direction, ours }) => [data, direction, ours])).toEqual(
      expected.map((data) => [data, 'sent', true]),
    );
  });

  it('does not mark what the page itself sends, before, after and in answer', async () => {
    const path = pathOf('/ws');
    const { id } = await openSocket(scene, path);
    await scene.driver.page(() => {
      const { socket } = window as unknown as Page;
      socket.send('before');
      socket.addEventListener('message', ({ data }) => {
        if (data === 'delivered') socket.send('answer');
      });
    });
    await attempt(scene, 'deliver', id, 'delivered');
    await attempt(scene, 'send', id, 'by us');
    await scene.driver.page(() => (window as unknown as Page).socket.send('after'));
    await until(
      'all is echoed',
      async () => (await scene.messages(id)).filter(({ direction }) => direction === 'received').length === 5,
    );
    const marks = (await scene.messages(id)).map(({ data, direction, ours }) => [direction, data, ours === true]);
    const sent = marks.filter(([direction]) => direction === 'sent').map(([, data, ours]) => [data, ours]);
    expect(sent).toEqual([
      ['before', false],
      ['answer', false],
      ['by us', true],
      ['after', false],
    ]);
    expect(marks.filter(([, , ours]) => ours)).toEqual([
      ['received', 'delivered', true],
      ['sent', 'by us', true],
    ]);
  });

  it('delivers messages as genuine events, in order, binary ones as the page wants them', async () => {
    for (const type of ['blob', 'arraybuffer'] as const) {
      const path = pathOf('/ws', { mute: 1 });
      const { id } = await openSocket(scene, path, type);
      await attempt(scene, 'deliver', id, 'hallo');
      await attempt(scene, 'deliver', id, { hex: '0102' });
      const kind = type === 'blob' ? '[object Blob]' : '[object ArrayBuffer]';
      const event = { type: 'message', origin: scene.servers.wsOrigin, trusted: false };
      expect(await told(scene)).toEqual([
        { ...event, data: 'hallo' },
        { ...event, data: kind },
      ]);
      await until('the log has both', async () => (await scene.messages(id)).length === 2);
      const logged = await scene.messages(id);
      expect(logged.map(({ data, opcode, ours }) => [data, opcode, ours])).toEqual([
        ['hallo', 'text', true],
        ['AQI=', 'binary', true],
      ]);
      expect(scene.servers.record.one(path).messages).toEqual([]);
    }
  });

  it('closes with code and reason, and then refuses to send', async () => {
    const path = pathOf('/ws');
    const { id } = await openSocket(scene, path);
    expect(await attempt(scene, 'close', id, 3001, 'enough')).toEqual({ id });
    const summary = await scene.exchange(path);
    expect(summary.closed).toEqual({ code: 3001, reason: 'enough', wasClean: true });
    expect(scene.servers.record.one(path).closed).toEqual({ code: 3001, reason: 'enough' });
    const har = await scene.driver.panel(
      (i) => window.streamscope.har({ redact: false }).log.entries.find((e) => e._streamscope?.id === i),
      id,
    );
    expect(har?._streamscope?.closing).toEqual({ code: 3001, reason: 'enough', ours: true });
    for (const name of ['send', 'deliver'] as const)
      expect(await attempt(scene, name, id, 'late')).toMatchObject({ name: 'ReplayError', code: 'closed' });
  });

  it('tells what is wrong, and does nothing', async () => {
    const path = pathOf('/ws');
    const { id } = await openSocket(scene, path);
    const wrong: [unknown, string][] = [
      [{ json: '{"a": }' }, 'invalid-json'],
      [{ hex: '0g' }, 'invalid-hex'],
      [{ hex: '012' }, 'invalid-hex'],
      [{ base64: 'A*==' }, 'invalid-base64'],
      [{ base64: 'A' }, 'invalid-base64'],
      [7, 'invalid-data'],
    ];
    for (const [data, code] of wrong)
      expect(await attempt(scene, 'send', id, data)).toMatchObject({ name: 'ReplayError', code });
    expect(await attempt(scene, 'close', id, 1)).toMatchObject({ code: 'refused' });
    expect(await attempt(scene, 'send', 'none', 'x')).toMatchObject({ code: 'unknown-exchange' });
    expect(scene.servers.record.one(path).messages).toEqual([]);
    expect(await attempt(scene, 'send', id, 'still there')).toEqual({ id });
  });

  it('leaves nothing behind in the page, and calls nothing that the page has replaced', async () => {
    const path = pathOf('/ws', { mute: 1 });
    await scene.fresh();
    const { id } = await openSocket(scene, path);
    const before = await globalsOf(scene);
    await scene.driver.page(() => {
      const calls: string[] = [];
      (window as unknown as { calls: string[] }).calls = calls;
      const trap = (owner: object, name: string) => {
        const native = (owner as Record<string, (...a: unknown[]) => unknown>)[name] as (...a: unknown[]) => unknown;
        (owner as Record<string, unknown>)[name] = function (this: unknown, ...args: unknown[]) {
          calls.push(name);
          return native.apply(this, args);
        };
      };
      trap(WebSocket.prototype, 'send');
      trap(WebSocket.prototype, 'close');
      trap(EventTarget.prototype, 'dispatchEvent');
      trap(MessagePort.prototype, 'postMessage');
      trap(Reflect, 'apply');
      trap(Reflect, 'construct');
      trap(WeakRef.prototype, 'deref');
      window.MessageEvent = class {
        constructor() {
          calls.push('MessageEvent');
        }
      } as never;
      window.Blob = class {
        constructor() {
          calls.push('Blob');
        }
      } as never;
    });
    expect(await attempt(scene, 'send', id, 'x')).toEqual({ id });
    expect(await attempt(scene, 'deliver', id, { hex: '00' })).toEqual({ id });
    expect(await told(scene)).toHaveLength(1);
    expect(await scene.driver.page(() => (window as unknown as { calls: string[] }).calls)).toEqual([]);
    expect(await globalsOf(scene)).toEqual([...before, 'calls'].sort());
  });
});
