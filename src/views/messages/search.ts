// Runs a message filter beside everything else: short slices, never longer than part of a frame, and it can be stopped.
import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import type { MessageLog } from '../../store/message-log.ts';
import { createSlices } from '../slices.ts';
import { MessageFilter, type MessageQuery, matchesAll } from './message-filter.ts';

export interface Search {
  /** Rows to show. */
  count: Accessor<number>;
  /** Log position of row `index`. */
  at(index: number): number;
  /** Row of log position `seq`, -1 if it is not shown. */
  indexOf(seq: number): number;
  /** 0 to 1, or null where all that there is has been searched. */
  progress: Accessor<number | null>;
  stopped: Accessor<boolean>;
  stop(): void;
}

/** `revision` is read to learn that the log grew. Must be called under a Solid owner. */
export function createSearch(log: () => MessageLog, query: () => MessageQuery, revision: () => number): Search {
  const filter = createMemo(() => (matchesAll(query()) ? null : new MessageFilter(log(), query())));
  const [step, setStep] = createSignal(0);
  const [stopped, setStopped] = createSignal(false);
  const wake = createSlices((deadline, clock) => {
    const running = filter();
    if (!running || stopped() || running.done) return false;
    running.advance(deadline, clock);
    setStep((n) => n + 1);
    return !running.done;
  });
  createEffect(on(filter, () => setStopped(false)));
  createEffect(
    on([filter, revision, stopped], () => {
      if (filter()?.done === false) wake();
    }),
  );

  const following = <T>(read: (running: MessageFilter | null) => T): (() => T) => {
    return () => {
      step();
      return read(filter());
    };
  };
  return {
    count: createMemo(() => {
      revision();
      return following((running) => running?.found ?? log().length)();
    }),
    at: (index) => filter()?.at(index) ?? (filter() ? -1 : index),
    indexOf: (seq) => (filter() ? (filter() as MessageFilter).indexOf(seq) : seq < log().length ? seq : -1),
    progress: createMemo(following((running) => (running && !running.done ? running.scanned / log().length : null))),
    stopped,
    stop: () => setStopped(true),
  };
}
