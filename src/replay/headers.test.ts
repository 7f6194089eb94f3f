// Which headers may be set, by the Fetch Standard.
import { describe, expect, it } from 'vitest';
import { isHeaderValue, isToken, sortHeaders } from './headers.ts';

describe('sortHeaders', () => {
  it('tells each header that a page may not set', () => {
    const list: [string, string][] = [
      ['Cookie', 'a'],
      ['ORIGIN', 'b'],
      ['Sec-Fetch-Mode', 'c'],
      ['proxy-x', 'd'],
      ['X-HTTP-Method', 'get, Trace'],
      ['X-Method-Override', 'put'],
    ];
    const { headers, refused } = sortHeaders(list, 'cors');
    expect(refused.map(({ name, reason }) => [name, reason])).toEqual(
      list.slice(0, 5).map(([name]) => [name, 'forbidden']),
    );
    expect(headers).toEqual({ 'X-Method-Override': 'put' });
  });

  it('joins the values of one name, as the platform does', () => {
    const list: [string, string][] = [
      ['X-A', '1'],
      ['b', '2'],
      ['x-a', '3'],
    ];
    expect(sortHeaders(list, 'cors').headers).toEqual({ 'X-A': '1, 3', b: '2' });
  });

  it('tells what a request without CORS may not carry', () => {
    const list: [string, string][] = [
      ['Accept', 'x'],
      ['X-A', '1'],
      ['Content-Type', 'application/json'],
    ];
    const { headers, refused } = sortHeaders(list, 'no-cors');
    expect(headers).toEqual({ Accept: 'x' });
    expect(refused.map(({ name, reason }) => [name, reason])).toEqual([
      ['X-A', 'no-cors'],
      ['Content-Type', 'no-cors'],
    ]);
  });
});

it('knows names and values', () => {
  expect(['a', 'x-!#'].every(isToken)).toBe(true);
  expect(['', 'a b', 'ä', 'a:'].some(isToken)).toBe(false);
  expect(['', 'a b', 'ÿ'].every(isHeaderValue)).toBe(true);
  expect(['a\nb', '\0', '€'].some(isHeaderValue)).toBe(false);
});
