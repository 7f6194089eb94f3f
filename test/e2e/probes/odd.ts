// Calls that are valid and that hardly anybody makes: what stands at indexes of prototypes, objects that become text, events
// that the page dispatches itself, bodies that are given back, the numbers of timers.
import { attempt, attemptLater, type Probes, type Realm, turn, within } from './probe.ts';

const socketUrl = (query = ''): string => `${location.origin.replace('http', 'ws')}/ws${query}`;

/** Runs something while a member stands at an index of `Array.prototype` and of `Object.prototype`; tells how often it was read. */
async function indexed(index: number, value: unknown, run: () => unknown): Promise<unknown[]> {
  const told: unknown[] = [];
  for (const prototype of [Array.prototype, Object.prototype]) {
    let reads = 0;
    Object.defineProperty(prototype, index, {
      configurable: true,
      get() {
        reads++;
        return value;
      },
      set(given) {
        Object.defineProperty(this, index, { value: given, writable: true, enumerable: true, configurable: true });
      },
    });
    let result: unknown;
    try {
      result = run();
    } finally {
      delete (prototype as unknown as Record<number, unknown>)[index];
    }
    told.push(reads, await result);
  }
  return told;
}

/** A sliced body, and what is left of it. */
const cut = async (): Promise<Response> => fetch('/text?body=abcdefgh&cuts=1,2,3,4,5,6,7&gap=40');
const rest = (body: ReadableStream): Promise<unknown> =>
  within(
    3000,
    attemptLater(() => new Response(body).text().then((text) => text.length > 0)),
  );

