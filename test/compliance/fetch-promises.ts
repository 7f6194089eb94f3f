// Promises of fetch that nobody handles: unhandledrejection and rejectionhandled tell of them as ever.
import { each, type Group, SPEC } from './case.ts';

const METHOD = `${SPEC.fetch}#fetch-method`;

export const fetchPromises: Group = {
  api: 'fetch',
  title: 'promises that nobody handles',
  serial: true,
  cases: [
    ...each(
      [
        "fetch('http://')",
        "fetch('http://127.0.0.1:1/')",
        "fetch('/text?4', { signal: AbortSignal.abort() })",
        "fetch('/silent?5', { signal: AbortSignal.timeout(20) })",
        "fetch('/text?1').then((response) => response.json())",
        "fetch('/text?2').then((response) => { response.text(); return response.text(); })",
        "new Response('{').json()",
        'Response.error().formData()',
        "fetch('/destroy?body=x').then((response) => response.text())",
        "fetch('/text?3').then((response) => response.body.pipeTo(1))",
      ],
      (text) => ({
        name: `unhandledrejection tells of ${text} once, with its promise`,
        spec: `${SPEC.html}webappapis.html#unhandled-promise-rejections`,
        run: async (page, given) => {
          const seen: unknown[] = [];
          let promise: unknown;
          const listener = (event: PromiseRejectionEvent) => {
            seen.push([page.error(event.reason), event.promise === promise, event.isTrusted]);
            event.preventDefault();
          };
          addEventListener('unhandledrejection', listener);
          page.later(() => removeEventListener('unhandledrejection', listener));
          promise = new Function(`return ${given}`)();
          // By the time a slow request has been answered it was told, if it is told at all.
          await Promise.race([page.until(() => seen.length > 0), fetch(page.url('/delay', { ms: 800 }))]);
          await fetch(page.url('/delay', { ms: 30 }));
          return seen.length === 1 ? seen[0] : seen;
        },
      }),
    ),
    {
      name: 'rejectionhandled tells of a fetch that is handled late',
      spec: `${SPEC.html}webappapis.html#unhandled-promise-rejections`,
      run: async (page) => {
        const seen: unknown[] = [];
        const note = (event: PromiseRejectionEvent) => {
          seen.push([event.type, event.promise === promise]);
          event.preventDefault();
        };
        for (const type of ['unhandledrejection', 'rejectionhandled'] as const) {
          addEventListener(type, note);
          page.later(() => removeEventListener(type, note));
        }
        const promise = fetch('http://');
        await page.until(() => seen.length === 1);
        promise.catch(() => {});
        await page.until(() => seen.length === 2);
        return seen;
      },
      expected: [
        ['unhandledrejection', true],
        ['rejectionhandled', true],
      ],
    },
    {
      name: 'a handled rejection stays unsaid',
      spec: `${SPEC.html}webappapis.html#unhandled-promise-rejections`,
      run: async (page) => {
        let said = 0;
        const listener = () => said++;
        addEventListener('unhandledrejection', listener);
        page.later(() => removeEventListener('unhandledrejection', listener));
        await fetch('http://').catch(() => {});
        await fetch(page.url('/destroy', { early: 1 })).catch(() => {});
        const response = await fetch(page.url('/destroy', { body: 'x' }));
        await response.text().catch(() => {});
        const reader = (await fetch(page.url('/destroy', { body: 'x' }))).body?.getReader();
        reader?.closed.catch(() => {});
        while (
          !(await reader?.read().then(
            ({ done }) => done,
            () => true,
          ))
        );
        await page.task();
        await page.task();
        return said;
      },
      expected: 0,
    },
    {
      name: 'fetches settle in the order of their answers',
      spec: METHOD,
      run: async (page) => {
        const order: string[] = [];
        const slow = fetch(page.url('/delay', { ms: 2000 })).then(() => order.push('slow'));
        const quick = fetch(page.url('/text')).then(() => order.push('quick'));
        const never = fetch('http://').catch(() => order.push('never'));
        await Promise.all([slow, quick, never]);
        return order;
      },
      expected: ['never', 'quick', 'slow'],
    },
    {
      name: 'reads of one response settle in their order',
      spec: `${SPEC.streams}#default-reader-read`,
      run: async (page) => {
        const order: string[] = [];
        const reader = (await fetch(page.url('/text'))).body?.getReader();
        const reads = [1, 2, 3, 4].map((i) => reader?.read().then(({ done }) => order.push(`${i} ${done}`)));
        await Promise.all(reads);
        await page.task();
        return order;
      },
    },
    {
      name: 'Promise.prototype.then of the page is not called for us',
      spec: `${SPEC.idl}#js-promise`,
      run: async (page) => {
        const { then } = Promise.prototype;
        let calls = 0;
        const url = page.url('/text');
        Reflect.set(Promise.prototype, 'then', function (this: Promise<unknown>, ...args: []) {
          calls++;
          return then.apply(this, args);
        });
        try {
          const promise = fetch(url);
          const before = calls;
          return [
            before,
            promise.constructor === Promise,
            Reflect.ownKeys(promise).length,
            Object.isExtensible(promise),
          ];
        } finally {
          Reflect.set(Promise.prototype, 'then', then);
        }
      },
      expected: [0, true, 0, true],
    },
    {
      name: 'a species of the page is not used for the promise',
      spec: `${SPEC.idl}#js-promise`,
      run: async (page) => {
        let made = 0;
        const found = Object.getOwnPropertyDescriptor(Promise, Symbol.species) as PropertyDescriptor;
        Object.defineProperty(Promise, Symbol.species, {
          configurable: true,
          get() {
            made++;
            return this;
          },
        });
        try {
          fetch(page.url('/text'));
          const now = made;
          await page.task();
          return now;
        } finally {
          Object.defineProperty(Promise, Symbol.species, found);
        }
      },
      expected: 0,
    },
  ],
};
