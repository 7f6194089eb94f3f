// How busy an exchange was, as a few bars: read from the message times by bisection, so a million messages cost nothing.

/** What is needed of a `MessageLog`. */
export interface Times {
  readonly length: number;
  time(i: number): number;
}

/** Index of the first message at or after `time` (epoch ms). */
export function firstAtOrAfter(log: Times, time: number): number {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (log.time(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Messages in each of `buckets` equal parts of the time from `from` to `to` (epoch ms, `to` excluded). */
export function activity(log: Times, from: number, to: number, buckets: number): number[] {
  const width = (to - from) / buckets;
  const counts: number[] = [];
  let before = firstAtOrAfter(log, from);
  for (let i = 1; i <= buckets; i++) {
    const after = firstAtOrAfter(log, from + width * i);
    counts.push(after - before);
    before = after;
  }
  return counts;
}

/** An SVG path of bars, one unit wide each, growing up from `height`; empty where nothing happened. */
export function barsPath(counts: readonly number[], height: number): string {
  const most = Math.max(...counts);
  if (most === 0) return '';
  return counts
    .map((count, i) => {
      if (count === 0) return '';
      // A square root keeps a single message visible beside a burst.
      const bar = Math.max(1.5, Math.sqrt(count / most) * height);
      return `M${i * 3} ${height}v${-bar.toFixed(1)}h2v${bar.toFixed(1)}z`;
    })
    .join('');
}
