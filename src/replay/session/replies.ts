// The replies of a replayed session beside those of the recorded one: which are the same, differ, are missing.
import type { MessageLog } from '../../store/message-log.ts';
import { canonical, type JsonChange, jsonDiff } from '../json-diff.ts';

export interface Reply {
  verdict: 'same' | 'differs' | 'missing' | 'extra';
  /** Position in the recorded exchange; null for an extra one. */
  original: number | null;
  /** Position in the new exchange; null for a missing one. */
  replayed: number | null;
  /** What differs, where both are JSON. */
  changes?: JsonChange[];
}

export interface Comparison {
  same: number;
  differs: number;
  missing: number;
  extra: number;
  replies: Reply[];
}

/** More comparisons of one with another than this would hold the panel; what is left is compared in order. */
const MOST_PAIRS = 4_000_000;

/** A value of JSON, or undefined. */
export function jsonOf(data: string | Uint8Array | null): unknown {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}

/** Equal for messages that differ in nothing but what is ignored. */
export function keyOf(data: string | Uint8Array | null, ignore: readonly string[][]): string {
  if (data === null) return 'gone';
  if (typeof data !== 'string') return `bytes ${data.join()}`;
  const value = jsonOf(data);
  return value === undefined ? `text ${data}` : `json ${canonical(value, ignore)}`;
}

const received = (log: MessageLog): number[] =>
  Array.from({ length: log.length }, (_, i) => i).filter((i) => !log.isSent(i));

/** Messages after which others may have a turn. */
const STEP = 64;

function* keysOf(
  log: MessageLog,
  positions: readonly number[],
  ignore: readonly string[][],
): Generator<void, string[]> {
  const keys: string[] = [];
  for (const i of positions) {
    keys.push(keyOf(log.data(i), ignore));
    if (keys.length % STEP === 0) yield;
  }
  return keys;
}

/** The longest common subsequence as pairs of indices, both rising. */
function* commonPairs(a: readonly string[], b: readonly string[]): Generator<void, [number, number][]> {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const pairs: [number, number][] = [];
  for (let i = 0; i < start; i++) pairs.push([i, i]);
  for (const pair of yield* middlePairs(a, b, start, endA, endB)) pairs.push(pair);
  for (let i = 0; endA + i < a.length; i++) pairs.push([endA + i, endB + i]);
  return pairs;
}

function* middlePairs(
  a: readonly string[],
  b: readonly string[],
  start: number,
  endA: number,
  endB: number,
): Generator<void, [number, number][]> {
  const [n, m] = [endA - start, endB - start];
  if (n * m === 0 || n * m > MOST_PAIRS) return [];
  const width = m + 1;
  /** Length of the common subsequence of what follows (i, j). */
  const lengths = new Uint32Array((n + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] as number;
  for (let i = n - 1; i >= 0; i--) {
    yield;
    for (let j = m - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[start + i] === b[start + j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (a[start + i] === b[start + j]) pairs.push([start + i++, start + j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

function differing(
  original: MessageLog,
  o: number,
  replayed: MessageLog,
  r: number,
  ignore: readonly string[][],
): Reply {
  const [before, after] = [jsonOf(original.data(o)), jsonOf(replayed.data(r))];
  const both = before !== undefined && after !== undefined;
  return { verdict: 'differs', original: o, replayed: r, ...(both && { changes: jsonDiff(before, after, ignore) }) };
}

/** Compares what was received, in order; `ignore` as `parsePath` gives it. In steps, since there may be many. */
export function* comparing(
  original: MessageLog,
  replayed: MessageLog,
  ignore: readonly string[][],
): Generator<void, Comparison> {
  const [olds, news] = [received(original), received(replayed)];
  const oldKeys = yield* keysOf(original, olds, ignore);
  const pairs = yield* commonPairs(oldKeys, yield* keysOf(replayed, news, ignore));
  const replies: Reply[] = [];
  let [o, r] = [0, 0];
  for (const [nextO, nextR] of [...pairs, [olds.length, news.length] as [number, number]]) {
    if (replies.length % STEP === 0) yield;
    // Between two that are the same, one after the other is taken for the other's counterpart.
    while (o < nextO && r < nextR) {
      replies.push(differing(original, olds[o++] as number, replayed, news[r++] as number, ignore));
      if (replies.length % STEP === 0) yield;
    }
    while (o < nextO) replies.push({ verdict: 'missing', original: olds[o++] as number, replayed: null });
    while (r < nextR) replies.push({ verdict: 'extra', original: null, replayed: news[r++] as number });
    if (o < olds.length && r < news.length)
      replies.push({ verdict: 'same', original: olds[o++] as number, replayed: news[r++] as number });
  }
  const count = (verdict: Reply['verdict']): number => replies.filter((each) => each.verdict === verdict).length;
  return { same: count('same'), differs: count('differs'), missing: count('missing'), extra: count('extra'), replies };
}
