// The query language: what each form means, what is wrong with what, and that nothing makes it throw.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from './parse.ts';

const termsOf = (query: string) => parse(query).terms;
const infinity = Number.POSITIVE_INFINITY;

describe('terms', () => {
  test('are separated by any space', () => {
    expect(termsOf('  a\tb\u00a0 c ').map((term) => 'text' in term && term.text)).toEqual(['a', 'b', 'c']);
  });

  test('are none in an empty query, a lone minus and empty quotes', () => {
    for (const query of ['', '   ', '-', '""', '-""', '- -']) expect(parse(query)).toEqual({ terms: [], errors: [] });
  });

  test('are negated by a minus before them', () => {
    expect(termsOf('-a')).toEqual([{ kind: 'word', text: 'a', negated: true }]);
    expect(termsOf('-status:404')).toMatchObject([{ kind: 'status', negated: true }]);
    expect(termsOf('-/a/')).toMatchObject([{ kind: 'url-pattern', negated: true }]);
    expect(termsOf('a-b')).toMatchObject([{ text: 'a-b', negated: false }]);
    expect(termsOf('--a')).toMatchObject([{ text: '-a', negated: true }]);
  });
});

describe('quotes', () => {
  test('hold spaces together', () => {
    expect(termsOf('"a b" c')).toMatchObject([{ text: 'a b' }, { text: 'c' }]);
    expect(termsOf('url:"a b"')).toMatchObject([{ kind: 'url', text: 'a b' }]);
    expect(termsOf('-"a b"')).toMatchObject([{ text: 'a b', negated: true }]);
  });

  test('take quotes and backslashes behind a backslash', () => {
    expect(termsOf(String.raw`"a\"b\\c\d"`)).toMatchObject([{ text: String.raw`a"b\c\d` }]);
  });

  test('make a plain text of what is in them', () => {
    expect(termsOf('"status:404" "/a/" "-a"')).toMatchObject([
      { kind: 'word', text: 'status:404' },
      { kind: 'word', text: '/a/' },
      { kind: 'word', text: '-a' },
    ]);
    expect(termsOf('url:"/a/"')).toMatchObject([{ kind: 'url', text: '/a/' }]);
  });

  test('inside a word are characters', () => {
    expect(termsOf('a"b c"')).toMatchObject([{ text: 'a"b' }, { text: 'c"' }]);
  });

  test('that are not closed go to the end and are an error', () => {
    expect(parse('x "a b')).toEqual({
      terms: [
        { kind: 'word', text: 'x', negated: false },
        { kind: 'word', text: 'a b', negated: false },
      ],
      errors: [{ code: 'unclosed-quote', message: 'the quote is not closed', value: 'a b', position: 2, length: 4 }],
    });
    expect(parse('"')).toMatchObject({ terms: [], errors: [{ code: 'unclosed-quote', position: 0, length: 1 }] });
  });
});

describe('a word', () => {
  test('is looked for in lower case', () => {
    expect(termsOf('FooBar')).toEqual([{ kind: 'word', text: 'foobar', negated: false }]);
  });

  test.each([
    'localhost:8080',
    'https://a.example/x:y',
    ':',
    'constructor:1',
    '__proto__:1',
    '//',
    '/',
    '/a/b',
    '/api/v1/users',
  ])('may be %s', (word) => {
    expect(parse(word)).toEqual({ terms: [{ kind: 'word', text: word, negated: false }], errors: [] });
  });
});

describe('a pattern', () => {
  test('is a regular expression for the URL in any case', () => {
    expect(termsOf('/a.+Z$/')).toEqual([{ kind: 'url-pattern', pattern: /a.+Z$/i, negated: false }]);
    expect(termsOf('url:/a|b/')).toEqual([{ kind: 'url-pattern', pattern: /a|b/i, negated: false }]);
  });

  test.each(['/(/', '/[/', '/a**/', '/\\/', 'url:/(/', 'text:/(/'])('%s is an error; other terms stay', (pattern) => {
    const { terms, errors } = parse(`x ${pattern} y`);
    expect(terms).toMatchObject([{ text: 'x' }, { text: 'y' }]);
    expect(errors).toMatchObject([{ code: 'invalid-regex', value: pattern, position: 2, length: pattern.length }]);
  });
});

describe('api:', () => {
  test.each([
    ['fetch', 'fetch'],
    ['xhr', 'xhr'],
    ['eventsource', 'eventsource'],
    ['sse', 'eventsource'],
    ['WebSocket', 'websocket'],
    ['WS', 'websocket'],
    ['websocketstream', 'websocketstream'],
  ])('%s', (value, api) => {
    expect(termsOf(`API:${value}`)).toEqual([{ kind: 'api', api, negated: false }]);
  });
});

