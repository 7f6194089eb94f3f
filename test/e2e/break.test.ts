// Messages held by window.streamscope: what the page gets, what the server gets, in which order.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { pathOf } from './compare.ts';
import { held, messagesOf, openSocket, seenBy, serverGot, socketDoes } from './break-calls.ts';
import { attempt } from './replay-calls.ts';
import { inEachBrowser } from './scene.ts';

inEachBrowser('breaking on messages', {}, (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(async () => {
    await attempt(scene, 'breakOff');
    await scene.driver.panel(() => window.streamscope.clear());
  });

  it('holds what a WebSocket that was open before receives, and releases it', async () => {
    const path = pathOf('/ws');
    await openSocket(scene, path);
    expect(await attempt(scene, 'breakOn', { direction: 'received' })).toMatchObject({ on: true, documents: 1 });
    await socketDoes(scene, 'send', 'one');
    const [one] = await held(scene, 1);
    expect(one).toMatchObject({ direction: 'received', api: 'websocket', data: 'one', size: 3 });
    expect(await seenBy(scene)).toEqual(['open']);
    await attempt(scene, 'release', one?.id);
    await until('the page has it', async () => (await seenBy(scene)).length === 2);
    expect(await seenBy(scene)).toEqual(['open', 'message one']);
    expect(await messagesOf(scene, path)).toEqual(['sent one', 'received one released']);
    expect(serverGot(scene, path)).toEqual(['one']);
  });
});
