// Close codes by RFC 6455 and the IANA registry.
import { describe, expect, it } from 'vitest';
import { closeMeaning, isAbnormalClose } from './close-code.ts';

describe('closeMeaning', () => {
  it.each([
    [1000, 'normal'],
    [1001, 'goingAway'],
    [1005, 'noStatus'],
    [1006, 'abnormal'],
    [1011, 'internalError'],
    [1015, 'tlsFailure'],
    [3000, 'registered'],
    [4999, 'private'],
    [1004, 'unknown'],
    [2999, 'unknown'],
    [5000, 'unknown'],
  ])('%d is %s', (code, meaning) => expect(closeMeaning(code)).toBe(meaning));

  it('tells an abnormal end from a plain one', () => {
    expect([1000, 1001, 1005, 4001].map(isAbnormalClose)).toEqual([false, false, false, false]);
    expect([1002, 1006, 1011].map(isAbnormalClose)).toEqual([true, true, true]);
  });
});
