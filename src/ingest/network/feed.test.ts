// The network log beside the hook: each exchange once, with all that either knows.
import { describe, expect, it } from 'vitest';
import { HOOK_NAME } from '../../wire/names.ts';
import { chromiumEntry, type FakeEntry, firefoxEntry } from './entry.fake.ts';
import { Scene } from './feed.fake.ts';

const WORKER = ['http://a.test/worker.js'];
const message = (type: 'send' | 'receive', time: number, data: string) => ({
  type,
  time: time / 1000,
  opcode: 1,
  data,
});
const event = (eventName: string, time: number, data: string) => ({ eventName, time: time / 1000, eventId: '', data });
const hooked = (given: FakeEntry) => chromiumEntry({ stack: [HOOK_NAME], ...given });

describe('an exchange of the page', () => {
  it('gets what the wire said, whichever of the two sources is first', async () => {
    const scene = new Scene(false);
    const before = scene.page('fetch', 'http://a.test/x', 1000);
    scene.store.end(before, 1060);
    await scene.finish(firefoxEntry({ started: 1040 }));
    expect(before.wire).toMatchObject({ remoteAddress: '127.0.0.1', status: 200, transferSize: 0 });
    scene.now = 3000;
    await scene.finish(firefoxEntry({ started: 2900, url: 'http://a.test/y' }));
    const after = scene.page('fetch', 'http://a.test/y', 2890);
    await scene.pass(5000);
    expect(after.wire?.url).toBe('http://a.test/y');
    expect(scene.network).toEqual([]);
  });

  it('gets the entry of its own among many of one URL, in the order of the calls', async () => {
    const scene = new Scene(false);
    const all = [1000, 1002, 1004].map((started) => scene.page('fetch', 'http://a.test/x', started));
    await scene.finish(...[1500, 1200, 1300].map((started) => firefoxEntry({ started, size: started })));
    await scene.pass(1000);
    expect(all.map(({ wire }) => wire?.transferSize)).toEqual([1200, 1300, 1500]);
    await scene.pass(5000);
    expect(scene.network).toEqual([]);
  });

  it('does not get the entry of a later call where its own never came', async () => {
    const scene = new Scene();
    const first = scene.page('fetch', 'http://a.test/x', 1000);
    scene.store.end(first, 1100);
    const second = scene.page('fetch', 'http://a.test/x', 2000);
    scene.now = 2100;
    await scene.finish(hooked({ started: 2001 }));
    expect([first.wire, second.wire?.status]).toEqual([null, 200]);
  });

  it('does not get the entry of a worker that asks for the same', async () => {
    const scene = new Scene();
    const page = scene.page('fetch', 'http://a.test/x', 1000);
    await scene.finish(chromiumEntry({ started: 1000, stack: WORKER, page: null }));
    expect(page.wire).toBeNull();
    expect(scene.network).toHaveLength(1);
  });

  it('keeps all its redirects, and the cookies they set', async () => {
    const scene = new Scene();
    const page = scene.page('fetch', 'http://a.test/x', 1000);
    const hop = hooked({ started: 1001, time: 5, status: 302, location: '/y' });
    const cookies = [{ name: 'a', value: '1' }];
    await scene.finish(
      { ...hop, response: { ...hop.response, cookies } },
      hooked({ started: 1007, url: 'http://a.test/y' }),
    );
    expect(page.wire).toMatchObject({ url: 'http://a.test/y', status: 200, responseCookies: cookies });
    expect(page.wire?.redirects).toEqual([{ url: 'http://a.test/x', status: 302, location: 'http://a.test/y' }]);
    await scene.pass(5000);
    expect(scene.network).toEqual([]);
  });

  it('keeps its preflight, whichever of the two is told first', async () => {
    const scene = new Scene();
    const page = scene.page('fetch', 'http://b.test/x', 1000, 'PUT');
    const preflight = chromiumEntry({
      started: 1001,
      url: 'http://b.test/x',
      method: 'OPTIONS',
      type: 'preflight',
      status: 204,
    });
    await scene.finish(preflight, hooked({ started: 1000, url: 'http://b.test/x', method: 'PUT' }));
    await scene.pass(1000);
    expect(page.wire?.preflight).toEqual({ status: 204, duration: 10 });
    expect(scene.network).toEqual([]);
  });

  it('keeps what was told of the new document before its time origin was known', async () => {
    const scene = new Scene();
    const put = scene.page('fetch', 'http://b.test/x', 5002, 'PUT');
    const hops = scene.page('fetch', 'http://a.test/x', 5000);
    scene.now = 5020;
    const preflight = chromiumEntry({
      started: 5003,
      url: 'http://b.test/x',
      method: 'OPTIONS',
      type: 'preflight',
      status: 204,
    });
    await scene.finish(preflight, hooked({ started: 5001, time: 5, status: 302, location: '/y' }));
    await scene.navigate(4990);
    await scene.finish(
      hooked({ started: 5002, url: 'http://b.test/x', method: 'PUT' }),
      hooked({ started: 5007, url: 'http://a.test/y' }),
    );
    await scene.pass(1000);
    expect(put.wire?.preflight).toEqual({ status: 204, duration: 10 });
    expect(hops.wire?.redirects).toHaveLength(1);
    expect(hops.wire).toMatchObject({ url: 'http://a.test/y', status: 200 });
  });

  it('of an EventSource takes the entry of each connection', async () => {
    const scene = new Scene();
    const page = scene.page('eventsource', 'http://a.test/x', 1000);
    const connect = (started: number) => chromiumEntry({ type: 'eventsource', started, mime: 'text/event-stream' });
    scene.store.transition(page, 1, 1010, 'open');
    await scene.finish(connect(1002));
    expect(page.wire?.connections).toBe(1);
    scene.store.transition(page, 0, 2000, 'error');
    scene.now = 7000;
    await scene.finish(connect(6900));
    expect(page.wire?.connections).toBe(2);
    await scene.pass(5000);
    expect(scene.network).toEqual([]);
  });

  it('gets the events that it does not listen to, once each, marked', async () => {
    const scene = new Scene();
    const page = scene.page('eventsource', 'http://a.test/x', 1000);
    const events = [event('message', 1100, 'm'), event('a', 1200, 'a'), event('b', 1300, 'b')];
    scene.har = [chromiumEntry({ type: 'eventsource', started: 1001, mime: 'text/event-stream', events })];
    scene.store.append(page, {
      time: 1300,
      flags: 0,
      size: 1,
      block: 'b',
      start: 0,
      length: 1,
      event: { name: 'b', id: '' },
    });
    await scene.pass(10_000);
    expect(scene.rows(page)).toEqual(['b', 'a']);
    expect(page.messages.event(1)).toMatchObject({ name: 'a', source: 'network' });
  });

  it('gets the body that the page read in no way the hook sees', async () => {
    const scene = new Scene();
    const page = scene.page('fetch', 'http://a.test/x', 1000);
    scene.contents.set('http://a.test/x', { text: 'body', encoding: '' });
    await scene.finish(hooked({ started: 1000, size: 4 }));
    const response = {
      status: 200,
      statusText: '',
      headers: [],
      url: '',
      redirected: false,
      kind: 'basic',
      time: 1005,
    };
    scene.store.response(page, response);
    await scene.pass(5000);
    expect(scene.rows(page)).toEqual([]);
    scene.store.end(page, scene.now, 'cache');
    await scene.pass(5000);
    expect([scene.rows(page), page.bodySource]).toEqual([['body'], 'network']);
  });
});

