// The request that repeats a recorded one.
import { describe, expect, it } from 'vitest';
import { planRequest } from './request.ts';
import { FakeScene } from './scene.fake.ts';

const HTTP = { url: 'https://api.example/items?x=1', method: 'POST' } as const;
const plan = (scene: FakeScene, edits = {}) =>
  planRequest(scene.store.exchanges[0] as never, edits, scene.around.variables);
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('planRequest', () => {
  it('repeats a fetch as it was', () => {
    const scene = new FakeScene();
    const options = { credentials: 'include', mode: 'cors', duplex: 'half', timeout: 5 };
    const made = scene.record({ ...HTTP, api: 'fetch', headers: [['X-A', '1']], options });
    scene.add(made, 'sent', 'a');
    scene.add(made, 'sent', 'b');
    scene.add(made, 'received', 'c');
    expect(plan(scene)).toEqual({
      url: HTTP.url,
      method: 'POST',
      headers: { 'X-A': '1' },
      body: 'ab',
      options: { credentials: 'include', mode: 'cors' },
      refused: [],
    });
  });

  it('joins text and bytes as the bytes that were sent', () => {
    const scene = new FakeScene();
    const made = scene.record({ ...HTTP, api: 'fetch' });
    scene.add(made, 'sent', 'ä');
    scene.add(made, 'sent', new Uint8Array([0, 255]));
    expect([...new Uint8Array(plan(scene).body as ArrayBuffer)]).toEqual([0xc3, 0xa4, 0, 255]);
  });

  it('sends credentials as XMLHttpRequest and EventSource do', () => {
    for (const api of ['xhr', 'eventsource'] as const) {
      const scene = new FakeScene();
      scene.record({ ...HTTP, method: 'GET', api, options: { withCredentials: true } });
      expect(plan(scene).options.credentials).toBe('include');
    }
  });

  it('resolves an edited URL against the recorded one, and takes only what a page can request', () => {
    const scene = new FakeScene();
    scene.record({ ...HTTP, api: 'fetch' });
    expect(plan(scene, { url: '?y' }).url).toBe('https://api.example/items?y');
    for (const url of ['http://[', 'ftp://a/', 'javascript:1', 'https://u:p@a/'])
      expect(codeOf(() => plan(scene, { url }))).toBe('invalid-url');
  });

  it('refuses what would not be sent as asked', () => {
    const scene = new FakeScene();
    scene.record({ ...HTTP, api: 'fetch' });
    expect(codeOf(() => plan(scene, { method: 'GET', body: 'x' }))).toBe('invalid-method');
    expect(codeOf(() => plan(scene, { method: 'a b' }))).toBe('invalid-method');
    expect(codeOf(() => plan(scene, { headers: [['X', 'a\nb']] }))).toBe('invalid-header');
    expect(codeOf(() => plan(scene, { headers: 'X: a' }))).toBe('invalid-header');
    expect(codeOf(() => plan(scene, { body: { base64: '*' } }))).toBe('invalid-base64');
    expect(plan(scene, { method: 'get' }).method).toBe('GET');
    expect(plan(scene, { body: null }).body).toBe(null);
  });
});
