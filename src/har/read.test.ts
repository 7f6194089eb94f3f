// Files that are broken, cut off, hostile or no HAR at all: what can be read is read, and the rest is said.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { Store } from '../store/store.ts';
import { type ReadOptions, readHar, storeSink } from './read.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* pieces(bytes: Uint8Array, step: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

async function read(file: string | Uint8Array, options: ReadOptions & { step?: number } = {}) {
  const store = new Store(chooseFramer);
  const bytes = typeof file === 'string' ? bytesOf(file) : file;
  const { step = 1 << 16, ...rest } = options;
  const result = await readHar(pieces(bytes, step), storeSink(store), rest);
  return { store, result, kinds: result.problems.map(({ kind }) => kind) };
}

const entry = (more: object = {}): object => ({
  startedDateTime: '2026-11-21T08:00:00.000Z',
  time: 50,
  request: { method: 'GET', url: 'https://example.org/a', headers: [], cookies: [], queryString: [] },
  response: { status: 200, statusText: 'OK', headers: [], content: { size: 2, mimeType: 'text/plain', text: 'ok' } },
  timings: { send: 1, wait: 20, receive: 29 },
  ...more,
});
const har = (...entries: unknown[]): string =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries } });
const socket = (messages: unknown[]): object => entry({ _resourceType: 'websocket', _webSocketMessages: messages });
const sent = { type: 'send', time: 1_763_712_000.5, opcode: 1, data: 'hello' };

describe('a file that is no HAR', () => {
  it.each([
    ['nothing', '', 'The file is empty'],
    ['white space', ' \n ', 'The file is empty'],
    ['HTML', '<!DOCTYPE html><title>404</title>', 'begins with "<!DOCTYPE html>'],
    ['a list', '[1]', 'begins with "[1]'],
    ['another object', '{"entries":[]}', 'has no `log`'],
    ['a log without a list', '{"log":{"entries":{}}}', 'is no list'],
    ['an archive', 'PK\u0003\u0004abcdef', 'zip archive'],
  ])('is said to be none: %s', async (_, text, said) => {
    const { result, kinds } = await read(text);
    expect(kinds).toEqual(['not-har']);
    expect(result.problems[0]?.text).toContain(said);
    expect(result.exchanges).toBe(0);
  });
});

describe('a broken file', () => {
  it('gives what is whole of a file that is cut anywhere, and says so once', async () => {
    const text = har(entry(), socket([sent, sent, sent]), entry());
    const whole = await read(text);
    expect(whole.kinds).toEqual([]);
    for (let end = text.indexOf('"entries"'); end < text.length - 1; end += 7) {
      const { result, kinds, store } = await read(text.slice(0, end));
      expect(kinds[0]).toBe('cut');
      expect(kinds.filter((kind) => kind !== 'entry')).toEqual(['cut']);
      const last = store.exchanges.length - 1;
      for (const [i, { url, messages }] of store.exchanges.entries()) {
        expect(url).toBe('https://example.org/a');
        if (i < last) expect(messages.length).toBe(whole.store.exchanges[i]?.messages.length);
      }
      expect(result.problems[0]?.offset).toBe(end);
    }
  });

  it('leaves out a broken entry, says where it is, and reads the others', async () => {
    const text = har(entry(), { broken: 1 }, 7, null, entry()).replace('{"broken":1}', '{"broken":\n oops}');
    const { store, result } = await read(text);
    expect(store.exchanges).toHaveLength(2);
    expect(result.entries).toBe(5);
    expect(result.problems.map(({ kind, entry: at }) => [kind, at])).toEqual([
      ['syntax', 1],
      ['entry', 2],
      ['entry', 3],
      ['entry', 1],
    ]);
    expect(result.problems[0]).toMatchObject({ line: 2, column: 2, offset: text.indexOf('oops') });
  });

  it('closes what a missing bracket has left open, and goes on with the next entry', async () => {
    const text = har(socket([sent]), entry()).replace('"data":"hello"}]}', '"data":"hello"}}');
    const { store, kinds } = await read(text);
    expect(kinds).toContain('syntax');
    expect(store.exchanges.map(({ api }) => api)).toEqual(['websocket', 'fetch']);
  });

  it('keeps the place of a message that cannot be read', async () => {
    const { store, kinds } = await read(har(socket([sent, 3, null, { ...sent, data: 4 }, sent])));
    const { messages } = store.exchanges[0] as (typeof store.exchanges)[0];
    expect(Array.from({ length: messages.length }, (_, i) => messages.data(i))).toEqual([
      'hello',
      null,
      null,
      '',
      'hello',
    ]);
    expect(kinds).toEqual(['part']);
  });

  it('reads numbers that are none as unknown', async () => {
    const text = har(socket([sent, { ...sent, time: 'T' }, { ...sent, time: -1 }])).replace('"T"', 'NaN');
    const { store, kinds } = await read(text);
    const { messages } = store.exchanges[0] as (typeof store.exchanges)[0];
    expect([messages.time(1), messages.time(2)]).toEqual([messages.time(0), messages.time(0)]);
    expect(kinds).toEqual([]);
  });
});

