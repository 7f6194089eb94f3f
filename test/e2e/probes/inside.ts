// What page code sees when a native calls it: stacks, callers, order and number of reads and conversions.
import { attempt, attemptLater, type Probes, within } from './probe.ts';

/** Notes the stack and the caller of each call into the page. */
class Witness {
  readonly seen: unknown[] = [];
  see(what: string): void {
    this.seen.push([what, new Error('here').stack]);
  }
  /** An object that is converted to text. */
  text(value: string, what: string): string {
    return {
      toString: () => {
        this.see(what);
        return value;
      },
    } as never as string;
  }
  /** A dictionary whose every access is noted. */
  dictionary<T extends object>(members: T, label: string): T {
    const note = (trap: string, key?: PropertyKey) =>
      this.see(`${label} ${trap} ${key === undefined ? '' : String(key)}`);
    return new Proxy(members, {
      get: (target, key, receiver) => {
        note('get', key);
        return Reflect.get(target, key, receiver === undefined ? target : target);
      },
      has: (target, key) => {
        note('has', key);
        return Reflect.has(target, key);
      },
      ownKeys: (target) => {
        note('ownKeys');
        return Reflect.ownKeys(target);
      },
      getOwnPropertyDescriptor: (target, key) => {
        note('getOwnPropertyDescriptor', key);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
      getPrototypeOf: (target) => {
        note('getPrototypeOf');
        return Reflect.getPrototypeOf(target);
      },
    });
  }
}

const witnessed = (run: (witness: Witness) => unknown) => async () => {
  const witness = new Witness();
  const end = await attemptLater(() => run(witness));
  return [witness.seen, end];
};

export const insideProbes: Probes = {
  'fetch: the URL is converted': witnessed((w) => fetch(w.text('/json', 'url'))),
  'fetch: reads of init': witnessed((w) =>
    fetch('/json', w.dictionary({ method: 'POST', body: 'x', mode: 'cors' } as RequestInit, 'init')),
  ),
  'fetch: getters of init': witnessed((w) =>
    fetch('/upload', {
      get method() {
        w.see('method');
        return 'POST';
      },
      get body() {
        w.see('body');
        return 'x';
      },
      get signal() {
        w.see('signal');
        return null;
      },
    }),
  ),
  'fetch: headers as a proxy': witnessed((w) =>
    fetch('/json', { headers: w.dictionary({ a: 'b', c: 'd' }, 'headers') }),
  ),
  'fetch: headers as a proxy of an array': witnessed((w) =>
    fetch('/json', { headers: w.dictionary([['a', 'b']], 'headers') as [string, string][] }),
  ),
  'fetch: headers whose values are converted': witnessed((w) =>
    fetch('/json', { headers: { a: w.text('b', 'header') } }),
  ),
  'fetch: headers with getters': witnessed((w) =>
    fetch('/json', {
      headers: {
        get a() {
          w.see('header a');
          return 'b';
        },
      },
    }),
  ),
  'fetch: a body that is converted': witnessed((w) => fetch('/upload', { method: 'POST', body: w.text('x', 'body') })),
  'fetch: a body of chunks': witnessed(async (w) => {
    const pull = (controller: ReadableStreamDefaultController) => {
      w.see('pull');
      controller.enqueue(new TextEncoder().encode('x'));
      controller.close();
    };
    // HTTP/1.1 takes no streams: Chromium refuses it, Firefox sends text.
    const init = {
      method: 'POST',
      body: new ReadableStream({ pull }, { highWaterMark: 0 }),
      duplex: 'half',
    } as RequestInit;
    return fetch('/upload', init);
  }),
  'fetch: a Proxy around a Request': witnessed((w) => fetch(w.dictionary(new Request('/json'), 'request'))),
  'fetch: an object that inherits from a Request': witnessed(() =>
    fetch(Object.create(new Request('/json')) as Request),
  ),
  'fetch: Symbol.toPrimitive': witnessed((w) =>
    fetch({
      [Symbol.toPrimitive](hint: string) {
        w.see(`hint ${hint}`);
        return '/json';
      },
    } as never),
  ),
  'fetch: valueOf where toString gives an object': witnessed((w) =>
    fetch({
      toString: () => {
        w.see('toString');
        return {};
      },
      valueOf: () => {
        w.see('valueOf');
        return '/json';
      },
    } as never),
  ),
  'fetch: signals aborted with odd reasons': witnessed(async (w) => {
    const controller = new AbortController();
    const promise = fetch('/silent', { signal: controller.signal });
    controller.abort(w.dictionary({ name: 'n', message: 'm' }, 'reason'));
    return promise.catch((reason: object) => typeof reason);
  }),
  'fetch: a signal with its own properties': witnessed(async (w) => {
    const { signal } = new AbortController();
    for (const key of ['aborted', 'reason', 'addEventListener'])
      Object.defineProperty(signal, key, {
        get() {
          w.see(`signal ${key}`);
          return Reflect.get(AbortSignal.prototype, key, signal) as unknown;
        },
      });
    return fetch('/json', { signal });
  }),
  'fetch: errors of the page in conversions': () =>
    attemptLater(() =>
      fetch({
        toString: () => {
          throw new RangeError('mine');
        },
      } as never),
    ),
  'Request: reads of init and conversions': witnessed((w) => {
    const request = new Request(
      w.text('/upload', 'url'),
      w.dictionary({ method: 'POST', body: 'x', headers: w.dictionary({ a: 'b' }, 'headers') }, 'init'),
    );
    return fetch(request);
  }),
  'Response: reads of init': witnessed((w) => new Response('x', w.dictionary({ status: 201 }, 'init')).text()),
  'WebSocket: URL and protocols are converted': witnessed(
    (w) => new WebSocket(w.text('/ws?refuse=403', 'url'), [w.text('a', 'first'), w.text('b', 'second')]),
  ),
  'WebSocket: protocols as a proxy': witnessed(
    (w) => new WebSocket('/ws?refuse=403', w.dictionary(['a', 'b'], 'protocols')),
  ),
  'WebSocket: protocols as an iterator': witnessed(
    (w) =>
      new WebSocket('/ws?refuse=403', {
        *[Symbol.iterator]() {
          w.see('iterated');
          yield 'a';
        },
      } as never),
  ),
  'WebSocket: what is sent is converted': witnessed(async (w) => {
    const socket = new WebSocket('/ws');
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const heard = new Promise((resolve) => {
      socket.onmessage = ({ data }) => resolve(data);
    });
    socket.send(w.text('x', 'data'));
    const data = await heard;
    socket.close(w.text('1000', 'code') as never, w.text('bye', 'reason'));
    return data;
  }),
  'WebSocket: close() with conversions in order': witnessed((w) => {
    const socket = new WebSocket('/ws?refuse=403');
    return socket.close(
      {
        valueOf: () => {
          w.see('code');
          return 3000;
        },
      } as never,
      w.text('bye', 'reason'),
    );
  }),
  'EventSource: URL and options': witnessed((w) => {
    const source = new EventSource(w.text('/sse?open=1', 'url'), w.dictionary({ withCredentials: true }, 'options'));
    const { withCredentials, url } = source;
    source.close();
    return JSON.stringify([withCredentials, new URL(url).search]);
  }),
  'XMLHttpRequest: open, headers, body': witnessed(async (w) => {
    const xhr = new XMLHttpRequest();
    xhr.open(
      w.text('POST', 'method'),
      w.text('/upload', 'url'),
      w.text('', 'async') as never as boolean,
      w.text('u', 'user'),
      w.text('p', 'password'),
    );
    xhr.setRequestHeader(w.text('a', 'name'), w.text('b', 'value'));
    const end = new Promise((resolve) => {
      xhr.onloadend = resolve;
    });
    xhr.send(w.text('x', 'body'));
    await end;
    return xhr.responseText;
  }),
  'XMLHttpRequest: conversions on wrong receivers and too few arguments': witnessed((w) =>
    [
      attempt(() => Reflect.apply(XMLHttpRequest.prototype.open, {}, [w.text('GET', 'method'), w.text('/', 'url')])),
      attempt(() => (new XMLHttpRequest().open as never as (method: string) => void)(w.text('GET', 'method'))),
      attempt(() => (new XMLHttpRequest().setRequestHeader as never as (name: string) => void)(w.text('a', 'name'))),
    ]
      .map(({ error }) => error?.message)
      .join(),
  ),
  'XMLHttpRequest: stacks of its events': async () => {
    const stacks: unknown[] = [];
    const xhr = new XMLHttpRequest();
    xhr.onreadystatechange = () => stacks.push([xhr.readyState, new Error('here').stack]);
    xhr.onloadstart = () => stacks.push(['loadstart', new Error('here').stack]);
    xhr.onabort = () => stacks.push(['abort', new Error('here').stack]);
    xhr.onloadend = () => stacks.push(['loadend', new Error('here').stack]);
    xhr.open('GET', '/silent');
    xhr.send();
    xhr.abort();
    xhr.open('GET', '/json', false);
    xhr.send();
    return stacks;
  },
  'streams: stacks of start, pull and cancel': async () => {
    const stacks: unknown[] = [];
    const see = (what: string) => stacks.push([what, new Error('here').stack]);
    const source = {
      start: () => void see('start'),
      pull: (controller: ReadableStreamDefaultController<string>) => {
        see('pull');
        controller.enqueue('x');
      },
      cancel: () => void see('cancel'),
    };
    const strategy = {
      highWaterMark: 0,
      size: () => {
        see('size');
        return 1;
      },
    };
    const stream = new ReadableStream(source, strategy);
    const reader = stream.getReader();
    await reader.read();
    reader.releaseLock();
    const [one] = stream.tee();
    await one.getReader().read();
    await new ReadableStream(source, strategy).cancel();
    const byReader = new ReadableStream(source, strategy).getReader();
    await byReader.cancel();
    for await (const chunk of new ReadableStream(source, strategy) as never as AsyncIterable<string>) if (chunk) break;
    return stacks;
  },
  'streams: a cancel reason that watches': witnessed(async (w) => {
    const { body } = await fetch('/text?body=ab&cuts=1&gap=1000');
    return body?.cancel(w.dictionary({ name: 'n', message: 'm' }, 'reason'));
  }),
  'streams: a reader cancelled with a reason that watches': witnessed(async (w) => {
    const { body } = await fetch('/text?body=ab&cuts=1&gap=1000');
    const reader = body?.getReader();
    return reader?.cancel(w.dictionary({ name: 'n', message: 'm' }, 'reason'));
  }),
  'streams: options of getReader, values and pipeTo': witnessed(async (w) => {
    const { body } = await fetch('/text');
    const reader = body?.getReader(w.dictionary({}, 'getReader'));
    reader?.releaseLock();
    const second = (await fetch('/text')).body as never as { values(options: object): AsyncIterable<unknown> };
    for await (const _ of second.values(w.dictionary({ preventCancel: true }, 'values'))) break;
    const sink = new WritableStream({ write: () => void w.see('write'), close: () => void w.see('close') });
    await (await fetch('/text')).body?.pipeTo(sink, w.dictionary({ preventAbort: true }, 'pipeTo'));
  }),
  'listeners: stacks and options': witnessed((w) => {
    const target = new EventTarget();
    target.addEventListener(w.text('ping', 'type'), () => w.see('heard'), w.dictionary({ once: true }, 'options'));
    return target.dispatchEvent(new Event('ping'));
  }),
  'sloppy functions and their caller': async () => {
    // A sloppy function sees who called it, where the platform tells.
    const make = new Function(
      'seen',
      'return function sloppy() { seen.push([String(sloppy.caller), sloppy.arguments.length]); return "/json"; };',
    ) as (seen: unknown[]) => () => string;
    const seen: unknown[] = [];
    const spy = make(seen);
    await fetch({ toString: spy } as never);
    const xhr = new XMLHttpRequest();
    xhr.open('GET', { toString: spy } as never);
    xhr.setRequestHeader('a', { toString: spy } as never);
    new WebSocket({ toString: spy } as never).close();
    new EventSource({ toString: spy } as never).close();
    new Request({ toString: spy } as never);
    await fetch(
      '/json',
      Object.defineProperty({}, 'method', {
        get: () => {
          spy();
          return 'GET';
        },
      }),
    );
    return seen;
  },
  'an event handler sees where it was called from': async () => {
    const socket = new WebSocket('/ws?burst=1');
    const stack = new Promise((resolve) => {
      socket.onmessage = () => resolve(new Error('here').stack);
    });
    const told = await within(3000, stack);
    socket.close();
    return told;
  },
  'continuations see where they were called from': async () => {
    const own = async () => {
      const response = await fetch('/json');
      const first = new Error('here').stack;
      await response.text();
      return [first, new Error('here').stack];
    };
    const after = await fetch('/json').then(() => new Error('here').stack);
    return [await own(), after];
  },
};
