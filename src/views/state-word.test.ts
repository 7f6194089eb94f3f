// One vocabulary for the readyStates of four APIs.
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../store/exchange.ts';
import { exchangeState, isBad, stateTone, stateWord } from './state-word.ts';

describe('stateWord', () => {
  it('names the four states of a WebSocket', () => {
    expect([0, 1, 2, 3].map((state) => stateWord('websocket', state))).toEqual([
      'connecting',
      'open',
      'closing',
      'closed',
    ]);
  });

  it('names the three states of an EventSource, whose 2 is not a WebSocket’s 2', () => {
    expect([0, 1, 2].map((state) => stateWord('eventsource', state))).toEqual(['connecting', 'open', 'closed']);
  });

  it('names the five states of an XMLHttpRequest', () => {
    expect([0, 1, 2, 3, 4].map((state) => stateWord('xhr', state))).toEqual([
      'unsent',
      'pending',
      'response',
      'streaming',
      'done',
    ]);
  });

  it('keeps the words of fetch, and says streaming for a body under way', () => {
    expect(stateWord('fetch', 'pending')).toBe('pending');
    expect(stateWord('fetch', 'body')).toBe('streaming');
  });
});

describe('exchangeState', () => {
  const exchange = (more: Partial<Exchange>) => ({
    api: 'xhr' as const,
    readyState: 4,
    error: null,
    ended: 1,
    ...more,
  });
  const error = (kind: 'abort' | 'timeout' | 'network') => ({ kind, name: '', message: '' });

  it('says how it failed rather than the readyState it ended in', () => {
    expect(exchangeState(exchange({ error: error('abort') }))).toBe('aborted');
    expect(exchangeState(exchange({ error: error('timeout') }))).toBe('timeout');
    expect(exchangeState(exchange({ error: error('network') }))).toBe('failed');
  });

  it('does not call an EventSource failed that reconnects after an error', () => {
    const facts = exchange({ api: 'eventsource', readyState: 0, error: error('network'), ended: null });
    expect(exchangeState(facts)).toBe('connecting');
  });

  it('calls a WebSocket bad that broke, and not one that was closed', () => {
    const socket = exchange({ api: 'websocket', readyState: 3 });
    expect(isBad({ ...socket, closed: { code: 1006, reason: '', wasClean: false } })).toBe(true);
    expect(isBad({ ...socket, closed: { code: 1000, reason: '', wasClean: true } })).toBe(false);
    expect(isBad({ ...socket, closed: null })).toBe(false);
  });

  it('has a tone for the living and the broken', () => {
    expect(stateTone('open')).toBe('live');
    expect(stateTone('failed')).toBe('bad');
    expect(stateTone('closed')).toBe('over');
    expect(stateTone('connecting')).toBe('waiting');
  });
});
