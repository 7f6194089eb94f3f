// The relay between a real MessageChannel on the page's side and an in-memory runtime on the extension's side.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ASK, CONNECT, GIVE, LAST_PORT, RELAY_PORT } from '../wire/names.ts';
import { type FakePort, portPair, Signal } from './port-pair.fake.ts';
import { startRelay } from './relay.ts';

const UP = { type: 'link', state: 'up' };
const DOWN = { type: 'link', state: 'down' };
const GONE = { type: 'link', state: 'gone' };

/** A tab with a relay in it; `ports` are the panel's ends of the ports the relay opened. */
class Tab {
  readonly target = new EventTarget();
  readonly ports: FakePort[] = [];
  readonly heard: unknown[] = [];
  readonly channel = new MessageChannel();
  readonly runtimeMessage = new Signal<[message: unknown]>();
  id: string | undefined = 'extension';

  constructor() {
    this.channel.port1.onmessage = ({ data }) => this.heard.push(data);
  }

  readonly runtime = (() => {
    const tab = this;
    return {
      get id() {
        return tab.id;
      },
      onMessage: this.runtimeMessage,
      connect({ name }: { name: string }) {
        if (tab.id === undefined) throw new Error('Extension context invalidated.');
        const { near, far } = portPair(name);
        tab.ports.push(far);
        const alive = <A extends unknown[]>(run: (...given: A) => void) =>
          function whileThereIsAnExtension(this: void, ...given: A): void {
            if (tab.id === undefined) throw new Error('Extension context invalidated.');
            run(...given);
          };
        near.postMessage = alive(near.postMessage.bind(near));
        near.disconnect = alive(near.disconnect.bind(near));
        return near;
      },
    };
  })();

  start(): void {
    startRelay(this.target as Window, this.runtime);
  }

  /** The hook hands its port over. */
  give(lastWords = 'document-1'): void {
    this.target.dispatchEvent(
      new MessageEvent(GIVE, { data: lastWords, ports: [this.channel.port2] } as MessageEventInit),
    );
  }

  get port(): FakePort {
    return this.ports.at(-1) as FakePort;
  }

  say(message: unknown): void {
    this.channel.port1.postMessage(message);
  }

  async hears(...messages: unknown[]): Promise<void> {
    await vi.waitFor(() => expect(this.heard).toEqual(messages), { interval: 1 });
  }

  async delivers(port: FakePort, ...messages: unknown[]): Promise<void> {
    await vi.waitFor(() => expect(port.got).toEqual(messages), { interval: 1 });
  }
}

