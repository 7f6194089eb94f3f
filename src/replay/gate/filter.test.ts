// A filter is taken with what was left out, and a wrong one is refused.
import { expect, it } from 'vitest';
import { filterOf } from './filter.ts';

it('takes a filter with what was left out', () => {
  expect(filterOf({})).toEqual({ direction: null, api: null, url: '', text: '' });
  expect(filterOf({ direction: 'both', api: 'fetch', url: 'https://a.test/*', text: 'x' })).toEqual({
    direction: null,
    api: 'fetch',
    url: 'https://a.test/*',
    text: 'x',
  });
});

it.each([
  [null, 'invalid-options'],
  [{ direction: 'up' }, 'invalid-options'],
  [{ api: 'xhr' }, 'invalid-options'],
  [{ text: 5 }, 'invalid-options'],
  [{ colour: 'red' }, 'invalid-options'],
  [{ url: '/relative' }, 'invalid-url'],
])('refuses %j', (given, code) => {
  expect(() => filterOf(given as never)).toThrow(expect.objectContaining({ code }));
});
