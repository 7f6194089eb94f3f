import { gunzipSync, unzlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { blank, corpus, type Entry, INNOCENT, letters, seeded } from './corpus.fake.ts';
import { findSecrets, Redactor, redactEntries } from './redactor.ts';
import { defaultRules } from './rules.ts';

const base64 = (text: string): Buffer => Buffer.from(text, 'base64');
const strings = function* (value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* strings(inner);
};

/** Everything that somebody could read out of a log who decodes all that can be decoded, and joins all that was split. */
function readings(entries: Entry[]): string {
  const out: string[] = [];
  const take = (text: string, depth: number): void => {
    out.push(text);
    if (depth > 4) return;
    const plainer = [
      text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString()),
      text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
      text.replace(/\\(["\\/])/g, '$1').replace(/\\n/g, '\n'),
      text.replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
      text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
      text.replace(/\r?\n(?:data: ?|\s)*/g, ''),
    ];
    for (const next of plainer) if (next !== text) take(next, depth + 1);
    for (const [run] of text.matchAll(/[\w+/-]{8,}/g)) {
      for (const skip of [0, 1, 2, 3]) {
        const bytes = base64(run.slice(skip));
        out.push(bytes.toString(), bytes.toString('utf16le'), bytes.subarray(1).toString('utf16le'));
        if (skip === 0 && bytes[0] === 0x1f && bytes[1] === 0x8b)
          take(Buffer.from(gunzipSync(bytes)).toString(), depth + 1);
        else if (skip === 0 && bytes[0] === 0x78) out.push(unzlib(bytes));
        else if (skip === 0 && /^[\x20-\x7e]+$/.test(bytes.toString())) take(bytes.toString(), depth + 1);
      }
      if (/^[0-9a-f]+$/i.test(run)) out.push(Buffer.from(run, 'hex').toString());
    }
  };
  for (const entry of entries) {
    for (const text of strings(entry)) take(text, 0);
    const messages = entry._webSocketMessages ?? [];
    for (const type of ['send', 'receive']) {
      const own = messages.filter((message) => message.type === type);
      out.push(own.map(({ opcode, data }) => (opcode === 2 ? base64(data).toString('latin1') : data)).join(''));
      out.push(own.map(({ data }) => /"d":"([^"]*)"/.exec(data)?.[1] ?? '').join(''));
    }
    const stream = entry.response.content.text ?? '';
    out.push([...stream.matchAll(/"delta":"([^"]*)"/g)].map((match) => match[1]).join(''));
    out.push((entry._eventSourceMessages ?? []).map(({ data }) => /"delta":"([^"]*)"/.exec(data)?.[1] ?? '').join(''));
  }
  return out.join('\n');
}

function unzlib(bytes: Uint8Array): string {
  try {
    return Buffer.from(unzlibSync(bytes)).toString();
  } catch {
    return '';
  }
}

describe('a log with secrets everywhere', () => {
  const seeds = [1, 20261121, 77];

  it.each(seeds)('keeps none of them, in any encoding (seed %i)', (seed) => {
    const { entries, secrets } = corpus(seeded(seed));
    const before = readings(entries);
    const after = readings(redactEntries(entries, defaultRules()));
    const planted = [...secrets].filter(([, secret]) => !before.includes(secret.split('\n')[0] as string));
    expect(planted.map(([where]) => where)).toEqual([]);
    const survivors = [...secrets].filter(([, secret]) => after.includes(secret));
    expect(survivors.map(([where]) => where)).toEqual([]);
  });

  it('leaves the entries that it was given as they were', () => {
    const { entries } = corpus(seeded(5));
    const before = JSON.stringify(entries);
    redactEntries(entries, defaultRules());
    expect(JSON.stringify(entries)).toBe(before);
  });

  it('finds nothing more in what it wrote', () => {
    const { entries } = corpus(seeded(9));
    const clean = redactEntries(entries, defaultRules());
    expect(findSecrets(clean, defaultRules()).map(({ id, places }) => [id, places])).toEqual([]);
  });

  it('writes JSON where there was JSON, and events where there were events', () => {
    const { entries } = corpus(seeded(3));
    const clean = redactEntries(entries, defaultRules());
    clean.forEach((entry, i) => {
      const was = entries[i] as Entry;
      const texts = (e: Entry): (string | undefined)[] => [
        e.response.content.text,
        e.request.postData?.text,
        ...(e._webSocketMessages ?? []).map(({ data }) => data),
        ...(e._eventSourceMessages ?? []).map(({ data }) => data),
      ];
      const after = texts(entry);
      texts(was).forEach((text, k) => {
        if (text !== undefined && isJson(text)) expect(isJson(after[k] as string), after[k]).toBe(true);
      });
      const events = (e: Entry): number => (e.response.content.text ?? '').split('\n\n').length;
      expect(events(entry)).toBe(events(was));
    });
  });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const withBody = (text: string, mimeType = 'application/json'): Entry => {
  const entry = blank();
  entry.response.content = { size: text.length, mimeType, text };
  return entry;
};
const bodyOf = (entry: Entry | undefined): string => entry?.response.content.text ?? '';
const redactBody = (text: string, rules = defaultRules()): string => bodyOf(redactEntries([withBody(text)], rules)[0]);

describe('what is no secret', () => {
  it.each(INNOCENT)('stays: %s', (text) => {
    expect(redactBody(`{${text.startsWith('/') ? `"path":"${text}"` : text}}`)).toContain(text);
  });

  it('stays beside secrets that are like it', () => {
    const pin = '482915';
    const text = `{"otp":"${pin}","time":17${pin}000123,"note":"x${pin}9","id":${pin}}`;
    const clean = redactBody(text);
    expect(clean).toContain(`17${pin}000123`);
    expect(clean).toContain(`x${pin}9`);
    expect(JSON.parse(clean).id).toBe('[redacted:otp-1]');
  });

  it('stays where a short secret stands in another place', () => {
    expect(JSON.parse(redactBody('{"pin":"1234","year":1234,"a":"1234"}'))).toEqual({
      pin: '[redacted:pin-1]',
      year: 1234,
      a: '1234',
    });
  });
});

describe('placeholders', () => {
  it('are the same for the same secret, and numbered by kind in order of appearance', () => {
    const [a, b] = [letters(seeded(1), 20), letters(seeded(2), 20)];
    const clean = redactBody(`{"token":"${a}","x":{"token":"${b}"},"copy":"${a}","password":"${b}"}`);
    expect(JSON.parse(clean)).toEqual({
      token: '[redacted:token-1]',
      x: { token: '[redacted:token-2]' },
      copy: '[redacted:token-1]',
      password: '[redacted:token-2]',
    });
  });

  it('do not stand for secrets that are to be kept', () => {
    const secret = letters(seeded(4), 20);
    const text = `{"token":"${secret}","password":"other-${secret.slice(3)}"}`;
    const clean = redactBody(text, { ...defaultRules(), keep: ['token-1'] });
    expect(JSON.parse(clean)).toEqual({ token: secret, password: '[redacted:password-1]' });
  });

  it('keep the length of what they replace in binary messages', () => {
    const entry = blank();
    const secret = letters(seeded(8), 24);
    const data = Buffer.concat([Buffer.of(10, 24), Buffer.from(secret), Buffer.of(255, 0)]);
    entry.request.headers = [{ name: 'authorization', value: secret }];
    entry._webSocketMessages = [{ type: 'send', time: 1, opcode: 2, data: data.toString('base64') }];
    const clean = base64(redactEntries([entry], defaultRules())[0]?._webSocketMessages?.[0]?.data ?? '');
    expect(clean.toString('latin1')).toBe('\n\u0018[redacted:token-1]******\u00ff\0');
  });
});

describe('findings', () => {
  it('tell kind, place and count, and no more of the secret than a few characters', () => {
    const secret = letters(seeded(6), 30);
    const entry = withBody(`{"a":{"token":"${secret}"},"token":"${secret}"}`);
    const [finding] = findSecrets([blank(), entry], defaultRules());
    expect(finding).toMatchObject({ id: 'token-1', kind: 'token', count: 2, own: false, kept: false });
    expect(finding?.places[0]).toEqual({ entry: 1, words: 'response body, token' });
    expect(finding?.preview).toBe(`${secret.slice(0, 4)}…${secret.slice(-2)} (30)`);
  });
});

describe('a summary', () => {
  it('counts different secrets by kind, without those that are kept', () => {
    const redactor = new Redactor({ ...defaultRules(), keep: ['otp-1'] });
    redactor.learn(withBody('{"token":"abcDEF123456","password":"hunter22","pwd":"hunter22","otp":123456}'));
    expect(redactor.summary).toEqual({ secrets: 2, kinds: { token: 1, password: 1 } });
  });
});

describe('pieces of a body', () => {
  it('add up to the body after its text has changed', () => {
    const secret = letters(seeded(7), 40);
    const text = `{"é":1,"token":"${secret}","x":"ü"}`;
    const size = Buffer.byteLength(text);
    const entry = withBody(text);
    const lengths = [3, 20, 10, size - 33];
    entry._streamscope = { responseBody: { pieces: { unit: 'bytes', lengths, times: [1, 2, 3, 4], flags: [8, 4] } } };
    const [clean] = redactEntries([entry], defaultRules());
    const own = clean?._streamscope as { responseBody: { pieces: { lengths: number[] } } };
    const after = own.responseBody.pieces.lengths;
    expect(after).toHaveLength(4);
    expect(after.reduce((a, b) => a + b)).toBe(Buffer.byteLength(bodyOf(clean)));
    expect(after[0]).toBe(3);
    expect(Math.min(...after)).toBeGreaterThanOrEqual(0);
  });
});

describe('payloads one by one', () => {
  it('come out in order, with what is split over them taken out', () => {
    const redactor = new Redactor(defaultRules());
    const secret = letters(seeded(11), 20);
    redactor.learnValue({ headers: [{ name: 'authorization', value: secret }] }, 'test');
    const payloads = redactor.payloads(true);
    const given = ['a', secret.slice(0, 5), secret.slice(5, 6), `${secret.slice(6)}b`, 'c'];
    const out = given.flatMap((data) => payloads.push({ direction: 'sent', data }));
    out.push(...payloads.end());
    expect(out).toEqual(['a', '[redacted:token-1]', '', 'b', 'c']);
  });
});

describe('a password in a URL', () => {
  const clean = (text: string): string => new Redactor(defaultRules()).applyText(text, 'test');

  it.each([
    ["wss://joe:pa'Zq10i2vbicX@h.example/", 'wss://joe:[redacted:password-1]@h.example/'],
    ["see wss://joe:',)'Zq10'@h.example/ 'x'", "see wss://joe:[redacted:password-1]@h.example/ 'x'"],
    ["wss://o'neil:it's-4-2@h.example/", "wss://o'neil:[redacted:password-1]@h.example/"],
    ["'wss://joe:pw-4-2@h/', 'joe@h'", "'wss://joe:[redacted:password-1]@h/', 'joe@h'"],
    ["connection to 'wss://joe:pa'Zq10@h/' failed", "connection to 'wss://joe:[redacted:password-1]@h/' failed"],
    ["{'url':'wss://joe:pa\\'Zq10@h/','x':'a@b'}", "{'url':'wss://joe:[redacted:password-1]@h/','x':'a@b'}"],
    [`{"url":"wss://joe:pa'Zq10@h/"}`, '{"url":"wss://joe:[redacted:password-1]@h/"}'],
    ['wss://joe:pa%27Zq10@h/', 'wss://joe:[redacted:password-1]@h/'],
  ])('goes with its apostrophes and nothing else: %s', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it.each([
    "['wss://h:8080','joe@shop.example']",
    "fetch(base+'://h:8080','joe@shop.example')",
    "'see wss://h:8080','joe@shop.example'",
    "{'wss://h':8080,'mail':'joe@shop.example'}",
    "{'url':'wss://h','mail':'mailto:joe@shop.example'}",
    "'see wss://h','mailto:joe@shop.example'",
    "<a href='wss://h:8080' title='joe@shop.example'>",
    "url('http://h:8080');@media",
    "url('http://h:8080'+x+'@')",
  ])('is not what follows a URL in quotes: %s', (text) => {
    expect(clean(text)).toBe(text);
  });
});
