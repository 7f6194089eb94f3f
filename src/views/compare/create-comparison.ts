// Compares two logs beside everything else, and again whenever the choice changes.
import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import { type Comparison, comparing } from '../../har/compare.ts';
import { type Exchange, snapshotOf } from '../../store/exchange.ts';
import { createSlices } from '../slices.ts';

export interface Wanted {
  a: readonly Exchange[];
  b: readonly Exchange[];
  /** Names of JSON members that do not count. */
  ignore: readonly string[];
}

/** Null while it is being made. Must be called under a Solid owner. */
export function createComparison(wanted: Accessor<Wanted>): Accessor<Comparison | null> {
  const [comparison, setComparison] = createSignal<Comparison | null>(null);
  let steps: ReturnType<typeof comparing> | null = null;
  const go = createSlices((deadline, clock) => {
    while (steps && clock() < deadline) {
      const step = steps.next();
      if (!step.done) continue;
      steps = null;
      setComparison(step.value);
    }
    return steps !== null;
  });
  createEffect(() => {
    const { a, b, ignore } = wanted();
    setComparison(null);
    steps = comparing(a.map(snapshotOf), b.map(snapshotOf), { ignore });
    go();
  });
  onCleanup(() => {
    steps = null;
  });
  return comparison;
}
