// Aborts of a fetch at each stage, and bodies that break.
import { type Case, each, SPEC } from './case.ts';

const METHOD = `${SPEC.fetch}#fetch-method`;
const ABORT = `${SPEC.fetch}#abort-fetch`;

export const responseAborts: Case[] = [
  {
    name: 'an AbortSignal that is aborted already rejects with its reason, later',
    spec: ABORT,
    run: async (page) => {
      const order: unknown[] = [];
      const reason = { mine: true };
      const promise = fetch(page.url('/text'), { signal: AbortSignal.abort(reason) });
      promise.catch((error) => order.push(error === reason));
      order.push('returned');
      await page.task();
      return order;
    },
    expected: ['returned', true],
  },
  {
    name: 'abort() of a fetch with keepalive',
    spec: ABORT,
    run: async (page) => {
      const names = [];
      for (const input of ['/silent', new Request('/silent', { keepalive: true })]) {
        const controller = new AbortController();
        const promise = fetch(input instanceof Request ? input : page.url(input), {
          signal: controller.signal,
          ...(typeof input === 'string' && { keepalive: true }),
        });
        await page.task();
        controller.abort(new RangeError('mine'));
        names.push(await promise.catch((error: Error) => error.name));
      }
      // What it rejects with the browsers do not agree on.
      for (const name of names) page.note(name as string);
      return names.length;
    },
    expected: 2,
  },
  {
    name: 'abort() before the head rejects with the reason, in the same turn',
    spec: ABORT,
    run: async (page) => {
      const order: unknown[] = [];
      const controller = new AbortController();
      const reason = new Error('mine');
      controller.signal.addEventListener('abort', () => order.push('first listener'));
      const promise = fetch(page.url('/silent'), { signal: controller.signal });
      controller.signal.addEventListener('abort', () => order.push('second listener'));
      promise.catch((error) => order.push(error === reason ? 'rejected' : 'other'));
      await page.task();
      controller.abort(reason);
      order.push('aborted');
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
      order.push('later');
      return order;
    },
    expected: ['first listener', 'second listener', 'aborted', 'rejected', 'later'],
  },
  ...each(['fetch', 'text'], (what) => ({
    name: `listeners of a timeout have run when ${what}() rejects`,
    spec: 'https://dom.spec.whatwg.org/#abortsignal-signal-abort',
    run: async (page, given) => {
      const order: string[] = [];
      const signal = AbortSignal.timeout(300);
      const listen = (name: string) => signal.addEventListener('abort', () => order.push(name));
      const response = given === 'fetch' ? null : await fetch(page.url('/hang'), { signal });
      if (response) listen('first listener');
      const rejected = (response ? response.text() : fetch(page.url('/silent'), { signal })).catch(() => {
        order.push('rejected');
      });
      listen('last listener');
      await rejected;
      await page.task();
      return order;
    },
  })),
  ...each(
    [
      'Proxy.revocable({}, {})',
      '{ proxy: new Proxy({}, { getPrototypeOf: null, getOwnPropertyDescriptor: null, get: null }) }',
      '{ proxy: new Proxy({}, { getPrototypeOf() { throw 1 }, getOwnPropertyDescriptor() { throw 2 }, get() { throw 3 } }) }',
    ],
    (text) => ({
      name: `abort() with a Proxy that refuses rejects with it: ${text}`,
      spec: ABORT,
      run: async (page, given) => {
        const { proxy, revoke } = new Function(`return ${given}`)() as { proxy: object; revoke?: () => void };
        const controller = new AbortController();
        const promise = fetch(page.url('/silent'), { signal: controller.signal });
        await page.task();
        revoke?.();
        controller.abort(proxy);
        const late = new Promise((resolve) => setTimeout(resolve, 500, 'never'));
        return await Promise.race([promise.catch((reason) => reason === proxy), late]);
      },
      expected: true,
    }),
  ),
  {
    name: 'abort() without a reason rejects with an AbortError, the same as signal.reason',
    spec: ABORT,
    run: async (page) => {
      const controller = new AbortController();
      const promise = fetch(page.url('/silent'), { signal: controller.signal });
      controller.abort();
      const error = await promise.catch((reason: unknown) => reason);
      return [page.error(error), error === controller.signal.reason];
    },
    expected: ['AbortError (DOMException 20)', true],
  },
  {
    name: 'abort() while the body is read rejects the read with the reason',
    spec: ABORT,
    run: async (page) => {
      const controller = new AbortController();
      const response = await fetch(page.url('/hang'), { signal: controller.signal });
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const first = await reader.read();
      const second = reader.read();
      const closed = reader.closed;
      controller.abort('why');
      return [
        first.value?.length,
        await page.rejection(second),
        await page.rejection(closed),
        await page.rejection(reader.read()),
      ];
    },
    expected: [5, 'string why', 'string why', 'string why'],
  },
  ...each(['text', 'json', 'blob', 'arrayBuffer', 'bytes', 'formData'] as const, (method) => ({
    name: `abort() during ${method}() rejects it with an AbortError`,
    spec: ABORT,
    run: async (page, given) => {
      const controller = new AbortController();
      const response = await fetch(page.url('/hang'), { signal: controller.signal });
      const promise = response[given]();
      await page.task();
      controller.abort();
      return [await page.rejection(promise), response.bodyUsed];
    },
    ...(method !== 'formData' && { expected: ['AbortError (DOMException 20)', true] }),
  })),
  {
    name: 'abort() after the whole body has no effect',
    spec: ABORT,
    run: async (page) => {
      const controller = new AbortController();
      const response = await fetch(page.url('/text'), { signal: controller.signal });
      const text = await response.text();
      controller.abort();
      await page.task();
      return [text, response.status, response.bodyUsed];
    },
    expected: ['hello', 200, true],
  },
  {
    name: 'abort() of an unread response makes its body an error',
    spec: ABORT,
    run: async (page) => {
      const controller = new AbortController();
      const response = await fetch(page.url('/hang'), { signal: controller.signal });
      controller.abort();
      return [await page.rejection(response.text()), page.thrown(() => response.clone())];
    },
  },
  {
    name: 'one signal aborts several fetches in their order',
    spec: ABORT,
    run: async (page) => {
      const order: number[] = [];
      const controller = new AbortController();
      for (const i of [1, 2, 3]) {
        fetch(page.url('/silent'), { signal: controller.signal }).catch(() => order.push(i));
      }
      controller.abort();
      await page.until(() => order.length === 3);
      return order;
    },
    expected: [1, 2, 3],
  },
  {
    name: 'AbortSignal.timeout() rejects with a TimeoutError',
    spec: `${SPEC.dom}#dom-abortsignal-timeout`,
    run: (page) => page.rejection(fetch(page.url('/silent'), { signal: AbortSignal.timeout(30) })),
    expected: 'TimeoutError (DOMException 23)',
  },
  {
    name: 'AbortSignal.any() aborts with the reason of the first',
    spec: `${SPEC.dom}#dom-abortsignal-any`,
    run: async (page) => {
      const [a, b] = [new AbortController(), new AbortController()];
      const promise = fetch(page.url('/silent'), { signal: AbortSignal.any([a.signal, b.signal]) });
      b.abort('b');
      a.abort('a');
      return page.rejection(promise);
    },
    expected: 'string b',
  },
  {
    name: 'the signal of a Request aborts its fetch',
    spec: ABORT,
    run: async (page) => {
      const controller = new AbortController();
      const request = new Request(page.url('/silent'), { signal: controller.signal });
      const promise = fetch(request);
      controller.abort('why');
      return [await page.rejection(promise), request.signal.aborted, request.signal.reason];
    },
    expected: ['string why', true, 'why'],
  },
  {
    name: 'a signal of the init takes the place of that of the Request',
    spec: METHOD,
    run: async (page) => {
      const [a, b] = [new AbortController(), new AbortController()];
      const promise = fetch(new Request(page.url('/silent'), { signal: a.signal }), { signal: b.signal });
      a.abort('a');
      await page.task();
      b.abort('b');
      return page.rejection(promise);
    },
    expected: 'string b',
  },
  {
    name: 'a null signal of the init takes that of the Request away',
    spec: METHOD,
    run: async (page) => {
      const controller = new AbortController();
      const promise = fetch(new Request(page.url('/text'), { signal: controller.signal }), { signal: null });
      controller.abort();
      return (await promise).status;
    },
    expected: 200,
  },
  {
    name: 'an error within the body rejects its reading',
    spec: `${SPEC.fetch}#concept-network-error`,
    run: async (page) => {
      const response = await fetch(page.url('/destroy', { body: 'begun' }));
      return [response.status, await page.rejection(response.text()), response.bodyUsed];
    },
    expected: [200, 'TypeError', true],
  },
];
