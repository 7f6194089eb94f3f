// What a person chose in the session box becomes the engine's options, and nothing else.
import { expect, it } from 'vitest';
import { membersOf } from '../../../replay/session/members.ts';
import { MessageLog } from '../../../store/message-log.ts';
import { SENT } from '../../../wire/capture.ts';
import { choiceOf, chosenPositions, FIRST_CHOICE, optionsOf, type SessionChoice, type WaitChoice } from './choice.ts';

const ALL = [0, 2, 5];
const READY = { type: 'ready', data: { id: 7, at: 1 } };
const log = new MessageLog();
for (const [i, block] of ['a', JSON.stringify(READY), 'b', 'plain', 'x', 'c'].entries())
  log.append({ time: 0, flags: ALL.includes(i) ? SENT : 0, size: 1, block, start: 0, length: block.length });
const json = (text: string): WaitChoice => ({ kind: 'json', text });
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
    [0, json('{"a": 1}')],
    [2, json(' ')],
    [5, json('{"b": 2}')],
  ]);
  const all = optionsOf(choice({ edits, waits, ignore: ' id, ,**.ts ' }), ALL, log);
  expect(all).toEqual({
    gaps: 'original',
    edits: { 0: { hex: '00' }, 2: 'x' },
    waits: [
      { before: 0, match: { a: 1 } },
      { before: 5, match: { b: 2 } },
    ],
    ignore: ['id', '**.ts'],
  });
  const some = optionsOf(choice({ which: 'selected', left: new Set([0, 5]), edits, waits }), ALL, log);
  expect(some).toMatchObject({ only: [2], edits: { 2: 'x' }, waits: [] });
});

it('scales by what was written, and says where a wait is no JSON', () => {
  expect(optionsOf(choice({ gaps: 'scaled', factor: '0.5' }), ALL, log).gaps).toBe(0.5);
  expect(optionsOf(choice({ gaps: 'asap' }), ALL, log).gaps).toBe('asap');
  expect(() => optionsOf(choice({ waits: new Map([[2, json('{')]]) }), ALL, log)).toThrow(/#2/);
});

it('waits for a message like a recorded one: all of it, or the members that were left in', () => {
  const waitFor = (like: number, ...left: string[]) => {
    const keys = membersOf(READY).filter(({ path }) => left.includes(path));
    const wait: WaitChoice = { kind: 'like', like, left: new Set(keys.map(({ key }) => key)) };
    return optionsOf(choice({ waits: new Map([[2, wait]]) }), ALL, log).waits;
  };
  expect(waitFor(3)).toEqual([{ before: 2, like: 3 }]);
  expect(waitFor(1)).toEqual([{ before: 2, like: 1 }]);
  expect(JSON.parse(JSON.stringify(waitFor(1, 'data.at')))).toEqual([
    { before: 2, match: { type: 'ready', data: { id: 7 } } },
  ]);
  expect(() => waitFor(1, 'type', 'data.id', 'data.at')).toThrow(/#2/);
});

it('gives another target and end only where they were written', () => {
  const written = { url: 'wss://other.example/', protocols: 'b.v1, a.v1', keepOpen: true, replyTimeout: ' 50 ' };
  expect(optionsOf(choice(written), ALL, log)).toMatchObject({
    url: 'wss://other.example/',
    protocols: ['b.v1', 'a.v1'],
    keepOpen: true,
    replyTimeout: 50,
  });
  expect(optionsOf(choice({ protocols: ' ' }), ALL, log).protocols).toEqual([]);
});

it('begins with the messages that are selected in the list, if any was sent', () => {
  const begun = choiceOf(ALL, (seq) => seq === 1 || seq === 5);
  expect(chosenPositions(begun, ALL)).toEqual([5]);
  expect(
    chosenPositions(
      choiceOf(ALL, (seq) => seq === 1),
      ALL,
    ),
  ).toEqual(ALL);
});
