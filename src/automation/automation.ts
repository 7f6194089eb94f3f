// `window.streamscope`: the panel for people and programs that script it. Documented in docs/automation.md.

import type { Har } from '../har/har.ts';
import type { Rules } from '../har/redact/rules.ts';
import type { Replay } from '../replay/replay.ts';
import type { Exchange } from '../store/exchange.ts';
import type { Store } from '../store/store.ts';
import { type HarOptions, harOf, type Opened, openHar } from './logs.ts';
import {
  type Detail,
  detail,
  type HeldData,
  heldData,
  type MessageData,
  messageData,
  type Summary,
  summarize,
} from './summary.ts';

export interface Range {
  /** First position, from 0. */
  from?: number;
  /** Last position, included. */
  to?: number;
}

export interface Automation extends Omit<Replay, 'watchPlay' | 'watchBreak' | 'held'> {
  readonly version: string;
  readonly ready: Promise<void>;
  exchanges(): Summary[];
  exchange(id: string): Detail;
  messages(id: string, range?: Range): MessageData[];
  record(on: boolean): void;
  clear(): void;
  /** @throws {SyntaxError} for a wrong filter */
  /** Messages that are held, oldest first. */
  held(): HeldData[];
  har(options?: HarOptions): Har;
  /** Rejects with a `HarError` where nothing could be read, a `TypeError` for what is neither object nor text. */
  open(har: object | string): Promise<Opened>;
}

export interface AutomationControls {
  ready: Promise<void>;
  record(on: boolean): void;
  clear(): void;
  /** Somebody looks at this exchange: what the browser can still tell of it is wanted. */
  look(exchange: Exchange): void;
  /** What a person chose to be replaced in what is exported. */
  rules(): Rules;
}

/** @param replay what is done in the page when somebody calls for it */
export function createAutomation(
  version: string,
  store: Store,
  controls: AutomationControls,
  { watchPlay: _watchPlay, watchBreak: _watchBreak, held, ...replay }: Replay,
): Automation {
  const find = (id: string) => {
    const exchange = store.get(id);
    if (!exchange) throw new RangeError(`there is no exchange with id ${JSON.stringify(id)}; exchanges() lists them`);
    return exchange;
  };
  return Object.freeze({
    version,
    ready: controls.ready,
    exchanges: () => store.exchanges.map(summarize),
    exchange(id: string) {
      const exchange = find(id);
      controls.look(exchange);
      return detail(exchange);
    },
    messages(id: string, { from = 0, to = Number.POSITIVE_INFINITY }: Range = {}) {
      const { messages } = find(id);
      const list: MessageData[] = [];
      const end = Math.min(to, messages.length - 1);
      for (let i = Math.max(0, from); i <= end; i++) list.push(messageData(messages, i));
      return list;
    },
    record: (on: boolean) => controls.record(on),
    clear: () => controls.clear(),
    har: (wanted: HarOptions = {}) => harOf(store, version, controls.rules, wanted),
    open: (har: object | string) => openHar(store, har),
    ...replay,
    held: () => held().map(heldData),
  });
}

declare global {
  interface Window {
    /** Only on the panel's own page. */
    streamscope: Automation;
  }
}
