// Large bodies: gone through in steps, with secrets wherever the steps meet, and what cannot be looked into left out.
import { brotliCompressSync, deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Redactor } from './redactor.ts';
import { defaultRules } from './rules.ts';
import { CORE } from './windows.ts';

const TOKEN = 'sk_live_51HhPlantedSecretOfTheTest0042';
const PASSWORD = 'correct-horse-battery-7';
const LINE = '{"n":1,"text":"nothing to see here, move along, please"}\n';

const entryWith = (content: object, headers: object[] = []) => ({
  request: { method: 'GET', url: 'https://server.example/', headers: [], cookies: [], queryString: [] },
  response: { status: 200, headers, content },
});

/** Text of about `length` with these pieces at these places. */
function textWith(length: number, pieces: [at: number, piece: string][]): string {
  let out = '';
  for (const [at, piece] of pieces) {
    out = out.padEnd(at, LINE) + piece;
  }
  return out.padEnd(length, LINE);
}

/** The body as it may leave, and how many steps each pass took. */
function redacted(entry: ReturnType<typeof entryWith>) {
  const redactor = new Redactor(defaultRules());
  const [learned] = counted(redactor.learning(entry));
  const [applied, out] = counted(redactor.applying(entry));
  return { learned, applied, content: out.response.content as { text: string; encoding?: string } };
}

function counted<T>(steps: Generator<number, T>): [number, T] {
  for (let n = 0; ; n++) {
    const step = steps.next();
    if (step.done) return [n, step.value];
  }
}

const secret = `{"password":"${PASSWORD}"}\n`;
const length = 8 * CORE;

describe('a large body', () => {
  it('is gone through in steps, and keeps all that is no secret', () => {
    const text = textWith(length, [[3 * CORE, secret]]);
    const { learned, applied, content } = redacted(entryWith({ mimeType: 'text/plain', text }));
    expect([learned > 6, applied > 6]).toEqual([true, true]);
    expect(content.text).toBe(text.replace(PASSWORD, '[redacted:password-1]'));
  });

  it.each([
    ['a password', secret, PASSWORD],
    ['a token', `see ${TOKEN} there\n`, TOKEN],
    ['a password in base64', `"${Buffer.from(secret).toString('base64')}"\n`, Buffer.from(secret).toString('base64')],
    ['a password with escapes', `"{\\"password\\":\\"${PASSWORD}\\"}"\n`, PASSWORD],
  ])(
    'has no part of %s left, wherever two steps meet in it',
    (_, piece, plain) => {
      for (let shift = -4; shift <= piece.length + 4; shift += 5) {
        const text = textWith(3 * CORE, [[CORE - shift, piece]]);
        const { content } = redacted(entryWith({ mimeType: 'text/plain', text }));
        expect(content.text).toContain('move along');
        expect(content.text, `${shift}`).not.toContain(plain);
        expect(content.text.replaceAll(LINE, '').length, `${shift}`).toBeLessThan(2 * piece.length + LINE.length);
      }
    },
    60_000,
  );

  it('has no part left of a value that is longer than all that a step sees', () => {
    const long = Array.from({ length: 5_500 }, (_, i) => `word${i}`).join(' ');
    const text = textWith(4 * CORE, [[CORE - 20, `{"password":"${long}"}\n`]]);
    const { content } = redacted(entryWith({ mimeType: 'text/plain', text }));
    expect(content.text).not.toMatch(/word\d/);
  });

  it('has none left of what is known from elsewhere', () => {
    const text = textWith(length, [
      [100, secret],
      [5 * CORE - 10, `and again ${PASSWORD}, in clear\n`],
    ]);
    expect(redacted(entryWith({ mimeType: 'text/plain', text })).content.text).not.toContain(PASSWORD);
  });

  it.each([
    ['gzip', gzipSync, gunzipSync],
    ['zlib', deflateSync, inflateSync],
  ])('is unpacked and packed again in steps: %s', (_, pack, unpack) => {
    const plain = textWith(4 * CORE, [[3 * CORE, secret]]);
    const text = pack(plain).toString('base64');
    const { applied, content } = redacted(entryWith({ mimeType: 'x/y', text, encoding: 'base64' }));
    expect(applied).toBeGreaterThan(3);
    const again = unpack(Buffer.from(content.text, 'base64')).toString();
    expect(again).toBe(plain.replace(PASSWORD, '[redacted:password-1]'));
  });
});

describe('a body that cannot be looked into', () => {
  const plain = textWith(40_000, [[20_000, secret]]);
  it.each([
    ['br', brotliCompressSync(plain)],
    ['zstd', Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), deflateRawSync(plain)])],
    ['compress', Buffer.concat([Buffer.from([0x1f, 0x9d]), deflateRawSync(plain)])],
    ['gzip, br', brotliCompressSync(gzipSync(plain))],
    ['exi', deflateRawSync(plain)],
  ])('of the encoding %s is replaced whole', (coding, bytes) => {
    const headers = [{ name: 'Content-Encoding', value: coding }];
    const text = bytes.toString('base64');
    const { content } = redacted(entryWith({ mimeType: 'application/json', text, encoding: 'base64' }, headers));
    expect(Buffer.from(content.text, 'base64').toString()).toMatch(/^\[redacted: \d+ bytes/);
  });

  it.each([
    ['zstd', Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), deflateRawSync(plain)])],
    ['gzip that is cut off', gzipSync(plain).subarray(0, 100)],
  ])('of %s that no header declares is replaced whole', (_, bytes) => {
    const text = bytes.toString('base64');
    const { content } = redacted(entryWith({ mimeType: 'application/json', text, encoding: 'base64' }));
    expect(Buffer.from(content.text, 'base64').toString()).toMatch(/^\[redacted: \d+ bytes/);
  });

  it('of raw deflate that its header declares is unpacked, and its secret replaced', () => {
    const headers = [{ name: 'content-encoding', value: 'deflate' }];
    const text = deflateRawSync(plain).toString('base64');
    const { content } = redacted(entryWith({ mimeType: 'application/json', text, encoding: 'base64' }, headers));
    expect(content.text).not.toBe(text);
  });
});
