// Text with NUL in it, as frames of STOMP end with one: looked into where it is encoded, too.
import { describe, expect, it } from 'vitest';
import { isText, utf16Of } from './bytes.ts';
import { blank } from './corpus.fake.ts';
import { redactEntries } from './redactor.ts';
import { defaultRules } from './rules.ts';
import { findRuns } from './runs.ts';

const secret = 'Ab3dEf9hIjKlMn0p';
const FRAME = `CONNECT\naccept-version:1.2\nlogin:joe\npasscode:${secret}\n\n\0`;
const CLEAN = FRAME.replace(secret, '[redacted:password-1]');

const redactMessage = (data: string, opcode: 1 | 2 = 1): string => {
  const entry = blank('wss://shop.example/');
  entry._webSocketMessages = [{ type: 'send', time: 1, opcode, data }];
  return redactEntries([entry], defaultRules())[0]?._webSocketMessages?.[0]?.data ?? '';
};
const bytes = (...parts: (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));

describe('text that ends with NUL', () => {
  it.each(['base64', 'base64url', 'hex'] as const)('loses its secret in %s', (encoding) => {
    const clean = redactMessage(Buffer.from(FRAME).toString(encoding));
    expect(Buffer.from(clean, encoding).toString()).toBe(CLEAN);
    expect(redactMessage(clean)).toBe(clean);
  });

  it('loses its secret in UTF-16, alone and in base64', () => {
    const little = Buffer.from(FRAME, 'utf16le').toString('base64');
    expect(Buffer.from(redactMessage(little), 'base64').toString('utf16le')).toBe(CLEAN);
    // The bytes of a message keep their length.
    const cut = FRAME.replace(secret, '[redacted:passwo');
    expect(Buffer.from(redactMessage(little, 2), 'base64').toString('utf16le')).toBe(cut);
    const wide = Buffer.from(FRAME, 'utf16le').swap16().toString('base64');
    expect(Buffer.from(redactMessage(wide), 'base64').swap16().toString('utf16le')).toBe(CLEAN);
  });
});

describe('text with NUL in the middle', () => {
  it('loses its secret in base64 and keeps its length, since lengths may be written in it', () => {
    // A message of gRPC-Web: a flag, and its length in four bytes.
    const json = `{"password":"${secret}","other":"${'x'.repeat(20)}"}`;
    for (const text of [`${FRAME}${FRAME}`, `\0\0\0\0${String.fromCharCode(json.length)}${json}`]) {
      const clean = redactMessage(Buffer.from(text).toString('base64'));
      expect(Buffer.from(clean, 'base64').toString()).toBe(text.replaceAll(secret, '[redacted:passwo'));
      expect(redactMessage(clean)).toBe(clean);
    }
  });
});

describe('what is text', () => {
  it('has no control characters beside NUL', () => {
    expect(isText(bytes('ä', 0, 'b\r\n\t', 0))).toBe(true);
    for (const other of [1, 5, 14, 127, 0xff, 0xc3]) expect(isText(bytes('ab', 0, other))).toBe(false);
  });

  it('is no numbers of 32 bits', () => {
    const numbers = Uint8Array.from({ length: 64 }, (_, i) => (i % 4 === 0 ? 65 + i : 0));
    expect(utf16Of(numbers)).toBeNull();
    const runs: unknown[] = [];
    findRuns(Buffer.from(numbers).toString('base64'), (run) => runs.push(run));
    findRuns(Buffer.alloc(60).toString('base64'), (run) => runs.push(run));
    expect(runs).toEqual([]);
  });
});