export const oddProbes: Probes = {
  'arguments that are not given, and members at their index in prototypes': async () => [
    await indexed(1, { method: 'POST', body: 'x' }, async () => (await (await fetch('/echo')).json()).method),
    await indexed(1, { method: 'POST' }, () => new Request('/json').method),
    await indexed(0, 'x', () => new Response().text()),
    await indexed(0, 'x', () => {
      const request = new XMLHttpRequest();
      request.open('POST', '/echo', false);
      request.send();
      return JSON.parse(request.responseText).body;
    }),
    await indexed(1, 'protocol', () => {
      const socket = new WebSocket(socketUrl());
      return new Promise((resolve) => {
        socket.onopen = socket.onerror = ({ type }) => {
          resolve([type, socket.protocol]);
          socket.close();
        };
      });
    }),
    await indexed(0, 3000, () => {
      const socket = new WebSocket(socketUrl('?refuse=403'));
      socket.close();
      return socket.readyState;
    }),
    await indexed(0, { mode: 'byob' }, () => `${new ReadableStream().getReader()}`),
    await indexed(2, { once: true }, () => {
      const target = new EventTarget();
      let heard = 0;
      target.addEventListener('x', () => heard++);
      for (let i = 0; i < 2; i++) target.dispatchEvent(new Event('x'));
      return heard;
    }),
  ],

  'URLs that say of themselves what they are': async () => {
    class Signed extends URL {
      override toString(): string {
        return `${super.toString()}&signed`;
      }
    }
    const own = Object.assign(new URL('/json?own', location.href), { toString: () => '/json?said' });
    const primitive = Object.assign(new URL('/json?own', location.href), {
      [Symbol.toPrimitive]: () => '/json?primitive',
    });
    const told: unknown[] = [];
    for (const url of [new Signed('/json?a', location.href), own, primitive]) {
      const request = new XMLHttpRequest();
      request.open('GET', url, false);
      request.send();
      told.push(request.responseURL, (await fetch(url)).url, new WebSocket(new Signed(socketUrl('?refuse=403'))).url);
    }
    const native = URL.prototype.toString;
    let calls = 0;
    URL.prototype.toString = function () {
      calls++;
      return native.call(this);
    };
    new XMLHttpRequest().open('GET', new URL('/json', location.href));
    told.push(calls, (await fetch(new URL('/json', location.href))).status, calls);
    URL.prototype.toString = native;
    return told;
  },

  'what is converted to text, how often, and when a call fails before': async () => {
    let calls = 0;
    const counted = (text: string) =>
      Object.assign(() => {}, {
        toString() {
          calls++;
          return text;
        },
      }) as never;
    const told: unknown[] = [(await fetch(counted('/json'))).status, calls];
    const request = new XMLHttpRequest();
    const tries = [
      () => request.open(Symbol() as never, counted('/json')),
      () => request.open('\u0100', counted('/json')),
      () => request.open('a b', counted('/json')),
      () => request.open(counted('GET'), counted('/json')),
      () => request.setRequestHeader('\u0100', counted('x')),
      () => request.setRequestHeader('x-own', counted('x')),
      () => request.send(counted('body')),
      () => new WebSocket(socketUrl('?refuse=403')).send(counted('early')),
    ];
    for (const run of tries) {
      calls = 0;
      const { error } = attempt(run);
      told.push(error?.name ?? 'none', calls);
    }
    return told;
  },

  'an abort event that is no abort': async () => {
    const controller = new AbortController();
    const answer = fetch('/delay?ms=150', { signal: controller.signal });
    controller.signal.dispatchEvent(new Event('abort'));
    return [await attemptLater(async () => (await answer).status), controller.signal.aborted];
  },

  'a body that a pipe gives back': async () => {
    const told: unknown[] = [];
    for (const preventCancel of [true, false]) {
      const abort = new AbortController();
      const { body } = (await cut()) as { body: ReadableStream };
      const reader = body.pipeThrough(new TransformStream(), { signal: abort.signal, preventCancel }).getReader();
      reader.closed.catch(() => {});
      await reader.read();
      told.push(body.locked);
      abort.abort();
      await turn(20);
      told.push(body.locked, preventCancel && (await rest(body)));

      const sink = new WritableStream({
        write() {
          throw new Error('full');
        },
      });
      const second = (await cut()) as { body: ReadableStream };
      second.body.pipeThrough({ writable: sink, readable: new ReadableStream() }, { preventCancel });
      await turn(150);
      told.push(second.body.locked, preventCancel && (await rest(second.body)));

      const stop = new AbortController();
      const third = (await cut()) as { body: ReadableStream };
      const piped = third.body.pipeTo(new WritableStream(), { signal: stop.signal, preventCancel });
      await turn(60);
      stop.abort();
      told.push(await attemptLater(() => piped), third.body.locked, preventCancel && (await rest(third.body)));

      const iterated = (await cut()) as { body: ReadableStream };
      for await (const _ of iterated.body.values({ preventCancel })) break;
      told.push(iterated.body.locked, preventCancel && (await rest(iterated.body)));
    }
    return told;
  },

  'the numbers of timers while the APIs work': async () => {
    const socket = new WebSocket(socketUrl());
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    await turn(300);
    const first = Number(setTimeout(() => {}));
    socket.send('x'.repeat(3_000_000));
    await (await fetch('/json')).text();
    const request = new XMLHttpRequest();
    request.open('GET', '/json', false);
    request.send();
    const last = Number(setTimeout(() => {}));
    socket.close();
    return last - first;
  },

  'places in errors that come by a promise': async () => {
    const response = await fetch('/json');
    await response.text();
    const errors = [() => fetch('http://['), () => response.text(), () => response.json()].map((run) =>
      run().then(
        () => null,
        (error: Error & { fileName?: string; lineNumber?: number }) => [
          `${error.fileName}`.replace(/\?.*/, ''),
          typeof error.lineNumber,
        ],
      ),
    );
    return Promise.all(errors);
  },

  'the place that an uncaught error names': () =>
    new Promise((resolve) => {
      addEventListener(
        'error',
        (event) => {
          event.preventDefault();
          resolve([event.filename.replace(/.*\//, ''), event.lineno > 1]);
        },
        { once: true },
      );
      setTimeout(() => new WebSocket('http://['));
    }),

  'who is named by a long animation frame after a fetch': async () => {
    if (!PerformanceObserver.supportedEntryTypes.includes('long-animation-frame')) return 'there is none';
    const invokers: string[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { scripts?: { invoker: string }[] })[])
        invokers.push(...(entry.scripts ?? []).map(({ invoker }) => invoker));
    });
    observer.observe({ type: 'long-animation-frame' });
    await turn(200);
    invokers.length = 0;
    await fetch('/json').then(() => {
      const end = performance.now() + 80;
      while (performance.now() < end);
    });
    await turn(300);
    observer.disconnect();
    return invokers;
  },

  'a window whose natives the page has broken before it is loaded': async () => {
    const frame = document.createElement('iframe');
    frame.src = '/blank';
    const loaded = new Promise((resolve) => {
      frame.onload = resolve;
    });
    document.documentElement.append(frame);
    // Still the empty document that it begins with; the window stays.
    const realm = frame.contentWindow as Realm;
    const errors: string[] = [];
    realm.addEventListener('error', ({ message }) => errors.push(message));
    const native = realm.MessageChannel;
    realm.MessageChannel = class {
      constructor() {
        throw new Error('broken');
      }
    } as never;
    await loaded;
    realm.MessageChannel = native;
    const status = await within(
      2000,
      attemptLater(async () => (await realm.fetch(`${location.origin}/json`)).status),
    );
    frame.remove();
    return [errors, status];
  },

  'captureStackTrace within a conversion': () => {
    const { captureStackTrace } = Error as { captureStackTrace?: (holder: object) => void };
    const holder: { stack?: string } = {};
    if (!captureStackTrace) return 'none';
    new XMLHttpRequest().open('GET', {
      toString() {
        captureStackTrace(holder);
        return '/json';
      },
    } as never);
    return [typeof holder.stack, /anonymous code|extension|<native>/.test(`${holder.stack}`)];
  },
};
