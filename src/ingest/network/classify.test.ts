// Which requests are exchanges of ours.
import { describe, expect, it } from 'vitest';
import { classify, type Facts, isWorkerScript } from './classify.ts';

const facts = (changes: Partial<Facts>): Facts => ({
  method: 'GET',
  url: 'https://a.test/',
  requestHeaders: [],
  mimeType: 'text/plain',
  resourceType: '',
  priority: 'Normal',
  ...changes,
});
const api = (changes: Partial<Facts>) => classify(facts(changes)).api;
const headers = (all: Record<string, string>) => ({ requestHeaders: Object.entries(all) as [string, string][] });

describe('the API of a request', () => {
  it('is what Chromium says it is', () => {
    const types = [
      'fetch',
      'xhr',
      'eventsource',
      'websocket',
      'preflight',
      'document',
      'image',
      'script',
      'ping',
      'other',
    ];
    expect(types.map((resourceType) => api({ resourceType }))).toEqual([
      'fetch',
      'xhr',
      'eventsource',
      'websocket',
      'preflight',
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('is read off the fetch metadata in Firefox', () => {
    expect(api(headers({ 'Sec-Fetch-Dest': 'empty' }))).toBe('fetch');
    for (const destination of ['document', 'image', 'script', 'style', 'worker'])
      expect(api(headers({ 'Sec-Fetch-Dest': destination }))).toBeNull();
    expect(api({ url: 'wss://a.test/', ...headers({ 'Sec-Fetch-Dest': 'empty' }) })).toBe('websocket');
    const sse = { Accept: 'text/event-stream', 'Cache-Control': 'no-cache', 'Sec-Fetch-Dest': 'empty' };
    expect(api(headers(sse))).toBe('eventsource');
    expect(api({ method: 'OPTIONS', ...headers({ 'Access-Control-Request-Method': 'PUT' }) })).toBe('preflight');
  });

  it('is guessed by what is accepted where there is no metadata (plain http)', () => {
    expect(api(headers({ Accept: '*/*' }))).toBe('fetch');
    expect(api(headers({ Accept: 'text/html,application/xhtml+xml' }))).toBeNull();
    expect(api(headers({ Accept: 'image/avif,image/webp' }))).toBeNull();
    expect(classify(facts({ mimeType: 'text/javascript', ...headers({ Accept: '*/*' }) })).showable).toBe(false);
  });

  it('does not let a beacon of Firefox be shown as a fetch', () => {
    expect(
      classify(facts({ method: 'POST', priority: 'Lowest', ...headers({ 'Sec-Fetch-Dest': 'empty' }) })).showable,
    ).toBe(false);
  });
});

it('knows the script of a worker', () => {
  const dest = (value: string) => isWorkerScript([['Sec-Fetch-Dest', value]]);
  expect(['worker', 'sharedworker', 'serviceworker', 'script'].map(dest)).toEqual([true, true, true, false]);
});
