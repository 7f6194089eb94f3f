// The DevTools network log of Chromium and Firefox, as the feed wants it.
import type { NetworkLog } from './log.ts';

type Callback = (...results: unknown[]) => void;

interface EventOf<A extends unknown[]> {
  addListener(listener: (...args: A) => void): void;
  removeListener(listener: (...args: A) => void): void;
}

/** What of `chrome.devtools` is used. Firefox has callbacks and promises. */
export interface DevToolsApi {
  network: {
    getHAR(callback: Callback): unknown;
    onRequestFinished: EventOf<[request: never]>;
    onNavigated: EventOf<[url: string]>;
  };
  inspectedWindow: { eval(expression: string, callback: Callback): unknown };
}

/** ms after which an answer that does not come is given up. */
const PATIENCE = 10_000;
/** ms between two questions to a document that is not there yet. */
const AGAIN = 50;

/** The results of a function that calls back, or gives a promise; whichever comes. */
function answer(ask: (callback: Callback) => unknown): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const given = ask((...results) => resolve(results));
    if (given instanceof Promise) given.then((result) => resolve(Array.isArray(result) ? result : [result]), reject);
    setTimeout(() => reject(new Error('DevTools did not answer')), PATIENCE);
  });
}

/** Long tasks of this page, where the browser tells of them. @see https://w3c.github.io/longtasks/ */
function longTasks(): () => number {
  let longest = 0;
  if (PerformanceObserver.supportedEntryTypes.includes('longtask')) {
    const note = (list: PerformanceObserverEntryList) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    };
    new PerformanceObserver(note).observe({ type: 'longtask' });
  }
  return () => {
    const told = longest;
    longest = 0;
    return told;
  };
}

interface Request {
  getContent?(callback: Callback): unknown;
  response?: { content?: { text?: unknown; encoding?: unknown } };
}

const read = async (api: DevToolsApi): Promise<unknown> =>
  (await answer((callback) => api.network.getHAR(callback)))[0];

/** ms that Firefox needs to bring what it has kept into a log that was just opened. */
const FILLING = 250;

/**
 * Firefox starts its network monitor when its log is first used, and stops it when its last listener leaves: what was
 * kept since DevTools was opened is there each time.
 */
async function visit(api: DevToolsApi, stop?: AbortSignal): Promise<unknown> {
  const nobody = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop?.addEventListener('abort', () => reject(new Error('the visit was stopped')));
  });
  api.network.onRequestFinished.addListener(nobody);
  try {
    await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, FILLING))]);
    return await Promise.race([stopped, read(api)]);
  } finally {
    api.network.onRequestFinished.removeListener(nobody);
  }
}

/** `own`: how the URLs of this extension begin. */
export function openNetworkLog(api: DevToolsApi, own: string): NetworkLog {
  const live = own.startsWith('chrome-extension:');
  return {
    own,
    live,
    longestTask: longTasks(),
    getHAR: (stop) => (live ? read(api) : visit(api, stop)),
    onRequestFinished: (listener) => {
      if (live) api.network.onRequestFinished.addListener(listener);
    },
    onNavigated: (listener) => api.network.onNavigated.addListener(() => listener()),
    async getContent(request) {
      try {
        const { getContent, response } = request as Request;
        // Firefox has the bodies in the log itself.
        const [text, encoding] = getContent
          ? await answer((callback) => (request as Required<Request>).getContent(callback))
          : [response?.content?.text, response?.content?.encoding ?? null];
        if (typeof text !== 'string') return null;
        return { text, encoding: typeof encoding === 'string' ? encoding : null };
      } catch {
        return null;
      }
    },
    async timeOrigin() {
      const heard = Date.now();
      for (;;) {
        const [origin] = await answer((callback) => api.inspectedWindow.eval('performance.timeOrigin', callback)).catch(
          () => [],
        );
        const now = Date.now();
        // The page can replace what it is asked for.
        if (typeof origin === 'number') return origin <= now ? origin : heard;
        if (now - heard > PATIENCE) return heard;
        // DevTools hear of a document before they can ask it; by a guess made then its first requests could seem older than it.
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    },
  };
}
