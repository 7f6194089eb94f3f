// A log in a zip archive with the files that it names beside it, as Playwright writes them, whole and broken.
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { Store } from '../store/store.ts';
import { type Attachments, readHar, storeSink } from './read.ts';

const entry = (path: string, content: object, more: object = {}) => ({
  startedDateTime: '2026-11-21T09:00:00.000Z',
  time: 5,
  request: { method: 'GET', url: `https://server.example/${path}`, headers: [], ...more },
  response: { status: 200, statusText: 'OK', headers: [], content },
  timings: { send: 0, wait: 4, receive: 1 },
});
const har = (...entries: object[]): Uint8Array =>
  strToU8(JSON.stringify({ log: { version: '1.2', creator: { name: 'Playwright', version: '1' }, entries } }));
/** No text in any encoding. */
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 255, 254);

async function read(bytes: Uint8Array, attachments?: Attachments, step = bytes.length || 1) {
  const store = new Store(chooseFramer);
  async function* source() {
    for (let at = 0; at < bytes.length; at += step) yield bytes.slice(at, at + step);
  }
  const result = await readHar(source(), storeSink(store), attachments ? { attachments } : {});
  const messages = store.exchanges.map(({ messages }) =>
    Array.from({ length: messages.length }, (_, i) => [messages.isSent(i) ? 'sent' : 'received', messages.data(i)]),
  );
  return { messages, problems: result.problems.map(({ kind, code, values }) => [kind, code, ...values]) };
}

const socket = {
  ...entry('', { size: 0, mimeType: 'x-unknown', _file: 'ws.jsonl' }),
  request: { method: 'GET', url: 'wss://server.example/', headers: [] },
  _resourceType: 'websocket',
};
const lines = [
  { type: 'send', time: 1_795_251_600_250, opcode: 1, data: 'hello' },
  { type: 'receive', time: 1_795_251_600_300, opcode: 2, data: 'AP8=' },
].map((line) => `${JSON.stringify(line)}\n`);

describe('an archive', () => {
  const whole = {
    'picture.png': PNG,
    'sent.bin': Uint8Array.of(1, 0, 255),
    'page.txt': strToU8('é 漢字'),
    'ws.jsonl': strToU8(`${lines[0]}oops\n${lines[1]}`),
    'har.har': har(
      entry('picture', { size: 7, mimeType: 'image/png', _file: 'picture.png' }),
      entry('page', { size: 8, mimeType: 'text/plain; charset=utf-8', _file: 'page.txt' }),
      entry(
        'upload',
        { size: 0, mimeType: 'x-unknown' },
        { method: 'POST', postData: { mimeType: 'application/octet-stream', _file: 'sent.bin' } },
      ),
      socket,
    ),
  };
  const expected = [
    [['received', PNG]],
    [['received', 'é 漢字']],
    [['sent', Uint8Array.of(1, 0, 255)]],
    [
      ['sent', 'hello'],
      ['received', null],
      ['received', Uint8Array.of(0, 255)],
    ],
  ];

  it.each([
    ['packed', 6 as const],
    ['stored', 0 as const],
  ])('is opened whole: %s', async (_, level) => {
    const { messages, problems } = await read(zipSync(whole, { level }), undefined, 100);
    expect(messages).toEqual(expected);
    expect(problems).toEqual([['part', 'messages', '1']]);
  });

  it('is opened from within a folder, among other files', async () => {
    const inside = Object.fromEntries(Object.entries(whole).map(([name, bytes]) => [`run 1/${name}`, bytes]));
    const { messages } = await read(zipSync({ '__MACOSX/run 1/._har.har': PNG, 'read.me': PNG, ...inside }));
    expect(messages).toEqual(expected);
  });

  it('that lacks a file is opened, and the file is named', async () => {
    const { 'picture.png': _, ...rest } = whole;
    const { messages, problems } = await read(zipSync(rest));
    expect(messages.slice(1)).toEqual(expected.slice(1));
    expect(problems).toContainEqual(['attachment', 'missing', '"picture.png"']);
  });

  it('without a log is said to have none', async () => {
    expect((await read(zipSync({ 'a.txt': PNG }))).problems).toEqual([['not-har', 'archiveWithoutLog']]);
  });

  it('that is broken or cut anywhere never throws, and is said to be so', async () => {
    const zip = zipSync(whole);
    for (let end = 4; end < zip.length; end += 13) {
      const { problems } = await read(zip.slice(0, end));
      expect(problems[0]?.[0]).toBe('not-har');
    }
    for (let at = 4; at < zip.length; at += 7) {
      const spoiled = zip.slice();
      spoiled[at] = (spoiled[at] as number) ^ 0xff;
      const { messages, problems } = await read(spoiled);
      // Where nothing is said of it, it was a byte that nobody reads, such as a date.
      if (problems.length === 1 && problems[0]?.[1] === 'messages') expect(messages, `byte ${at}`).toEqual(expected);
    }
  });

  it('that is encrypted, or an archive of archives, is refused with the reason', async () => {
    const zip = zipSync(whole);
    const view = new DataView(zip.buffer);
    // The flags of each entry of the directory at the end.
    for (let at = 0; at < zip.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint16(at + 8, 1, true);
    }
    expect((await read(zip)).problems).toEqual([['not-har', 'archiveUnreadable', 'it is encrypted.']]);
    const nested = zipSync({ 'har.har': zipSync({ 'har.har': zipSync(whole) }) });
    expect((await read(nested)).problems[0]?.slice(0, 2)).toEqual(['not-har', 'archiveUnreadable']);
  });
});

describe('a log that names files', () => {
  const log = har(entry('picture', { size: 7, mimeType: 'image/png', _file: 'picture.png' }));

  it('and was opened alone says which one, and how to open it', async () => {
    const { messages, problems } = await read(log);
    expect(messages).toEqual([[['received', null]]]);
    expect(problems).toEqual([['attachment', 'beside', '"picture.png"']]);
  });

  it('is read with them where they can be had', async () => {
    const { messages, problems } = await read(log, async (name) => (name === 'picture.png' ? PNG : null));
    expect([messages, problems]).toEqual([[[['received', PNG]]], []]);
  });
});
