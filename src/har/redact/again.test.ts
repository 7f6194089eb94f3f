// A log that was redacted before: what was replaced in it stays as it is, what was not is still found.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blank, corpus, type Entry, letters, seeded } from './corpus.fake.ts';
import { findSecrets, Redactor, redactEntries } from './redactor.ts';
import { defaultRules } from './rules.ts';

const clean = (text: string, rules = defaultRules()): string => new Redactor(rules).applyText(text, 'test');

const withMessages = (texts: string[], binary = false): Entry => {
  const entry = blank('wss://shop.example/');
  entry._webSocketMessages = texts.map((text) => ({
    type: 'send',
    time: 1,
    opcode: binary ? 2 : 1,
    data: binary ? Buffer.from(text, 'latin1').toString('base64') : text,
  }));
  return entry;
};

const secret = 'Ab3dEf9hIjKlMn0pQrSt';
const credentials = Buffer.from(`joe:${secret}`).toString('base64');

/** Texts with a secret, by how it is given away. */
const TEXTS: Record<string, (secret: string, name: string) => string> = {
  bearer: (secret) => `Authorization: Bearer ${secret}`,
  basic: (secret) => `Authorization: Basic ${Buffer.from(`joe:${secret}`).toString('base64')}`,
  head: (secret) => `GET / HTTP/1.1\r\nAuthorization: Bearer ${secret}\r\nX-Api-Key: ${secret}\r\nAccept: */*\r\n\r\n`,
  dump: (secret) => `headers: [authorization: Token ${secret}, accept: */*] (token=${secret})`,
  line: (secret, name) => `user: joe\n${name}: ${secret}\nnext: 1`,
  form: (secret, name) => `user=joe&${name}=${encodeURIComponent(secret)}&n=1`,
  list: (secret, name) => `[${name}: ${secret}] {${name}=${secret}} (${name}: ${secret})`,
  json: (secret, name) => JSON.stringify({ user: 'joe', [name]: secret, list: [secret], n: 1 }),
  number: (_, name) => `{"${name}":73519284,"n":1,"a":"b"}`,
  pair: (secret, name) => JSON.stringify([[name, secret]]),
  option: (secret, name) => `run --${name} ${secret} -u joe:${secret} --user=joe:${secret}`,
  url: (secret, name) => `https://joe:${encodeURIComponent(secret)}@h.example/reset/${secret}?${name}=${secret}#x`,
  user: (secret) => `https://${secret}:${secret}x@h.example/ {"token":"${secret}"}`,
  xml: (secret) => `<a><password>${secret}</password></a>`,
  cookie: (secret, name) => `Cookie: theme=dark; ${name}=${secret}; other=1`,
  multipart: (secret, name) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${secret}\r\n--B--\r\n`,
};
const ENCODINGS: ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => JSON.stringify({ inner: text }),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => Buffer.from(text, 'utf16le').toString('base64'),
];

describe('what was redacted', () => {
  it.each([
    `Authorization: Bearer ${secret}`,
    `GET / HTTP/1.1\r\nAuthorization: Basic ${credentials}\r\n`,
    `{"log":"authorization: Token ${secret}"}`,
    `[token: ${secret}]`,
    `https://${secret}:other-${secret}@h.example/ {"token":"${secret}"}`,
    '{"password":"hunter hunter"} otp: hunter hunter',
  ])('stays as it is: %j', (text) => {
    const once = clean(text);
    expect(once).toContain('[redacted:');
    expect(clean(once)).toBe(once);
  });

  it('stays as it is wherever a text may have secrets', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1 }),
        fc.constantFrom(...Object.keys(TEXTS)),
        fc.constantFrom('password', 'access_token', 'X-Api-Key', 'sessionId', 'pin'),
        fc.constantFrom(4, 7, 12, 20, 40),
        fc.array(fc.constantFrom(...ENCODINGS), { maxLength: 2 }),
        fc.constantFrom('text', 'binary', 'body', 'header'),
        (seed, kind, name, length, encodings, place) => {
          const random = seeded(seed);
          const own = (TEXTS[kind] as (secret: string, name: string) => string)(letters(random, length), name);
          const text = encodings.reduce((inner, encode) => encode(inner), own);
          const entry = withMessages(place === 'text' ? [text] : [`\u00ff\u0001${text}\u00fe`], place !== 'text');
          if (place === 'body') entry.response.content = { size: text.length, mimeType: 'text/plain', text };
          if (place === 'header') entry.request.headers = [{ name: 'X-Note', value: text }];
          const once = redactEntries([entry], defaultRules());
          expect(redactEntries(once, defaultRules())).toEqual(once);
          expect(findSecrets(once, defaultRules())).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([1, 2, 3])('stays as it is in a log with secrets everywhere (seed %i)', (seed) => {
    const once = redactEntries(corpus(seeded(seed)).entries, defaultRules());
    expect(redactEntries(once, defaultRules())).toEqual(once);
  });

  it('stays as it is where a pattern of one’s own is a part of it', () => {
    for (const pattern of [
      { type: 'literal' as const, value: 'token-1' },
      { type: 'regexp' as const, value: '[a-z]+-\\d' },
    ]) {
      const once = `Authorization: Bearer [redacted:token-1] {"a":"[redacted:token-1]"}`;
      expect(clean(once, { ...defaultRules(), extraPatterns: [pattern] })).toBe(once);
    }
  });

  it('stays as it is, however much of it stands in a row', () => {
    for (const placeholder of ['[redacted:token-1]', '[redacted:token-1]:', '[redacted:', '[redacted:token-']) {
      const text = `wss://${placeholder.repeat(5000)} password: ${placeholder.repeat(5000)}`;
      expect(clean(text)).toBe(text);
    }
  });

  it('stays as it is in binary messages, where it is cut to a length', () => {
    for (const text of [
      '{"password":"hunter2","a":"b"}',
      '{"password":7351928,"a":"b"}',
      'password: hunter2\n"a":"b"',
    ]) {
      const once = redactEntries([withMessages([`\u00ff${text}`], true)], defaultRules());
      const { data = '' } = once[0]?._webSocketMessages?.[0] ?? {};
      const bytes = Buffer.from(data, 'base64').toString('latin1');
      expect(bytes).not.toMatch(/hunter|7351/);
      expect(bytes).toHaveLength(text.length + 1);
      expect(redactEntries(once, defaultRules())).toEqual(once);
    }
  });
});

