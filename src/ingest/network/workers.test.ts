// What the log alone tells of a worker's requests, and where it does not know.
import { expect, it } from 'vitest';
import { connectionsOf } from '../../store/connections.ts';
import { chromiumEntry, type FakeEntry } from './entry.fake.ts';
import { Scene } from './feed.fake.ts';

const URL = 'http://a.test/x';
const WORKER = { stack: ['http://a.test/worker.js'], page: null };
const STREAM = { type: 'eventsource', mime: 'text/event-stream', page: null };
const TEXT = 'é€ 😀';
const bytes = new TextEncoder().encode(TEXT);
const misread = new TextDecoder('windows-1252').decode(bytes);
const event = (time: number, data: string) => ({ time: time / 1000, eventName: 'message', eventId: '', data });

it.each([
  ['UTF-8 that was taken for windows-1252', 'text/plain', misread, bytes.length, TEXT],
  ['UTF-8 of such characters', 'text/plain', misread, new TextEncoder().encode(misread).length, misread],
  ['what has a charset', 'text/plain; charset=windows-1252', misread, bytes.length, misread],
  ['windows-1252', 'text/plain', 'é€', 2, 'é€'],
])('a body is %s', async (_, mime, text, size, expected) => {
  const scene = new Scene();
  scene.contents.set(URL, { text, encoding: '' });
  await scene.finish(chromiumEntry({ ...WORKER, mime, size }));
  await scene.pass(1000);
  const [exchange] = scene.network;
  expect(exchange && scene.rows(exchange)).toEqual([expected]);
});

it('an EventSource that connects again while its body is still read is one', async () => {
  const scene = new Scene();
  const connect = (started: number, given: Partial<FakeEntry> = {}) =>
    chromiumEntry({ ...STREAM, started, time: 20, ...given });
  scene.har = [connect(1000, { events: [event(1010, 'a')] })];
  await scene.pass(3000);
  let give = (_: { text: string; encoding: string }): void => {};
  scene.contents.get = () =>
    new Promise((resolve) => {
      give = resolve;
    }) as never;
  await scene.finish(connect(1000, { time: 3000, size: 30, events: [event(1010, 'a')] }));
  scene.har = [connect(4030, { events: [event(4040, 'b')] })];
  await scene.pass(3000);
  give({ text: 'message:a\ncomment:aside\n', encoding: '' });
  await scene.pass(1000);
  expect(scene.network).toHaveLength(1);
  const [exchange] = scene.network;
  expect(exchange?.transitions.map(({ state }) => state)).toEqual([0, 1, 0, 1]);
  expect(exchange && scene.rows(exchange)).toEqual(['a', 'b', '']);
});

it.each([
  ['is told by the wire', [['Host', 'a.test']], { lastEventId: '', from: 'wire' }],
  ['is not, where the log has but what was asked for', [['Accept', 'text/event-stream']], { from: 'derived' }],
])('what an EventSource says of the events before %s', async (_, requestHeaders, expected) => {
  const scene = new Scene();
  scene.har = [chromiumEntry({ ...STREAM, requestHeaders: requestHeaders as [string, string][], events: [] })];
  await scene.pass(3000);
  const [exchange] = scene.network;
  expect(exchange && connectionsOf(exchange)).toMatchObject([expected]);
});

it('the script of a worker from a blob: URL, which is never answered, is taken for no shared one', async () => {
  const scene = new Scene();
  const script = { type: 'script', priority: 'VeryLow', page: null, status: 0 };
  scene.har = [chromiumEntry({ ...script, url: 'blob:http://a.test/1' })];
  await scene.pass(12_000);
  expect(scene.store.notices).toEqual([]);
  scene.har = [chromiumEntry({ ...script, url: 'http://a.test/shared.js' })];
  await scene.pass(12_000);
  expect(scene.store.notices).toMatchObject([{ kind: 'blind', spot: 'sharedWorkers' }]);
});

it('an event without data in a block with a reconnection time is told once', async () => {
  const scene = new Scene();
  const page = scene.page('eventsource', URL, 1000);
  scene.store.transition(page, 1, 1010, 'open');
  const told = { name: 'message', id: '' };
  scene.store.append(page, { time: 1010, flags: 0, size: 0, block: '', start: 0, length: 0, event: told });
  scene.contents.set(URL, { text: 'again:\n', encoding: '' });
  await scene.finish(chromiumEntry({ ...STREAM, started: 1002, size: 20, events: [event(1010, '')] }));
  scene.store.transition(page, 0, 1100, 'error');
  await scene.pass(5000);
  expect(scene.rows(page)).toEqual(['']);
});
