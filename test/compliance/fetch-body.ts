// Bodies as the page reads them: every method, every kind of reader, copies, pipes and cancelling.
import type { Group } from './case.ts';
import { bodyCopies } from './fetch-body-copies.ts';
import { bodyMethods } from './fetch-body-methods.ts';
import { bodyObjects } from './fetch-body-objects.ts';
import { bodyPipes } from './fetch-body-pipes.ts';
import { bodyReaders } from './fetch-body-readers.ts';

export const fetchBody: Group = {
  api: 'fetch',
  title: 'bodies',
  cases: [...bodyMethods, ...bodyReaders, ...bodyPipes, ...bodyCopies, ...bodyObjects],
};
