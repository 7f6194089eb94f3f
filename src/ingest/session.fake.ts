// The panel's side of the protocol with a hook that is spoken by hand.
import { afterEach, beforeEach, vi } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { Store } from '../store/store.ts';
import type { Capture, Messages } from '../wire/capture.ts';
import { PROTOCOL, type ToHook } from '../wire/envelope.ts';
import type { Link } from './link.ts';
import { type Session, startSession } from './session.ts';

export const NOW = 1_700_000_000_000;

export class TestLink implements Link {
  readonly said: ToHook[] = [];
  onMessage: (message: unknown) => void = () => {};
  onClose: () => void = () => {};
  onLost: () => void = () => {};
  unheard = false;
  constructor(
    readonly frame = { id: 0, url: 'https://example.org/' },
    readonly lastWords = false,
  ) {}
  post(message: unknown): void {
    this.said.push(structuredClone(message) as ToHook);
  }
  last<T extends ToHook['type']>(type: T): Extract<ToHook, { type: T }> | undefined {
    return this.said.findLast((word): word is Extract<ToHook, { type: T }> => word.type === type);
  }
}

export const opened = (seq: number, exchange = 1, time = seq): Capture => ({
  type: 'opened',
  seq,
  time,
  exchange,
  api: 'websocket',
  method: 'GET',
  url: 'wss://example.org/',
});
export const state = (seq: number, to: number, exchange = 1): Capture => ({
  type: 'transition',
  seq,
  time: seq,
  exchange,
  state: to,
  cause: 'x',
});
export const texts = (seq: number, list: string[], exchange = 1): Messages => ({
  type: 'messages',
  rows: Float64Array.from(list.flatMap(({ length }, i) => [seq + i, exchange, seq + i, 0, length, 0])),
  text: list.join(''),
  bytes: new Uint8Array(),
});

export const CLOSED = { code: 1000, reason: '', wasClean: true };

/** A session with a store of its own, under a clock of its own. */
export class Side {
  readonly store = new Store(chooseFramer);
  keepLog = false;
  readonly session: Session = startSession(this.store, {
    bodyCap: () => 1234,
    keepLog: () => this.keepLog,
    now: () => NOW,
  });
  /** Number of the last envelope. */
  number = 0;

  link(frameId = 0, lastWords = false): TestLink {
    const made = new TestLink({ id: frameId, url: 'https://example.org/' }, lastWords);
    this.session.take(made);
    return made;
  }

  hello(to: TestLink, document = 'd1', more: Record<string, unknown> = {}): TestLink {
    const url = `https://example.org/${document}`;
    const word = { type: 'hello', protocol: PROTOCOL, document, url, timeOrigin: NOW, oldest: 1, next: 1, late: false };
    to.onMessage({ ...word, ...more });
    return to;
  }

  send(to: TestLink, first: number, last: number, captures: unknown[], document = 'd1'): void {
    to.onMessage({ type: 'envelope', document, number: ++this.number, first, last, captures });
  }

  /** Lets the time pass in which envelopes are acknowledged together. */
  acknowledged(): void {
    vi.advanceTimersByTime(100);
  }

  /** Payloads of an exchange. */
  dataOf(id: string): unknown[] {
    const messages = this.store.get(id)?.messages;
    return messages ? Array.from({ length: messages.length }, (_, i) => messages.data(i)) : [];
  }

  /** Ids of the exchanges that are open. */
  open(): string[] {
    return this.store.exchanges.filter(({ ended }) => ended === null).map(({ id }) => id);
  }
}

/** A new side for each test of the block that calls it. */
export function eachSide(): () => Side {
  let side: Side;
  beforeEach(() => {
    vi.useFakeTimers();
    side = new Side();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  return () => side;
}
