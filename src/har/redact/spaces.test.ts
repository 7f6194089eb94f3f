// Secrets with spaces, which forms and URLs write as plus signs: known one way, found the other way too.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blank } from './corpus.fake.ts';
import { redactEntries } from './redactor.ts';
import { defaultRules } from './rules.ts';

const redactMessages = (...texts: string[]): string[] => {
  const entry = blank('wss://shop.example/');
  entry._webSocketMessages = texts.map((data) => ({ type: 'send', time: 1, opcode: 1, data }));
  const [clean] = redactEntries([entry], defaultRules());
  return (clean?._webSocketMessages ?? []).map(({ data }) => data);
};

const NOTE = '{"note":"correct horse battery staple"}';
const CLEAN = '{"note":"[redacted:password-1]"}';

describe('a secret with spaces', () => {
  it.each([
    'user=joe&password=correct+horse+battery+staple',
    'https://shop.example/?a=1&password=correct+horse+battery+staple#x',
    '{"body":"password=correct+horse+battery+staple"}',
    'password=correct+horse%20battery+staple&user=joe',
  ])('that %j gives away goes where it has spaces', (text) => {
    const [form, before] = redactMessages(text, NOTE);
    expect(form).not.toContain('horse');
    expect(before).toBe(CLEAN);
    expect(redactMessages(NOTE, text)[0]).toBe(CLEAN);
    expect(redactMessages(text, 'a correct%20horse%20battery%20staple b')[1]).toBe('a [redacted:password-1] b');
  });

  it('goes where it has plus signs, once JSON gives it away', () => {
    expect(redactMessages('{"password":"correct horse & battery"}', 'q=correct+horse+%26+battery&x=1')[1]).toBe(
      'q=[redacted:password-1]&x=1',
    );
  });

  it('keeps plus signs of its own, and is one secret', () => {
    expect(redactMessages('password=a%2Bb+c%2Bd+e', '{"x":"a+b c+d e"}', '{"password":"a+b c+d e"}')).toEqual([
      'password=[redacted:password-1]',
      '{"x":"[redacted:password-1]"}',
      '{"password":"[redacted:password-1]"}',
    ]);
  });

  it('is known with its spaces although it was known with plus signs before', () => {
    const json = '{"password":"correct+horse+battery+staple"}';
    expect(redactMessages(json, 'a=1&password=correct+horse+battery+staple', NOTE)[2]).toBe(CLEAN);
  });

  it('goes from each, whatever gives it away', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019+&=%é!*'), minLength: 4, maxLength: 8 });
    const places: ((secret: string) => string)[] = [
      (secret) => new URLSearchParams({ user: 'joe', password: secret, n: '1' }).toString(),
      (secret) => `user=joe&password=${encodeURIComponent(secret)}&n=1`,
      (secret) => JSON.stringify({ password: secret }),
    ];
    const others: ((secret: string) => string)[] = [
      (secret) => `see ${secret} there`,
      (secret) => JSON.stringify({ note: secret }),
      (secret) => new URLSearchParams({ q: secret, n: '1' }).toString(),
      (secret) => `?q=${encodeURIComponent(secret)}&n=1`,
      (secret) => Buffer.from(`{"note":"${secret}"}`).toString('base64'),
    ];
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 2, maxLength: 4 }),
        fc.constantFrom(...places),
        fc.constantFrom(...others),
        fc.boolean(),
        (words, place, other, last) => {
          const secret = words.join(' ');
          const texts = [place(secret), other(secret)];
          const clean = redactMessages(...(last ? texts.reverse() : texts));
          const found = clean[last ? 0 : 1] as string;
          expect(found).not.toBe(other(secret));
          expect(found).not.toContain(secret);
        },
      ),
      { numRuns: 300 },
    );
  });
});
