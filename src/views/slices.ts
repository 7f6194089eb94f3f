// Work that must not hold the panel up: done in short slices, between which input and painting go first.
import { onCleanup } from 'solid-js';

/** Longest slice, ms: half of a frame. */
const SLICE = 8;

/** Does what it can until `clock()` reaches `deadline` (both ms); true where more is left to do. */
export type Slice = (deadline: number, clock: () => number) => boolean;

/** Gives the way to begin, or go on, with the work. Must be called under a Solid owner, with which the work ends. */
export function createSlices(slice: Slice): () => void {
  // A message to ourselves is the shortest way to let input and painting go first.
  const channel = new MessageChannel();
  const clock = () => performance.now();
  let waiting = false;
  const wake = () => {
    if (waiting) return;
    waiting = true;
    channel.port2.postMessage(null);
  };
  channel.port1.onmessage = () => {
    waiting = false;
    if (slice(clock() + SLICE, clock)) wake();
  };
  onCleanup(() => channel.port1.close());
  return wake;
}
