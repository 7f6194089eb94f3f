// What the test kit has of a page that goes away in the middle of what it does: all, or a notice that says otherwise.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { type Servers, startServers } from '../servers/servers.ts';
import { inEachTool } from './kit-tools.ts';

let servers: Servers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers?.close());

const socketOf = (search: string, then: string): string => `new Promise((resolve) => {
  window.socket = new WebSocket('${servers.wsOrigin}/ws?mute=1&${search}');
  socket.onopen = () => { ${then} };
})`;

inEachTool('a page that leaves at once', ({ open, tellsLastWords }) => {
  const ENDING = { kind: 'gap', code: 'ending', count: 1 };

  it('has told what it sent in the task in which it left, to another site too', async () => {
    const { page, recording } = await open();
    const targets = [servers.origin, servers.otherOrigin.replace('127.0.0.1', 'localhost')];
    for (const target of targets) {
      await page.goto(servers.blank(`<title>${target}</title>`));
      const search = `to=${encodeURIComponent(target)}`;
      const leave = `for (let i = 0; i < 500; i++) socket.send('m' + i); location.href = '${target}/delay?ms=50&body=next';`;
      await page.evaluate(`void ${socketOf(search, leave)}`);
      await until('the next page is there', () =>
        page.evaluate('location.pathname').then(
          (at) => at === '/delay',
          () => false,
        ),
      );
      const found = (await recording.exchanges({ filter: 'api:ws' })).filter(({ url }) => url.endsWith(search));
      expect(found.map(({ sent, endedDateTime }) => [sent, endedDateTime !== null])).toEqual([[500, true]]);
    }
    expect(await recording.notices()).toMatchObject(tellsLastWords ? [] : targets.map(() => ENDING));
    await page.close();
  });

  it('has told each message up to its last moment, or a notice says that it has not', async () => {
    const { page, recording } = await open();
    await page.goto(servers.blank());
    await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket('${servers.wsOrigin}/ws?burst=100000&gap=1&size=20');
      let count = 0;
      socket.onmessage = () => { if (++count === 20) resolve(); };
      addEventListener('pagehide', () => { socket.send('the end'); sessionStorage.count = count; });
    })`);
    await page.goto(`${servers.origin}/delay?ms=50&body=next&type=text/html`);
    const count = Number(await page.evaluate('sessionStorage.count'));
    const [exchange] = await recording.exchanges({ filter: 'url:burst' });
    const received = exchange?.received ?? 0;
    expect(received).toBeGreaterThanOrEqual(20);
    if (tellsLastWords) {
      expect(received).toBe(count);
      expect(exchange?.messages.at(-1)?.data).toBe('the end');
    } else expect(received).toBeLessThanOrEqual(count);
    expect(await recording.notices()).toMatchObject(tellsLastWords ? [] : [ENDING]);
    await page.close();
  });

  it('has told all when the recording is stopped before the page is closed', async () => {
    const { page, recording } = await open();
    await page.goto(servers.blank());
    await page.evaluate(socketOf('stopped', `for (let i = 0; i < 500; i++) socket.send('m' + i); resolve();`));
    await recording.stop();
    await page.close();
    const [exchange] = await recording.exchanges({ filter: 'url:stopped' });
    expect(exchange).toMatchObject({ sent: 500 });
    expect(await recording.notices()).toEqual([]);
  });

  it('has told all when it is closed without a word, or a notice says that it has not', async () => {
    const { page, recording } = await open();
    await page.goto(servers.blank());
    await page.evaluate(socketOf('closed', `for (let i = 0; i < 500; i++) socket.send('m' + i); resolve();`));
    await page.close();
    const [exchange] = await recording.exchanges({ filter: 'url:closed' });
    const notices = await recording.notices();
    if (notices.length === 0) expect(exchange).toMatchObject({ sent: 500, error: { name: 'document' } });
    else expect(notices).toMatchObject([ENDING]);
  });

  it('goes on when it comes back from the back/forward cache, or a notice says that it cannot be heard', async () => {
    const { page, recording } = await open();
    await page.goto(servers.blank('<title>first</title>'));
    await page.evaluate(`{ window.alive = true; fetch('/json?before').then((r) => r.text()); }`);
    await recording.exchanges();
    await page.goto(servers.blank('<title>second</title>'));
    await page.evaluate('void history.back()');
    await until('the first page is there again', async () => (await page.title()) === 'first');
    await page.evaluate(`fetch('/json?after=' + window.alive).then((r) => r.text())`);
    const found = await recording.exchanges({ filter: 'url:/json' });
    const notices = await recording.notices();
    // Firefox cuts the channels of a document that it stores, for good.
    if (tellsLastWords) expect(notices).toMatchObject([{ kind: 'fault', code: 'waiting' }]);
    else {
      expect(found.map(({ readyState }) => readyState)).toEqual(['done', 'done']);
      expect(notices).toEqual([]);
    }
    await page.close();
  });
});