describe('relay', () => {
  let tab: Tab;
  let clock = 0;
  beforeEach(() => {
    tab = new Tab();
    clock = 1000;
    vi.spyOn(Date, 'now').mockImplementation(() => clock);
  });
  afterEach(() => {
    tab.channel.port1.close();
    vi.restoreAllMocks();
  });

  const started = (): Tab => {
    tab.start();
    tab.give();
    return tab;
  };

  it('asks the hook for its port when it starts', () => {
    tab.target.addEventListener(ASK, () => tab.give());
    tab.start();
    expect(tab.ports.map((port) => port.name)).toEqual([RELAY_PORT]);
  });

  it('does not connect before it has the port of the hook', () => {
    tab.start();
    tab.runtimeMessage.fire(CONNECT);
    expect(tab.ports).toEqual([]);
  });

  it('keeps the event that carries the port from everybody else', () => {
    const seen = vi.fn();
    tab.start();
    tab.target.addEventListener(GIVE, seen, true);
    tab.give();
    expect(seen).not.toHaveBeenCalled();
  });

  it('takes one port only: a page cannot put its own in its place', async () => {
    started();
    tab.port.postMessage(CONNECT);
    const forged = new MessageChannel();
    tab.target.dispatchEvent(new MessageEvent(GIVE, { ports: [forged.port2] } as MessageEventInit));
    expect(tab.ports).toHaveLength(1);
    tab.say('true');
    await tab.delivers(tab.port, 'true');
    forged.port1.close();
  });

  it('is not disturbed by an event of the same name that carries nothing', async () => {
    tab.start();
    const failed = vi.fn();
    process.once('uncaughtException', failed);
    tab.target.dispatchEvent(new Event(GIVE));
    await new Promise(setImmediate);
    process.off('uncaughtException', failed);
    expect(failed).not.toHaveBeenCalled();
    tab.give();
    expect(tab.ports).toHaveLength(1);
  });

  it('tells the hook that the link is up with the first word of the panel, and only once', async () => {
    started();
    tab.port.postMessage(CONNECT);
    tab.port.postMessage({ command: 1 });
    tab.port.postMessage({ command: 2 });
    await tab.hears(UP, { command: 1 }, { command: 2 });
  });

  it('moves messages of the hook to the panel as they are, lone surrogates and bytes included', async () => {
    started();
    tab.port.postMessage(CONNECT);
    const message = { text: 'a\ud800b', bytes: Uint8Array.of(0, 255), times: Float64Array.of(1.5) };
    tab.say(message);
    await tab.delivers(tab.port, message);
  });

  it('stays quiet after a port was refused', () => {
    started();
    tab.port.disconnect();
    expect(tab.ports).toHaveLength(1);
  });

  it('reconnects at once when a port over which it had heard something dies', async () => {
    started();
    tab.port.postMessage(CONNECT);
    tab.port.disconnect();
    expect(tab.ports).toHaveLength(2);
    tab.port.postMessage(CONNECT);
    await tab.hears(UP, DOWN, UP);
  });

  it('reconnects when a port that lived longer than a second dies', () => {
    started();
    clock += 1001;
    tab.port.disconnect();
    expect(tab.ports).toHaveLength(2);
  });

  it('stops reconnecting once the panel is closed and refuses it', () => {
    started();
    tab.port.postMessage(CONNECT);
    tab.port.disconnect();
    tab.port.disconnect();
    expect(tab.ports).toHaveLength(2);
  });

  it('connects again when a panel asks after it was refused', async () => {
    started();
    tab.port.disconnect();
    tab.runtimeMessage.fire(CONNECT);
    expect(tab.ports).toHaveLength(2);
    tab.port.postMessage(CONNECT);
    await tab.hears(DOWN, UP);
  });

  it('gives up an unanswered port when a panel asks: it may hang on the panel of another tab', () => {
    started();
    const unanswered = tab.port;
    tab.runtimeMessage.fire(CONNECT);
    expect(unanswered.open).toBe(false);
    expect(tab.ports).toHaveLength(2);
  });

  it('keeps an answered port when a panel asks again', () => {
    started();
    tab.port.postMessage(CONNECT);
    tab.runtimeMessage.fire(CONNECT);
    expect(tab.ports).toHaveLength(1);
    expect(tab.port.open).toBe(true);
  });

  it('ignores runtime messages that are not the request to connect', () => {
    started();
    tab.runtimeMessage.fire({ type: CONNECT });
    expect(tab.ports).toHaveLength(1);
  });

  it('tells the hook to let go when the extension is gone', async () => {
    started();
    tab.port.postMessage(CONNECT);
    await tab.hears(UP);
    tab.id = undefined;
    tab.port.disconnect();
    await vi.waitFor(() => expect(tab.heard[1]).toEqual(GONE), { interval: 1 });
    expect(tab.heard).not.toContainEqual(DOWN);
    expect(tab.ports).toHaveLength(1);
  });

  it('tells the hook to let go when it cannot even connect', async () => {
    tab.id = undefined;
    started();
    await tab.hears(GONE);
  });

  it.each([
    ['with the next message of the hook', () => tab.say('anything')],
    [
      'when the document comes back',
      () => tab.target.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true })),
    ],
  ])('tells the hook to let go where nobody told of the end of the extension: %s', async (_, happen) => {
    started();
    tab.port.postMessage(CONNECT);
    await tab.hears(UP);
    const failed = vi.fn();
    process.once('uncaughtException', failed);
    tab.id = undefined;
    happen();
    await vi.waitFor(() => expect(tab.heard[1]).toEqual(GONE), { interval: 1 });
    await new Promise(setImmediate);
    process.off('uncaughtException', failed);
    expect(failed).not.toHaveBeenCalled();
  });

  it('drops a port that died unnoticed, reconnects and goes on', async () => {
    started();
    tab.port.postMessage(CONNECT);
    const dead = tab.port;
    dead.other.open = false;
    tab.say('lost with the port');
    await vi.waitFor(() => expect(tab.ports).toHaveLength(2), { interval: 1 });
    tab.port.postMessage(CONNECT);
    tab.say('after the resume');
    await tab.delivers(tab.port, 'after the resume');
    await tab.hears(UP, DOWN, UP);
    expect(dead.got).toEqual([]);
  });

  it('does not listen to a port it has given up', async () => {
    started();
    const old = tab.port;
    tab.runtimeMessage.fire(CONNECT);
    old.other.onMessage.fire({ command: 'from the past' });
    tab.port.postMessage(CONNECT);
    await tab.hears(UP);
  });

  it('starts again when the document comes back from the back/forward cache', async () => {
    started();
    tab.port.postMessage(CONNECT);
    tab.target.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(tab.ports).toHaveLength(2);
    tab.port.postMessage(CONNECT);
    await tab.hears(UP, DOWN, UP);
  });

  it('keeps its port over an ordinary pageshow', () => {
    started();
    tab.target.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    expect(tab.ports).toHaveLength(1);
  });

  it('passes the last words of a document on within their event, unseen by the page', () => {
    started();
    tab.port.postMessage(CONNECT);
    const seen = vi.fn();
    tab.target.addEventListener('document-1', seen, true);
    tab.target.dispatchEvent(new CustomEvent('document-1', { detail: { last: 'words' } }));
    expect(tab.port.got).toEqual([{ last: 'words' }]);
    expect(seen).not.toHaveBeenCalled();
  });

  // @see docs/protocol.md: Chromium may have cut the port before the page hears that it goes.
  it('passes last words by a port of their own as well, one for each time that the page goes', () => {
    const words = (last: string): void =>
      void tab.target.dispatchEvent(new CustomEvent('document-1', { detail: { last } }));
    started();
    tab.port.postMessage(CONNECT);
    words('one');
    words('two');
    const [own, last, ...more] = tab.ports as [FakePort, FakePort];
    expect([own.name, last.name, more]).toEqual([RELAY_PORT, LAST_PORT, []]);
    expect(own.got).toEqual([{ last: 'one' }, { last: 'two' }]);
    expect(last.got).toEqual([{ last: 'one' }, { last: 'two' }]);
    tab.target.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(last.open).toBe(false);
    words('three');
    expect(tab.ports.map(({ name }) => name)).toEqual([RELAY_PORT, LAST_PORT, RELAY_PORT, LAST_PORT]);
    expect(tab.port.got).toEqual([{ last: 'three' }]);
  });

  it('passes last words on where a panel may still answer, and not where there is none', () => {
    const words = (): void => void tab.target.dispatchEvent(new CustomEvent('document-1', { detail: 'last' }));
    started();
    tab.port.disconnect();
    words();
    expect(tab.ports).toHaveLength(1);
    // A panel has come meanwhile and asks.
    tab.runtimeMessage.fire(CONNECT);
    words();
    expect(tab.ports.map(({ name }) => name)).toEqual([RELAY_PORT, RELAY_PORT, LAST_PORT]);
    expect(tab.port.got).toEqual(['last']);
  });

  it('says that nobody hears last words where the port hangs on the panel of another tab', () => {
    started();
    const words = () => tab.target.dispatchEvent(new CustomEvent('document-1', { detail: 'last', cancelable: true }));
    expect(words()).toBe(true);
    clock += 5000;
    const told = tab.ports.map(({ got }) => got.length);
    expect(words()).toBe(false);
    expect(tab.ports.map(({ got }) => got.length)).toEqual(told);
  });

  it('survives last words that meet a dead port', async () => {
    started();
    tab.port.postMessage(CONNECT);
    tab.port.other.open = false;
    const failed = vi.fn();
    process.once('uncaughtException', failed);
    tab.target.dispatchEvent(new CustomEvent('document-1', { detail: { last: 'words' } }));
    await new Promise(setImmediate);
    process.off('uncaughtException', failed);
    expect(failed).not.toHaveBeenCalled();
  });
});
