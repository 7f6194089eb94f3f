// JSON text sequences: records, broken records, and that chunks make no difference.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonSeq } from './json-seq.ts';

const encoder = new TextEncoder();
const RS = '\x1e';

function frame(chunks: readonly (string | Uint8Array)[], limit?: number) {
  const framer = jsonSeq.create(limit);
  const framed = chunks.flatMap((chunk) => framer.push(typeof chunk === 'string' ? encoder.encode(chunk) : chunk));
  return [...framed, ...framer.end()];
}

/** @see https://www.rfc-editor.org/rfc/rfc7464#section-2.1 */
describe('a record', () => {
  test('is a message, RS and LF counted', () => {
    expect(frame([`${RS}{"a":1}\n${RS}"b"\n`])).toEqual([
      { data: '{"a":1}', size: 9 },
      { data: '"b"', size: 5 },
    ]);
  });

  test('is told as soon as the LF behind its value is there', () => {
    expect(jsonSeq.create().push(encoder.encode(`${RS}{"a":1}\n`))).toEqual([{ data: '{"a":1}', size: 9 }]);
  });

  test('may hold line ends inside', () => {
    expect(frame([`${RS}{\n "a": [\n1]\n}\n${RS}2\n`]).map((f) => f.data)).toEqual(['{\n "a": [\n1]\n}', '2']);
  });

  test('may hold brackets and escaped quotes in strings', () => {
    expect(frame([`${RS}["}\\"]",\n1]\n`]).map((f) => f.data)).toEqual(['["}\\"]",\n1]']);
  });

  test('that is empty is none', () => {
    expect(frame([`${RS}${RS}\n${RS}1\n`])).toEqual([{ data: '1', size: 6 }]);
  });

  test('that is too large is cut, says so, and counts all its bytes', () => {
    expect(frame([`${RS}"01234`, `56789"\n${RS}1\n`], 8)).toEqual([
      { data: '"0123456', size: 14, incomplete: true },
      { data: '1', size: 3 },
    ]);
  });
});

/** @see https://www.rfc-editor.org/rfc/rfc7464#section-2.3 */
describe('a broken record', () => {
  test('ends at the next RS, and reading goes on', () => {
    expect(frame([`${RS}{"a":\n${RS}1\n`])).toEqual([
      { data: '{"a":', size: 7, incomplete: true },
      { data: '1', size: 3 },
    ]);
  });

  test('at the end of the body is incomplete', () => {
    expect(frame([`${RS}["a"`])).toEqual([{ data: '["a"', size: 5, incomplete: true }]);
  });
});

/** @see https://www.rfc-editor.org/rfc/rfc7464#section-2.4 */
describe('a record without LF', () => {
  test.each(['123', 'true', 'null'])('%s may have been cut', (value) => {
    expect(frame([`${RS}${value}${RS}1\n`])[0]).toMatchObject({ data: value, incomplete: true });
    expect(frame([`${RS}${value}`])[0]).toMatchObject({ data: value, incomplete: true });
  });

  test.each(['{}', '[1]', '"a"'])('%s ends by itself', (value) => {
    expect(frame([RS + value])).toEqual([{ data: value, size: value.length + 1 }]);
  });
});

test('however the body is cut, the messages are the same and their sizes add up', () => {
  const record = fc.oneof(fc.json({ maxDepth: 2 }), fc.constantFrom('', '{', '[\n]', '"\n', '漢字', '}'));
  const records = fc.array(fc.tuple(record, fc.constantFrom('\n', '')), { maxLength: 10 });
  fc.assert(
    fc.property(records, (parts) => {
      const bytes = encoder.encode(`${parts.map(([text, end]) => RS + text + end).join('')}${RS}[1]\n`);
      const whole = frame([bytes]);
      for (let cut = 0; cut <= bytes.length; cut++) {
        expect(frame([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(whole);
      }
      expect(whole.reduce((sum, { size }) => sum + size, 0)).toBe(bytes.length);
    }),
    { numRuns: 100 },
  );
});

test('well-formed sequences give back every value', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (values) => {
      const body = values.map((value) => `${RS}${JSON.stringify(value, null, 1)}\n`).join('');
      expect(frame([body]).map(({ data }) => JSON.parse(data as string))).toEqual(JSON.parse(JSON.stringify(values)));
    }),
  );
});
