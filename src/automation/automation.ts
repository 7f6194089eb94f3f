// `window.streamscope`: the panel for people and programs that script it. Documented in docs/automation.md.
import type { Store } from '../store/store.ts';
import { type Detail, detail, type MessageData, messageData, type Summary, summarize } from './summary.ts';

export interface Range {
  /** First position, from 0. */
  from?: number;
  /** Last position, included. */
  to?: number;
}

export interface Automation {
  readonly version: string;
  readonly ready: Promise<void>;
  exchanges(): Summary[];
  exchange(id: string): Detail;
  messages(id: string, range?: Range): MessageData[];
  record(on: boolean): void;
  clear(): void;
}

export interface AutomationControls {
  ready: Promise<void>;
  record(on: boolean): void;
  clear(): void;
}

export function createAutomation(version: string, store: Store, controls: AutomationControls): Automation {
  const find = (id: string) => {
    const exchange = store.get(id);
    if (!exchange) throw new RangeError(`there is no exchange with id ${JSON.stringify(id)}; exchanges() lists them`);
    return exchange;
  };
  return Object.freeze({
    version,
    ready: controls.ready,
    exchanges: () => store.exchanges.map(summarize),
    exchange: (id: string) => detail(find(id)),
    messages(id: string, { from = 0, to = Number.POSITIVE_INFINITY }: Range = {}) {
      const { messages } = find(id);
      const list: MessageData[] = [];
      const end = Math.min(to, messages.length - 1);
      for (let i = Math.max(0, from); i <= end; i++) list.push(messageData(messages, i));
      return list;
    },
    record: (on: boolean) => controls.record(on),
    clear: () => controls.clear(),
  });
}

declare global {
  interface Window {
    /** Only on the panel's own page. */
    streamscope: Automation;
  }
}
