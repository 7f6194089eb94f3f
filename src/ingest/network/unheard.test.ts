// Which events the page did not listen to.
import { describe, expect, it } from 'vitest';
import { MessageLog } from '../../store/message-log.ts';
import { heardBetween, listen, missedBefore, unheard } from './unheard.ts';

const event = (name: string, time: number) => ({ name, time, id: '', data: `${name} ${time}` });
const times = (told: { tell: { time: number }[] }) => told.tell.map(({ time }) => time);

describe('unheard events', () => {
  const events = [event('a', 1000), event('message', 1100), event('b', 1200), event('a', 1300)];

  it('are all of a type the hook never heard of, and never those of type message', () => {
    expect(times(unheard(events, new Map([['b', 1201]]), 9000, 2000))).toEqual([1000, 1300]);
  });

  it('are those before the first one that the hook heard', () => {
    expect(
      times(
        unheard(
          events,
          new Map([
            ['a', 1302],
            ['b', 1201],
          ]),
          9000,
          2000,
        ),
      ),
    ).toEqual([1000]);
  });

  it('are left undecided, with all that follow, while the hook may still tell of them', () => {
    const told = unheard(events, new Map(), 3100, 2000);
    expect([times(told), told.decided]).toEqual([[1000], 2]);
  });
});

it('listens to what the hook told, not to what the log told', () => {
  const log = new MessageLog();
  const row = { flags: 0, size: 1, block: 'x', start: 0, length: 1 };
  log.append({ ...row, time: 5, event: { name: 'a', id: '', source: 'network' } as never });
  log.append({ ...row, time: 6, event: { name: 'b', id: '' } });
  log.append({ ...row, time: 7, event: { name: 'b', id: '' } });
  const heard = new Map<string, number>();
  expect(listen(log, 0, heard)).toBe(3);
  expect([...heard]).toEqual([['b', 6]]);
});

describe('what the hook told of one connection', () => {
  const log = new MessageLog();
  for (const [time, name, source] of [
    [5, 'a', undefined],
    [9, 'b', 'network'],
    [10, 'a', undefined],
    [15, 'a', undefined],
    [20, 'a', undefined],
  ] as const) {
    const event = { name, id: '', ...(source && { source }) } as never;
    log.append({ time, flags: 0, size: 2, block: `${name}${time}`, start: 0, length: `${name}${time}`.length, event });
  }

  it('is what came while it was open, by type', () => {
    expect(heardBetween(log, 6, 20)).toEqual(new Map([['a', { count: 2, first: 'a10' }]]));
    expect(heardBetween(log, 0, Number.POSITIVE_INFINITY).get('a')).toEqual({ count: 4, first: 'a5' });
  });

  it.each([
    ['all, where it told none', ['x', 'y'], undefined, 2],
    ['none, where it told all', ['x', 'y'], { count: 2, first: 'x' }, 0],
    ['those before the first that it told', ['x', 'y', 'z'], { count: 2, first: 'y' }, 1],
    ['as many as it lacks, of events that are all the same', ['x', 'x', 'x'], { count: 2, first: 'x' }, 1],
    ['none, where it told the first and was paused then', ['x', 'y', 'z'], { count: 1, first: 'x' }, 0],
    ['as many as it lacks, where the first was let go', ['x', 'y'], { count: 1, first: null }, 1],
    ['none, where it told more than the log kept', ['y'], { count: 2, first: 'x' }, 0],
  ])('lacks %s', (_, events, hearing, lacking) => {
    expect(missedBefore(events, hearing)).toBe(lacking);
  });
});