describe('status:', () => {
  test.each([
    ['404', 404, 404],
    ['=404', 404, 404],
    ['>=400', 400, infinity],
    ['>400', 401, infinity],
    ['<400', 0, 399],
    ['<=400', 0, 400],
    ['5xx', 500, 599],
    ['5XX', 500, 599],
    ['0', 0, 0],
  ])('%s', (value, low, high) => {
    expect(termsOf(`status:${value}`)).toEqual([{ kind: 'status', range: { low, high }, negated: false }]);
  });

  test.each(['ok', '>', '>=', '4x', '0xx', 'xx', '1k', '-1', '1e3', '=>4', '404x'])('%s is an error', (value) => {
    expect(parse(`status:${value}`)).toMatchObject({ terms: [], errors: [{ code: 'invalid-number' }] });
  });
});

describe('messages: and bytes:', () => {
  test('compare numbers', () => {
    expect(termsOf('messages:>100')).toEqual([
      { kind: 'messages', range: { low: 101, high: infinity }, negated: false },
    ]);
    expect(termsOf('messages:5')).toMatchObject([{ range: { low: 5, high: 5 } }]);
  });

  test.each([
    ['>1k', 1001, infinity],
    ['>=1.5M', 1_500_000, infinity],
    ['<2g', 0, 1_999_999_999],
    ['>0.5', 1, infinity],
    ['12', 12, 12],
  ])('bytes:%s', (value, low, high) => {
    expect(termsOf(`bytes:${value}`)).toMatchObject([{ kind: 'bytes', range: { low, high } }]);
  });

  test('take no other units', () => {
    expect(parse('messages:1k bytes:1t bytes:k').errors.map(({ code }) => code)).toEqual(
      Array.from({ length: 3 }, () => 'invalid-number'),
    );
  });
});

describe('other keys', () => {
  test.each([
    ['method:POST', { kind: 'method', method: 'post' }],
    ['state:open', { kind: 'state', state: 'open' }],
    ['state:Aborted', { kind: 'state', state: 'aborted' }],
    ['has:error', { kind: 'has', feature: 'error' }],
    ['has:lost', { kind: 'has', feature: 'lost' }],
    ['has:messages', { kind: 'has', feature: 'messages' }],
    ['source:network', { kind: 'source', source: 'network' }],
    ['frame:Example.com', { kind: 'frame', text: 'example.com' }],
    ['url:A:b', { kind: 'url', text: 'a:b' }],
    ['text:Hello', { kind: 'text', pattern: /Hello/i }],
    ['text:"a.b (c)/-"', { kind: 'text', pattern: /a\.b \(c\)\/-/i }],
    ['text:/a.b/', { kind: 'text', pattern: /a.b/i }],
  ])('%s', (query, condition) => {
    expect(parse(query)).toEqual({ terms: [{ ...condition, negated: false }], errors: [] });
  });

  test('say which values they know', () => {
    expect(parse('has:x api:x state:x source:x').errors).toMatchObject([
      { code: 'unknown-value', value: 'has:x', message: 'one of error, lost, messages', position: 0, length: 5 },
      { code: 'unknown-value', position: 6 },
      { code: 'unknown-value', position: 12 },
      { code: 'unknown-value', position: 20 },
    ]);
    expect(parse('api:constructor api:__proto__').errors.length).toBe(2);
  });

  test.each(['api:', 'status:', 'url:', 'url:""', 'text:', '-has:'])(
    '%s is an error until there is a value',
    (query) => {
      expect(parse(query)).toMatchObject({
        terms: [],
        errors: [{ code: 'missing-value', position: 0, length: query.length }],
      });
    },
  );
});

describe('any string', () => {
  const pieces = fc.constantFrom(
    '-',
    '"',
    '\\',
    ' ',
    '/',
    ':',
    '>',
    '=',
    '(',
    '[',
    'api',
    'status',
    'url:',
    'text:/',
    '4',
    'k',
  );
  const queries = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 20 }).map((all) => all.join('')),
  );

  test('is read without throwing, with errors inside it', () => {
    fc.assert(
      fc.property(queries, (query) => {
        for (const { position, length } of parse(query).errors) {
          expect(position).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(position + length).toBeLessThanOrEqual(query.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('in quotes is a word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const quoted = `"${text.replace(/["\\]/g, '\\$&')}"`;
        expect(parse(quoted)).toEqual({
          terms: [{ kind: 'word', text: text.toLowerCase(), negated: false }],
          errors: [],
        });
      }),
      { numRuns: 1000 },
    );
  });
});
