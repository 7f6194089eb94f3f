// Comparing JSON by paths.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, includes, jsonDiff, parsePath } from './json-diff.ts';

const ignoring = (...paths: string[]) => paths.map(parsePath);

describe('jsonDiff', () => {
  it('names what was changed, added and removed by its path', () => {
    expect(jsonDiff({ a: { b: [1, 2] }, c: 1 }, { a: { b: [1, 3, 4] }, d: null }, [])).toEqual([
      { path: 'a.b[1]', kind: 'changed', before: 2, after: 3 },
      { path: 'a.b[2]', kind: 'added', after: 4 },
      { path: 'c', kind: 'removed', before: 1 },
      { path: 'd', kind: 'added', after: null },
    ]);
    expect(jsonDiff([], {}, [])).toEqual([{ path: '', kind: 'changed', before: [], after: {} }]);
    expect(jsonDiff(1, '1', [])).toEqual([{ path: '', kind: 'changed', before: 1, after: '1' }]);
  });

  it('leaves out what is ignored, at one place, in every item, at any depth', () => {
    const [before, after] = [
      { id: 1, list: [{ id: 2, t: 1 }], x: { id: 3 } },
      { id: 9, list: [{ id: 8, t: 1 }], x: { id: 7 } },
    ];
    expect(jsonDiff(before, after, ignoring('id')).map(({ path }) => path)).toEqual(['list[0].id', 'x.id']);
    expect(jsonDiff(before, after, ignoring('$.id', 'list[*].id')).map(({ path }) => path)).toEqual(['x.id']);
    expect(jsonDiff(before, after, ignoring('**.id'))).toEqual([]);
    expect(jsonDiff({ a: 1 }, { b: 1 }, ignoring('a', "['b']"))).toEqual([]);
  });

  it('finds nothing exactly where the canonical texts are equal', () => {
    const ignore = ignoring('a', '*.b');
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [x, y] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))];
        expect(jsonDiff(x, x, ignore)).toEqual([]);
        expect(jsonDiff(x, y, ignore).length === 0).toBe(canonical(x, ignore) === canonical(y, ignore));
      }),
    );
  });
});

describe('includes', () => {
  it('wants what is asked for, wherever else the message differs', () => {
    const message = { type: 'ack', data: { id: 1, list: [{ a: 1, b: 2 }] } };
    expect(includes(message, { data: { list: [{ b: 2 }] } })).toBe(true);
    expect(includes(message, { type: 'ack' })).toBe(true);
    expect(includes(message, { type: 'nack' })).toBe(false);
    expect(includes(message, { data: { list: [] } })).toBe(false);
    expect(includes(message, { data: null })).toBe(false);
    expect(includes(undefined, { a: 1 })).toBe(false);
  });
});

describe('parsePath', () => {
  it('refuses a path without a step', () => {
    for (const path of ['', '$', '..']) expect(() => parsePath(path)).toThrow(SyntaxError);
  });
});
