// Traces around the page: the document, the performance timeline, policy reports, events, names that the extension uses.
import { ASK, CONNECT, GIVE } from '../../../src/wire/names.ts';
import { attempt, attemptLater, inFrame, type Probes, type Realm, turn, within } from './probe.ts';

/** Settlements of promises in the order in which they come, beside the turns of a plain promise chain. */
async function inOrder(starts: Record<string, () => Promise<unknown>>): Promise<string[]> {
  const order: string[] = [];
  const all = Object.entries(starts).map(([name, start]) =>
    start().then(
      () => order.push(name),
      () => order.push(`${name} failed`),
    ),
  );
  let ticks: Promise<unknown> = Promise.resolve();
  for (let i = 1; i <= 6; i++) ticks = ticks.then(() => order.push(`tick ${i}`));
  await Promise.all([...all, ticks]);
  return order;
}

export const environmentProbes: Probes = {
  'elements, attributes and mutations': () => {
    const { documentElement, scripts, styleSheets, adoptedStyleSheets } = document;
    return [
      documentElement.getAttributeNames(),
      [...document.querySelectorAll('*')].map((element) => element.localName).slice(0, 8),
      scripts.length,
      styleSheets.length,
      adoptedStyleSheets.length,
      document.cookie,
      { ...localStorage },
      { ...sessionStorage },
      (window as never as { probeMutations: string[] }).probeMutations,
      document.currentScript?.localName ?? null,
    ];
  },
  'the performance timeline': async () => {
    const names = () =>
      performance
        .getEntries()
        .map(({ name, entryType }) => `${entryType} ${name}`)
        .filter((name) => !/paint|layout|event|visibility|longtask|animation-frame|element|soft/.test(name));
    const before = names();
    await (await fetch('/json?timeline')).text();
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/json?timeline-xhr', false);
    xhr.send();
    await turn(50);
    const initiators = performance
      .getEntriesByType('resource')
      .map((entry) => (entry as PerformanceResourceTiming).initiatorType);
    return [
      before,
      names(),
      initiators,
      performance.getEntriesByType('mark').length,
      performance.getEntriesByType('measure').length,
    ];
  },
  'what regular expressions have matched last': async () => {
    // Every realm has its own, and they are there for all scripts in it.
    const statics = (realm: Realm) => {
      const all = realm.RegExp as never as Record<string, unknown>;
      return ['$1', '$2', 'input', 'lastMatch', 'lastParen', 'leftContext', 'rightContext'].map((name) => all[name]);
    };
    const atFirst = await inFrame(statics);
    const after = async (run: () => unknown) => {
      /(m)(a)rk/.exec('a mark ');
      const result = attempt(run);
      const now = statics(window as Realm);
      await turn(30);
      return [result.error?.name, now, statics(window as Realm)];
    };
    const xhr = new XMLHttpRequest();
    return [
      atFirst,
      await after(() => fetch('/json').then((response) => response.json())),
      await after(() => fetch('/text?body=x').then((response) => response.json())),
      await after(() => fetch('http://[')),
      await after(() => fetch(new Request('/echo', { method: 'POST', body: 'x' }))),
      await after(() => xhr.open('GET', '/json')),
      await after(() => xhr.setRequestHeader('a', 'b')),
      await after(() => xhr.send()),
      await after(() => xhr.setRequestHeader('a', 'b')),
      await after(() => new WebSocket('::')),
      await after(() => new EventSource('http://[')),
      await after(() => Reflect.apply(Function.prototype.toString, Object.create(fetch), [])),
      await after(() => Object.setPrototypeOf(fetch, Object.create(fetch))),
      await after(() => Reflect.setPrototypeOf(fetch, Object.create(fetch))),
    ];
  },
  'files of the extension': async () => {
    // The id of unpacked Chrome builds, which the manifest's key fixes.
    const id = 'chrome-extension://';
    const urls = ['manifest.json', 'extension/panel.html', 'extension/hook.iife.js', 'icons/16.png'];
    const base = (window as never as { probeExtension: string }).probeExtension || id;
    return Promise.all(
      urls.map(async (file) => {
        const image = new Promise<string>((resolve) => {
          const element = new Image();
          element.onload = () => resolve('loaded');
          element.onerror = () => resolve('error');
          element.src = `${base}/${file}`;
        });
        const got = await attemptLater(() => fetch(`${base}/${file}`));
        return [await within(2000, image), got.later?.error?.message];
      }),
    );
  },
  'events of the names that hook and relay use': () => {
    const heard: string[] = [];
    for (const name of [ASK, GIVE, CONNECT]) {
      const hear = (event: Event) => heard.push(`${event.type} ${event.constructor.name} ${event.defaultPrevented}`);
      const targets: EventTarget[] = [window, document];
      for (const target of targets) target.addEventListener(name, hear);
      for (const target of targets) {
        target.dispatchEvent(new CustomEvent(name, { detail: 1, bubbles: true }));
        target.dispatchEvent(new MessageEvent(name, { data: 'x' }));
        target.dispatchEvent(new MessageEvent(name, { data: 'x', ports: [new MessageChannel().port1] }));
      }
      for (const target of targets) target.removeEventListener(name, hear);
    }
    return heard;
  },
  'the same events in a frame': () =>
    inFrame((realm) => {
      const heard: string[] = [];
      for (const name of [ASK, GIVE]) {
        realm.addEventListener(name, ({ type }) => heard.push(type), true);
        realm.dispatchEvent(new realm.CustomEvent(name));
        realm.dispatchEvent(new realm.MessageEvent(name, { ports: [new realm.MessageChannel().port1] }));
      }
      return heard;
    }),
  'all events on the window while the APIs work': () =>
    inFrame(async (realm) => {
      const seen: string[] = [];
      const native = realm.EventTarget.prototype.dispatchEvent;
      realm.EventTarget.prototype.dispatchEvent = function (event) {
        seen.push(`dispatched ${event.type}`);
        return native.call(this, event);
      };
      for (const type of ['message', 'messageerror', 'error', 'unhandledrejection', 'rejectionhandled', 'storage'])
        realm.addEventListener(type, () => seen.push(type), true);
      const { origin } = location;
      await (await realm.fetch(`${origin}/json`)).text();
      const xhr = new realm.XMLHttpRequest();
      xhr.open('GET', `${origin}/json`, false);
      xhr.send();
      await turn(30);
      return seen;
    }),
  'pagehide and what is dispatched in it': async () => {
    const seen: string[] = [];
    await inFrame(async (realm) => {
      const native = realm.EventTarget.prototype.dispatchEvent;
      realm.EventTarget.prototype.dispatchEvent = function (event) {
        seen.push(`dispatched ${event.type}`);
        return native.call(this, event);
      };
      realm.addEventListener('pagehide', ({ type }) => seen.push(type));
      await realm.fetch(`${location.origin}/json`);
    });
    return seen;
  },
  'rejections that nobody handles': async () => {
    const seen: string[] = [];
    const hear = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      seen.push(`${event.type} ${(event.reason as Error).message} ${event.promise === kept}`);
    };
    window.addEventListener('unhandledrejection', hear);
    window.addEventListener('rejectionhandled', hear);
    let kept: unknown = fetch('http://[');
    await turn(50);
    (kept as Promise<unknown>).catch(() => {});
    await turn(50);
    kept = fetch('/destroy?early=1');
    await turn(300);
    kept = (await fetch('/text?body=x')).json();
    await turn(100);
    const controller = new AbortController();
    kept = fetch('/silent', { signal: controller.signal });
    controller.abort(new Error('mine'));
    await turn(100);
    const { body } = await fetch('/destroy?body=abc&ms=150');
    const reader = body?.getReader();
    await reader?.read();
    kept = reader?.read();
    await turn(300);
    await fetch('/json').then((response) => response.text());
    window.removeEventListener('unhandledrejection', hear);
    window.removeEventListener('rejectionhandled', hear);
    return seen;
  },
  'errors of listeners reach the window': async () => {
    const seen: unknown[] = [];
    const hear = (event: ErrorEvent) => {
      event.preventDefault();
      seen.push([event.message, event.lineno, event.colno, event.filename, (event.error as Error).stack]);
    };
    window.addEventListener('error', hear);
    const xhr = new XMLHttpRequest();
    xhr.onreadystatechange = () => {
      throw new Error('in a listener');
    };
    xhr.open('GET', '/json', false);
    xhr.send();
    const socket = new WebSocket('/ws?refuse=403');
    await new Promise((resolve) => {
      socket.onerror = () => {
        resolve(0);
        throw new Error('in onerror');
      };
    });
    await turn(10);
    window.removeEventListener('error', hear);
    return seen;
  },
  'order of microtasks: what has settled': () =>
    inOrder({
      text: () => new Response('x').text(),
      'read of a queued chunk': () => new ReadableStream({ start: (c) => c.enqueue('x') }).getReader().read(),
      'fetch of a bad URL': () => fetch('http://['),
      'fetch aborted before': () => fetch('/json', { signal: AbortSignal.abort() }),
      'text of a used body': () => {
        const response = new Response('x');
        void response.text();
        return response.text();
      },
      'cancel of a stream': () => new ReadableStream().cancel(),
    }),
  'order of microtasks: an empty body that was fetched': async () => {
    const get = async () => fetch('/text?body=');
    const [a, b, c] = [await get(), await get(), await get()];
    await turn(50);
    return [
      await inOrder({ cancel: () => (a.body as ReadableStream).cancel() }),
      await inOrder({ 'text of a closed body': () => b.text(), 'text again': () => b.text() }),
      c.bodyUsed,
    ];
  },
  'order of an abort': async () => {
    const order: string[] = [];
    const controller = new AbortController();
    const { signal } = controller;
    signal.addEventListener('abort', () => order.push('listener before'));
    const promise = fetch('/silent', { signal });
    signal.addEventListener('abort', () => order.push('listener after'));
    signal.onabort = () => order.push('onabort');
    const done = promise.catch((reason: unknown) => order.push(`rejected ${reason === signal.reason}`));
    queueMicrotask(() => order.push('before abort'));
    controller.abort();
    queueMicrotask(() => order.push('after abort'));
    order.push('abort returned');
    await done;
    return order;
  },
  'order of handlers and listeners': async () => {
    const order: string[] = [];
    const socket = new WebSocket('/ws?burst=1');
    const add = (name: string, capture = false) => socket.addEventListener('message', () => order.push(name), capture);
    add('first');
    socket.onmessage = () => order.push('handler');
    add('second');
    add('capture', true);
    socket.onmessage = (event) =>
      order.push(`handler again ${event.isTrusted} ${event.eventPhase} ${event.currentTarget === socket}`);
    await new Promise((resolve) => socket.addEventListener('message', () => queueMicrotask(() => resolve(0))));
    socket.close();
    return order;
  },
  'members of a settled fetch': async () => {
    const promise = fetch('/json');
    const response = await promise;
    const reader = (response.body as ReadableStream).getReader();
    const step = await reader.read();
    return [
      Reflect.ownKeys(promise).map(String),
      promise.constructor === Promise,
      Object.prototype.toString.call(promise),
      Reflect.ownKeys(response).map(String),
      Reflect.ownKeys(step).map(String),
      Object.getPrototypeOf(step) === Object.prototype,
      (step.value as Uint8Array).constructor === Uint8Array,
      (step.value as Uint8Array).byteOffset,
      (step.value as Uint8Array).buffer.byteLength,
      Object.getPrototypeOf(response) === Response.prototype,
      response.type,
      attempt(() => structuredClone(response)).error?.message,
    ];
  },
  'a Response of a fetch goes where only a native one may': async () => {
    const cache = await attemptLater(async () => {
      const store = await caches.open('probe');
      await store.put('/json?cached', await fetch('/json'));
      const text = await (await store.match('/json?cached'))?.text();
      await caches.delete('probe');
      return text;
    });
    return [
      cache,
      await attemptLater(async () =>
        WebAssembly.compileStreaming(fetch('/text?type=application/wasm&base64=AGFzbQEAAAA=')),
      ),
      await attemptLater(async () => new Response((await fetch('/json')).body).text()),
      await attemptLater(async () => createImageBitmap(await (await fetch('/json')).blob())),
      await attemptLater(async () => {
        const { body } = await fetch('/json');
        const moved = structuredClone(body as ReadableStream, { transfer: [body as never] });
        return new Response(moved).text();
      }),
    ];
  },
  'a locked fetch, a deleted fetch': () =>
    inFrame((realm) => {
      const native = realm.fetch;
      Object.defineProperty(realm, 'fetch', { value: native, writable: false, configurable: false });
      const locked = [
        attempt(() => Object.defineProperty(realm, 'fetch', { value: 1 })).error?.message,
        Reflect.deleteProperty(realm, 'fetch'),
        realm.fetch === native,
      ];
      const global = realm as { WebSocket?: unknown };
      delete global.WebSocket;
      return [locked, 'WebSocket' in realm, realm.eval('typeof WebSocket')];
    }),
  'replaced in time, called as the original': () =>
    inFrame(async (realm: Realm) => {
      const native = realm.fetch;
      const calls: unknown[] = [];
      realm.fetch = function (this: unknown, ...args: Parameters<typeof fetch>) {
        calls.push(this === realm, args.length);
        return Reflect.apply(native, this, args) as Promise<Response>;
      } as typeof fetch;
      const text = await (await realm.fetch(`${location.origin}/json`)).text();
      realm.fetch = native;
      return [calls, text, String(realm.fetch), Object.keys(Object.getOwnPropertyDescriptor(realm, 'fetch') as object)];
    }),
};
