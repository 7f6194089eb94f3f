// One document's facts, told by a real recorder and brought to a real store.
import { chooseFramer } from '../decode/framing/choose.ts';
import type { ExchangeFact, Subject } from '../hook/item.ts';
import { pack } from '../hook/pack.ts';
import { Recorder } from '../hook/recorder.ts';
import type { Exchange } from '../store/exchange.ts';
import type { Message } from '../store/message-log.ts';
import { Store } from '../store/store.ts';
import type { Api, Capture, HeaderList } from '../wire/capture.ts';
import { BINARY } from '../wire/capture.ts';
import { Applier } from './apply.ts';

export const ORIGIN = 1_700_000_000_000;

export class Page {
  readonly store = new Store(chooseFramer);
  readonly recorder = new Recorder();
  readonly applier = new Applier(this.store, {
    name: '1',
    frame: { id: 0, url: 'https://example.org/' },
    timeOrigin: ORIGIN,
    panel: 'p',
  });
  #last = 0;

  /** Brings what happened since the last time to the store. */
  tell(): void {
    for (let item = this.recorder.head, offset = 0; item; ) {
      const packed = pack(item, offset);
      if (!packed) break;
      this.applier.take(structuredClone(packed.captures) as Capture[], this.#last);
      this.#last = Math.max(this.#last, packed.last);
      item = packed.next;
      offset = packed.offset;
    }
    this.recorder.release(this.#last);
  }

  open(api: Api, more: Partial<Extract<Capture, { type: 'opened' }>> = {}): Subject {
    const subject = this.recorder.begin();
    this.recorder.fact(subject, { type: 'opened', api, method: 'GET', url: 'https://example.org/', ...more }, 10);
    return subject;
  }

  fact(subject: Subject, fact: ExchangeFact, time = 20): void {
    this.recorder.fact(subject, fact, time);
  }

  enter(subject: Subject, state: number, cause: string): void {
    this.fact(subject, { type: 'transition', state, cause });
  }

  head(subject: Subject, headers: HeaderList = []): void {
    this.fact(subject, { type: 'response', status: 200, statusText: 'OK', headers, url: 'https://example.org/final' });
  }

  row(subject: Subject, data: string | Uint8Array, flags = 0, time = 30): void {
    this.recorder.row(subject, flags | (typeof data === 'string' ? 0 : BINARY), data, time);
  }

  exchange(subject: Subject): Exchange {
    this.tell();
    const found = this.store.get(`1.${subject.number}`);
    if (!found) throw new Error('not in the store');
    return found;
  }

  messages(subject: Subject): Message[] {
    const { messages } = this.exchange(subject);
    return Array.from({ length: messages.length }, (_, i) => messages.message(i));
  }

  states(subject: Subject): unknown[] {
    return this.exchange(subject).transitions.map(({ state }) => state);
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
