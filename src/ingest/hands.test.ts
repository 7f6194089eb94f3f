// Bringing the actor in, and its answers, over a link that is played by hand.
import { describe, expect, it } from 'vitest';
import type { ToHook } from '../wire/envelope.ts';
import { Hands } from './hands.ts';
import type { Link } from './link.ts';

const CLOSE = { do: 'close', ours: '', exchange: 1, arguments: [] as [] } as const;

function made(inject: NonNullable<Link['inject']> = async () => true) {
  const said: ToHook[] = [];
  const injected: string[] = [];
  const link: Link = {
    frame: { id: 0, url: '' },
    post: (message) => said.push(message as ToHook),
    inject: (name, guest) => {
      injected.push(name);
      return inject(name, guest);
    },
    onMessage: () => {},
    onClose: () => {},
  };
  const state: { link: Link | null } = { link };
  const hands = new Hands('d', () => state.link);
  const answer = (outcome: { readyState?: number } | null): void => {
    const last = said.at(-1);
    const call = last?.type === 'lend' ? last.name : last?.type === 'act' ? last.call : '';
    hands.heard({ type: 'acted', document: 'd', call, outcome });
  };
  const turn = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { said, injected, state, hands, answer, turn };
}

describe('Hands', () => {
  it('asks for the loan first, brings the actor in under its name, then commands; the second time only commands', async () => {
    const { said, injected, hands, answer, turn } = made();
    const first = hands.act(CLOSE);
    expect(said.map(({ type }) => type)).toEqual(['lend']);
    expect(injected).toEqual([]);
    answer(null);
    await turn();
    expect(injected).toEqual([(said[0] as { name: string }).name]);
    expect(said.map(({ type }) => type)).toEqual(['lend', 'act']);
    answer({ readyState: 3 });
    expect(await first).toEqual({ readyState: 3 });
    const second = hands.act(CLOSE);
    await turn();
    answer({ readyState: 1 });
    expect(await second).toEqual({ readyState: 1 });
    expect(said.map(({ type }) => type)).toEqual(['lend', 'act', 'act']);
  });

  it('uses another name each time, and tries again when the actor could not come in', async () => {
    const { said, hands, answer, turn } = made(async () => false);
    for (let i = 0; i < 2; i++) {
      const acting = hands.act(CLOSE);
      answer(null);
      await expect(acting).rejects.toMatchObject({ name: 'Unreachable' });
      await turn();
    }
    const names = said.map((message) => (message as { name: string }).name);
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
  });

  it('rejects what is unanswered when the document goes, and all that comes after', async () => {
    const { state, hands, answer, turn } = made();
    const lending = hands.act(CLOSE);
    hands.lost();
    await expect(lending).rejects.toMatchObject({ name: 'Unreachable' });
    const acting = hands.act(CLOSE);
    answer(null);
    await turn();
    hands.lost();
    await expect(acting).rejects.toMatchObject({ name: 'Unreachable' });
    state.link = null;
    await expect(hands.act(CLOSE)).rejects.toMatchObject({ name: 'Unreachable' });
  });
});
