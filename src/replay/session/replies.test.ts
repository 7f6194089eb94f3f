// Recorded and new replies side by side.
import { describe, expect, it } from 'vitest';
import { MessageLog } from '../../store/message-log.ts';
import { SENT } from '../../wire/capture.ts';
import { parsePath } from '../json-diff.ts';
import { type Comparison, comparing } from './replies.ts';

const log = (...texts: string[]): MessageLog => {
  const made = new MessageLog();
  const add = (block: string, flags: number) =>
    made.append({ time: 0, flags, size: block.length, block, start: 0, length: block.length });
  for (const text of texts) {
    add('sent', SENT);
    add(text, 0);
  }
  return made;
};
function compareReplies(...given: Parameters<typeof comparing>): Comparison {
  const steps = comparing(...given);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
const verdicts = (a: MessageLog, b: MessageLog, ...ignore: string[]) =>
  compareReplies(a, b, ignore.map(parsePath)).replies.map(
    ({ verdict, original, replayed }) => `${verdict} ${original} ${replayed}`,
  );

describe('comparing', () => {
  it('finds the same ones in order, whatever stands between', () => {
    expect(verdicts(log('a', 'b', 'c'), log('a', 'x', 'c'))).toEqual(['same 1 1', 'differs 3 3', 'same 5 5']);
    expect(verdicts(log('a', 'b', 'c'), log('a', 'c'))).toEqual(['same 1 1', 'missing 3 null', 'same 5 3']);
    expect(verdicts(log('a', 'c'), log('n', 'a', 'c', 'z'))).toEqual([
      'extra null 1',
      'same 1 3',
      'same 3 5',
      'extra null 7',
    ]);
    expect(verdicts(log(), log('a'))).toEqual(['extra null 1']);
    expect(verdicts(log('a'), log())).toEqual(['missing 1 null']);
    expect(verdicts(log('x', 'a', 'b', 'y'), log('a', 'y'))).toEqual([
      'missing 1 null',
      'same 3 1',
      'missing 5 null',
      'same 7 3',
    ]);
  });

  it('takes JSON for the same but for what is ignored and the order of members', () => {
    const [a, b] = [log('{"id":1,"v":2}'), log('{"v":2,"id":7}')];
    expect(verdicts(a, b, 'id')).toEqual(['same 1 1']);
    expect(compareReplies(a, b, []).replies[0]?.changes).toEqual([
      { path: 'id', kind: 'changed', before: 1, after: 7 },
    ]);
  });

  it('counts', () => {
    expect(compareReplies(log('a', 'b'), log('a', 'c', 'd'), [])).toMatchObject({
      same: 1,
      differs: 1,
      missing: 0,
      extra: 1,
    });
  });
});
