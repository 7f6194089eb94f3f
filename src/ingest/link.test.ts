// How the panel gets its links: from the relays themselves, or through the router where it cannot reach tabs.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startRouter } from '../background/router.ts';
import { type FakePort, portPair, Signal } from '../relay/port-pair.fake.ts';
import { CONNECT, LAST_PORT, PANEL_PORT, RELAY_PORT } from '../wire/names.ts';
import { type Link, openLinks } from './link.ts';

const URL_7 = 'https://example.org/';

interface Taken {
  link: Link;
  got: unknown[];
  closed: boolean;
}

const taker = () => {
  const links: Taken[] = [];
  const take = (link: Link): void => {
    const taken: Taken = { link, got: [], closed: false };
    link.onMessage = (message) => taken.got.push(message);
    link.onClose = () => {
      taken.closed = true;
    };
    links.push(taken);
  };
  return { links, take };
};

describe('links of a panel that reaches tabs', () => {
  let onConnect: Signal<[FakePort]>;
  let asked: [number, string][];
  let links: Taken[];
  let leave: () => void;
  beforeEach(() => {
    onConnect = new Signal();
    asked = [];
    const taken = taker();
    links = taken.links;
    const connect = (): FakePort => {
      throw new Error('needs no router');
    };
    const onLeave = (run: () => void) => {
      leave = run;
    };
    openLinks({ tabId: 7, onConnect, connect, onLeave, askTab: (tab, word) => asked.push([tab, word]) }, taken.take);
  });
  const relay = (tabId: number | undefined, name = RELAY_PORT, documentId = 'document'): FakePort => {
    const { near, far } = portPair(name, {
      ...(tabId !== undefined && { tab: { id: tabId } }),
      frameId: 4,
      url: URL_7,
      documentId,
    });
    onConnect.fire(far);
    return near;
  };

  it('asks the relays of its tab to connect', () => {
    expect(asked).toEqual([[7, CONNECT]]);
  });

  it('greets a relay of its tab, and takes it with its frame', () => {
    expect(relay(7).got).toEqual([CONNECT]);
    expect(links.map(({ link }) => link.frame)).toEqual([{ id: 4, url: URL_7 }]);
  });

  it('leaves relays of other tabs and of none to the panels of those, without a word', () => {
    const ports = [relay(8), relay(undefined)];
    leave();
    expect(ports.map(({ open, got }) => [open, got])).toEqual([
      [true, []],
      [true, []],
    ]);
    expect(links).toEqual([]);
  });

  it('hangs up as it goes: the panel of another tab would keep its ports open', () => {
    const [first, second] = [relay(7), relay(7)];
    first.disconnect();
    leave();
    expect(second.open).toBe(false);
  });

  it('leaves ports alone that are not of a relay', () => {
    const port = relay(7, 'something else');
    expect([port.open, port.got, links]).toEqual([true, [], []]);
  });

  it('carries messages both ways and tells when the relay is gone', () => {
    const port = relay(7);
    const [taken] = links as [Taken];
    port.postMessage({ from: 'page' });
    taken.link.post({ to: 'page' });
    expect([taken.got, port.got.at(-1)]).toEqual([[{ from: 'page' }], { to: 'page' }]);
    port.disconnect();
    expect(taken.closed).toBe(true);
  });

  describe('of documents that go away', () => {
    let lost: number[];
    beforeEach(() => {
      vi.useFakeTimers();
      lost = [];
    });
    afterEach(() => vi.useRealTimers());
    const heard = (number: number): FakePort => {
      const port = relay(7, number % 2 ? RELAY_PORT : LAST_PORT);
      (links.at(-1) as Taken).link.onLost = () => lost.push(number);
      return port;
    };

    it('tells of one that has said nothing', () => {
      heard(1).disconnect();
      expect(lost).toEqual([]);
      vi.advanceTimersByTime(5000);
      expect(lost).toEqual([1]);
    });

    it('waits for last words, and does not tell of one that said something by any port', () => {
      heard(1).disconnect();
      const last = heard(2);
      last.postMessage({});
      last.disconnect();
      heard(3).disconnect();
      vi.advanceTimersByTime(5000);
      expect(lost).toEqual([]);
    });

    it('does not tell of one that has connected anew, until that port is closed', () => {
      heard(1).disconnect();
      const again = heard(3);
      vi.advanceTimersByTime(5000);
      expect(lost).toEqual([]);
      again.disconnect();
      vi.advanceTimersByTime(5000);
      expect(lost).toEqual([3]);
    });
  });
});

