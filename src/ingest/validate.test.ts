// The border: whatever a page sends is either a well-formed word of the protocol or an `invalid` that says why.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack } from '../hook/pack.ts';
import { Recorder } from '../hook/recorder.ts';
import { BINARY, type Capture, CUT, DROPPED, type Messages, ROW, ROW_SIZE } from '../wire/capture.ts';
import { checkCapture, checkMessage, isInvalid } from './validate.ts';

const at = { seq: 1, time: 2.5, exchange: 3 };

/** One well-formed capture of each kind, with all its members. */
const GOOD: Capture[] = [
  {
    type: 'opened',
    ...at,
    api: 'fetch',
    method: 'POST',
    url: 'a',
    base: 'https://example.org/',
    headers: [['a', 'b']],
    protocols: ['p'],
    options: { keepalive: true, timeout: 5, mode: 'cors' },
    stack: 'at x',
  },
  { type: 'transition', ...at, state: 1, cause: 'open' },
  {
    type: 'response',
    ...at,
    status: 200,
    statusText: 'OK',
    headers: [],
    url: '',
    redirected: true,
    kind: 'cors',
  },
  { type: 'negotiated', ...at, protocol: 'p', extensions: 'e' },
  { type: 'progress', ...at, direction: 'sent', loaded: 1, total: 2 },
  { type: 'progress', ...at, direction: 'received', loaded: 1 },
  { type: 'buffered', ...at, amount: 1 },
  { type: 'done', ...at, cause: 'unread' },
  { type: 'closed', ...at, code: 1000, reason: 'bye', wasClean: true },
  { type: 'closing', ...at, code: 1000, reason: 'bye' },
  { type: 'failed', ...at, kind: 'abort', name: 'AbortError', message: 'm' },
  { type: 'error', ...at },
  { type: 'lost', ...at, messages: 1, bytes: 2 },
  { type: 'part', ...at, offset: 0, last: true, flags: 0, size: 0, data: 'text', event: ['n', 'i'] },
  { type: 'part', ...at, offset: 0, last: true, flags: BINARY, size: 0, data: Uint8Array.of(1) },
  { type: 'pagehide', seq: 1, time: 2, persisted: true },
  { type: 'pageshow', seq: 1, time: 2 },
  { type: 'fault', seq: 1, time: 2, message: 'm' },
];

/** Two rows, `abc` and two bytes, with other numbers in the place of some. */
const list = (numbers: Partial<Record<keyof typeof ROW, readonly [number, number]>> = {}, more = {}): Messages => {
  const rows = Float64Array.of(1, 1, 1, 0, 3, 0, 2, 1, 2, BINARY, 2, 0);
  for (const [name, [first, second]] of Object.entries(numbers)) {
    rows[ROW[name as keyof typeof ROW]] = first;
    rows[ROW_SIZE + ROW[name as keyof typeof ROW]] = second;
  }
  return { type: 'messages', rows, text: 'abc', bytes: Uint8Array.of(1, 2), ...more };
};
const invalidOf = (input: unknown): string | null => {
  const checked = checkCapture(input);
  return isInvalid(checked) ? checked.invalid : null;
};

