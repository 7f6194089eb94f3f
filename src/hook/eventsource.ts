// Observes EventSource: connections and reconnections, and every event the page subscribes to.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface

import type { Subject } from './item.ts';
import { bare, getPrototypeOf, members, now, SafeWeakMap } from './natives.ts';
import { dataOf } from './platform.ts';
import type { Recorder } from './recorder.ts';
import { patch } from './wrap.ts';

const OPEN = 1;
const CLOSED = 2;

const [readyState, urlOf, credentialsOf] = members(EventSource, 'readyState', 'url', 'withCredentials');
const [lastEventIdOf] = members(MessageEvent, 'lastEventId');
const Message = MessageEvent.prototype;

interface Watched {
  subject: Subject;
  /** Event types that we listen to already. */
  types: Record<string, true>;
}

export function observeEventSource(recorder: Recorder): void {
  const sources = new SafeWeakMap<object, Watched>();
  let wakeListeners = (): void => {};

  function hear(source: EventSource, watched: Watched, type: string): void {
    if (watched.types[type]) return;
    watched.types[type] = true;
    recorder.on(source, type, (event) => {
      // `error` and `open` are also names a server may give to events; those carry data.
      const data = getPrototypeOf(event) === Message ? dataOf(event as MessageEvent) : undefined;
      if (typeof data !== 'string' || !recorder.recording) return;
      const item = recorder.row(watched.subject, 0, data, now());
      item.name = type;
      item.lastEventId = lastEventIdOf(event as MessageEvent);
    });
  }

  recorder.instances<EventSource>('EventSource', (source, _args, time, above) => {
    const options = { withCredentials: credentialsOf(source) };
    const subject = recorder.open({ api: 'eventsource', url: urlOf(source), options }, time, above);
    const watched: Watched = { subject, types: bare({}) };
    sources.set(source, watched);
    wakeListeners();
    recorder.on(source, 'open', () => recorder.enter(subject, OPEN, 'open'));
    recorder.on(source, 'error', () => {
      if (subject.ended) return;
      const state = readyState(source);
      if (state === CLOSED) recorder.failed(subject, 'network', 'error', '');
      else recorder.enter(subject, state, 'error');
    });
    hear(source, watched, 'message');
  });

  patch(EventSource, 'close', (go, self, args) => {
    const result = go(self, args);
    const watched = sources.get(self);
    if (watched && !watched.subject.ended) {
      recorder.fact(watched.subject, { type: 'done', cause: 'close()' });
    }
    return result;
  });

  // Asleep until there is one: a listener that is added with a frame of ours above (V8) belongs to our window and is gone
  // with it, though the method of an iframe may be called by another window, as that of each node made in it.
  patch(
    EventTarget,
    'addEventListener',
    (go, self: EventSource, args: unknown[]) => {
      const watched = sources.get(self);
      const type = args[0];
      if (watched && typeof type === 'string' && args[1]) recorder.guard(() => hear(self, watched, type));
      return go(self, args);
    },
    undefined,
    (wake) => {
      wakeListeners = wake;
    },
  );
}
