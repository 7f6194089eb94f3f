// XMLHttpRequest in time: states and events in their order, sync and async, reuse, abort in every state, timeouts.
import type { Group } from './case.ts';
import { xhrEvents } from './xhr-events.ts';
import { xhrLives } from './xhr-lives.ts';
import { xhrReuse } from './xhr-reuse.ts';

export const xhrStates: Group = {
  api: 'xhr',
  title: 'states and events',
  cases: [...xhrLives, ...xhrReuse, ...xhrEvents],
};
