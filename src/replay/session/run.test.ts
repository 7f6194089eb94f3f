// A session replay in time: gaps, waits, pauses, steps, and the result, without a browser.
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../store/exchange.ts';
import { FakeScene } from '../scene.fake.ts';
import type { SessionOptions } from './plan.ts';
import { startSession } from './session.ts';

/** Sent at 1100, 1300 and 1600, each answered. */
function recorded() {
  const scene = new FakeScene();
  const original = scene.record();
  for (const [i, time] of [1100, 1300, 1600].entries()) {
    scene.add(original, 'sent', JSON.stringify({ id: i }), time);
    scene.add(original, 'received', JSON.stringify({ re: i, at: time }), time + 10);
  }
  const answered = (made: Exchange | undefined, data: unknown): void => {
    if (made) scene.add(made, 'received', JSON.stringify({ re: JSON.parse(data as string).id, at: scene.clock }));
  };
  scene.obey = (command, made) => {
    if (command.do === 'send') for (const data of [command.data, ...(command.more ?? [])]) answered(made, data);
    if (command.do === 'close' && made) scene.store.end(made, scene.clock);
    scene.store.changed();
    return { readyState: 1 };
  };
  const start = (options: SessionOptions) => startSession(scene.around, '1.1', options);
  return { scene, start, answered };
}

describe('a session replay', () => {
  it('keeps the gaps, from the opening on', async () => {
    const { scene, start } = recorded();
    const run = await start({ ignore: ['at'] });
    await scene.pass(99);
    expect(scene.sends()).toHaveLength(0);
    await scene.pass(1);
    expect(scene.sends()).toHaveLength(1);
    await scene.pass(199);
    expect(scene.sends()).toHaveLength(1);
    await scene.pass(301);
    expect(scene.sends()).toHaveLength(3);
    expect(run.progress()).toMatchObject({ state: 'done', sent: 3, next: null, result: { same: 3, differs: 0 } });
  });

  it('scales the gaps', async () => {
    const { scene, start } = recorded();
    await start({ gaps: 0.1 });
    await scene.pass(10);
    expect(scene.sends()).toHaveLength(1);
    await scene.pass(50);
    expect(scene.sends()).toHaveLength(3);
  });

  it('needs no time where it goes as fast as possible', async () => {
    const { scene, start } = recorded();
    const run = await start({ gaps: 'asap' });
    await scene.settle();
    expect(scene.sends()).toHaveLength(3);
    expect(run.progress().result).toMatchObject({ same: 0, differs: 3 });
    expect(run.progress().result?.replies[0]?.changes?.map(({ path }) => path)).toEqual(['at']);
  });

  it('gives the page many at once where it goes as fast as possible, and says at which one it ended', async () => {
    const { scene, start } = recorded();
    const original = scene.store.exchanges[0] as Exchange;
    for (let i = 3; i < 100; i++) scene.add(original, 'sent', `${i}`, 1700);
    let left = 80;
    scene.obey = (command) => {
      if (command.do !== 'send') return { readyState: 1 };
      const sent = Math.min(left, 1 + (command.more?.length ?? 0));
      left -= sent;
      return { readyState: left > 0 ? 1 : 3, sent };
    };
    const run = await start({ gaps: 'asap', replyTimeout: 1 });
    await scene.pass(99);
    expect(scene.commands.filter((command) => command.do === 'send')).toHaveLength(2);
    expect(run.progress()).toMatchObject({ state: 'failed', sent: 80, error: { code: 'closed' } });
    expect(run.progress().error?.message).toContain('message 83 ');
  });

  it('waits for a message like the recorded one, then counts the gap anew', async () => {
    const { scene, start, answered } = recorded();
    const silent = scene.obey;
    scene.obey = () => ({ readyState: 1 });
    const run = await start({ waits: [{ before: 2, like: 1 }], ignore: ['at'] });
    await scene.pass(1000);
    expect(scene.sends()).toHaveLength(1);
    expect(run.progress()).toMatchObject({ state: 'waiting', next: 2 });
    scene.obey = silent;
    answered(scene.store.exchanges.at(-1), '{"id":0}');
    await scene.settle();
    expect(scene.sends()).toHaveLength(2);
    await scene.pass(299);
    expect(scene.sends()).toHaveLength(2);
    await scene.pass(1);
    expect(scene.sends()).toHaveLength(3);
  });

  it('fails when what it waits for does not come, and still compares', async () => {
    const { scene, start } = recorded();
    const run = await start({ gaps: 'asap', waits: [{ before: 4, match: { re: 9 }, timeout: 500 }], ignore: ['at'] });
    await scene.pass(500);
    expect(run.progress()).toMatchObject({
      state: 'failed',
      sent: 2,
      error: { code: 'wait-timeout' },
      result: { same: 2, missing: 1 },
    });
  });

  it('pauses, goes on, steps, and is cancelled', async () => {
    const { scene, start } = recorded();
    const run = await start({});
    run.pause();
    await scene.pass(5000);
    expect(scene.sends()).toHaveLength(0);
    expect(run.progress().state).toBe('paused');
    run.step();
    await scene.pass(5000);
    expect(scene.sends()).toHaveLength(1);
    run.continue();
    await scene.pass(0);
    expect(scene.sends()).toHaveLength(2);
    run.cancel();
    await scene.pass(5000);
    expect(scene.sends()).toHaveLength(2);
    expect(run.progress()).toMatchObject({ state: 'cancelled', sent: 2 });
    expect(scene.commands.at(-1)).toMatchObject({ do: 'close', arguments: [1000] });
  });

  it('waits for late replies, and no longer than it was told', async () => {
    const { scene, start } = recorded();
    scene.obey = () => ({ readyState: 1 });
    const run = await start({ gaps: 'asap', replyTimeout: 300, keepOpen: true });
    await scene.pass(299);
    expect(run.progress().state).toBe('settling');
    scene.add(scene.store.exchanges.at(-1) as Exchange, 'received', 'late');
    await scene.pass(299);
    expect(run.progress().state).toBe('settling');
    await scene.pass(1);
    expect(run.progress()).toMatchObject({ state: 'done', result: { differs: 1, missing: 2 } });
    expect(scene.commands.some((command) => command.do === 'close')).toBe(false);
  });

  it('stops where the WebSocket is closed', async () => {
    const { scene, start } = recorded();
    let sends = 0;
    scene.obey = (command) => ({ readyState: command.do === 'send' && ++sends > 1 ? 3 : 1 });
    const run = await start({ replyTimeout: 1 });
    await scene.pass(9999);
    expect(run.progress()).toMatchObject({ state: 'failed', sent: 1, error: { name: 'ReplayError', code: 'closed' } });
  });
});
