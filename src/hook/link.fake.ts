// One tab for tests of the whole way: a document with hook and relay, a panel with a real session and store. Links are
// real; only the browser's edges (the document, runtime ports) are in memory.
import { expect, vi } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { openLinks } from '../ingest/link.ts';
import { type Session, startSession } from '../ingest/session.ts';
import { type FakePort, portPair, Signal } from '../relay/port-pair.fake.ts';
import { startRelay } from '../relay/relay.ts';
import type { Exchange } from '../store/exchange.ts';
import { Store } from '../store/store.ts';
import type { Subject } from './item.ts';
import type { openLink as OpenLink } from './link.ts';
import type { Recorder as RecorderType } from './recorder.ts';

/** The document that lives now. */
export const world = {
  /** What stands for `globalThis` as an event target. */
  target: new EventTarget(),
  visibility: 'hidden',
  /** While there is a list, the hook's timers go there and never run by themselves. */
  timers: null as { ms: number; run: () => void }[] | null,
  /** The page has used up the stack: posting fails. */
  full: false,
};
let openLink: typeof OpenLink;
let Recorder: typeof RecorderType;

/** Loads the hook into a world that has a document, as far as the hook asks for one. */
export async function loadHook(): Promise<void> {
  class Document {
    get visibilityState(): string {
      return world.visibility;
    }
  }
  const { AbortSignal } = globalThis;
  vi.stubGlobal('AbortSignal', {
    timeout(ms: number) {
      const signal = new EventTarget();
      const run = (): void => void signal.dispatchEvent(new Event('abort'));
      if (world.timers) world.timers.push({ ms, run });
      else setTimeout(run, ms);
      return signal;
    },
  });
  vi.stubGlobal('Document', Document);
  vi.stubGlobal('document', new Document());
  vi.stubGlobal('location', { href: 'https://example.org/' });
  // The hook takes the methods of EventTarget when it is loaded: these know the document's global object.
  const own = EventTarget.prototype;
  const names = ['addEventListener', 'removeEventListener', 'dispatchEvent'] as const;
  const natives = names.map((name) => own[name] as (...args: unknown[]) => unknown);
  names.forEach((name, i) => {
    Object.assign(own, {
      [name](this: EventTarget, type: unknown, listener?: unknown, capture?: unknown) {
        const self = (this as unknown) === globalThis ? world.target : this;
        if (name === 'dispatchEvent' && type instanceof MessageEvent) {
          // Node's MessageEvent cannot be cancelled.
          let taken = false;
          type.preventDefault = () => {
            taken = true;
          };
          natives[i]?.call(self, type);
          return !taken;
        }
        // Node knows `capture` as an option only when a listener is removed.
        return natives[i]?.call(self, type, listener, typeof capture === 'boolean' ? { capture } : capture);
      },
    });
  });
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (this: MessagePort, ...args: [unknown]) {
    if (world.full) throw new RangeError('Maximum call stack size exceeded');
    postMessage.apply(this, args);
  };
  ({ openLink } = await import('./link.ts'));
  ({ Recorder } = await import('./recorder.ts'));
  vi.stubGlobal('AbortSignal', AbortSignal);
  MessagePort.prototype.postMessage = postMessage;
  names.forEach((name, i) => {
    Object.assign(own, { [name]: natives[i] });
  });
}

/** One tab: a document with hook and relay, and a panel that can be opened and closed. */
export class Tab {
  readonly recorder = new Recorder();
  readonly #runtimeMessage = new Signal<[message: unknown]>();
  #onConnect: Signal<[FakePort]> | null = null;
  #port: FakePort | null = null;
  store = new Store(chooseFramer);
  session: Session | null = null;

  constructor() {
    world.target = new EventTarget();
    openLink(this.recorder, false);
    startRelay(world.target as Window, {
      id: 'extension',
      onMessage: this.#runtimeMessage,
      connect: ({ name }) => {
        const { near, far } = portPair(name, { tab: { id: 1 }, frameId: 0, url: 'https://example.org/' });
        queueMicrotask(() => {
          if (!far.open) return;
          if (!this.#onConnect) return far.disconnect();
          this.#port = far;
          this.#onConnect.fire(far);
          far.onMessage.addListener((message) => this.#count(message));
        });
        return near;
      },
    });
  }

  /** Opens a panel: a new one, or the one that was there. */
  openPanel(fresh = true): void {
    if (fresh) {
      this.store = new Store(chooseFramer);
      this.session = startSession(this.store, { bodyCap: () => 2 ** 24, keepLog: () => false, now: Date.now });
    }
    const onConnect = new Signal<[FakePort]>();
    this.#onConnect = onConnect;
    const connect = (): FakePort => {
      throw new Error('needs no router');
    };
    const askTab = (_: number, word: string): void => this.#runtimeMessage.fire(word);
    openLinks({ tabId: 1, onConnect, connect, askTab, onLeave: () => {} }, (link) => this.session?.take(link));
  }

  closePanel(): void {
    this.#onConnect = null;
    this.#port?.disconnect();
    this.recorder.live = false;
  }

  /** The port breaks: both sides hear of it. */
  kill(): void {
    this.#port?.other.onDisconnect.fire();
    this.#port?.disconnect();
  }

  /** Kills the link at the arrival of this part (counted from 1) of a large message, once. */
  killAtPart = 0;

  /** Envelopes that have arrived. */
  envelopes = 0;

  #count(message: unknown): void {
    if ((message as { type: string }).type === 'envelope') this.envelopes++;
    const [capture] = (message as { captures?: { type: string }[] }).captures ?? [];
    if (capture?.type === 'part' && --this.killAtPart === 0) this.kill();
  }

  /** From now on messages of one side vanish, until the port is killed. */
  swallow(side: 'page' | 'panel'): void {
    const end = side === 'page' ? this.#port?.other : this.#port;
    if (end) end.postMessage = () => {};
  }

  /** All that the page did is with the panel, and acknowledged. */
  async settled(): Promise<void> {
    await vi.waitFor(() => expect(this.recorder.head).toBeNull(), { interval: 1, timeout: 20_000 });
  }

  open(): Subject {
    const subject = this.recorder.begin();
    this.recorder.fact(subject, { type: 'opened', api: 'websocket', method: 'GET', url: 'wss://example.org/' });
    return subject;
  }

  exchange(subject: Subject): Exchange {
    const found = this.store.exchanges.find(({ id }) => id.endsWith(`.${subject.number}`));
    if (!found) throw new Error(`exchange ${subject.number} is not in the store`);
    return found;
  }

  data(subject: Subject): (string | Uint8Array | null)[] {
    const { messages } = this.exchange(subject);
    return Array.from({ length: messages.length }, (_, i) => messages.data(i));
  }
}
