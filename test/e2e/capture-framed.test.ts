// fetch: bodies that are streams of messages. Whatever way the network cuts them, the panel tells the messages.
import { beforeAll, expect, it } from 'vitest';
import type { MessageData } from '../../src/automation/summary.ts';
import { inPage, pathOf, writtenBody } from './compare.ts';
import { inEachBrowser, type Scene } from './scene.ts';

/** One of everything that the format knows; what it means is told in `TOLD` and `EVENTS`. */
const STREAM =
  '\uFEFF: hello\n' +
  'retry: 1000\n\n' +
  'data: first\n\n' +
  'event: named\r\nid: 1\r\ndata: zwei ü\r\ndata:drei\r\ndata\r\n\r\n' +
  ': between\n' +
  'id\ndata: {"json":"🌍"}\n\n' +
  'event: dropped\nid: 2\n\n' +
  'ignored: x\ndata:  two spaces\nretry: abc\n\n' +
  'data: not finished\n';

const TOLD = [
  { data: '', event: { name: '', id: '', comment: 'hello' } },
  { data: '', event: { name: '', id: '', retry: 1000 } },
  { data: 'first', event: { name: 'message', id: '' } },
  { data: 'zwei ü\ndrei\n', event: { name: 'named', id: '1' } },
  { data: '', event: { name: '', id: '1', comment: 'between' } },
  { data: '{"json":"🌍"}', event: { name: 'message', id: '' } },
  { data: ' two spaces', event: { name: 'message', id: '2' } },
  { data: 'not finished', event: { name: 'message', id: '2' }, incomplete: true },
];

const BYTES = Buffer.from(STREAM);
const at = (part: string, more = 0) => BYTES.indexOf(part) + more;

/** Places in which a reader may stumble. */
const CUTS: Record<string, number[]> = {
  nowhere: [],
  'within the BOM': [1, 2],
  'within a character': [at('ü', 1), at('🌍', 1), at('🌍', 3)],
  'between CR and LF': [at('\r\n', 1), at('\r\n\r\n', 1), at('\r\n\r\n', 3)],
  'within the blank line': [at('first\n\n', 6), at('\r\n\r\n', 2)],
  'within a field name': [at('vent: named'), at('ata: first')],
  'around a colon': [at(': named'), at(' named')],
  'within a comment': [at('ello'), at('tween')],
  'at each byte': Array.from(BYTES.keys()).slice(1),
};

const READ = async (url: string) => {
  const got: number[] = [];
  const reader = ((await fetch(url)).body as ReadableStream<Uint8Array>).getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) got.push(...step.value);
  return got;
};

async function read(scene: Scene, path: string): Promise<{ messages: MessageData[]; received: number; bytes: number }> {
  const seen = await inPage(scene, READ, scene.servers.origin + path);
  const record = scene.servers.record.one(path);
  if (record.kind !== 'sse' || record.messages.length > 0) expect(seen).toEqual({ value: [...writtenBody(record)] });
  const { id, received, bytesReceived, readyState, error } = await scene.exchange(path);
  expect({ bytesReceived, readyState, error }).toEqual({
    bytesReceived: record.bytes,
    readyState: 'done',
    error: null,
  });
  return { messages: await scene.messages(id), received, bytes: record.bytes };
}

const essence = ({ data, event, incomplete }: MessageData) => ({
  data,
  ...(event && { event }),
  ...(incomplete && { incomplete }),
});

