// Which content types have a framing.
import { expect, test } from 'vitest';
import { chooseFramer } from './choose.ts';

test.each([
  ['text/event-stream', 'sse'],
  ['Text/Event-Stream; charset=utf-8', 'sse'],
  [' text/event-stream ;x', 'sse'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl; charset=utf-8', 'ndjson'],
  ['application/json-lines', 'ndjson'],
  ['application/jsonlines', 'ndjson'],
  ['application/json-seq', 'json-seq'],
  ['application/geo+json-seq', 'json-seq'],
])('%s is framed as %s', (contentType, name) => {
  expect(chooseFramer(contentType)?.name).toBe(name);
});

test.each(['', 'text/plain', 'application/json', 'text/event-stream2', 'application/octet-stream'])(
  '"%s" has no framing',
  (contentType) => {
    expect(chooseFramer(contentType)).toBeNull();
  },
);

test('each body has a framer of its own', () => {
  expect(chooseFramer('text/event-stream')).not.toBe(chooseFramer('text/event-stream'));
});
