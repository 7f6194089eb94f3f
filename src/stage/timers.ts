// The platform's timers, without the 4 ms that a chain of timers of 0 ms would be slowed down to.

export interface Timers {
  now: () => number;
  setTimer: (run: () => void, ms: number) => unknown;
  clearTimer: (timer: never) => void;
}

/** What is due now comes in a task of its own by a message channel. */
export function timers(): Timers {
  const { port1, port2 } = new MessageChannel();
  let next: { run: () => void } | null = null;
  port1.onmessage = () => {
    const due = next;
    next = null;
    due?.run();
  };
  return {
    now: () => performance.now(),
    setTimer(run, ms) {
      if (ms > 0) return setTimeout(run, ms);
      if (!next) port2.postMessage(0);
      next = { run };
      return next;
    },
    clearTimer(timer: unknown) {
      // The message comes all the same, and finds what is next by then.
      if (typeof timer !== 'object') return clearTimeout(timer as never);
      if (timer === next && next) next.run = () => {};
    },
  };
}
