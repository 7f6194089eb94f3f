// Lossless JSON: every value, key and order survives, and what is wrong is told with its place.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TreeValue } from '../decoded.ts';
import { DEEPEST, LARGEST, parseTree } from './json-tree.ts';

const treeOf = (text: string): TreeValue | undefined => parseTree(text).tree;

describe('a number', () => {
  test.each<[string, TreeValue]>([
    ['0', 0],
    ['-1.5e3', -1500],
    ['0.1', 0.1],
    ['1.0', 1],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-12345678901234567890', -12345678901234567890n],
    ['0.1000000000000000055', { exact: '0.1000000000000000055' }],
    ['1e400', { exact: '1e400' }],
    ['1e-400', { exact: '1e-400' }],
    ['-0', { exact: '-0' }],
    ['-0.0', { exact: '-0.0' }],
  ])('%s keeps its value', (source, value) => {
    expect(treeOf(source)).toEqual(value);
    expect(treeOf(`{"a":[${source}]}`)).toEqual(new Map([['a', [value]]]));
  });

  test('of a million digits is kept as it is', () => {
    const source = '7'.repeat(1_000_000);
    expect(treeOf(source)).toEqual({ exact: source });
  });
});

describe('an object', () => {
  test('keeps the order of its keys, also of those that look like indices', () => {
    const tree = treeOf('{"b":1,"2":2,"a":3,"1":4,"":5}') as Map<string, TreeValue>;
    expect([...tree]).toEqual([
      ['b', 1],
      ['2', 2],
      ['a', 3],
      ['1', 4],
      ['', 5],
    ]);
  });

  test('may have keys that mean something to JavaScript', () => {
    const tree = treeOf('{"__proto__":{"x":1},"constructor":2,"exact":"3","toString":4}') as Map<string, TreeValue>;
    expect([...tree.keys()]).toEqual(['__proto__', 'constructor', 'exact', 'toString']);
    expect(tree.get('__proto__')).toEqual(new Map([['x', 1]]));
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test('may have keys and strings with quotes, colons and backslashes', () => {
    const value = { 'a":': 'b":"c', '\\': '\\', ':': ':"' };
    expect(treeOf(JSON.stringify(value))).toEqual(new Map(Object.entries(value)));
  });

  test('with a key twice has the last value and says so, with the place', () => {
    expect(parseTree('{"x":0,"a":1,"b":2,"a":3}')).toEqual({
      tree: new Map([
        ['x', 0],
        ['a', 3],
        ['b', 2],
      ]),
      error: { message: 'duplicate key "a": the tree has its last value only', offset: 20 },
    });
  });

  test('with a key twice and equal values says so too', () => {
    const { tree, error } = parseTree('{"a":{"b":1},"a":{"b":1}}');
    expect(tree).toEqual(new Map([['a', new Map([['b', 1]])]]));
    expect(error?.message).toContain('repeated');
  });

  test('with 100,000 duplicates takes no more than a moment', () => {
    const text = `{${Array.from({ length: 100_000 }, (_, i) => `"a":${i}`).join(',')}}`;
    expect(treeOf(text)).toEqual(new Map([['a', 99_999]]));
  });
});

describe('what is no JSON', () => {
  test.each([
    ['', 0],
    ['{"a":1,}', 7],
    ['{"a":1,"b":2 "c":3}', 13],
    ['{"aa":x}', 6],
    ['[1 2]', 3],
    ['{"a":1} x', 8],
    ['{a:1}', 1],
    ['["\n"]', 2],
  ])('%j is an error at %i', (text, offset) => {
    const { tree, error } = parseTree(text);
    expect(tree).toBeUndefined();
    expect(error).toMatchObject({ offset });
    expect(error?.message).not.toMatch(/position/);
  });

  test('may be nested too deeply', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseTree(nested(DEEPEST)).error).toBeUndefined();
    expect(parseTree(nested(1_000_000)).error).toEqual({
      message: 'nested more than 500 levels deep',
      offset: DEEPEST,
    });
  });

  test('or is too large for a tree', () => {
    expect(parseTree(`"${'x'.repeat(LARGEST)}"`).error?.message).toContain('without a tree');
  });

  test('never throws', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', '"', '"a"', ':', ',', '1', '\\', ' ', 'null', '-', '.'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          pieces.map((all) => all.join('')),
        ),
        (text) => {
          const { tree, error } = parseTree(text);
          expect(tree !== undefined || error !== undefined).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** The tree as JSON.parse would have given it. */
function plain(tree: TreeValue | undefined): unknown {
  if (Array.isArray(tree)) return tree.map(plain);
  if (tree instanceof Map) return Object.fromEntries([...tree].map(([key, value]) => [key, plain(value)]));
  if (typeof tree === 'bigint') return Number(tree);
  return tree !== null && typeof tree === 'object' ? Number(tree.exact) : tree;
}

test('agrees with JSON.parse on any JSON', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.boolean(), (text, spaced) => {
      const source = spaced ? JSON.stringify(JSON.parse(text), null, '\t') : text;
      expect(plain(treeOf(source))).toEqual(JSON.parse(source));
    }),
    { numRuns: 500 },
  );
});

test('refuses what JSON.parse refuses', () => {
  const pieces = fc.array(
    fc.constantFrom('{', '}', '[', ']', '"', 'a', ':', ',', '1', '\\', ' ', 'null', '-', '.', 'e'),
  );
  fc.assert(
    fc.property(
      pieces.map((all) => all.join('')),
      (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(treeOf(text) !== undefined).toBe(valid);
      },
    ),
    { numRuns: 3000 },
  );
});
