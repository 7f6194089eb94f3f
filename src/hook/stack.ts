// Where in the page's code an exchange was started.

import { captureStackTrace, stackIsObservable, withoutOwnFrames } from './errors.ts';

/**
 * The page's frames above the call that is being observed, one a line; empty where reading it would be noticed.
 * `above`: our outermost function, from which on the stack is the page's.
 */
export function callerStack(above?: unknown): string {
  if (stackIsObservable()) return '';
  // It inherits nothing: V8 asks it for `name` and `message`, which a page may have defined for all objects.
  const holder: { stack?: string } = { __proto__: null } as never;
  captureStackTrace(holder, above as never);
  const { stack } = holder;
  return typeof stack === 'string' ? withoutOwnFrames(stack) : '';
}