describe('an exchange that only the log saw', () => {
  it('is shown at once where the stack says that the hook did not make the call', async () => {
    const scene = new Scene();
    await scene.finish(chromiumEntry({ stack: WORKER, page: null }));
    expect(scene.network).toMatchObject([{ api: 'fetch', status: 200, readyState: 'done', source: 'network' }]);
  });

  it('is shown after a grace for the hook where there is no stack', async () => {
    const scene = new Scene();
    await scene.finish(chromiumEntry({}));
    expect(scene.network).toEqual([]);
    await scene.pass(3000);
    expect(scene.network).toHaveLength(1);
  });

  it('is not shown where the hook is in the stack, however late it is', async () => {
    const scene = new Scene();
    await scene.finish(hooked({}));
    await scene.pass(60_000);
    expect(scene.network).toEqual([]);
  });

  it('is not shown where it is no stream of a script', async () => {
    const scene = new Scene();
    await scene.finish(...['document', 'image', 'script', 'ping'].map((type) => chromiumEntry({ type })));
    await scene.pass(5000);
    expect(scene.network).toEqual([]);
  });

  it('has its messages while it is open, each once, and ends with its request', async () => {
    const scene = new Scene();
    const socket = [message('send', 1010, 'a'), message('receive', 1020, 'b')];
    const given = { url: 'ws://a.test/', type: 'websocket', status: 101, stack: WORKER, page: null, socket };
    scene.har = [chromiumEntry(given)];
    await scene.pass(1000);
    const [exchange] = scene.network;
    if (!exchange) throw new Error('not shown');
    expect(exchange).toMatchObject({ readyState: 1, ended: null, bytesSent: 1 });
    socket.push(message('receive', 1500, 'c'));
    await scene.pass(1000);
    expect(scene.rows(exchange)).toEqual(['a', 'b', 'c']);
    await scene.finish(chromiumEntry({ ...given, time: 900 }));
    expect(scene.rows(exchange)).toEqual(['a', 'b', 'c']);
    expect(exchange).toMatchObject({ readyState: 3, ended: 1900 });
  });

  it('is told apart from another one that started in the same ms', async () => {
    const scene = new Scene();
    const given = { url: 'ws://a.test/', type: 'websocket', status: 101, stack: WORKER, page: null };
    const [one, two] = [[message('receive', 1010, 'one')], [message('receive', 1011, 'two')]];
    scene.har = [chromiumEntry({ ...given, socket: one }), chromiumEntry({ ...given, socket: two })];
    await scene.pass(1000);
    await scene.finish(chromiumEntry({ ...given, socket: [...two, message('receive', 1500, 'end')] }));
    expect(scene.network.map((exchange) => scene.rows(exchange))).toEqual([['one'], ['two', 'end']]);
    expect(scene.network.map(({ ended }) => ended === null)).toEqual([true, false]);
  });

  it('goes on over the reconnections of an EventSource', async () => {
    const scene = new Scene();
    const given = { type: 'eventsource', mime: 'text/event-stream', page: null };
    await scene.finish(chromiumEntry({ ...given, time: 50, events: [event('message', 1010, 'a')] }));
    await scene.pass(3000);
    scene.har = [chromiumEntry({ ...given, started: 3500, events: [event('message', 3510, 'b')] })];
    await scene.pass(3000);
    const [exchange] = scene.network;
    if (!exchange) throw new Error('not shown');
    expect(scene.rows(exchange)).toEqual(['a', 'b']);
    expect(exchange.transitions.map(({ state }) => state)).toEqual([0, 1, 0, 1]);
    expect(scene.network).toHaveLength(1);
  });

  it('of Firefox has its event stream when that has ended, and names what it cannot have', async () => {
    const scene = new Scene(false);
    scene.contents.set('http://a.test/x', { text: 'message:a\ncomment:aside\n', encoding: null });
    const metadata = { requestHeaders: [['sec-fetch-dest', 'empty']] as [string, string][] };
    const body = { mime: 'text/event-stream', size: 20, responseHeaders: [['content-type', 'text/event-stream']] };
    await scene.finish(firefoxEntry({ ...metadata, ...body } as FakeEntry));
    await scene.finish(firefoxEntry({ url: 'ws://a.test/', status: 101 }));
    await scene.pass(3000);
    const [stream, socket] = scene.network;
    expect(stream && scene.rows(stream)).toEqual(['a', '']);
    expect(socket).toMatchObject({ api: 'websocket', readyState: 1, ended: null });
    expect(scene.store.notices).toMatchObject([{ kind: 'blind', count: 1 }]);
  });
});

