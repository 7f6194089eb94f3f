// What a person chose in the session box becomes the engine's options, and nothing else.
import { expect, it } from 'vitest';
import { chosenPositions, FIRST_CHOICE, optionsOf, type SessionChoice } from './choice.ts';

const ALL = [0, 2, 5];
const choice = (part: Partial<SessionChoice>): SessionChoice => ({ ...FIRST_CHOICE, ...part });

it('chooses all, all but those left out, or a range with both ends', () => {
  expect(chosenPositions(choice({ from: '1', left: new Set([2]) }), ALL)).toEqual(ALL);
  expect(chosenPositions(choice({ which: 'selected', left: new Set([2]) }), ALL)).toEqual([0, 5]);
  expect(chosenPositions(choice({ which: 'range', from: '2', to: '5' }), ALL)).toEqual([2, 5]);
  expect(chosenPositions(choice({ which: 'range', to: '2' }), ALL)).toEqual([0, 2]);
  expect(chosenPositions(choice({ which: 'range', from: ' ' }), ALL)).toEqual(ALL);
});

it('gives edits and waits only for what is sent', () => {
  const edits = new Map([
    [0, { kind: 'hex', text: '00' } as const],
    [2, { kind: 'text', text: 'x' } as const],
  ]);
  const waits = new Map([
    [0, '{"a": 1}'],
    [2, ' '],
    [5, '{"b": 2}'],
  ]);
  const all = optionsOf(choice({ edits, waits, ignore: ' id, ,**.ts ' }), ALL);
  expect(all).toEqual({
    gaps: 'original',
    edits: { 0: { hex: '00' }, 2: 'x' },
    waits: [
      { before: 0, match: { a: 1 } },
      { before: 5, match: { b: 2 } },
    ],
    ignore: ['id', '**.ts'],
  });
  const some = optionsOf(choice({ which: 'selected', left: new Set([0, 5]), edits, waits }), ALL);
  expect(some).toMatchObject({ only: [2], edits: { 2: 'x' }, waits: [] });
});

it('scales by what was written, and says where a wait is no JSON', () => {
  expect(optionsOf(choice({ gaps: 'scaled', factor: '0.5' }), ALL).gaps).toBe(0.5);
  expect(optionsOf(choice({ gaps: 'asap' }), ALL).gaps).toBe('asap');
  expect(() => optionsOf(choice({ waits: new Map([[2, '{']]) }), ALL)).toThrow(/#2/);
});