describe('a hostile file', () => {
  it('cannot reach a prototype', async () => {
    const text = har(entry()).replace(
      '"time":50',
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"time":50',
    );
    const deep = har(entry()).replace(
      '"timings":',
      '"_streamscope":{"__proto__":{"polluted":1},"options":{"__proto__":{"polluted":1}}},"timings":',
    );
    for (const file of [text, deep]) {
      const { store } = await read(file);
      expect(store.exchanges).toHaveLength(1);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    }
  });

  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['lists that never end', '['.repeat(100_000)],
  ])('cannot overflow the stack with %s', async (_, nested) => {
    const places = ['"time":50', '"method":"GET"', '"opcode":1', '"text":"ok"'];
    for (const place of places) {
      const text = har(entry(), socket([sent]), entry()).replace(
        place,
        place.replace(/:.*/, () => `:${nested}`),
      );
      const { result } = await read(text);
      expect(result.problemCount).toBeGreaterThan(0);
    }
  });

  it('has its problems counted, not all told', async () => {
    const { result } = await read(har(...Array.from({ length: 1000 }, () => 0)));
    expect([result.entries, result.problemCount, result.problems.length]).toEqual([1000, 1000, 200]);
  });

  it('never throws and never hangs, whatever its bytes', async () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '"log"',
      '"entries"',
      '"request"',
      '"url"',
      '"_webSocketMessages"',
      '"text"',
      '"content"',
      '"response"',
      '"_streamscope"',
      '"messages"',
      '"x"',
      '1e999',
      '-',
      'null',
      'NaN',
      '\u0000',
      '\ud83d',
      '\n',
      '{"log":{"entries":[{',
    );
    const text = fc
      .array(fc.oneof(token, fc.string({ maxLength: 3 })), { maxLength: 80 })
      .map((list) => `{"log":{"entries":[{${list.join('')}`);
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 20 }), async (file, step) => {
        const { result } = await read(file, { step });
        expect(result.problemCount).toBe(result.problems.length);
      }),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
        await read(bytes);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('is the same in whatever pieces it comes', async () => {
    const text = har(entry(), socket([sent, { ...sent, data: 'ä€😀\\u0041"\n'.repeat(30) }]), { broken: 1 }, entry());
    const escaped = text.replaceAll('😀', '\\ud83d\\ude00');
    for (const file of [text, escaped]) {
      const whole = await read(file);
      for (const step of [1, 2, 3, 5, 7, 64]) {
        const split = await read(file, { step });
        expect(split.result.problems).toEqual(whole.result.problems);
        const datas = ({ store }: typeof split) =>
          store.exchanges.map(({ messages }) => Array.from({ length: messages.length }, (_, i) => messages.data(i)));
        expect(datas(split)).toEqual(datas(whole));
      }
    }
  });
});

describe('encodings', () => {
  const text = har(entry({ response: { status: 200, content: { mimeType: 'text/plain', text: 'ä€😀' } } }));
  const utf16 = (big: boolean, bom: boolean): Uint8Array => {
    const buffer = Buffer.from(`${bom ? '\ufeff' : ''}${text}`, 'utf16le');
    return big ? buffer.swap16() : buffer;
  };
  it.each([
    ['UTF-8 with BOM', bytesOf(`\ufeff${text}`)],
    ['UTF-16 LE', utf16(false, true)],
    ['UTF-16 BE', utf16(true, true)],
    ['UTF-16 LE without BOM', utf16(false, false)],
    ['gzip', gzipSync(text)],
    ['gzip twice', gzipSync(gzipSync(text))],
  ])('%s is read', async (_, bytes) => {
    for (const step of [1, 1000]) {
      const { store, kinds } = await read(bytes, { step });
      expect(kinds).toEqual([]);
      expect(store.exchanges[0]?.messages.data(0)).toBe('ä€😀');
    }
  });

  it('tells of a gzip file that is cut off, and reads what there is', async () => {
    const random = Array.from({ length: 3000 }, (_, i) => ({ ...sent, data: `${Math.imul(i, 2_654_435_761)}` }));
    const packed = gzipSync(har(entry(), socket(random)));
    const { store, kinds } = await read(packed.subarray(0, packed.length / 2));
    expect(kinds).toEqual(['cut']);
    expect(store.exchanges).toHaveLength(2);
  });
});

describe('reading', () => {
  it('tells its progress in bytes of the file', async () => {
    const seen: number[] = [];
    const text = har(entry());
    await read(text, { step: 100, onProgress: (bytes) => seen.push(bytes) });
    expect(seen.at(-1)).toBe(bytesOf(text).length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const reading = read(har(...Array.from({ length: 100 }, () => entry())), {
      step: 100,
      signal: controller.signal,
      onProgress: (bytes) => bytes > 1000 && controller.abort(),
    });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses a file of a newer format in a clear sentence', async () => {
    const text = `{"log":{"_streamscope":{"format":99,"version":"9.1"},"entries":[${JSON.stringify(entry())}]}}`;
    const { store, result, kinds } = await read(text);
    expect(kinds).toEqual(['newer']);
    expect(result.problems[0]?.text).toContain('newer Streamscope, version 9.1');
    expect(store.exchanges).toHaveLength(0);
  });
});
