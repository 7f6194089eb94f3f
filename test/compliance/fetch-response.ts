// Responses: their heads, redirects, opaque ones, errors, and aborts at each stage.
import type { Group } from './case.ts';
import { responseAborts } from './fetch-response-aborts.ts';
import { responseHeads } from './fetch-response-heads.ts';

export const fetchResponse: Group = {
  api: 'fetch',
  title: 'responses',
  cases: [...responseHeads, ...responseAborts],
};
