// XMLHttpRequest in values: arguments, headers, bodies in both directions, response types, and the errors of each.
import type { Group } from './case.ts';
import { xhrObjects } from './xhr-objects.ts';
import { xhrRequests } from './xhr-requests.ts';
import { xhrResponses } from './xhr-responses.ts';

export const xhrValues: Group = {
  api: 'xhr',
  title: 'values',
  cases: [...xhrRequests, ...xhrResponses, ...xhrObjects],
};
