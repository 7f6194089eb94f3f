// Rules: which request gets which answer.
import { describe, expect, it } from 'vitest';
import type { PlayAnswer, PlayRule } from '../wire/play.ts';
import { type Asked, fitsPattern, Programme } from './programme.ts';

const answer = (recorded: string): PlayAnswer => ({
  recorded,
  status: 200,
  statusText: '',
  headers: [],
  url: '',
  redirected: false,
  protocol: '',
  extensions: '',
  steps: [],
});
const rule = (over: Partial<PlayRule> = {}): PlayRule => ({
  api: null,
  method: null,
  url: '*',
  body: null,
  answers: [answer('a'), answer('b')],
  afterwards: 'network',
  ...over,
});
const asked = (over: Partial<Asked> = {}): Asked => ({
  api: 'fetch',
  method: 'GET',
  url: 'https://example.org/x?y=1',
  body: null,
  ...over,
});
const given = (programme: Programme, count: number, request = asked()): (string | null)[] =>
  Array.from({ length: count }, () => programme.choose(request)?.recorded ?? null);

describe('a pattern', () => {
  it.each([
    ['https://example.org/x?y=1', true],
    ['https://example.org/x', false],
    ['https://example.org/*', true],
    ['*/x?y=*', true],
    ['*', true],
    ['https://*.org/*=1', true],
    ['https://*.org/*=2', false],
    ['*y=1*y=1', false],
    ['https://example.org/x?y=1*1', false],
    ['', false],
  ])('%s', (pattern, fits) => expect(fitsPattern(pattern, 'https://example.org/x?y=1')).toBe(fits));
});

describe('a rule', () => {
  it('gives its answers in order, then what it says', () => {
    expect(given(new Programme([rule()]), 3)).toEqual(['a', 'b', null]);
    expect(given(new Programme([rule({ afterwards: 'again' })]), 5)).toEqual(['a', 'b', 'a', 'b', 'a']);
    expect(given(new Programme([rule({ afterwards: 'last' })]), 4)).toEqual(['a', 'b', 'b', 'b']);
    expect(given(new Programme([rule({ answers: [], afterwards: 'again' })]), 1)).toEqual([null]);
  });

  it('leaves what is over to the next one', () => {
    expect(given(new Programme([rule(), rule({ answers: [answer('c')] })]), 4)).toEqual(['a', 'b', 'c', null]);
  });

  it('must fit in all that it says', () => {
    const one = (over: Partial<PlayRule>, request: Partial<Asked>) =>
      new Programme([rule(over)]).choose(asked(request)) !== null;
    expect(one({ api: 'xhr' }, {})).toBe(false);
    expect(one({ method: 'post' }, { method: 'POST' })).toBe(true);
    expect(one({ method: 'POST' }, {})).toBe(false);
    expect(one({ body: 'q' }, { body: 'a question' })).toBe(true);
    expect(one({ body: 'x' }, { body: 'a question' })).toBe(false);
    expect(one({ body: 'x' }, {})).toBe(false);
  });

  it('asks for the body only where it has to know it', () => {
    expect(new Programme([rule()]).needsBody(asked())).toBe(false);
    expect(new Programme([rule({ body: 'x', api: 'xhr' })]).needsBody(asked())).toBe(false);
    expect(new Programme([rule({ body: 'x' })]).needsBody(asked())).toBe(true);
  });
});
