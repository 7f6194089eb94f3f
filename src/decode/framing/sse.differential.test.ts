// The SSE framer against two other readings of the standard: a plain one of our own, and eventsource-parser.
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sse } from './sse.ts';

interface Event {
  name: string;
  id: string;
  data: string;
}

function framed(body: string): Event[] {
  const framer = sse.create();
  return [...framer.push(new TextEncoder().encode(body)), ...framer.end()].flatMap(({ data, event, incomplete }) =>
    event?.name && !incomplete ? [{ name: event.name, id: event.id, data: data as string }] : [],
  );
}

/**
 * The algorithm as it is written, on a whole string.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
function plainly(body: string): Event[] {
  const events: Event[] = [];
  let [data, type, id] = ['', '', ''];
  const lines = body.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  lines.pop();
  for (const line of lines) {
    if (line === '') {
      if (data !== '') events.push({ name: type || 'message', id, data: data.slice(0, -1) });
      [data, type] = ['', ''];
      continue;
    }
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/su.exec(line) as RegExpExecArray;
    if (name === 'data') data += `${value}\n`;
    else if (name === 'event') type = value;
    else if (name === 'id' && !value.includes('\0')) id = value;
  }
  return events;
}

const ends = fc.constantFrom('\n', '\r', '\r\n');
const value = fc.string({ unit: fc.constantFrom('a', ' ', ':', '0', 'é', '漢', '😀', '{', '"'), maxLength: 12 });

test('any stream gives the events of the algorithm as written', () => {
  const piece = fc.oneof(
    fc.constantFrom('data: ', 'data', 'event: ', 'event', 'id: ', 'id', 'retry: 1', ':', ' ', '\0', '\uFEFF', 'é'),
    ends,
    value,
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 50 }), (pieces) => {
      const body = pieces.join('');
      expect(framed(body)).toEqual(plainly(body));
    }),
    { numRuns: 3000 },
  );
});

test('well-formed streams give the events of eventsource-parser', () => {
  const block = fc.record({
    comment: fc.option(value, { nil: undefined }),
    event: fc.option(value, { nil: undefined }),
    id: fc.option(value, { nil: undefined }),
    data: fc.array(value, { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'), (blocks, end) => {
      const body = blocks
        .map(({ comment, event, id, data }) =>
          [
            ...(comment === undefined ? [] : [`:${comment}`]),
            ...(event === undefined ? [] : [`event: ${event}`]),
            ...(id === undefined ? [] : [`id: ${id}`]),
            ...data.map((line) => `data: ${line}`),
            '',
            '',
          ].join(end),
        )
        .join('');
      // It gives the id of the block; the last event id is kept here as its documentation asks.
      let lastId = '';
      const theirs: Event[] = [];
      createParser({
        onEvent: ({ event, id, data }) => {
          lastId = id ?? lastId;
          theirs.push({ name: event || 'message', id: lastId, data });
        },
      }).feed(body);
      expect(framed(body)).toEqual(theirs);
    }),
    { numRuns: 1000 },
  );
});
