// How an EventSource is made, connects, fails, reconnects and closes.
import { type Case, each, SPEC } from './case.ts';

const SSE = `${SPEC.html}server-sent-events.html`;
const CONSTRUCTOR = `${SSE}#dom-eventsource`;
const DISPATCH = `${SSE}#dispatchMessage`;
const CLOSE = `${SSE}#dom-eventsource-close`;
const REOPEN = `${SSE}#reestablish-the-connection`;

export const eventSourceConnections: Case[] = [
  {
    name: 'a source connects, opens, and tells its members',
    spec: CONSTRUCTOR,
    run: async (page) => {
      const url = page.url('/sse', { open: 1 });
      const source = new EventSource(new URL(url));
      page.later(() => source.close());
      const log: unknown[] = [source.readyState, source.url === url, source.withCredentials];
      source.onopen = (event) => log.push(source.readyState, event.constructor.name, event.isTrusted, event.bubbles);
      await page.next(source, 'open');
      source.close();
      return [...log, source.readyState, Reflect.ownKeys(source).length, source.constructor === EventSource];
    },
    expected: [0, true, false, 1, 'Event', true, false, 2, 0, true],
  },
  {
    name: 'a message event tells where it is from',
    spec: DISPATCH,
    run: async (page) => {
      const source = new EventSource(page.url('/redirect', { to: '/sse?open=1&ids=1' }));
      page.later(() => source.close());
      const event = await page.next<MessageEvent>(source, 'message');
      return [
        event.constructor === MessageEvent,
        event.isTrusted,
        event.origin === page.origin,
        event.lastEventId,
        event.source,
        event.ports,
        event.bubbles,
        event.cancelable,
        event.target === source,
        page.path(source.url),
      ];
    },
    expected: [true, true, true, '1', null, [], false, false, true, '/redirect?to=%2Fsse%3Fopen%3D1%26ids%3D1'],
  },
  ...each(
    [
      'EventSource("/")',
      'new EventSource()',
      'new EventSource("http://")',
      'new EventSource(Symbol())',
      'new EventSource("/sse?open=1", 1)',
      'new EventSource({ toString() { throw new RangeError("mine") } })',
      'new EventSource("/sse?open=1", { get withCredentials() { throw new RangeError("mine") } })',
      'Reflect.construct(EventSource, ["/sse?open=1"], Math.max)',
      'Reflect.construct(EventSource, [])',
      'EventSource.call({}, "/")',
      'EventSource.apply(Object.create(EventSource.prototype), ["/"])',
    ],
    (text) => ({
      name: `${text} throws`,
      spec: CONSTRUCTOR,
      run: (page, given) => page.thrown(new Function(`return ${given}`) as () => unknown),
      expected: text.includes('mine')
        ? 'RangeError'
        : text.includes('http://')
          ? 'SyntaxError (DOMException 12)'
          : 'TypeError',
    }),
  ),
  {
    name: 'arguments of the constructor are converted once',
    spec: CONSTRUCTOR,
    run: (page) => {
      const order: string[] = [];
      const url = page.url('/sse', { open: 1 });
      const init = {
        get withCredentials() {
          order.push('withCredentials');
          return 1;
        },
      };
      const source = new EventSource(page.converted(url, 'url', order), init as never);
      page.later(() => source.close());
      return [order, source.withCredentials];
    },
    expected: [['url', 'withCredentials'], true],
  },
  {
    name: 'withCredentials sends cookies to another origin',
    spec: CONSTRUCTOR,
    run: async (page) => {
      const url = `${page.otherOrigin}/sse?open=1&cors=${page.origin}`;
      const source = new EventSource(url, { withCredentials: true });
      page.later(() => source.close());
      await page.next(source, 'message');
      return [source.withCredentials, source.readyState];
    },
    expected: [true, 1],
  },
  ...each(['/status?code=404', '/status?code=500', '/status?code=204', '/text', '/json', '//127.0.0.1:1/'], (path) => ({
    name: `a source of ${path} fails for good, or tries again`,
    spec: `${SSE}#fail-the-connection`,
    run: async (page, given) => {
      const log: unknown[] = [];
      const source = new EventSource(given);
      page.later(() => source.close());
      page.hear(source, ['open', 'message', 'error'], log, (event) => `${event.type} ${source.readyState}`);
      const error = await page.next(source, 'error');
      return [...log, error.constructor.name, error.isTrusted];
    },
    expected: path.includes(':1/') ? undefined : ['error 2', 'Event', true],
  })),
  {
    name: 'another origin without CORS fails for good',
    spec: `${SSE}#fail-the-connection`,
    run: async (page) => {
      const source = new EventSource(`${page.otherOrigin}/sse?refused`);
      await page.next(source, 'error');
      return source.readyState;
    },
    expected: 2,
  },
  {
    name: 'a source that is dropped reconnects with its last id',
    spec: REOPEN,
    run: async (page) => {
      const log: unknown[] = [];
      const source = new EventSource(page.url('/sse', { count: 3, ids: 1, drop: 1, retry: 20, stop: 1 }));
      page.later(() => source.close());
      const tell = (event: Event) => `${event.type} ${source.readyState} ${(event as MessageEvent).lastEventId ?? ''}`;
      page.hear(source, ['open', 'message', 'error'], log, tell);
      await page.until(() => source.readyState === 2);
      return log;
    },
    expected: [
      ...['open 1 ', 'message 1 1', 'error 0 ', 'open 1 ', 'message 1 2', 'error 0 ', 'open 1 ', 'message 1 3'],
      ...['error 0 ', 'error 2 '],
    ],
  },
  ...each(['connecting', 'open', 'message', 'waiting', 'closed'], (state) => ({
    name: `close() while ${state} ends all events`,
    spec: CLOSE,
    run: async (page, given) => {
      const log: unknown[] = [];
      const slow =
        given === 'connecting' ? '/silent' : given === 'waiting' ? '/sse?raw=retry:500%0A%0A' : '/sse?count=50&gap=5';
      const source = new EventSource(`${slow}${slow.includes('?') ? '&' : '?'}state=${given}`);
      page.later(() => source.close());
      page.hear(source, ['open', 'message', 'error'], log);
      const until: string =
        ({ connecting: '', waiting: 'error', closed: 'open' } as Record<string, string>)[given] ?? given;
      if (until) await page.next(source, until);
      const returned = source.close();
      const at = log.length;
      if (given === 'closed') source.close();
      await fetch(page.url('/delay', { ms: 60 }));
      return [String(returned), source.readyState, log.length === at, log.at(-1) ?? 'nothing'];
    },
    expected: [
      'undefined',
      2,
      true,
      ({ connecting: 'nothing', closed: 'open', waiting: 'error' } as Record<string, string>)[state] ?? state,
    ],
  })),
];
