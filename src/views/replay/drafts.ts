// What a person has begun to write on each WebSocket: it outlives its box, so that looking elsewhere loses nothing.
import { createSignal, type Signal } from 'solid-js';
import type { Exchange } from '../../store/exchange.ts';
import type { WrittenKind } from './data.ts';

export interface Draft {
  kind: Signal<WrittenKind | 'file'>;
  text: Signal<string>;
  file: Signal<File | null>;
}

export type DraftOf = (exchange: Exchange) => Draft;

export function createDrafts(): DraftOf {
  const drafts = new WeakMap<Exchange, Draft>();
  return (exchange) => {
    const known = drafts.get(exchange);
    if (known) return known;
    const made: Draft = {
      kind: createSignal<WrittenKind | 'file'>('text'),
      text: createSignal(''),
      file: createSignal<File | null>(null),
    };
    drafts.set(exchange, made);
    return made;
  };
}
