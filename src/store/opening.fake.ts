// An exchange as it starts, for tests that look at something else.
import type { Opening } from './opening.ts';

/** All but the API. */
export const anOpening: Omit<Opening, 'api'> = {
  id: '1.1',
  method: 'GET',
  url: 'http://a.test/',
  source: 'page',
  frame: { id: 0, url: '' },
  stack: '',
  started: 1000,
  headers: [],
  protocols: [],
  options: {},
};
