// Entry of the decode worker: connects `serve` to its thread.
import { serve } from './serve.ts';
import type { ToWorker } from './worker-messages.ts';

// A timer that sets a timer waits 4 ms, a port that posts to itself does not.
const { port1, port2 } = new MessageChannel();
const tasks: (() => void)[] = [];
port1.onmessage = () => tasks.shift()?.();

const handle = serve({
  post: (answer) => self.postMessage(answer),
  later: (task) => {
    tasks.push(task);
    port2.postMessage(null);
  },
});

self.onmessage = (event: MessageEvent<ToWorker>): void => handle(event.data);
