// What the tests of breaking ask of panel, page and servers.
import { expect } from 'vitest';
import type { HeldData } from '../../src/automation/summary.ts';
import type { BreakFilter } from '../../src/replay/gate/filter.ts';
import { until } from '../browsers/until.ts';
import { attempt } from './replay-calls.ts';
import type { Scene } from './scene.ts';

interface Page {
  seen: string[];
  socket: WebSocket;
}

/** Has the page open a WebSocket, and note all that it is told of it. */
export async function openSocket(scene: Scene, path: string, binaryType: BinaryType = 'arraybuffer'): Promise<void> {
  await scene.driver.page(
    (url, type) => {
      const page = window as unknown as Page;
      const seen: string[] = [];
      page.seen = seen;
      const socket = new WebSocket(url);
      page.socket = socket;
      socket.binaryType = type;
      const textOf = (data: unknown): string =>
        typeof data === 'string'
          ? data
          : data instanceof ArrayBuffer
            ? `[${new Uint8Array(data).join()}]`
            : Object.prototype.toString.call(data);
      socket.onopen = () => seen.push('open');
      socket.addEventListener('message', ({ data }) => seen.push(`message ${textOf(data)}`), true);
      socket.onerror = () => seen.push('error');
      socket.onclose = ({ code, reason }) => seen.push(`close ${code} ${reason}`);
    },
    scene.servers.wsOrigin + path,
    binaryType,
  );
  await until('the WebSocket is open', async () => (await seenBy(scene)).includes('open'));
}

/** Has the page call `send` or `close` of its WebSocket. */
export const socketDoes = (scene: Scene, method: 'send' | 'close', ...args: (string | number)[]): Promise<void> =>
  scene.driver.page(
    (name, given) => {
      const { socket } = window as unknown as { socket: Record<string, (...a: unknown[]) => void> };
      socket[name]?.(...given);
    },
    method,
    args,
  );

/** What the page was told. */
export const seenBy = (scene: Scene): Promise<string[]> => scene.driver.page(() => (window as unknown as Page).seen);

/** What is held, once it is so many. */
export const held = (scene: Scene, count: number): Promise<HeldData[]> =>
  until(`${count} held`, async () => {
    const all = await scene.driver.panel(() => window.streamscope.held());
    return all.length === count && all;
  });

/** Breaks on what fits, in the one document there is. */
export async function breakOn(scene: Scene, filter: BreakFilter): Promise<void> {
  // The panel may just be hearing that a document has gone.
  await until('it is on', async () => (await attempt(scene, 'breakOn', filter)).on === true);
  const state = await scene.driver.panel(() => window.streamscope.breakState());
  expect(state).toMatchObject({ on: true, documents: 1 });
}

/** Waits until this is what the page was told. */
export async function pageSaw(scene: Scene, expected: string[]): Promise<void> {
  await until(`the page saw ${expected.length}`, async () => (await seenBy(scene)).length >= expected.length);
  expect(await seenBy(scene)).toEqual(expected);
}

/** The messages of an exchange in words, with what became of those that were held. */
async function messagesOf(scene: Scene, path: string): Promise<string[]> {
  const { id } = await scene.exchange(path, () => true);
  return (await scene.messages(id)).map(({ direction, data, ours, held: outcome }) =>
    [direction, data, ours && 'ours', outcome].filter(Boolean).join(' '),
  );
}

/** Waits until the log says this, and nothing is left to come. */
export async function logSays(scene: Scene, path: string, expected: string[]): Promise<void> {
  const same = async () => JSON.stringify(await messagesOf(scene, path)) === JSON.stringify(expected);
  await until('the log', same).catch(() => {});
  expect(await messagesOf(scene, path)).toEqual(expected);
}

/** Waits until the server got this. */
export async function serverHas(scene: Scene, path: string, expected: string[]): Promise<void> {
  await until('the server has it', () => serverGot(scene, path).length >= expected.length);
  expect(serverGot(scene, path)).toEqual(expected);
}

/** What the server got by the WebSocket. */
export const serverGot = (scene: Scene, path: string): string[] =>
  scene.servers.record
    .one(path)
    .messages.filter(({ direction }) => direction === 'sent')
    .map(({ data }) => data);