describe('links of a panel behind the router', () => {
  let onConnect: Signal<[FakePort]>;
  let asked: number[];
  let panelPorts: FakePort[];
  let links: Taken[];

  /** The event page: put to sleep it forgets everything, and wakes with the next connection. */
  const wake = (): void => {
    onConnect = new Signal();
    startRouter({ onConnect, askTab: (tab) => asked.push(tab), inject: async () => false });
  };
  const relay = (tabId: number, frameId = 0): FakePort => {
    const { near, far } = portPair(RELAY_PORT, { tab: { id: tabId }, frameId, url: URL_7 });
    onConnect.fire(far);
    return near;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    panelPorts = [];
    wake();
    const taken = taker();
    links = taken.links;
    const connect = (name: string): FakePort => {
      const { near, far } = portPair(name);
      panelPorts.push(near);
      onConnect.fire(far);
      return near;
    };
    openLinks({ tabId: 7, onConnect: new Signal(), connect, onLeave: () => {} }, taken.take);
  });
  afterEach(() => {
    vi.clearAllTimers();
    vi.useRealTimers();
  });

  it('connects under the name of its tab', () => {
    expect(panelPorts.map(({ name }) => name)).toEqual([`${PANEL_PORT}7`]);
    expect(asked).toEqual([7]);
  });

  it('greets each relay and keeps their messages apart', () => {
    const first = relay(7, 0);
    const second = relay(7, 2);
    expect([first.got, second.got]).toEqual([[CONNECT], [CONNECT]]);
    expect(links.map(({ link }) => link.frame.id)).toEqual([0, 2]);
    first.postMessage('of the first');
    second.postMessage('of the second');
    links[1]?.link.post('for the second');
    expect(links.map(({ got }) => got)).toEqual([['of the first'], ['of the second']]);
    expect([first.got.length, second.got.at(-1)]).toEqual([1, 'for the second']);
  });

  it('tells when a relay is gone, and only of that one', () => {
    const first = relay(7, 0);
    relay(7, 2);
    first.disconnect();
    expect(links.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('keeps the event page awake while it is there', () => {
    const said = vi.spyOn(panelPorts[0] as FakePort, 'postMessage');
    vi.advanceTimersByTime(60_000);
    const pings = said.mock.calls.filter(([message]) => (message as { type: string }).type === 'ping');
    expect(pings.length).toBeGreaterThanOrEqual(60_000 / 30_000);
  });

  it('closes all links when the event page is put to sleep, reconnects, and gets them again', () => {
    relay(7, 0);
    relay(7, 2);
    const asleep = (panelPorts[0] as FakePort).other;
    wake();
    asleep.disconnect();
    expect(links.map(({ closed }) => closed)).toEqual([true, true]);
    vi.advanceTimersByTime(1000);
    expect(panelPorts).toHaveLength(2);
    expect(asked).toEqual([7, 7]);
    relay(7, 0).postMessage('resumed');
    expect(links.at(-1)).toMatchObject({ got: ['resumed'], closed: false });
  });

  it('does not ping a port that is gone', () => {
    const first = panelPorts[0] as FakePort;
    first.other.disconnect();
    expect(() => vi.advanceTimersByTime(120_000)).not.toThrow();
  });
});
