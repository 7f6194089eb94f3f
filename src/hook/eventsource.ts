// Observes EventSource: connections and reconnections, and every event the page subscribes to.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
import { getPrototypeOf, needGetter, now, SafeSet, SafeWeakMap } from './natives.ts';
import { dataOf, listen } from './platform.ts';
import type { Recorder, Subject } from './recorder.ts';
import { callerStack } from './stack.ts';
import { pass, passNew, patchConstructor, patchValue } from './wrap.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

const readyState = needGetter<EventSource, number>(EventSource.prototype, 'readyState');
const urlOf = needGetter<EventSource, string>(EventSource.prototype, 'url');
const credentialsOf = needGetter<EventSource, boolean>(EventSource.prototype, 'withCredentials');
const lastEventIdOf = needGetter<MessageEvent, string>(MessageEvent.prototype, 'lastEventId');
const isTrusted = (event: Event): boolean => event.isTrusted;

interface Watched {
  subject: Subject;
  /** Event types that we listen to already. */
  types: Set<string>;
  state: number;
}

/** Calls `heard` when a page adds a listener to an object we watch; everybody else's calls pass through. */
export type ListenerWatch = (target: object, type: string) => void;

export function observeEventSource(recorder: Recorder): ListenerWatch {
  const sources = new SafeWeakMap<object, Watched>();

  function enter(watched: Watched, state: number, cause: string, time = now()): void {
    if (state === watched.state) return;
    watched.state = state;
    recorder.fact(watched.subject, { type: 'transition', state, cause }, time);
  }

  function hear(source: EventSource, watched: Watched, type: string): void {
    if (watched.types.has(type)) return;
    watched.types.add(type);
    listen(source, type, (event) => {
      try {
        // `error` and `open` are also names a server may give to events; those carry data.
        const data = getPrototypeOf(event) === MessageEvent.prototype ? dataOf(event as MessageEvent) : undefined;
        if (typeof data !== 'string' || !isTrusted(event) || !recorder.recording) return;
        const item = recorder.row(watched.subject, 0, data, now());
        item.name = type;
        item.lastEventId = lastEventIdOf(event as MessageEvent);
      } catch (error) {
        recorder.fault('EventSource', error);
      }
    });
  }

  function watch(source: EventSource, time: number): void {
    const subject = recorder.begin();
    const watched: Watched = { subject, types: new SafeSet(), state: -1 };
    sources.set(source, watched);
    const options = { withCredentials: credentialsOf(source) };
    const url = urlOf(source);
    recorder.fact(
      subject,
      { type: 'opened', api: 'eventsource', method: 'GET', url, options, stack: callerStack() },
      time,
    );
    enter(watched, CONNECTING, 'new EventSource()', time);
    listen(source, 'open', (event) => {
      if (isTrusted(event)) enter(watched, OPEN, 'open');
    });
    listen(source, 'error', (event) => {
      if (!isTrusted(event) || subject.ended) return;
      const state = readyState(source);
      enter(watched, state, 'error');
      if (state === CLOSED) recorder.failed(subject, 'network', 'error', '');
    });
    hear(source, watched, 'message');
  }

  patchConstructor('EventSource', (target, args: unknown[], newTarget) => {
    if (!recorder.recording) return passNew(target, args, newTarget);
    const time = now();
    const source = passNew(target, args, newTarget) as EventSource;
    try {
      watch(source, time);
    } catch (error) {
      recorder.fault('EventSource', error);
    }
    return source;
  });

  patchValue(EventSource.prototype, 'close', (target, self, args) => {
    const result = pass(target, self, args);
    const watched = sources.get(self);
    if (watched && !watched.subject.ended) {
      enter(watched, CLOSED, 'close()');
      recorder.fact(watched.subject, { type: 'done', cause: 'close()' });
    }
    return result;
  });

  return (target, type) => {
    const watched = sources.get(target);
    if (watched) hear(target as EventSource, watched, type);
  };
}

/** The one patch of `addEventListener`, shared by all that must know what a page subscribes to. */
export function observeListeners(recorder: Recorder, watches: ListenerWatch[]): void {
  patchValue(EventTarget.prototype, 'addEventListener', (target, self, args: unknown[]) => {
    const type = args[0];
    if (self && typeof type === 'string' && args[1]) {
      try {
        for (let i = 0; i < watches.length; i++) (watches[i] as ListenerWatch)(self, type);
      } catch (error) {
        recorder.fault('listen', error);
      }
    }
    return pass(target, self, args);
  });
}
