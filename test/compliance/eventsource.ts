// EventSource: constructor, states, events and their fields, every kind of listener, reconnecting and closing.
import { each, type Group, SPEC } from './case.ts';

const SSE = `${SPEC.html}server-sent-events.html`;
const CONSTRUCTOR = `${SSE}#dom-eventsource`;
const DISPATCH = `${SSE}#dispatchMessage`;
const PARSE = `${SSE}#event-stream-interpretation`;
const CLOSE = `${SSE}#dom-eventsource-close`;
const REOPEN = `${SSE}#reestablish-the-connection`;
const LISTENER = `${SPEC.dom}#dom-eventtarget-addeventlistener`;

/** Streams by what is sent, and what a page that listens to `message` and `x` gets of them. */
const STREAMS: readonly (readonly [string, string, readonly (readonly [string, string, string])[]])[] = [
  ['one line', 'data: a\n\n', [['message', 'a', '']]],
  ['several lines', 'data: a\ndata:\ndata: b\n\n', [['message', 'a\n\nb', '']]],
  [
    'no space after the colon',
    'data:a\n\ndata:  b\n\n',
    [
      ['message', 'a', ''],
      ['message', ' b', ''],
    ],
  ],
  ['a field without a colon', 'data\n\n', [['message', '', '']]],
  [
    'CR as end of line',
    'data: a\r\rdata: b\r\r',
    [
      ['message', 'a', ''],
      ['message', 'b', ''],
    ],
  ],
  [
    'CRLF as end of line',
    'data: a\r\n\r\ndata: b\r\n\r\n',
    [
      ['message', 'a', ''],
      ['message', 'b', ''],
    ],
  ],
  ['all ends of line in one', 'data: a\r\ndata: b\rdata: c\n\n', [['message', 'a\nb\nc', '']]],
  ['a BOM', '\ufeffdata: a\n\n', [['message', 'a', '']]],
  ['two BOMs', '\ufeff\ufeffdata: a\n\ndata: b\n\n', [['message', 'b', '']]],
  ['comments', ': hello\ndata: a\n:\n\n', [['message', 'a', '']]],
  ['a named event', 'event: x\ndata: a\n\n', [['x', 'a', '']]],
  ['an event named twice', 'event: y\nevent: x\ndata: a\n\n', [['x', 'a', '']]],
  ['an event with an empty name', 'event: x\nevent:\ndata: a\n\n', [['message', 'a', '']]],
  ['an event without data', 'event: x\n\ndata: a\n\n', [['message', 'a', '']]],
  [
    'ids',
    'id: 1\ndata: a\n\ndata: b\n\nid: 2\n\ndata: c\n\n',
    [
      ['message', 'a', '1'],
      ['message', 'b', '1'],
      ['message', 'c', '2'],
    ],
  ],
  [
    'an id that is taken back',
    'id: 1\ndata: a\n\nid\ndata: b\n\n',
    [
      ['message', 'a', '1'],
      ['message', 'b', ''],
    ],
  ],
  [
    'an id with NULL',
    'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n',
    [
      ['message', 'a', '1'],
      ['message', 'b', '1'],
    ],
  ],
  ['an unknown field', 'nonsense: 1\n data: x\nDATA: x\ndata: a\n\n', [['message', 'a', '']]],
  ['an event that is cut off', 'data: a\n\ndata: b\n', [['message', 'a', '']]],
  ['NULL and wide characters', 'data: \u0000é😀\n\n', [['message', '\u0000é😀', '']]],
  ['a retry that is no number', 'retry: 1x\ndata: a\n\n', [['message', 'a', '']]],
];

/** Where Firefox 153 does not do what the standard says. */
const FIREFOX_DEVIATES = ['ids', 'an id with NULL', 'NULL and wide characters'];

