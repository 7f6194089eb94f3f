// The SSE framer against the standard, rule by rule, and against any way of cutting a stream into chunks.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Framed } from '../../store/framer.ts';
import { sse } from './sse.ts';

const encoder = new TextEncoder();
const BOM = '\uFEFF';

function frame(chunks: readonly (string | Uint8Array)[], limit?: number): Framed[] {
  const framer = sse.create(limit);
  const framed = chunks.flatMap((chunk) => framer.push(typeof chunk === 'string' ? encoder.encode(chunk) : chunk));
  return [...framed, ...framer.end()];
}

/** What a page would get: the data of complete events. */
const dataOf = (...chunks: string[]): string[] =>
  frame(chunks).flatMap((f) => (f.event?.name && !f.incomplete ? [f.data as string] : []));

const eventOf = (body: string) => frame([body])[0]?.event;

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
describe('the stream', () => {
  test('begins with one BOM, which is dropped', () => {
    expect(dataOf(`${BOM}data: a\n\n`)).toEqual(['a']);
  });

  test('keeps a second BOM, which spoils the field name behind it', () => {
    expect(dataOf(`${BOM}${BOM}data: a\n\ndata: b\n\n`)).toEqual(['b']);
  });

  test('keeps a BOM inside a value', () => {
    expect(dataOf(`data: ${BOM}a\n\n`)).toEqual([`${BOM}a`]);
  });

  test('takes what only begins like a BOM as text, also over chunks', () => {
    const [framed] = [frame([Uint8Array.of(0xef), Uint8Array.of(0xbb), 'data: a\n\ndata: b\n\n'])];
    expect(framed.map((f) => f.data)).toEqual(['b']);
    expect(frame([Uint8Array.of(0xef, 0xbb)])).toMatchObject([{ size: 2, incomplete: true }]);
  });

  test.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CR LF', '\r\n'],
  ])('ends its lines with %s', (_, end) => {
    expect(dataOf(`data: a${end}data: b${end}${end}data: c${end}${end}`)).toEqual(['a\nb', 'c']);
  });

  test('may mix the ends of its lines', () => {
    expect(dataOf('data: a\ndata: b\r\ndata: c\r\ndata: d\n\r\ndata: e\r\r')).toEqual(['a\nb\nc\nd', 'e']);
  });

  test('is UTF-8; what is not becomes U+FFFD', () => {
    const body = Uint8Array.of(...encoder.encode('data: '), 0xff, 0x41, 0xe2, 0x82, ...encoder.encode('\n\n'));
    expect(frame([body])[0]?.data).toBe('\uFFFDA\uFFFD');
  });
});

