// The word in the type column.
import { describe, expect, it } from 'vitest';
import { type KindFacts, messageKind } from './message-kind.ts';

const kind = (facts: Partial<KindFacts>) =>
  messageKind({ event: undefined, chunk: false, binary: false, head: '', ...facts });

describe('messageKind', () => {
  it('tells JSON from text by how it begins', () => {
    expect(kind({ head: ' {"a":1}' })).toBe('json');
    expect(kind({ head: '[1]' })).toBe('json');
    for (const head of ['{', '{}', '[', '[ ]', '[[', '[{', '["a"', '[-1', '[true,', '[false', '[ null'])
      expect(kind({ head }), head).toBe('json');
    for (const head of ['ping', '[DONE]', '{name}', '[x]', '{{a}}']) expect(kind({ head }), head).toBe('text');
    expect(kind({ head: '12' })).toBe('text');
  });

  it('names an event that has a name of its own', () => {
    expect(kind({ event: { name: 'price', id: '' }, head: '{}' })).toBe('event');
    expect(kind({ event: { name: 'message', id: '' }, head: '{}' })).toBe('json');
  });

  it('tells comments and reconnection times from events', () => {
    expect(kind({ event: { name: '', id: '', comment: '' } })).toBe('comment');
    expect(kind({ event: { name: '', id: '', retry: 500 } })).toBe('retry');
    expect(kind({ event: { name: 'message', id: '', retry: 500 }, head: 'x' })).toBe('text');
  });

  it('keeps raw pieces of a body apart from messages', () => {
    expect(kind({ chunk: true, head: '{' })).toBe('chunk');
    expect(kind({ binary: true, head: new Uint8Array(1) })).toBe('binary');
  });
});
