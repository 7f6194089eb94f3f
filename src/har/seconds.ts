// Epoch ms as the epoch seconds of Chrome's fields, and back, to the last bit.

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The double that lies `steps` above `value`, a positive number. */
function beside(value: number, steps: bigint): number {
  float[0] = value;
  bits[0] = (bits[0] as bigint) + steps;
  return float[0];
}

/** Epoch ms of a number of seconds in one of our own files. */
export const fromSeconds = (seconds: number): number => seconds * 1000;

/**
 * Epoch seconds that {@link fromSeconds} turns into exactly `ms`; where there are none (there always are between 2004
 * and 2038) the nearest ones.
 */
export function toSeconds(ms: number): number {
  const seconds = ms / 1000;
  if (fromSeconds(seconds) === ms || !(seconds > 1)) return seconds;
  for (const candidate of [beside(seconds, 1n), beside(seconds, -1n)])
    if (fromSeconds(candidate) === ms) return candidate;
  return seconds;
}

/** Whether the file needs the ms beside the seconds. */
export const needsMs = (ms: number): boolean => fromSeconds(toSeconds(ms)) !== ms;
