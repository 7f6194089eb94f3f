// The router between in-memory relays and panels: who reaches whom, and what happens when one side goes.
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakePort, portPair, Signal } from '../relay/port-pair.fake.ts';
import { CONNECT, PANEL_PORT, RELAY_PORT } from '../wire/names.ts';
import { startRouter } from './router.ts';

describe('router', () => {
  let onConnect: Signal<[FakePort]>;
  let asked: [number, string][];
  let injected: [number, number, string][];
  beforeEach(() => {
    onConnect = new Signal<[FakePort]>();
    asked = [];
    injected = [];
    startRouter({ onConnect, askTab: (tabId, message) => asked.push([tabId, message]), inject });
  });

  const inject = async (tabId: number, frameId: number, name: string): Promise<boolean> => {
    injected.push([tabId, frameId, name]);
    return name === 'lent';
  };
  const panel = (tabId: number): FakePort => {
    const { near, far } = portPair(PANEL_PORT + tabId);
    onConnect.fire(far);
    return near;
  };
  const relay = (tabId: number, frameId = 0, url = 'https://example.org/'): FakePort => {
    const { near, far } = portPair(RELAY_PORT, { tab: { id: tabId }, frameId, url });
    onConnect.fire(far);
    return near;
  };
  const linkOf = (port: FakePort): number => (port.got.at(-1) as { link: number }).link;

  it('answers a panel that it is ready, and asks the relays of its tab to connect', () => {
    expect(panel(7).got).toEqual([{ type: 'ready' }]);
    expect(asked).toEqual([[7, CONNECT]]);
  });

  it('brings the actor into the frame of a link of the panel’s own tab, and says what came of it', async () => {
    const here = panel(7);
    relay(7, 3);
    const link = linkOf(here);
    for (const [to, name] of [
      [link, 'lent'],
      [link, 'unknown'],
      [link + 1, 'nobody'],
    ])
      here.postMessage({ type: 'inject', link: to, name });
    await Promise.resolve();
    await Promise.resolve();
    expect(injected).toEqual([
      [7, 3, 'lent'],
      [7, 3, 'unknown'],
    ]);
    const told = here.got.slice(-3) as { name: string; taken: boolean }[];
    expect(new Map(told.map(({ name, taken }) => [name, taken]))).toEqual(
      new Map([
        ['lent', true],
        ['unknown', false],
        ['nobody', false],
      ]),
    );
  });

  it('refuses a relay whose tab has no panel', () => {
    panel(7);
    expect(relay(8).open).toBe(false);
  });

  it('refuses a relay that belongs to no tab', () => {
    panel(7);
    const { near, far } = portPair(RELAY_PORT);
    onConnect.fire(far);
    expect(near.open).toBe(false);
  });

  it('ignores a port of an unknown name', () => {
    const { near, far } = portPair('something else', { tab: { id: 7 } });
    onConnect.fire(far);
    expect(near.open).toBe(true);
    expect(near.got).toEqual([]);
  });

  it('announces each relay with its frame', () => {
    const seven = panel(7);
    relay(7, 3, 'https://example.org/frame');
    expect(seven.got.at(-1)).toEqual({
      type: 'link',
      link: linkOf(seven),
      frame: { id: 3, url: 'https://example.org/frame' },
    });
  });

  it('carries messages both ways without changing them', () => {
    const seven = panel(7);
    const page = relay(7);
    const link = linkOf(seven);
    const body = { text: 'a\udc00', bytes: Uint8Array.of(1, 2) };
    page.postMessage(body);
    expect(seven.got.at(-1)).toEqual({ type: 'from', link, body });
    seven.postMessage({ type: 'to', link, body });
    expect(page.got).toEqual([body]);
  });

  it('does not mix two tabs, nor two frames of one tab', () => {
    const seven = panel(7);
    const eight = panel(8);
    const first = relay(7, 0);
    const firstLink = linkOf(seven);
    const second = relay(7, 1);
    const secondLink = linkOf(seven);
    const other = relay(8, 0);
    const otherLink = linkOf(eight);
    expect(new Set([firstLink, secondLink, otherLink]).size).toBe(3);
    seven.postMessage({ type: 'to', link: secondLink, body: 'to the second' });
    // A number of another tab's link is nobody's here.
    seven.postMessage({ type: 'to', link: otherLink, body: 'across' });
    eight.postMessage({ type: 'to', link: otherLink, body: 'to the other' });
    expect([first.got, second.got, other.got]).toEqual([[], ['to the second'], ['to the other']]);
    other.postMessage('from eight');
    expect(seven.got).not.toContainEqual(expect.objectContaining({ body: 'from eight' }));
    expect(eight.got.at(-1)).toEqual({ type: 'from', link: otherLink, body: 'from eight' });
  });

  it('tells the panel when a relay is gone', () => {
    const seven = panel(7);
    const page = relay(7);
    const link = linkOf(seven);
    page.disconnect();
    expect(seven.got.at(-1)).toEqual({ type: 'unlink', link });
  });

  it('cuts one relay where the panel says so', () => {
    const seven = panel(7);
    const first = relay(7, 0);
    const link = linkOf(seven);
    const second = relay(7, 1);
    seven.postMessage({ type: 'drop', link });
    expect([first.open, second.open]).toEqual([false, true]);
  });

  it('cuts the relays of a panel that goes, and refuses new ones', () => {
    const seven = panel(7);
    const page = relay(7);
    const elsewhere = panel(8);
    const other = relay(8);
    seven.disconnect();
    expect(page.open).toBe(false);
    expect(relay(7).open).toBe(false);
    expect([elsewhere.open, other.open]).toEqual([true, true]);
  });

  it('asks the tab again when its panel reconnects, so that the relays come back', () => {
    panel(7).disconnect();
    asked.length = 0;
    const again = panel(7);
    expect(asked).toEqual([[7, CONNECT]]);
    const page = relay(7);
    page.postMessage('resumed');
    expect(again.got.at(-1)).toMatchObject({ type: 'from', body: 'resumed' });
  });

  it('frees the relays of a panel whose place another one takes, so that they reach the new one', () => {
    const old = panel(7);
    const page = relay(7);
    const fresh = panel(7);
    expect(old.open).toBe(false);
    expect(page.open).toBe(false);
    relay(7).postMessage('hello');
    expect(fresh.got.at(-1)).toMatchObject({ type: 'from', body: 'hello' });
  });

  it('is not disturbed by pings', () => {
    const seven = panel(7);
    const page = relay(7);
    const before = seven.got.length;
    seven.postMessage({ type: 'ping' });
    expect([seven.got.length, page.got]).toEqual([before, []]);
  });
});
