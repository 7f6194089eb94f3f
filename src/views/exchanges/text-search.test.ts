// Searching the messages of exchanges in slices of time.
import { describe, expect, it, vi } from 'vitest';
import type { Exchange } from '../../store/exchange.ts';
import { MessageLog } from '../../store/message-log.ts';
import { TextSearch } from './text-search.ts';

const exchangeOf = (...payloads: (string | Uint8Array)[]): Exchange => {
  const messages = new MessageLog();
  for (const data of payloads) add(messages, data);
  return { messages } as Exchange;
};
const add = (log: MessageLog, data: string | Uint8Array) =>
  log.append({ time: 0, flags: typeof data === 'string' ? 0 : 2, size: 1, block: data, start: 0, length: data.length });
const all = (search: TextSearch) => search.advance(1, () => 0);

describe('TextSearch', () => {
  it('tells what it has found when it has looked', () => {
    const search = new TextSearch(/needle/i);
    const one = exchangeOf('hay', 'a Needle in it');
    const other = exchangeOf('hay');
    expect([search.has(one), search.has(other)]).toEqual([false, false]);
    expect(search.busy).toBe(true);
    expect(all(search)).toEqual([one]);
    expect([search.has(one), search.has(other), search.busy]).toEqual([true, false, false]);
  });

  it('looks into binary payloads and comments', () => {
    const search = new TextSearch(/grüße/);
    const binary = exchangeOf(new TextEncoder().encode('viele grüße'));
    const comment = exchangeOf();
    const event = { name: '', id: '', comment: 'grüße' };
    comment.messages.append({ time: 0, flags: 0, size: 1, block: '', start: 0, length: 0, event });
    for (const exchange of [binary, comment]) search.has(exchange);
    expect(all(search)).toEqual([binary, comment]);
  });

  it('stops at its deadline and goes on from there', () => {
    const search = new TextSearch(/needle/);
    const large = exchangeOf(...Array.from({ length: 10 }, () => 'x'.repeat(70_000)), 'needle');
    search.has(large);
    let time = 0;
    expect(search.advance(2, () => ++time)).toEqual([]);
    expect(search.busy).toBe(true);
    expect(all(search)).toEqual([large]);
  });

  it('looks at no message of a growing exchange twice', () => {
    const search = new TextSearch(/needle/);
    const growing = exchangeOf('hay');
    search.has(growing);
    all(search);
    const looked = vi.spyOn(growing.messages, 'data');
    expect(search.busy).toBe(false);
    add(growing.messages, 'needle');
    expect(search.has(growing)).toBe(false);
    expect(all(search)).toEqual([growing]);
    expect(looked.mock.calls).toEqual([[1]]);
  });

  it('leaves out what was dropped', () => {
    const search = new TextSearch(/needle/);
    search.has(exchangeOf('needle'));
    search.drop(() => true);
    expect(all(search)).toEqual([]);
  });
});