inEachBrowser('a fetched stream of messages', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it.each(Object.entries(CUTS))('is told as server-sent events, cut %s', async (_, cuts) => {
    const path = pathOf('/sse', { base64: BYTES.toString('base64'), cuts: cuts.join(), gap: cuts.length > 9 ? 1 : 20 });
    const { messages, received, bytes } = await read(scene, path);
    expect(messages.map(essence)).toEqual(TOLD);
    expect(received).toBe(TOLD.length);
    expect(messages.reduce((sum, { size }) => sum + size, 0)).toBe(bytes);
  });

  it('has the events that an EventSource of the page gets', async () => {
    // Firefox forgets the id of a block without data, against the standard.
    const base64 = Buffer.from(STREAM.replace('id: 2\n', '')).toString('base64');
    const { messages } = await read(scene, pathOf('/sse', { base64 }));
    const events = await scene.driver.page(
      (url) =>
        new Promise<object[]>((resolve) => {
          const got: object[] = [];
          const source = new EventSource(url);
          const note = ({ type, data, lastEventId }: MessageEvent) =>
            got.push({ data, event: { name: type, id: lastEventId } });
          for (const type of ['message', 'named', 'dropped']) source.addEventListener(type, note);
          source.onerror = () => {
            source.close();
            resolve(got);
          };
        }),
      scene.servers.origin + pathOf('/sse', { base64 }),
    );
    const dispatched = messages.filter(({ event, incomplete }) => event?.name !== '' && !incomplete);
    expect(events).toEqual(dispatched.map(essence));
  });

  it.each(['lf', 'cr', 'crlf'])('has the events that the server noted, with lines ended by %s', async (eol) => {
    const path = pathOf('/sse', { count: 5, ids: 1, events: 'a,b', eol, data: 'one %\ntwo', gap: 10, comment: 'c' });
    await inPage(scene, READ, scene.servers.origin + path);
    const record = scene.servers.record.one(path);
    const messages = await scene.messages((await scene.exchange(path)).id);
    const events = messages.filter(({ event }) => event?.comment === undefined);
    expect(events.map(essence)).toEqual(record.messages.map(({ data, event }) => ({ data, event })));
    expect(messages.filter(({ event }) => event?.comment !== undefined)).toHaveLength(5);
  });

  it('is told a line at a time where it is NDJSON', async () => {
    const path = pathOf('/ndjson', { count: 4, gap: 10 });
    const { messages, bytes } = await read(scene, path);
    const { messages: written } = scene.servers.record.one(path);
    expect(messages.map(essence)).toEqual(written.map(({ data }) => ({ data: data.trimEnd() })));
    expect(messages.map(({ size }) => size)).toEqual(written.map(({ size }) => size));
    expect(bytes).toBe(written.reduce((sum, { size }) => sum + size, 0));
  });

  it('is told with its unfinished last line', async () => {
    const body = '{"a":1}\n\n{"b":"grüße"}\r\n{"c":';
    const path = pathOf('/text', { type: 'application/x-ndjson', body, cuts: '3,19,24', gap: 20 });
    const { messages } = await read(scene, path);
    expect(messages.map(essence)).toEqual([
      { data: '{"a":1}' },
      { data: '{"b":"grüße"}' },
      { data: '{"c":', incomplete: true },
    ]);
  });

  it('is told as it was before it was compressed', async () => {
    const body = 'data: one\n\nid: 7\ndata: two ü\n\n';
    const path = pathOf('/gzip', { type: 'text/event-stream', body, gap: 15 });
    const { messages } = await read(scene, path);
    expect(messages.map(essence)).toEqual([
      { data: 'one', event: { name: 'message', id: '' } },
      { data: 'two ü', event: { name: 'message', id: '7' } },
    ]);
  });

  it('is told up to where it was cancelled, with the event that was begun', async () => {
    const raw = 'data: whole\n\ndata: begun\n';
    const path = pathOf('/sse', { raw, open: 1 });
    await scene.driver.page(async (url) => {
      const reader = ((await fetch(url)).body as ReadableStream<Uint8Array>).getReader();
      for (let text = ''; !text.includes('begun'); ) text += new TextDecoder().decode((await reader.read()).value);
      await reader.cancel();
    }, scene.servers.origin + path);
    const { id, readyState } = await scene.exchange(path);
    expect(readyState).toBe('aborted');
    expect((await scene.messages(id)).map(essence)).toEqual([
      { data: 'whole', event: { name: 'message', id: '' } },
      { data: 'begun', event: { name: 'message', id: '' }, incomplete: true },
    ]);
  });

  it('shows each event while the stream is open', async () => {
    const path = pathOf('/sse', { raw: 'data: now\n\n', open: 1 });
    await scene.driver.page(async (url) => {
      const reader = ((await fetch(url)).body as ReadableStream<Uint8Array>).getReader();
      Object.assign(window, { reader });
      await reader.read();
    }, scene.servers.origin + path);
    const open = await scene.exchange(path, ({ received }) => received === 1);
    expect(open).toMatchObject({ readyState: 'body', endedDateTime: null });
    await scene.driver.page(() => (window as never as { reader: ReadableStreamDefaultReader }).reader.cancel());
  });
});
