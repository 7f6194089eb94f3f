// How a function travels into a browser: as source text that stands on its own.
import type { Remote } from './driver.ts';

/**
 * An expression that calls `fn` with `args` and gives a promise. It calls nothing that a hostile page may have replaced
 * (JSON, `Promise.prototype.then`), and defines the `__name` that esbuild puts into functions it has compiled.
 */
export function callOf<T, A extends unknown[]>(fn: Remote<T, A>, args: A): string {
  return `(async () => { const __name = (f) => f; return await (${fn})(...${JSON.stringify(args)}); })()`;
}
