// Errors that pass through us: the same objects, telling of the page's code only.
import { HOOK_NAME } from '../wire/names.ts';
import {
  apply,
  bare,
  defineProperty,
  getOwnPropertyDescriptor,
  NativeError,
  plainProperty,
  stringSlice,
  stringSplit,
} from './natives.ts';

/** Known to the builds for one browser, which leave out what the other one needs. */
declare const __FIREFOX__: boolean | undefined;

/** True where one getter on the prototype tells the stack of every error (Firefox). */
export const ONE_GETTER: boolean =
  typeof __FIREFOX__ === 'boolean'
    ? __FIREFOX__
    : getOwnPropertyDescriptor(NativeError.prototype, 'stack') !== undefined;

/** What our own script is called in stack traces. In Firefox an older hook in the page may have left nothing of ours. */
const here: string =
  (ONE_GETTER && stringSplit(stringSplit(new NativeError().stack as string, '@')[1] ?? '', ':1:')[0]) || HOOK_NAME;
const includes = String.prototype.includes;
/** `isError`: no object of the page that is none, and no Proxy: those would hear of our looks. */
const { captureStackTrace, isError } = NativeError as typeof NativeError & { isError(value: unknown): value is Error };

export { captureStackTrace };

const isOurs = (text: unknown): boolean => apply(includes, text as string, [here]) as boolean;

/** True where formatting a stack would run the page's own code (V8's `Error.prepareStackTrace`). */
export const stackIsObservable = (): boolean => 'prepareStackTrace' in NativeError;

/** Of a V8 stack; undefined where there is none. */
export const firstFrame = (stack: string): string | undefined => stringSplit(stack, '\n    at ')[1];

/** A stack trace without the hook's own frames; at most `most` lines of it. */
export function withoutOwnFrames(stack: string, most = Infinity): string {
  if (!isOurs(stack)) return stack;
  const lines = stringSplit(stack, '\n');
  let kept = '';
  let left = most;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (!isOurs(line) && left-- > 0) kept += (kept && '\n') + line;
  }
  return kept;
}

/** Where Firefox says that an error was made: name of the file, line, column. */
const PLACES = ['fileName', 'lineNumber', 'columnNumber'];

/** Gives an error that Firefox says was made by us the page's place. */
function place(error: object): void {
  if (plainProperty(error, 'fileName') !== here) return;
  // As `name@file:line:column`; a file's name has colons, too.
  const first = stringSplit((error as Error).stack as string, '\n')[0] as string;
  const parts = stringSplit(first, ':');
  const column = parts[parts.length - 1] as string;
  const line = parts[parts.length - 2];
  if (line === undefined) return;
  const begin = (stringSplit(first, '@')[0] as string).length + 1;
  // No call of `Number`: it is the page's by now.
  const values = [stringSlice(first, begin, first.length - line.length - column.length - 2), +line, +column];
  for (let i = 0; i < PLACES.length; i++) {
    const value = values[i];
    defineProperty(error, PLACES[i] as string, bare({ value }));
  }
}

/** Takes our frames out of an error that passes through us; the error stays the same object. */
export function scrub<T>(error: T, most?: number): T {
  try {
    if (!isError(error)) return error;
    if (ONE_GETTER) place(error);
    if (ONE_GETTER || stackIsObservable()) return error;
    const { stack } = error;
    if (typeof stack !== 'string') return error;
    const clean = withoutOwnFrames(stack, most);
    if (clean !== stack) error.stack = clean;
  } catch {
    // Not ours to judge: a frozen or exotic error goes on as it is.
  }
  return error;
}

/**
 * Runs what throws by the platform's own hand, with as many frames of the page in its error as without us (V8): the limit
 * is higher meanwhile. No code of the page may run in it.
 */
export function throwing(run: () => unknown): unknown {
  const found = getOwnPropertyDescriptor(NativeError, 'stackTraceLimit');
  const limit: unknown = found?.writable && found.value;
  if (typeof limit !== 'number') return run();
  try {
    // More than there are frames of ours within any call.
    NativeError.stackTraceLimit = limit + 9;
    return run();
  } catch (error) {
    throw scrub(error, limit + 1);
  } finally {
    NativeError.stackTraceLimit = limit;
  }
}

/** An error that the platform has made in a call of ours: as if the page had called. `above`: our outermost function. */
export function cleaned(error: unknown, above: unknown): unknown {
  try {
    if (!isError(error)) return error;
    if (
      !ONE_GETTER &&
      (stackIsObservable() ||
        // An error of the page's own code, called by the platform, has that code's frames on top.
        isOurs(firstFrame(error.stack as string)))
    ) {
      captureStackTrace(error, above as never);
      return error;
    }
  } catch {
    // Not ours to judge.
  }
  return scrub(error);
}
