// The texts for pages, run in a page: the server gets the recorded requests again.
import { describe, expect, it } from 'vitest';
import type { SnippetSource } from '../../../src/replay/snippets/snippets.ts';
import { until } from '../../browsers/until.ts';
import { bundle } from '../bundle.ts';
import { EVERY_BYTE, NASTY, pieces, request } from './samples.ts';
import { snippet, withPage } from './setting.ts';

const setting = withPage();
const text = (id: string, source: SnippetSource, scale = 0) => snippet(id).make(source, { hide: null, scale });

let files = 0;

/** Runs a module in the page, packages and all, and gives what it has written to the console so far. */
async function inPage(module: string): Promise<string[]> {
  const lines: string[] = [];
  setting.page.on('console', (message) => lines.push(message.text()));
  setting.page.on('pageerror', (error) => lines.push(`error: ${error.message}`));
  const content = /^import /m.test(module) ? await bundled(module) : module;
  await setting.page.addScriptTag({ type: 'module', content });
  return lines;
}

const bundled = (module: string): Promise<string> => bundle(setting.place.write(`page-${files++}.js`, module), 'es');

describe('fetch', () => {
  it('sends the recorded request from a page', async () => {
    const body = NASTY.join('\u241e').toWellFormed();
    const source = request({
      method: 'POST',
      url: `${setting.servers.origin}/echo?page`,
      headers: [
        ['Content-Type', 'text/plain'],
        ['X-Odd', `'"\\ caf\u00e9`],
        ['Cookie', 'a=1'],
        ['Referer', 'https://other.example/'],
        ['User-Agent', 'Recorded'],
      ],
      body: pieces(body),
      options: { cache: 'no-store', mode: 'same-origin', referrer: `${setting.servers.origin}/from`, priority: 'low' },
    });
    const lines = await inPage(text('fetch', source));
    await until('the answer is there', () => lines.length > 1);
    expect(lines[0]).toBe(`200 ${source.url}`);
    const { requestBody, requestHeaders, method } = setting.servers.record.one('/echo?page');
    expect({ method, body: Buffer.from(requestBody, 'base64').toString() }).toEqual({ method: 'POST', body });
    expect(requestHeaders).toMatchObject({
      'content-type': 'text/plain',
      'x-odd': `'"\\ caf\u00e9`,
      referer: `${setting.servers.origin}/from`,
      'cache-control': 'no-cache',
    });
  });

  it('sends bytes from a page', async () => {
    const source = request({ method: 'PUT', url: `${setting.servers.origin}/upload?bytes`, body: pieces(EVERY_BYTE) });
    const lines = await inPage(text('fetch', source));
    await until('the answer is there', () => lines.length > 1);
    expect(setting.servers.record.one('/upload?bytes').requestBody).toBe(Buffer.from(EVERY_BYTE).toString('base64'));
  });
});

describe('EventSource', () => {
  it('prints the events of every name that was recorded', async () => {
    const source = request({
      api: 'eventsource',
      url: `${setting.servers.origin}/sse?count=4&ids&events=message,it%27s,__proto__&open`,
      eventNames: ['message', `it's`, '__proto__'],
    });
    const lines = await inPage(text('eventsource', source));
    await until('all events are there', () => lines.length >= 5);
    expect(lines).toEqual(['open', 'message event 1 1', `it's event 2 2`, '__proto__ event 3 3', 'message event 4 4']);
    expect(setting.servers.record.of('/sse?count=4&ids&events=message,it%27s,__proto__&open').length).toBe(1);
  });
});

describe('fetch-event-source', () => {
  it('posts the recorded body, and prints the events', async () => {
    const source = request({
      method: 'POST',
      url: `${setting.servers.origin}/sse?count=2&ids&post`,
      headers: [
        ['Content-Type', 'application/json'],
        ['X-A', `'"$`],
      ],
      body: pieces('{"q":"é\u2028"}'),
      response: {
        status: 200,
        statusText: '',
        headers: [['content-type', 'text/event-stream']],
        pieces: [],
        end: 'finished',
      },
    });
    const lines = await inPage(text('fetch-event-source', source));
    await until('all events are there', () => lines.includes('closed'));
    expect(lines).toEqual(['message event 1 1', 'message event 2 2', 'closed']);
    const { method, requestHeaders } = setting.servers.record.one('/sse?count=2&ids&post');
    expect({ method, odd: requestHeaders['x-a'] }).toEqual({ method: 'POST', odd: `'"$` });
  });
});
