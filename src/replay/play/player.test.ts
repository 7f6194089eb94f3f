// A play that begins with a reload, or whose way to the page is cut: which documents are told what, and when.
import { beforeEach, describe, expect, it } from 'vitest';
import type { PlayOrder, PlayState } from '../../wire/play.ts';
import type { Reachable } from '../page.ts';
import { FakeScene } from '../scene.fake.ts';
import { Player } from './player.ts';

describe('a play', () => {
  let scene: FakeScene;
  let there: Reachable[];
  let reloads: (string | null)[];
  let player: Player;
  /** What each document was told. */
  let told: Map<string, PlayOrder['type'][]>;
  let look: () => void;
  let cuts: ((error: Error) => void)[];
  /** Rejects what was asked of how far the documents have come. */
  let cut: () => void;

  /** A document, which answers all but what is to be answered later. */
  function documentOf(name: string): Reachable {
    const orders: PlayOrder['type'][] = [];
    told.set(name, orders);
    const state: PlayState = { version: 1, playing: true, speed: 1, matched: [0], shows: [] };
    return {
      name,
      frame: { id: 0, url: 'https://app.example/' },
      heldAt: () => undefined,
      hands: {
        act: async (command) => {
          if (command.do !== 'play') return {};
          if (command.order.type === 'progress') return new Promise((_, reject) => cuts.push(reject));
          orders.push(command.order.type);
          return { play: state };
        },
      },
    };
  }
  const comes = (name: string): void => {
    there = [documentOf(name)];
    look();
  };
  const begin = () => player.play({ exchanges: '1.1' }, { reload: true });

  beforeEach(() => {
    scene = new FakeScene();
    told = new Map();
    reloads = [];
    cuts = [];
    cut = () => {
      for (const reject of cuts.splice(0)) reject(Object.assign(new Error('cut'), { name: 'Unreachable' }));
    };
    there = [documentOf('before')];
    scene.record();
    const around = { ...scene.around, reachable: () => there, reload: (orders: string | null) => reloads.push(orders) };
    player = new Player(around, (listener) => {
      look = listener;
    });
  });

  it('tells the new document, and not the one that goes', async () => {
    const begun = begin();
    look();
    await scene.settle();
    comes('after');
    expect(await begun).toMatchObject({ state: 'playing', documents: 1 });
    expect(told.get('before')).toEqual([]);
    expect(told.get('after')).toEqual(['begin', 'rule', 'answer', 'steps', 'start']);
    expect(reloads).toEqual([expect.stringContaining('"type":"begin","run":"p 1"')]);
  });

  it('reloads without a stage where the browser has not done it, and plays to the page that stays', async () => {
    const begun = begin();
    await scene.pass(10_000);
    expect(reloads).toEqual([expect.any(String), null]);
    expect(told.get('before')).toEqual([]);
    await scene.pass(10_000);
    expect(await begun).toMatchObject({ state: 'playing', documents: 1 });
    expect(told.get('before')).toContain('start');
  });

  it('has the document stop that comes after the play was stopped, and no other', async () => {
    const begun = begin();
    await player.stop();
    expect(await begun).toMatchObject({ state: 'stopped' });
    comes('after');
    await scene.settle();
    expect(told.get('after')).toEqual(['stop']);
    await scene.pass(20_000);
    comes('much later');
    await scene.settle();
    expect(told.get('much later')).toEqual([]);
  });

  it('begins anew with another reload, as another play', async () => {
    const begun = begin();
    await scene.settle();
    comes('after');
    await begun;
    const again = player.control('reload');
    await scene.settle();
    comes('again');
    expect(await again).toMatchObject({ state: 'playing', documents: 1 });
    expect(reloads[1]).toContain('"run":"p 2"');
    expect(told.get('again')).toContain('start');
  });

  it('follows a document whose way was cut and is there again at once', async () => {
    const [here] = there as [Reachable];
    await player.play({ exchanges: '1.1' }, {});
    await scene.settle();
    cut();
    there = [];
    look();
    there = [here];
    look();
    await scene.settle();
    expect(player.progress()).toMatchObject({ state: 'playing', documents: 1 });
    expect(cuts).toHaveLength(1);
    expect(told.get('before')?.filter((type) => type === 'start')).toHaveLength(1);
  });
});
