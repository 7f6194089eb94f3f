// Bodies that go where no chunk can be seen: compiled by WebAssembly, put into a cache, transferred to another thread.
// That they went there is told; the bytes come from the second source, if at all.
import { isArray, plainProperty, settle } from '../natives.ts';
import { patch } from '../wrap.ts';
import type { Ledger, Reading } from './ledger.ts';

export function watchTaken(ledger: Ledger): void {
  const { recorder } = ledger;

  function taken(reading: Reading | undefined, cause: string): void {
    if (reading) ledger.left(reading, cause);
  }

  /** A method whose promise settles when the body of its response at `at` was taken. */
  function takes(owner: object | undefined, name: string, at: number, cause: string): void {
    if (!owner) return;
    patch(owner, name, (go, self, args) => {
      const given = args[at] as unknown as object;
      let reading = ledger.responses.get(given);
      const promise = go(self, args) as Promise<unknown>;
      const found = (response: object): void => {
        reading = ledger.responses.get(response);
      };
      try {
        // WebAssembly takes a promise too, and has just listened to it itself.
        if (!reading) settle(given as Promise<object>, found, () => {});
      } catch {
        return promise;
      }
      const over = (): void => taken(reading, cause);
      return ledger.follow(promise, over, over);
    });
  }
  const { Cache, WebAssembly } = globalThis;
  takes(WebAssembly, 'compileStreaming', 0, 'WebAssembly');
  takes(WebAssembly, 'instantiateStreaming', 0, 'WebAssembly');
  // Only secure contexts have caches.
  takes(Cache as typeof Cache | undefined, 'put', 1, 'cache');

  function transfers(owner: object, name: string): void {
    patch(owner, name, (go, self, args) => {
      const result = go(self, args);
      if (args.length > 1)
        recorder.guard(() => {
          const options = args[1] as unknown;
          const list = isArray(options) ? options : plainProperty(options, 'transfer');
          for (let i = 0; isArray(list) && i < list.length; i++) {
            const item = plainProperty(list, i) as object;
            taken(ledger.streams.get(item), 'transferred');
          }
        });
      return result;
    });
  }
  // Not `window.postMessage`: the platform takes the sender from the script that calls it, which would be ours.
  transfers(MessagePort, 'postMessage');
  transfers(Worker, 'postMessage');
  transfers(globalThis, 'structuredClone');
}
