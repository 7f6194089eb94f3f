// What is written by hand is checked as the engine will check it, and recorded payloads can be written on.
import { expect, it } from 'vitest';
import { dataOf, faultOf, writtenOf } from './data.ts';
import { remembered } from './recent.ts';

it('takes what will be JSON once its placeholders are filled', () => {
  expect(faultOf({ kind: 'json', text: '{"at": {{now}}, "id": "{{uuid}}"}' })).toBeNull();
  expect(faultOf({ kind: 'json', text: '{"at": }' })?.code).toBe('invalid-json');
});

it.each([
  ['hex', '0g', 'invalid-hex'],
  ['base64', 'A', 'invalid-base64'],
] as const)('says that %s cannot be %j', (kind, text, code) => {
  expect(faultOf({ kind, text })?.code).toBe(code);
});

it('finds nothing wrong with any text, nor with nothing', () => {
  expect(faultOf({ kind: 'text', text: '{' })).toBeNull();
  expect(faultOf({ kind: 'json', text: '' })).toBeNull();
});

it('gives the engine what it knows', () => {
  expect(dataOf({ kind: 'text', text: 'a' })).toBe('a');
  expect(dataOf({ kind: 'hex', text: '00' })).toEqual({ hex: '00' });
});

it('opens recorded payloads as what they are', () => {
  expect(writtenOf('{"a": 1}')).toEqual({ kind: 'json', text: '{"a": 1}' });
  expect(writtenOf('12')).toEqual({ kind: 'text', text: '12' });
  expect(writtenOf(Uint8Array.of(0, 255))).toEqual({ kind: 'base64', text: 'AP8=' });
});

it('keeps each recent message once, the newest first, and no long ones', () => {
  const [a, b] = [
    { kind: 'text', text: 'a' },
    { kind: 'json', text: '1' },
  ] as const;
  expect(remembered([a, b], b)).toEqual([b, a]);
  expect(remembered([a], { kind: 'text', text: 'x'.repeat(20_001) })).toEqual([a]);
  const many = Array.from({ length: 30 }, (_, i) => ({ kind: 'text' as const, text: `${i}` }));
  expect(remembered(many, a)).toHaveLength(20);
});