describe('validation', () => {
  it.each(GOOD.map((capture) => [capture.type, capture] as const))(
    'lets %s through with all its members',
    (_, capture) => {
      expect(checkCapture(structuredClone(capture))).toEqual(capture);
    },
  );

  it('lets everything through that the hook packs', () => {
    const recorder = new Recorder();
    const subject = recorder.begin();
    recorder.fact(subject, { type: 'opened', api: 'xhr', method: 'GET', url: '/' });
    recorder.row(subject, 0, 'a\ud800', 1).name = 'tick';
    recorder.row(subject, BINARY, Uint8Array.of(1), 2);
    recorder.row(subject, 0, 'x'.repeat(2 ** 20), 3);
    recorder.fact(subject, { type: 'done' });
    for (let item = recorder.head, offset = 0; item; ) {
      const packed = pack(item, offset);
      if (!packed) throw new Error('nothing is pending here');
      for (const capture of structuredClone(packed.captures) as Capture[]) expect(invalidOf(capture)).toBeNull();
      item = packed.next;
      offset = packed.offset;
    }
  });

  it('never throws on anything, and says what was wrong', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
    });
    fc.assert(
      fc.property(anything, (input) => {
        for (const checked of [checkMessage(input), checkCapture(input)]) {
          expect(isInvalid(checked)).toBe(true);
          expect((checked as { invalid: string }).invalid).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never throws where one member of a good capture is anything, and trusts only what has the right form', () => {
    const mutated = fc.constantFrom(...GOOD, list() as Capture).chain((capture) =>
      fc.record({
        capture: fc.constant(capture),
        member: fc.constantFrom(...Object.keys(capture)),
        value: fc.anything({ withTypedArray: true, withMap: true }),
      }),
    );
    fc.assert(
      fc.property(mutated, ({ capture, member, value }) => {
        const checked = checkCapture({ ...capture, [member]: value });
        if (isInvalid(checked)) return;
        const good = (capture as unknown as Record<string, unknown>)[member];
        const got = (checked as unknown as Record<string, unknown>)[member];
        // Headers come as a list or as text.
        const isText = member === 'headers' && typeof value === 'string';
        const form = isText ? 'string' : typeof good;
        expect(got === undefined ? 'absent' : typeof got).toBe(value === undefined ? 'absent' : form);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves out members that it does not know', () => {
    expect(checkCapture({ type: 'pageshow', seq: 1, time: 2, extra: '<script>' })).toEqual({
      type: 'pageshow',
      seq: 1,
      time: 2,
    });
  });

  it.each([
    ['a negative number', { ...at, seq: -1 }],
    ['a fraction as number', { ...at, seq: 1.5 }],
    ['NaN as time', { ...at, time: Number.NaN }],
    ['infinity as time', { ...at, time: Number.POSITIVE_INFINITY }],
    ['a number as text', { ...at, exchange: '3' }],
  ])('refuses %s', (_, fact) => {
    expect(invalidOf({ type: 'buffered', amount: 0, ...fact })).toMatch(/^(seq|time|exchange): /);
  });

  it.each([
    ['a negative size of a part', { type: 'part', ...at, offset: 0, last: true, flags: CUT, size: -1, data: '' }],
    [
      'text that calls itself binary',
      { type: 'part', ...at, offset: 0, last: true, flags: BINARY, size: 0, data: 'a' },
    ],
    [
      'bytes that call themselves text',
      { type: 'part', ...at, offset: 0, last: true, flags: 0, size: 0, data: new Uint8Array(1) },
    ],
    [
      'flags that do not fit their column',
      { type: 'part', ...at, offset: 0, last: true, flags: 256, size: 0, data: '' },
    ],
    ['a negative loss', { type: 'lost', ...at, messages: 1, bytes: -1 }],
    ['a negative progress', { type: 'progress', ...at, direction: 'sent', loaded: -1 }],
    ['a negative bufferedAmount', { type: 'buffered', ...at, amount: -1 }],
  ])('refuses %s', (_, capture) => {
    expect(invalidOf(capture)).not.toBeNull();
  });

  describe('of rows', () => {
    it('accepts those that agree with their payload', () => {
      expect(invalidOf(list())).toBeNull();
      expect(invalidOf(list({}, { rows: new Float64Array(0), text: '', bytes: new Uint8Array(0) }))).toBeNull();
    });

    it('refuses one that is not whole', () => {
      expect(invalidOf(list({}, { rows: list().rows.slice(0, 11) }))).toMatch(/11 numbers are no whole rows/);
    });

    it.each([
      ['more text than there is', [4, 2]],
      ['less text than there is', [2, 2]],
      ['more bytes than there are', [3, 3]],
      ['as much as a number can say', [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
    ] as const)('refuses lengths that claim %s', (_, length) => {
      expect(invalidOf(list({ length }))).toMatch(/lengths add up/);
    });

    it('refuses text that calls itself bytes', () => {
      expect(invalidOf(list({ flags: [BINARY, BINARY] }))).toMatch(/lengths add up/);
    });

    it.each([
      ['one that is not above the one before', [2, 2]],
      ['one below', [2, 1]],
      ['a fraction', [1, 1.5]],
      ['NaN', [1, Number.NaN]],
    ] as const)('refuses as sequence number %s', (_, seq) => {
      expect(invalidOf(list({ seq }))).toMatch(/rows\.1: its number/);
    });

    it.each([
      ['exchange', -1, /rows\.1: .*exchange/],
      ['exchange', Number.NaN, /rows\.1: .*exchange/],
      ['time', Number.NaN, /rows\.1: its time/],
      ['time', Number.POSITIVE_INFINITY, /rows\.1: its time/],
      ['flags', 256, /rows\.1: its flags/],
      ['flags', -2, /rows\.1: its flags/],
      ['length', -1, /rows\.1: its length/],
      ['length', 1.5, /rows\.1: its length/],
      ['size', -1, /rows\.1: its size/],
      ['size', Number.POSITIVE_INFINITY, /rows\.1: its size/],
    ] as const)('refuses as %s %d', (name, value, message) => {
      const good = list().rows[ROW[name]] as number;
      expect(invalidOf(list({ [name]: [good, value] }))).toMatch(message);
    });

    it('accepts the size of a payload that was let go', () => {
      expect(invalidOf(list({ flags: [DROPPED, BINARY], length: [0, 2], size: [7, 0] }, { text: '' }))).toBeNull();
    });

    it.each([
      ['an array', [1, 1, 1, 0, 0, 0]],
      ['an array of another type', new Uint32Array(6)],
      ['an object that looks like one', { 0: 1, 1: 1, length: 6 }],
    ])('refuses %s in place of the numbers', (_, rows) => {
      expect(invalidOf(list({}, { rows }))).toMatch(/^rows: /);
    });
  });

  it('cannot be used to reach a prototype', () => {
    const options = JSON.parse('{"__proto__": "x", "constructor": "y", "mode": "cors"}') as Record<string, string>;
    const headers = [['__proto__', 'polluted']];
    const checked = checkCapture({ type: 'opened', ...at, api: 'fetch', method: 'GET', url: '', options, headers });
    expect(isInvalid(checked)).toBe(false);
    const { options: got } = checked as { options: Record<string, string> };
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
    expect(got.mode).toBe('cors');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const crafted = JSON.parse('{"__proto__": {"type": "pageshow", "seq": 1, "time": 2}}') as unknown;
    expect(invalidOf(crafted)).not.toBeNull();
  });

  it('refuses an unknown kind of message and a hello that lacks something', () => {
    expect(checkMessage({ type: 'goodbye' })).toMatchObject({ invalid: expect.stringContaining('type') as string });
    const hello = {
      type: 'hello',
      protocol: 1,
      document: 'd',
      url: 'u',
      timeOrigin: 1,
      oldest: 1,
      next: 1,
      late: false,
    };
    expect(checkMessage(hello)).toEqual(hello);
    for (const member of Object.keys(hello)) {
      expect(isInvalid(checkMessage({ ...hello, [member]: undefined }))).toBe(true);
    }
  });
});