describe('compressed data in base64 with escapes in it', () => {
  /** With a `/` behind the middle, where the escapes begin. */
  const packed = (text: string): string => {
    for (let n = 0; ; n++) {
      const run = gzipSync(`${text} ${n} ${letters(seeded(n + 1), 40)}`).toString('base64');
      const slash = run.indexOf('/');
      if (slash > 60 && slash % 4 !== 1 && !run.slice(0, slash).includes('+')) return run;
    }
  };
  const escaped: [string, (run: string) => string][] = [
    ['percent', encodeURIComponent],
    ['percent, twice', (run) => encodeURIComponent(encodeURIComponent(run))],
    ['slashes of JSON', (run) => JSON.stringify({ run }).replaceAll('/', '\\/')],
    ['letters of JSON', (run) => `{"run":"${run.replaceAll('/', '\\u002f')}"}`],
    ['entities', (run) => run.replaceAll('/', '&#47;')],
    ['lines', (run) => run.replace(/.{40}/g, '$&\r\n')],
    ['lines in JSON', (run) => JSON.stringify({ run: run.replace(/.{40}/g, '$&\n') })],
  ];

  it.each(escaped)('stays as it is where it has no secret: %s', (_, written) => {
    const text = `see ${written(packed('nothing to hide'))} there`;
    expect(clean(text)).toBe(text);
  });

  it.each(escaped)('loses its secret once and for all: %s', (_, written) => {
    const text = `see ${written(packed(`{"password":"${secret}"}`))} there`;
    const once = clean(text);
    expect(once).not.toBe(text);
    expect(clean(once)).toBe(once);
  });

  it.each(escaped)('goes whole where it is cut off: %s', (_, written) => {
    const run = packed(`{"password":"${secret}"}`);
    const text = `see ${written(run.slice(0, -40))} there\n\nand \\"more\\" 100%25`;
    expect(clean(text)).not.toContain(run.slice(0, 30));
    expect(Buffer.from(/[\w+/]{40,}={0,2}/.exec(clean(text))?.[0] ?? '', 'base64').toString()).toMatch(
      /^.redacted: \d+ bytes/,
    );
  });
});

describe('what was left in a redacted log', () => {
  it('is found by stricter rules, beside a placeholder too', () => {
    const text =
      '{"password":"joe@shop.example.4711","x":1}\npassword: joe@shop.example/4711\n://joe@shop.example:4711x@h';
    const loose = { ...defaultRules(), detectors: { ...defaultRules().detectors, names: false, emails: true } };
    const once = clean(text, loose);
    expect(once).toMatch(/4711.*4711/s);
    expect(clean(once)).not.toContain('4711');
  });

  it('is found behind a user name that was replaced', () => {
    expect(clean('wss://[redacted:email-1]:hunter-22@h.example/')).toBe(
      'wss://[redacted:email-1]:[redacted:password-1]@h.example/',
    );
  });
});
