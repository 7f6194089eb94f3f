// Entry of the decode worker: connects `serve` to its thread.
import { serve } from './serve.ts';
import type { ToWorker } from './worker-messages.ts';

const handle = serve({
  post: (answer) => self.postMessage(answer),
  later: (task) => {
    setTimeout(task);
  },
});

self.onmessage = (event: MessageEvent<ToWorker>): void => handle(event.data);
