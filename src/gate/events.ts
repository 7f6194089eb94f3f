// Holds what WebSockets and EventSources give to the page. The hook hears of each event before any listener of the page,
// on those that were open before as well: it asks here, and what is held goes no further. Later the same is dispatched.
import type { Subject } from '../hook/item.ts';
import type { Lent } from '../stage/lent.ts';
import { textOf } from '../stage/own.ts';
import type { Payload } from '../wire/act.ts';
import { OURS } from '../wire/capture.ts';
import type { Doors } from './doors.ts';
import type { Candidate } from './filter.ts';
import type { Keeper } from './keeper.ts';

const [CONNECTING, OPEN, CLOSING] = [0, 1, 2];
const { dispatchEvent } = EventTarget.prototype;
const { stopImmediatePropagation } = Event.prototype;

type Received = Candidate & { api: 'websocket' | 'eventsource' };

/** The same event anew: in Chromium one whose propagation was stopped goes nowhere when it is dispatched again. */
function copyOf(event: Event): Event {
  const { type } = event;
  if (event instanceof MessageEvent) {
    const { data, origin, lastEventId } = event;
    return new MessageEvent(type, { data, origin, lastEventId });
  }
  if (event instanceof CloseEvent) {
    const { code, reason, wasClean } = event;
    return new CloseEvent(type, { code, reason, wasClean });
  }
  return new Event(type);
}

/** @returns what is to stand before the listeners of the hook */
export function gateEvents({ recorder, recordMessage }: Lent, keeper: Keeper, doors: Doors) {
  const passed = new WeakSet<Event>();

  /** To the page alone: the log has it. */
  function give(target: EventTarget, event: Event): void {
    passed.add(event);
    dispatchEvent.call(target, event);
  }

  function edit(target: EventTarget, event: MessageEvent, subject: Subject, data: Payload): void {
    const { origin, lastEventId, type } = event;
    const isSocket = target instanceof WebSocket;
    const given = isSocket || typeof data === 'string' ? data : textOf(new Uint8Array(data));
    const row = keeper.rowIn(() => recordMessage(recorder, subject, OURS, given));
    if (!isSocket && row) {
      row.item.name = type;
      row.item.lastEventId = lastEventId;
    }
    const asBlob = isSocket && typeof given !== 'string' && target.binaryType === 'blob';
    give(target, new MessageEvent(type, { data: asBlob ? new Blob([given]) : given, origin, lastEventId }));
  }

  function candidate(target: EventTarget, event: MessageEvent): Received {
    const isSocket = recorder.sockets.has(target);
    const data: unknown = event.data;
    return {
      direction: 'received',
      api: isSocket ? 'websocket' : 'eventsource',
      url: (target as WebSocket | EventSource).url,
      name: isSocket ? '' : event.type,
      data: data instanceof ArrayBuffer ? new Uint8Array(data) : (data as string | Blob),
    };
  }

  /** What the page sees as readyState until it is told of this event. */
  function before(target: EventTarget, { type }: Event, closing: boolean): number {
    if (type === 'open') return CONNECTING;
    return closing && recorder.sockets.has(target) ? CLOSING : OPEN;
  }

  return (event: Event, handle: (event: Event) => void): void => {
    if (passed.has(event)) return;
    const row = keeper.rowIn(() => handle(event));
    const target = event.currentTarget;
    if (!target || !event.isTrusted) return;
    if (!recorder.sockets.has(target) && !(target instanceof EventSource)) return;
    const door = doors.find(target);
    const busy = door?.received.busy ?? false;
    if (event instanceof MessageEvent) {
      const found = candidate(target, event);
      if (row && keeper.holds(found)) {
        stopImmediatePropagation.call(event);
        const { subject, item } = row;
        keeper.hold(doors.of(target).received, {
          ...found,
          subject,
          row: item.seq,
          give: () => give(target, copyOf(event)),
          edit: (data) => edit(target, event, subject, data),
        });
      } else if (busy) {
        stopImmediatePropagation.call(event);
        keeper.follow(doors.of(target).received, () => give(target, copyOf(event)));
      }
    } else if (door && busy) {
      stopImmediatePropagation.call(event);
      keeper.follow(door.received, () => give(target, copyOf(event)), before(target, event, door.closing));
    }
  };
}

/** What a page reads of an EventSource on which events wait, and what its `close()` ends. */
export function gateEventSource({ patch }: Lent, doors: Doors): void {
  const { prototype } = EventSource;
  patch(prototype, 'readyState', (go, self, args) => doors.find(self)?.received.state ?? go(self, args));
  patch(prototype, 'close', (go, self, args) => {
    const result = go(self, args);
    // A closed EventSource tells nothing any more.
    doors.find(self)?.received.discard(() => false);
    return result;
  });
}
