// Requests as the page makes them: every init member, every kind of body, and the order in which all of it is read.
import type { Group } from './case.ts';
import { requestBodies } from './fetch-request-bodies.ts';
import { requestObjects } from './fetch-request-objects.ts';
import { requestReads } from './fetch-request-reads.ts';

export const fetchRequest: Group = {
  api: 'fetch',
  title: 'requests',
  cases: [...requestBodies, ...requestReads, ...requestObjects],
};