export const eventSource: Group = {
  api: 'eventsource',
  title: 'connections and events',
  cases: [
    ...each(STREAMS, ([what]) => ({
      name: `a stream with ${what} gives its events`,
      spec: PARSE,
      run: async (page, [, raw, expected]) => {
        const seen: unknown[] = [];
        const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(raw)));
        const source = new EventSource(page.url('/sse', { base64 }));
        page.later(() => source.close());
        const tell = (event: Event) => {
          const { data, lastEventId } = event as MessageEvent;
          return [event.type, data, lastEventId];
        };
        page.hear(source, ['message', 'x'], seen, tell);
        await page.next(source, 'error');
        page.note(seen.length === expected.length);
        return seen;
      },
      expected: STREAMS.find(([each]) => each === what)?.[2],
      ...(FIREFOX_DEVIATES.includes(what) && { deviates: 'firefox' as const }),
    })),
    {
      name: 'the bytes of a stream may be cut anywhere',
      spec: PARSE,
      run: async (page) => {
        const seen: unknown[] = [];
        const raw = 'id: é\r\ndata: a😀\r\n\r\ndata: b\r\r';
        const cuts = Array.from({ length: new TextEncoder().encode(raw).length - 1 }, (_, i) => i + 1).join(',');
        const source = new EventSource(page.url('/sse', { raw, cuts, gap: 2 }));
        page.later(() => source.close());
        page.hear(source, ['message'], seen, (event) => (event as MessageEvent).data);
        await page.next(source, 'error');
        return seen;
      },
      expected: ['a😀', 'b'],
    },
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
        const source = new EventSource(
          {
            toString: () => {
              order.push('url');
              return url;
            },
          } as never,
          init as never,
        );
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
    ...each(
      ['/status?code=404', '/status?code=500', '/status?code=204', '/text', '/json', '//127.0.0.1:1/'],
      (path) => ({
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
      }),
    ),
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
        const tell = (event: Event) =>
          `${event.type} ${source.readyState} ${(event as MessageEvent).lastEventId ?? ''}`;
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
    {
      name: 'close() within a listener lets the other listeners hear the event',
      spec: CLOSE,
      run: async (page) => {
        const log: unknown[] = [];
        const source = new EventSource(page.url('/sse', { count: 5 }));
        source.onmessage = () => {
          source.close();
          log.push('first');
        };
        source.addEventListener('message', () => log.push('second'));
        await page.next(source, 'message');
        await fetch(page.url('/delay', { ms: 30 }));
        return log;
      },
      expected: ['first', 'second'],
    },
    {
      name: 'a listener with once hears one event',
      spec: LISTENER,
      run: async (page) => {
        const [one, all]: string[][] = [[], []];
        const source = new EventSource(page.url('/sse', { count: 3 }));
        page.later(() => source.close());
        source.addEventListener('message', ({ data }) => one?.push(data), { once: true });
        page.hear(source, ['message'], all as string[], (event) => (event as MessageEvent).data);
        await page.next(source, 'error');
        return [one, all];
      },
      expected: [['event 1'], ['event 1', 'event 2', 'event 3']],
    },
    {
      name: 'a listener with a signal hears until the abort',
      spec: LISTENER,
      run: async (page) => {
        const seen: string[] = [];
        const controller = new AbortController();
        const source = new EventSource(page.url('/sse', { count: 4 }));
        page.later(() => source.close());
        const { signal } = controller;
        source.addEventListener('message', ({ data }) => seen.push(data) === 2 && controller.abort(), { signal });
        source.addEventListener('message', () => seen.push('never'), { signal: AbortSignal.abort() });
        await page.next(source, 'error');
        return seen;
      },
      expected: ['event 1', 'event 2'],
    },
    {
      name: 'passive and capture listeners, and those that are removed',
      spec: LISTENER,
      run: async (page) => {
        const seen: string[] = [];
        const source = new EventSource(page.url('/sse', { count: 1 }));
        page.later(() => source.close());
        const gone = () => void seen.push('never');
        const twice = () => void seen.push('twice');
        source.addEventListener('message', gone);
        source.addEventListener('message', twice);
        source.addEventListener('message', twice);
        source.addEventListener('message', () => seen.push('capture'), true);
        source.addEventListener('message', () => seen.push('passive'), { passive: true });
        source.removeEventListener('message', gone);
        source.removeEventListener('nothing', gone);
        source.addEventListener('message', null as never);
        await page.next(source, 'error');
        return seen;
      },
      expected: ['capture', 'twice', 'passive'],
      deviates: 'chromium',
    },
    {
      name: 'handleEvent is looked up anew for each event, with its object as this',
      spec: `${SPEC.idl}#call-a-user-objects-operation`,
      run: async (page) => {
        const seen: unknown[] = [];
        const source = new EventSource(page.url('/sse', { count: 2 }));
        page.later(() => source.close());
        const object = {
          get handleEvent() {
            seen.push('looked up');
            return function (this: unknown, event: MessageEvent) {
              seen.push(this === object, event.data);
            };
          },
        };
        source.addEventListener('message', object as never);
        await page.next(source, 'error');
        return seen;
      },
      expected: ['looked up', true, 'event 1', 'looked up', true, 'event 2'],
    },
    {
      name: 'listeners of named events hear theirs, message hears none of them',
      spec: DISPATCH,
      run: async (page) => {
        const seen: unknown[] = [];
        const source = new EventSource(page.url('/sse', { count: 4, events: 'a,b,message,open' }));
        page.later(() => source.close());
        page.hear(source, ['a', 'message', 'open'], seen, (event) => `${event.type} ${(event as MessageEvent).data}`);
        source.onmessage = ({ data }) => seen.push(`onmessage ${data}`);
        await page.next(source, 'error');
        return seen;
      },
      expected: ['open undefined', 'a event 1', 'message event 3', 'onmessage event 3', 'open event 4'],
    },
    {
      name: 'onmessage is null, takes functions and objects, and refuses the rest by being null',
      spec: `${SPEC.html}webappapis.html#event-handler-idl-attributes`,
      run: (page) => {
        const source = new EventSource(page.url('/sse', { open: 1 }));
        page.later(() => source.close());
        const handler = () => {};
        const object = {};
        const seen: unknown[] = [source.onmessage, source.onopen, source.onerror];
        for (const value of [handler, object, 1, 'text', undefined, null]) {
          source.onmessage = value as never;
          seen.push(source.onmessage === value);
        }
        return [...seen, page.flags(EventSource.prototype, 'onmessage')];
      },
      expected: [null, null, null, true, true, false, false, false, true, 'gsec'],
    },
    {
      name: 'a subclass with a constructor and an onmessage of its own works',
      spec: CONSTRUCTOR,
      run: async (page) => {
        class Mine extends EventSource {
          #own = 'mine';
          constructor(url: string) {
            super(url);
            this.addEventListener('message', () => seen.push(this.#own, new.target === Mine));
          }
          override close() {
            seen.push('close');
            super.close();
          }
        }
        const seen: unknown[] = [];
        const source = new Mine(page.url('/sse', { count: 1, open: 1 }));
        await page.next(source, 'message');
        source.close();
        return [...seen, source.readyState, source instanceof EventSource, source.constructor === Mine, source.CLOSED];
      },
      expected: ['mine', true, 'close', 2, true, true, 2],
    },
    {
      name: 'events that the page dispatches itself are its own',
      spec: `${SPEC.dom}#dom-eventtarget-dispatchevent`,
      run: (page) => {
        const seen: unknown[] = [];
        const source = new EventSource(page.url('/silent'));
        page.later(() => source.close());
        page.hear(source, ['message', 'open', 'error'], seen, (event) => `${event.type} ${event.isTrusted}`);
        source.dispatchEvent(new MessageEvent('message', { data: 'mine' }));
        source.dispatchEvent(new Event('open'));
        source.dispatchEvent(new Event('error'));
        return [...seen, source.readyState];
      },
      expected: ['message false', 'open false', 'error false', 0],
    },
    {
      name: 'states are constants of class and object',
      spec: `${SSE}#dom-eventsource-readystate`,
      run: (page) =>
        (['CONNECTING', 'OPEN', 'CLOSED'] as const).map((name) => [
          EventSource[name],
          EventSource.prototype[name],
          page.flags(EventSource, name),
          page.flags(EventSource.prototype, name),
        ]),
      expected: [0, 1, 2].map((state) => [state, state, '-e-', '-e-']),
    },
    {
      name: 'addEventListener of any target works with every kind of argument',
      spec: LISTENER,
      run: (page) => {
        const target = new EventTarget();
        const add = (...args: unknown[]) => page.thrown(() => Reflect.apply(target.addEventListener, target, args));
        let conversions = 0;
        const type = { toString: () => `t${++conversions}` };
        const seen: unknown[] = [
          add(),
          add('x'),
          add('x', null),
          add('x', 1),
          add('x', {}),
          add(Symbol(), () => {}),
          add(type, () => {}),
        ];
        const reads: string[] = [];
        const options = {
          get capture() {
            return void reads.push('capture');
          },
          get once() {
            return void reads.push('once');
          },
          get passive() {
            return void reads.push('passive');
          },
          get signal() {
            return void reads.push('signal');
          },
        };
        seen.push(
          add('x', () => {}, options),
          add('x', () => {}, { signal: null }),
          add('x', () => {}, { signal: {} }),
        );
        page.note(reads);
        addEventListener.call(undefined as never, 'nothing', () => {});
        return [...seen, conversions, reads.length];
      },
    },
  ],
};
