// The part of the compliance suite that lives in the page: runs cases there and gives them a few words to observe with.

/** What a case has at hand. */
export interface Page {
  /** `http://host:port` of the page itself. */
  readonly origin: string;
  /** Another origin with the same routes. */
  readonly otherOrigin: string;
  readonly wsOrigin: string;
  /** Keeps what only has to be the same with and without us: messages of errors, for example. */
  note(...what: unknown[]): void;
  /** Name of what was thrown, and whether it is an Error or a DOMException of this realm; its message is noted. */
  error(thrown: unknown): string;
  /** The error that `run` throws synchronously, by name; `returned` where it does not. */
  thrown(run: () => unknown): string;
  /** The reason of a rejection, by name; `fulfilled` where there is none. */
  rejection(promise: PromiseLike<unknown>): Promise<string>;
  /** Writes down the events of these types as they come; `tell` makes the line, and is the type unless told otherwise. */
  hear(target: EventTarget, types: string[], log: unknown[], tell?: (event: Event) => unknown): void;
  /** Writes down events of a request as they come (`more`: other types too), with its state then; gives what is written. */
  hearXhr(xhr: XMLHttpRequest, more?: string[]): unknown[];
  /** An error to throw in a listener: that it is reported is written down, as `reported`, and stays out of the console. */
  reportable(log: unknown[]): Error;
  /** An object that is converted to `text`; each time `name` is written down. */
  converted(text: string, name: string, log: unknown[]): string;
  /** A socket that is open, gives buffers, and is sent back what it sends. */
  echo(): Promise<WebSocket>;
  /** The next event of this type. */
  next<E extends Event = Event>(target: EventTarget, type: string): Promise<E>;
  /** Is called when the case has ended: what it opened ends with it. */
  later(run: () => unknown): void;
  /** An init whose signal aborts when the case has ended: Firefox keeps the connection of a body that is cancelled. */
  untilEnd(): { signal: AbortSignal };
  /** Waits for a task of its own, so that all microtasks have run. */
  task(): Promise<void>;
  /** Waits until `fact` is true. */
  until(fact: () => boolean): Promise<void>;
  /** A route of the page's own server that no other request asks for. */
  url(route: string, parameters?: Record<string, string | number>): string;
  /** As `url`, for a WebSocket. */
  ws(parameters?: Record<string, string | number>): string;
  /** A URL without its origin, and without what makes it the only one. */
  path(url: string): string;
  /** Flags of a property: `wec`, a dash for each that is false; `gs` for accessors that are there. */
  flags(owner: object, key: PropertyKey): string;
  /** A function of the platform by its path: `fetch`, `get Response.prototype.body`, `%AsyncIterator%.next`. */
  member(path: string): { owner: object; key: string; fn: (...args: never[]) => unknown };
  /** An own frame of the page's origin; gone when the case has ended. */
  frame(): Promise<Window & typeof globalThis>;
}

export interface Observation {
  value: unknown;
  notes: unknown[];
  /** Errors whose stack traces tell of an extension. */
  frames: string[];
  /** ms it took. */
  took: number;
}

export interface PageCase {
  name: string;
  source: string;
  given: unknown;
}

export interface Origins {
  origin: string;
  otherOrigin: string;
  wsOrigin: string;
}

/** ms a case may take. */
export const PATIENCE = 9000;
/** What is observed of a case that takes longer. */
export const TIMED_OUT = 'TIMED OUT';

