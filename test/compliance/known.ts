// The assertions in which a page can tell, and why. Nothing else may differ.
import type { BrowserName } from '../browsers/driver.ts';

const rejecting = (method: string) => `${method} refuses wrong receivers alike`;

/** Names of the assertions in which a stack shows our frames: V8's of page code that a native calls, and of errors that come as rejections. */
export const FRAMES: Record<BrowserName, readonly string[]> = {
  chromium: [
    'the stack of an error that is thrown under a page’s callback has the page’s frames only',
    ...['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'].map((name) =>
      rejecting(`Response.prototype.${name}`),
    ),
    ...['cancel', 'pipeTo'].map((name) => rejecting(`ReadableStream.prototype.${name}`)),
    ...['Default', 'BYOB'].flatMap((kind) =>
      ['read', 'cancel'].map((name) => rejecting(`ReadableStream${kind}Reader.prototype.${name}`)),
    ),
    'json() of an empty body',
    'releaseLock() rejects the reads that wait',
    'BYOB reads that make no sense reject',
    'pipeTo() refuses by rejecting',
    'cancel() of a locked body rejects, and that of its reader resolves',
    "unhandledrejection tells of new Response('{').json() once, with its promise",
    'unhandledrejection tells of Response.error().formData() once, with its promise',
  ],
  firefox: [],
};

/** Parts of the names of assertions, by browser. */
export const KNOWN: Record<BrowserName, readonly string[]> = {
  chromium: [
    // V8: page code called by a native sees our frames.
    'the stack of an error that is thrown under a page’s callback',
    // A Proxy as `headers` is looked through once more.
    'headers of the init are iterated in the same way',
  ],
  firefox: [
    'the stack of an error that is thrown under a page’s callback',
    'headers of the init are iterated in the same way',
    // Firefox makes globals and members when they are first read.
    'the window has its names in their order',
    // Firefox keeps responseText once it was read, and the hook reads it when it is loaded.
    'abort() in state done',
  ],
};
