// Waiting for facts instead of for time.
import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** ms until it gives up. */
  timeout?: number;
  /** ms between two looks. */
  every?: number;
}

const shown = (value: unknown): string => {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 2000 ? `${text.slice(0, 2000)}… (${text.length} characters)` : text;
};

/** What a fact is once it is true. */
type Truth<T> = Exclude<T, false | null | undefined | 0 | ''>;

/**
 * Looks at a fact until it is true, and returns it. A look that throws (a page between two documents) counts as not
 * true yet.
 * @throws after `timeout`, with the description and the last value or error seen.
 */
export async function until<T>(
  description: string,
  fact: () => T | Promise<T>,
  { timeout = 30_000, every = 40 }: Patience = {},
): Promise<Truth<T>> {
  const end = performance.now() + timeout;
  for (;;) {
    let last: unknown;
    try {
      const value = await fact();
      if (value) return value as Truth<T>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`not within ${timeout} ms: ${description}; last: ${shown(last)}`);
    await pause(every);
  }
}