describe('the script of a worker', () => {
  const script = { url: 'http://a.test/shared.js', type: 'script', priority: 'VeryLow', page: null };
  const spots = (scene: Scene) => scene.store.notices.map((notice) => notice.kind === 'blind' && notice.spot);

  it('that is never answered is taken for a shared one, which is named once', async () => {
    const scene = new Scene();
    scene.har = [
      chromiumEntry({ ...script, status: 0 }),
      chromiumEntry({ ...script, status: 0, url: 'http://a.test/2.js' }),
    ];
    await scene.pass(2000);
    expect(spots(scene)).toEqual([]);
    await scene.pass(10_000);
    expect(spots(scene)).toEqual(['sharedWorkers']);
    expect(scene.store.exchanges).toEqual([]);
  });

  it('that is answered late, or fails, is none', async () => {
    const scene = new Scene();
    scene.har = [chromiumEntry({ ...script, status: 0 })];
    await scene.pass(2000);
    scene.har = [];
    await scene.finish(chromiumEntry(script));
    await scene.finish(chromiumEntry({ ...script, url: 'http://a.test/2.js', status: 0, error: 'net::ERR_FAILED' }));
    await scene.pass(10_000);
    expect(spots(scene)).toEqual([]);
  });
});

describe('a log that is emptied', () => {
  const worker = { stack: WORKER, page: null };
  const socket = [message('receive', 1010, 'a')];
  const open = chromiumEntry({ url: 'ws://a.test/', type: 'websocket', status: 101, socket, ...worker });

  it('by the person stays empty, but for what an open exchange brings anew', async () => {
    const scene = new Scene();
    const growing = [...socket];
    scene.har = [chromiumEntry(worker), { ...open, _webSocketMessages: growing }];
    await scene.pass(1000);
    expect(scene.network).toHaveLength(2);
    scene.store.clear();
    scene.feed.clear();
    await scene.pass(5000);
    expect(scene.network).toEqual([]);
    growing.push(message('receive', 5000, 'b'));
    await scene.pass(5000);
    expect(scene.network.map((exchange) => scene.rows(exchange))).toEqual([['b']]);
  });

  it('by another page keeps the page before out', async () => {
    const scene = new Scene();
    scene.har = [chromiumEntry(worker), open];
    await scene.pass(1000);
    scene.store.clear();
    await scene.navigate(scene.now);
    await scene.finish(chromiumEntry({ ...worker, started: 1500, url: 'http://a.test/late' }));
    await scene.pass(5000);
    expect(scene.network).toEqual([]);
  });

  it('not, with Keep log on, has what was open end with its page', async () => {
    const scene = new Scene();
    scene.keepLog = true;
    scene.har = [open];
    await scene.pass(1000);
    await scene.navigate(scene.now);
    expect(scene.network).toMatchObject([{ readyState: 3, error: { kind: 'abort', name: 'document' } }]);
    await scene.pass(5000);
    expect(scene.network).toHaveLength(1);
  });

  it('is not taken for one by a navigation within the document', async () => {
    const scene = new Scene();
    await scene.navigate(900);
    scene.har = [open];
    await scene.pass(1000);
    await scene.navigate(900);
    expect(scene.network).toMatchObject([{ ended: null }]);
  });
});

it('shows nothing that came while recording was off', async () => {
  const scene = new Scene();
  scene.recording = false;
  await scene.finish(chromiumEntry({ stack: WORKER, page: null }));
  scene.recording = true;
  await scene.pass(5000);
  expect(scene.network).toEqual([]);
});

it('does not read the log of a page with 100,000 messages again and again', async () => {
  const scene = new Scene();
  const page = scene.page('websocket', 'ws://a.test/', 1000);
  for (let i = 0; i < 100_000; i++)
    scene.store.append(page, { time: 1000, flags: 0, size: 1, block: 'x', start: 0, length: 1 });
  await scene.pass(60_000);
  expect(scene.readings).toBeLessThanOrEqual(1);
});

it('says of what is no entry that it was not understood', async () => {
  const scene = new Scene();
  const broken = { startedDateTime: new Date(1000).toISOString(), request: { method: 'GET', url: 'x' }, response: 1 };
  await scene.finish(broken, 'nothing');
  expect(scene.store.notices).toMatchObject([{ kind: 'invalid' }]);
});
