// JSON lines: what is a message, and that chunks make no difference.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ndjson } from './ndjson.ts';

const encoder = new TextEncoder();

function frame(chunks: readonly (string | Uint8Array)[], limit?: number) {
  const framer = ndjson.create(limit);
  const framed = chunks.flatMap((chunk) => framer.push(typeof chunk === 'string' ? encoder.encode(chunk) : chunk));
  return [...framed, ...framer.end()];
}

/** @see https://github.com/ndjson/ndjson-spec */
describe('a line', () => {
  test('is a message with its line end counted', () => {
    expect(frame(['{"a":1}\n"b"\r\n'])).toEqual([
      { data: '{"a":1}', size: 8 },
      { data: '"b"', size: 5 },
    ]);
  });

  test('that is blank is no message; its bytes count to the next', () => {
    expect(frame(['\n \r\n1\n\n'])).toEqual([{ data: '1', size: 6 }]);
  });

  test('is told as soon as its LF is there', () => {
    expect(ndjson.create().push(encoder.encode('1\n2'))).toEqual([{ data: '1', size: 2 }]);
  });

  test('that is no JSON is a message like any other', () => {
    expect(frame(['oops\n'])).toEqual([{ data: 'oops', size: 5 }]);
  });

  test('may begin with a BOM', () => {
    expect(frame(['\uFEFF{}\n'])).toEqual([{ data: '{}', size: 6 }]);
  });

  test('that is too large is cut, says so, and counts all its bytes', () => {
    expect(frame(['"01234', '56789"\n1\n'], 8)).toEqual([
      { data: '"0123456', size: 13, incomplete: true },
      { data: '1', size: 2 },
    ]);
  });
});

describe('the last line without LF', () => {
  test('is whole if it is JSON', () => {
    expect(frame(['1\n{"a":', '2}'])[1]).toEqual({ data: '{"a":2}', size: 7 });
  });

  test('is incomplete if it is not', () => {
    expect(frame(['{"a":'])).toEqual([{ data: '{"a":', size: 5, incomplete: true }]);
  });
});

test('however the body is cut, the messages are the same and their sizes add up', () => {
  const line = fc.oneof(fc.json({ maxDepth: 1 }), fc.constantFrom('', ' ', '漢字', '"😀"', '{'));
  const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 12 });
  fc.assert(
    fc.property(lines, (parts) => {
      const bytes = encoder.encode(`${parts.map(([text, end]) => text + end).join('')}1`);
      const whole = frame([bytes]);
      for (let cut = 0; cut <= bytes.length; cut++) {
        expect(frame([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(whole);
      }
      expect(whole.reduce((sum, { size }) => sum + size, 0)).toBe(bytes.length);
    }),
    { numRuns: 100 },
  );
});
