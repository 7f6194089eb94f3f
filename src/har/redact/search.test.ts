import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Matcher } from './search.ts';

const hits = (matcher: Matcher, text: string, patterns: string[]): [number, string][] => {
  const out: [number, string][] = [];
  matcher.search(text, (start, index) => {
    out.push([start, patterns[index] as string]);
    return undefined;
  });
  return out;
};

describe('Matcher', () => {
  it('tells the longest literal at a place, in order of place', () => {
    const patterns = ['secret', 'secret-token', 'token-of'];
    expect(hits(new Matcher(patterns), 'a secret-token-of secret', patterns)).toEqual([
      [2, 'secret-token'],
      [18, 'secret'],
    ]);
  });

  it('takes capitals for small letters where asked to', () => {
    expect(hits(new Matcher(['token'], true), 'accessToken TOKEN', ['token'])).toHaveLength(2);
    expect(hits(new Matcher(['token']), 'accessToken TOKEN', ['token'])).toHaveLength(0);
  });

  it('goes on where it is told to', () => {
    const starts: number[] = [];
    new Matcher(['aaa']).search('aaaaa', (start) => {
      starts.push(start);
      return start + 1;
    });
    expect(starts).toEqual([0, 1, 2]);
  });

  it('refuses literals that are too short for it', () => {
    expect(() => new Matcher(['ab'])).toThrow(RangeError);
  });

  it('finds what a search one by one finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'Z', '\u4e2d'), minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 1, maxLength: 12 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'Z', '\u4e2d', ' '), maxLength: 200 }),
        (patterns, text) => {
          const expected: [number, string][] = [];
          for (let at = 0; at < text.length; ) {
            const here = patterns.filter((p) => text.startsWith(p, at)).sort((a, b) => b.length - a.length)[0];
            if (here) expected.push([at, here]);
            at += here?.length ?? 1;
          }
          expect(hits(new Matcher(patterns), text, patterns)).toEqual(expected);
        },
      ),
    );
  });
});
