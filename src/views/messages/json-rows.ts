// A decoded tree as rows of which only the unfolded ones exist: opening a node inserts its children, closing removes them.
import type { TreeValue } from '../../decode/decoded.ts';

type ValueKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export interface TreeRow {
  /** 0 for the root. */
  depth: number;
  /** Member name or array index; null for the root. */
  key: string | number | null;
  value: TreeValue;
  kind: ValueKind;
  /** Number of children of an array or object. */
  size: number;
  open: boolean;
  /** Position among its siblings, from 1, and how many there are. */
  position: number;
  siblings: number;
}

/** Rows unfolded at once when a tree is first shown. */
const FIRST_ROWS = 120;

const isExact = (value: object): value is { exact: string } =>
  !Array.isArray(value) && !(value instanceof Map) && 'exact' in value;

function kindOf(value: TreeValue): ValueKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'object';
  if (typeof value === 'object' || typeof value === 'bigint') return 'number';
  return typeof value as 'boolean' | 'number' | 'string';
}

const sizeOf = (value: TreeValue): number =>
  Array.isArray(value) ? value.length : value instanceof Map ? value.size : 0;

/** Exactly what stood in the source, for a number of any size. */
export function numberText(value: TreeValue): string {
  if (typeof value === 'object' && value !== null && isExact(value)) return value.exact;
  return Object.is(value, -0) ? '-0' : String(value);
}

function rowOf(key: TreeRow['key'], value: TreeValue, depth: number, position: number, siblings: number): TreeRow {
  return { depth, key, value, kind: kindOf(value), size: sizeOf(value), open: false, position, siblings };
}

function childrenOf({ value, depth }: TreeRow): TreeRow[] {
  if (Array.isArray(value)) return value.map((child, i) => rowOf(i, child, depth + 1, i + 1, value.length));
  if (!(value instanceof Map)) return [];
  let position = 0;
  return Array.from(value, ([key, child]) => rowOf(key, child, depth + 1, ++position, value.size));
}

/** The first rows of a tree: the root open, and what is below it as long as that stays short. */
export function openTree(value: TreeValue): TreeRow[] {
  let rows = [rowOf(null, value, 0, 1, 1)];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as TreeRow;
    if (row.size === 0 || (i > 0 && rows.length + row.size > FIRST_ROWS)) continue;
    rows = toggled(rows, i);
  }
  return rows;
}

/** The rows after the node at `index` was opened or closed. */
export function toggled(rows: readonly TreeRow[], index: number): TreeRow[] {
  const row = rows[index];
  if (!row || row.size === 0) return [...rows];
  const after = rows.slice(0, index);
  after.push({ ...row, open: !row.open });
  // No spread into push: a node may have a million children.
  const rest = row.open ? rows.slice(endOf(rows, index)) : childrenOf(row).concat(rows.slice(index + 1));
  return after.concat(rest);
}

/** Index behind the last row below the node at `index`. */
function endOf(rows: readonly TreeRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  let end = index + 1;
  while (end < rows.length && (rows[end] as TreeRow).depth > depth) end++;
  return end;
}

/** Index of the parent of the row at `index`; -1 for the root. */
export function parentOf(rows: readonly TreeRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  let parent = index - 1;
  while (parent >= 0 && (rows[parent] as TreeRow).depth >= depth) parent--;
  return parent;
}
