// Runs a message filter beside everything else: short slices, never longer than part of a frame, and it can be stopped.
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type { MessageLog } from '../../store/message-log.ts';
import { MessageFilter, type MessageQuery, matchesAll } from './message-filter.ts';

/** Longest slice, ms: half of a frame. */
const SLICE = 8;

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
  // A message to ourselves is the shortest way to let input and painting go first.
  const channel = new MessageChannel();
  let waiting = false;
  const run = () => {
    waiting = false;
    const running = filter();
    if (!running || stopped() || running.done) return;
    running.advance(performance.now() + SLICE, () => performance.now());
    setStep((n) => n + 1);
    if (!running.done) wait();
  };
  const wait = () => {
    if (waiting) return;
    waiting = true;
    channel.port2.postMessage(null);
  };
  channel.port1.onmessage = run;
  onCleanup(() => channel.port1.close());
  createEffect(on(filter, () => setStopped(false)));
  createEffect(
    on([filter, revision, stopped], () => {
      if (!filter()?.done) wait();
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
