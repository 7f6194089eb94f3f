// Listeners of an EventSource, of every kind, and the object itself.
import { type Case, SPEC } from './case.ts';

const SSE = `${SPEC.html}server-sent-events.html`;
const CONSTRUCTOR = `${SSE}#dom-eventsource`;
const DISPATCH = `${SSE}#dispatchMessage`;
const CLOSE = `${SSE}#dom-eventsource-close`;
const LISTENER = `${SPEC.dom}#dom-eventtarget-addeventlistener`;

export const eventSourceListeners: Case[] = [
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
];