describe('a chunk', () => {
  test('that ends between CR and LF does not make two line ends', () => {
    expect(dataOf('data: a\r', '\ndata: b\r', '\n\r', '\n')).toEqual(['a\nb']);
  });

  test('that ends with CR is acted on at once where lines end with CR', () => {
    expect(sse.create().push(encoder.encode('data: a\r\r'))).toMatchObject([{ data: 'a', size: 9 }]);
  });

  test('that ends with LF is acted on at once', () => {
    expect(sse.create().push(encoder.encode('data: a\r\n\r\n'))).toMatchObject([{ data: 'a', size: 11 }]);
  });

  test('that ends inside a character leaves it whole', () => {
    const bytes = encoder.encode('data: 😀\n\n');
    expect(frame([bytes.subarray(0, 8), bytes.subarray(8)])).toMatchObject([{ data: '😀' }]);
  });

  test('may be changed by its owner afterwards', () => {
    const framer = sse.create();
    const chunk = encoder.encode('data: first');
    framer.push(chunk);
    chunk.fill(0x58);
    expect(framer.push(encoder.encode('\n\n'))).toMatchObject([{ data: 'first' }]);
  });
});

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html#processField */
describe('a field', () => {
  test('loses one space behind its colon, not two', () => {
    expect(dataOf('data:a\n\n', 'data: a\n\n', 'data:  a \n\n', 'data:\ta\n\n')).toEqual(['a', 'a', ' a ', '\ta']);
  });

  test('without a colon has an empty value', () => {
    expect(dataOf('data\n\n', 'data\ndata\n\n')).toEqual(['', '\n']);
  });

  test('is known by its exact name', () => {
    expect(dataOf('Data: a\n data: b\ndata : c\ndat: d\ndatas: e\n\n')).toEqual([]);
  });

  test('data: lines are joined by LF', () => {
    expect(dataOf('data: a\ndata:\ndata: c\n\n')).toEqual(['a\n\nc']);
  });

  test('event: names the event; the last one counts and an empty one means message', () => {
    expect(eventOf('event: a\nevent: b\ndata: x\n\n')?.name).toBe('b');
    expect(eventOf('event:\ndata: x\n\n')?.name).toBe('message');
    expect(eventOf('data: x\n\n')?.name).toBe('message');
  });

  test('event: is forgotten with its block, dispatched or not', () => {
    expect(frame(['event: a\n\ndata: x\n\n']).map((f) => f.event?.name)).toEqual(['message']);
  });

  test('id: lasts over events until it is set again', () => {
    const body = 'id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n';
    expect(frame([body]).map((f) => f.event?.id)).toEqual(['1', '1', '']);
  });

  test('id: with a NUL is ignored', () => {
    expect(frame(['id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n']).map((f) => f.event?.id)).toEqual(['1', '1']);
  });

  test('id: counts in a block without data', () => {
    expect(frame(['id: 7\n\ndata: a\n\n'])).toEqual([{ data: 'a', size: 16, event: { name: 'message', id: '7' } }]);
  });

  test('retry: is put on the event of its block', () => {
    expect(eventOf('retry: 1500\ndata: a\n\n')).toEqual({ name: 'message', id: '', retry: 1500 });
  });

  test('retry: alone is told without data', () => {
    expect(frame(['retry: 10\n\n'])).toEqual([{ data: '', size: 11, event: { name: '', id: '', retry: 10 } }]);
  });

  test.each(['', '1e3', '-1', '+1', ' 10', '10 ', '0x10', '1.5', '١'])(
    'retry: takes digits only, not "%s"',
    (value) => {
      expect(frame([`retry: ${value}\n\n`])).toEqual([]);
    },
  );

  test('retry: stays a number JSON can carry', () => {
    expect(eventOf(`retry: ${'9'.repeat(400)}\n\n`)?.retry).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('a comment', () => {
  test('is told for each line, at once, with its own bytes', () => {
    const body = ':\n: keep-alive\ndata: a\n:mid\ndata: b\n\n';
    expect(frame([body])).toEqual([
      { data: '', size: 2, event: { name: '', id: '', comment: '' } },
      { data: '', size: 13, event: { name: '', id: '', comment: 'keep-alive' } },
      { data: '', size: 5, event: { name: '', id: '', comment: 'mid' } },
      { data: 'a\nb', size: 17, event: { name: 'message', id: '' } },
    ]);
  });

  test('is told before the blank line comes', () => {
    expect(sse.create().push(encoder.encode(': ping\n'))).toMatchObject([{ event: { comment: 'ping' } }]);
  });
});

describe('a blank line', () => {
  test('dispatches nothing where there is no data', () => {
    expect(frame(['\n\n\nevent: a\n\nfoo: bar\n\n'])).toEqual([]);
  });

  test('dispatches empty data where there was a data field', () => {
    expect(dataOf('data:\n\n')).toEqual(['']);
  });
});

describe('the end', () => {
  test('makes no event of an unfinished block, but shows it', () => {
    expect(frame(['id: 1\ndata: a\n\nevent: e\ndata: b\n'])[1]).toEqual({
      data: 'b',
      size: 17,
      event: { name: 'e', id: '1' },
      incomplete: true,
    });
  });

  test('shows the data of an unfinished line', () => {
    expect(frame(['data: a\ndata: b'])).toMatchObject([{ data: 'a\nb', size: 15, incomplete: true }]);
  });

  test('does not take an unfinished id, event or retry for whole', () => {
    expect(frame(['data: a\nretry: 10'])[0]?.event).toEqual({ name: 'message', id: '' });
    expect(frame(['data: a\nid: 10'])[0]?.event?.id).toBe('');
  });

  test('shows an unfinished comment', () => {
    expect(frame([': a'])).toEqual([
      { data: '', size: 3, event: { name: '', id: '', comment: 'a' }, incomplete: true },
    ]);
  });

  test('behind a CR finds the line ended', () => {
    expect(frame(['data: a\n\r'])).toMatchObject([{ data: 'a', size: 9 }]);
    expect(frame(['data: a\n\r'])[0]?.incomplete).toBeUndefined();
  });

  test('of an empty body is nothing', () => {
    expect(frame([])).toEqual([]);
    expect(frame([''])).toEqual([]);
  });
});

describe('a message that is too large', () => {
  test('is cut, says so, and counts all its bytes', () => {
    const [cut, next] = frame(['data: 012345', '6789', '\n\ndata: x\n\n'], 10);
    expect(cut).toMatchObject({ data: '0123', size: 18, incomplete: true });
    expect(next).toEqual({ data: 'x', size: 9, event: { name: 'message', id: '' } });
  });

  test('is cut also where many lines make it so', () => {
    const [cut] = frame([`${'data: abcd\n'.repeat(5)}\n`], 10);
    expect(cut).toMatchObject({ data: 'abcd\nabcd', size: 56, incomplete: true });
  });
});

/** Pieces of streams that meet all rules often, with bytes that are no UTF-8 among them. */
const bodies = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'data: ',
        'data:',
        'event: e',
        'id: 1',
        'id:\0',
        'retry: 5',
        ': c',
        ':',
        'x',
        ' ',
        '😀',
        'é',
        BOM,
      ),
      fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n'),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .chain((parts) =>
    fc.record({
      bytes: fc.constant(encoder.encode(parts.join(''))),
      broken: fc.option(fc.nat({ max: 200 }), { nil: -1 }),
    }),
  )
  .map(({ bytes, broken }) => (broken < 0 ? bytes : bytes.map((byte, i) => (i === broken ? 0xe2 : byte))));

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...[...cuts].map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.slice(at[i], end));
}

describe('however the stream is cut', () => {
  test('at every single byte, the messages are the same', () => {
    fc.assert(
      fc.property(bodies, (bytes) => {
        const whole = frame([bytes]);
        for (let cut = 0; cut <= bytes.length; cut++) expect(frame(cutAt(bytes, [cut]))).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  test('into any chunks or single bytes, the messages are the same', () => {
    fc.assert(
      fc.property(bodies, fc.array(fc.nat({ max: 150 })), (bytes, cuts) => {
        const whole = frame([bytes]);
        expect(frame(cutAt(bytes, cuts))).toEqual(whole);
        expect(frame([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  test('sizes add up to the body, but for blank and ignored lines at its end', () => {
    fc.assert(
      fc.property(bodies, (bytes) => {
        const body = Uint8Array.of(...bytes, ...encoder.encode('\n\ndata: last\n\n'));
        expect(frame([body]).reduce((sum, { size }) => sum + size, 0)).toBe(body.length);
      }),
      { numRuns: 500 },
    );
  });
});