/** Runs in the page: all of `cases`, at most `abreast` at a time. */
export async function runCases(
  cases: PageCase[],
  origins: Origins,
  abreast: number,
  patience: number,
  timedOut: string,
): Promise<Record<string, Observation>> {
  let count = 0;
  const numbered = (url: URL, parameters: Record<string, string | number> = {}): string => {
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    url.searchParams.set('once', `${++count}.`);
    return url.href;
  };
  const foreign = /(chrome|moz)-extension:|<anonymous code>|<native>/;
  const plain = (value: unknown): unknown => {
    const json = JSON.stringify(value, (_key, each: unknown) => {
      if (each === undefined || typeof each === 'bigint' || typeof each === 'symbol') return String(each);
      if (typeof each === 'number' && !Number.isFinite(each)) return String(each);
      return each;
    });
    return json === undefined ? 'undefined' : JSON.parse(json);
  };
  const pageFor = (notes: unknown[], frames: string[], ends: (() => unknown)[]): Page => {
    const page: Page = {
      ...origins,
      note: (...what) => void notes.push(plain(what)),
      error: (thrown) => {
        if (typeof thrown !== 'object' || thrown === null) return `${typeof thrown} ${String(thrown)}`;
        const { name, message, stack } = thrown as Error;
        notes.push([name, message]);
        if (foreign.test(stack ?? '')) frames.push(`${name}: ${message}`);
        const kind =
          thrown instanceof DOMException
            ? `DOMException ${thrown.code}`
            : thrown instanceof Error
              ? thrown.constructor === (globalThis as never)[name] && 'own'
              : 'no Error';
        return `${name}${kind === 'own' ? '' : ` (${kind})`}`;
      },
      thrown: (run) => {
        try {
          run();
        } catch (error) {
          return page.error(error);
        }
        return 'returned';
      },
      rejection: (promise) => promise.then(() => 'fulfilled', page.error) as Promise<string>,
      hear: (target, types, log, tell = (event) => event.type) => {
        for (const type of types) target.addEventListener(type, (event) => void log.push(tell(event)));
      },
      hearXhr: (xhr, more = []) => {
        const log: unknown[] = [];
        const types = ['readystatechange', 'loadstart', 'load', 'loadend', 'error', 'abort', 'timeout', ...more];
        page.hear(xhr, types, log, (event) => `${event.type} ${xhr.readyState}`);
        return log;
      },
      reportable: (log) => {
        const mine = new Error('mine');
        const report = (event: ErrorEvent) => {
          if (event.error !== mine) return;
          log.push('reported');
          event.preventDefault();
        };
        addEventListener('error', report);
        ends.push(() => removeEventListener('error', report));
        return mine;
      },
      converted: (text, name, log) => {
        const object = {
          toString: () => {
            log.push(name);
            return text;
          },
        };
        return object as never;
      },
      echo: async () => {
        const socket = new WebSocket(page.ws());
        ends.push(() => socket.close());
        socket.binaryType = 'arraybuffer';
        await page.next(socket, 'open');
        return socket;
      },
      next: (target, type) =>
        new Promise((resolve) => target.addEventListener(type, resolve as EventListener, { once: true })),
      later: (run) => void ends.push(run),
      untilEnd: () => {
        const controller = new AbortController();
        ends.push(() => controller.abort());
        return { signal: controller.signal };
      },
      task: () => new Promise((resolve) => setTimeout(resolve)),
      until: async (fact) => {
        while (!fact()) await new Promise((resolve) => setTimeout(resolve, 5));
      },
      url: (route, parameters) => numbered(new URL(route, origins.origin), parameters),
      ws: (parameters) => numbered(new URL('/ws', origins.wsOrigin), parameters),
      path: (url) => {
        const { pathname, search, hash } = new URL(url, origins.origin);
        return pathname + search.replace(/[?&]once=\d+\.$/, '') + hash;
      },
      flags: (owner, key) => {
        const found = Object.getOwnPropertyDescriptor(owner, key);
        if (!found) return 'absent';
        const first =
          'value' in found ? (found.writable ? 'w' : '-') : (found.get ? 'g' : '-') + (found.set ? 's' : '-');
        return first + (found.enumerable ? 'e' : '-') + (found.configurable ? 'c' : '-');
      },
      member: (path) => {
        const accessor = path.startsWith('get ');
        const names = path.slice(accessor ? 4 : 0).split('.');
        const key = names.pop() as string;
        let owner: unknown = globalThis;
        for (const name of names) {
          if (name === '%AsyncIterator%') owner = Object.getPrototypeOf(new ReadableStream().values());
          else owner = (owner as Record<string, unknown>)[name];
        }
        const found = Object.getOwnPropertyDescriptor(owner as object, key);
        return { owner: owner as object, key, fn: accessor ? found?.get : found?.value };
      },
      frame: async () => {
        const element = document.createElement('iframe');
        element.src = '/blank';
        const loaded = page.next(element, 'load');
        document.documentElement.append(element);
        page.later(() => element.remove());
        await loaded;
        return element.contentWindow as Window & typeof globalThis;
      },
    };
    return page;
  };

  const results: Record<string, Observation> = {};
  async function one({ name, source, given }: PageCase): Promise<void> {
    const notes: unknown[] = [];
    const frames: string[] = [];
    const ends: (() => unknown)[] = [];
    const page = pageFor(notes, frames, ends);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, patience, timedOut);
    });
    const start = performance.now();
    const observed = (async () => {
      // A method's source text is no expression of its own.
      const run = new Function(`const __name = (f) => f; return ({ ${source} }).run`)();
      return run(page, given) as unknown;
    })().catch((error: unknown) => `the case failed: ${page.error(error)} ${(error as Error)?.message}`);
    const value = plain(await Promise.race([observed, late]));
    clearTimeout(timer);
    results[name] = { value, notes: [...notes], frames: [...frames], took: performance.now() - start };
    for (const end of ends) {
      try {
        await end();
      } catch {
        // It has ended already.
      }
    }
  }
  const queue = cases.values();
  const worker = async () => {
    for (const each of queue) await one(each);
  };
  await Promise.all(Array.from({ length: abreast }, worker));
  return results;
}
