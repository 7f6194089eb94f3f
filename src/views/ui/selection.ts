// Which rows of a list are selected, beside the one that is active. Rows are known by keys that stay theirs: filters
// and orders move rows, and new ones come in between.
import { createSignal } from 'solid-js';

/** A set of keys: a `Set`, or one that is made for many numbers. */
export interface KeySet<K> {
  readonly size: number;
  has(key: K): boolean;
  add(key: K): unknown;
  delete(key: K): unknown;
  clear(): void;
}

/** The rows as they stand in the list now. */
export interface KeyedRows<K> {
  count(): number;
  keyAt(index: number): K;
  /** -1 for a key that is not in the list. */
  indexOf(key: K): number;
}

/**
 * What happens to a row: it is the `only` one; it is taken in or out (`toggle`); all from the last of these two to here
 * are selected (`range`), or selected as well (`more`).
 */
export type PickHow = 'only' | 'toggle' | 'range' | 'more';

export interface Selection<K> {
  /** Both are read reactively. */
  has(key: K): boolean;
  size(): number;
  pick(rows: KeyedRows<K>, index: number, how: PickHow): void;
  all(rows: KeyedRows<K>): void;
  /** One row, or none. */
  only(key: K | null): void;
}

export function createSelection<K>(keys: KeySet<K>): Selection<K> {
  const [version, setVersion] = createSignal(0);
  /** Where a range begins. */
  let anchor: K | null = null;
  const changed = () => setVersion((n) => n + 1);
  const only = (key: K | null): void => {
    anchor = key;
    if (key === null ? keys.size === 0 : keys.size === 1 && keys.has(key)) return;
    keys.clear();
    if (key !== null) keys.add(key);
    changed();
  };
  const toggle = (key: K): void => {
    anchor = key;
    if (keys.has(key)) keys.delete(key);
    else keys.add(key);
    changed();
  };
  const range = (rows: KeyedRows<K>, index: number, more: boolean): void => {
    const from = anchor === null ? -1 : rows.indexOf(anchor);
    if (from < 0) return only(rows.keyAt(index));
    if (!more) keys.clear();
    for (let i = Math.min(from, index); i <= Math.max(from, index); i++) keys.add(rows.keyAt(i));
    changed();
  };
  return {
    has(key) {
      version();
      return keys.has(key);
    },
    size() {
      version();
      return keys.size;
    },
    pick(rows, index, how) {
      if (how === 'only') only(rows.keyAt(index));
      else if (how === 'toggle') toggle(rows.keyAt(index));
      else range(rows, index, how === 'more');
    },
    all(rows) {
      for (let i = 0; i < rows.count(); i++) keys.add(rows.keyAt(i));
      changed();
    },
    only,
  };
}

/** The selection as a grid uses it: by positions in the list. */
export interface RowSelection {
  /** Both are read reactively. */
  has(index: number): boolean;
  size(): number;
  pick(index: number, how: PickHow): void;
  all(): void;
}

export const rowSelection = <K>(selection: Selection<K>, rows: KeyedRows<K>): RowSelection => ({
  has: (index) => index < rows.count() && selection.has(rows.keyAt(index)),
  size: () => selection.size(),
  pick: (index, how) => selection.pick(rows, index, how),
  all: () => selection.all(rows),
});

/** What a click or a movement with these keys held does to a row. */
export const pickBy = ({
  ctrlKey,
  metaKey,
  shiftKey,
}: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>): PickHow =>
  shiftKey ? (ctrlKey || metaKey ? 'more' : 'range') : ctrlKey || metaKey ? 'toggle' : 'only';
