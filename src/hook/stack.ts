// Where in the page's code an exchange was started.

import { stackIsObservable, withoutOwnFrames } from './errors.ts';
import { NativeError, stringIndexOf, stringSlice } from './natives.ts';

/** The page's frames above the call that is being observed, one a line; empty where reading it would be noticed. */
export function callerStack(): string {
  if (stackIsObservable()) return '';
  const { stack } = new NativeError();
  if (typeof stack !== 'string') return '';
  const clean = withoutOwnFrames(stack);
  // V8 puts the error's name first; Firefox starts with the frames.
  return stringSlice(clean, 0, 5) === 'Error' ? stringSlice(clean, stringIndexOf(clean, '\n') + 1) : clean;
}
