// Order is kept in a lane, whatever is decided when.
import { expect, it } from 'vitest';
import { type Decision, Lane, type Waiting } from './lane.ts';

/** A lane that notes what becomes of what is in it; with `later`, by hand. */
function made(inTask = false) {
  const done: string[] = [];
  const tasks: (() => void)[] = [];
  const lane = new Lane(inTask ? (run) => void tasks.push(run) : null);
  const put = (name: string, held: boolean, before?: number): Waiting => {
    const act = ({ do: what }: Decision): void => void done.push(`${name} ${what}`);
    const waiting: Waiting = { decision: held ? null : { do: 'give' }, ...(before !== undefined && { before }), act };
    lane.put(waiting);
    return waiting;
  };
  return { lane, done, tasks, put };
}

it('lets pass what need not wait', () => {
  const { lane, done, put } = made();
  put('a', false);
  expect(done).toEqual(['a give']);
  expect(lane.busy).toBe(false);
});

it('keeps everything behind what is held, and decisions for their turn', () => {
  const { lane, done, put } = made();
  const a = put('a', true);
  put('b', false);
  const c = put('c', true);
  put('d', false);
  lane.decide(c, { do: 'drop' });
  expect(done).toEqual([]);
  lane.decide(a, { do: 'edit', data: 'x' });
  expect(done).toEqual(['a edit', 'b give', 'c drop', 'd give']);
});

it('counts the first decision', () => {
  const { lane, done, put } = made();
  const first = put('first', true);
  const a = put('a', true);
  lane.decide(a, { do: 'drop' });
  lane.decide(a, { do: 'give' });
  lane.decide(first, { do: 'give' });
  expect(done).toEqual(['first give', 'a drop']);
});

it('gives one in each task, and is busy until the last is given', () => {
  const { lane, done, tasks, put } = made(true);
  const a = put('a', true);
  put('b', false);
  lane.decide(a, { do: 'give' });
  expect([done, tasks.length]).toEqual([[], 1]);
  tasks.shift()?.();
  expect([done, tasks.length, lane.busy]).toEqual([['a give'], 1, true]);
  // It comes while the other one waits for its task.
  put('c', false);
  tasks.shift()?.();
  tasks.shift()?.();
  expect([done, tasks.length, lane.busy]).toEqual([['a give', 'b give', 'c give'], 0, false]);
});

it('gives all at once when it must', () => {
  const { lane, done, put } = made(true);
  put('a', true);
  lane.decide(put('b', true), { do: 'drop' });
  put('c', false);
  lane.flush();
  expect(done).toEqual(['a give', 'b drop', 'c give']);
  expect(lane.busy).toBe(false);
});

it('discards what is not wanted any more, and goes on with the rest', () => {
  const { lane, done, put } = made();
  put('a', true);
  put('message', false);
  put('end', false, 1);
  expect(lane.state).toBe(1);
  lane.discard(({ before }) => before !== undefined);
  expect(done).toEqual(['a drop', 'message drop', 'end give']);
  expect(lane.state).toBeUndefined();
});

it('lets ten thousand go', () => {
  const { lane, done, put } = made();
  const all = Array.from({ length: 10_000 }, (_, i) => put(`${i}`, true));
  for (const each of all) lane.decide(each, { do: 'give' });
  expect(done).toHaveLength(10_000);
  expect(done.at(-1)).toBe('9999 give');
});
