// Observes WebSocket: every message in both directions, transitions, the closing with its code.
// @see https://websockets.spec.whatwg.org/#the-websocket-interface
import { DISCARDED, SENT } from '../wire/capture.ts';
import { convert } from './arguments.ts';
import type { Subject } from './item.ts';
import {
  isArray,
  isBlob,
  isObject,
  List,
  members,
  NativeWeakRef,
  now,
  plainProperty,
  put,
  SafeWeakMap,
} from './natives.ts';
import { dataOf, later } from './platform.ts';
import type { Recorder } from './recorder.ts';
import { isBinary, recordBlob } from './request-body.ts';
import { patch } from './wrap.ts';

const CLOSING = 2;
const CLOSED = 3;
/** Unsent bytes worth telling: smaller amounts come and go with every message. */
const LARGE_BUFFER = 64 * 1024;
/** How often the rest is looked at, in ms. */
const DRAIN_EVERY = 50;

const [readyState, urlOf, protocolOf, extensionsOf, bufferedAmount] = members(
  WebSocket,
  'readyState',
  'url',
  'protocol',
  'extensions',
  'bufferedAmount',
);
const [codeOf, reasonOf, wasCleanOf] = members(CloseEvent, 'code', 'reason', 'wasClean');

/** One message, text or binary; buffers are copied because the page may change or transfer its own. */
export function recordMessage(recorder: Recorder, subject: Subject, flags: number, data: unknown, time = now()): void {
  if (typeof data === 'string') {
    recorder.row(subject, flags, data, time);
  } else if (!recorder.bytes(subject, flags, data, recorder.cap(Infinity), time) && isBlob(data)) {
    recordBlob(recorder, subject, flags, data, time, Infinity);
  }
}

/** The page's `close()`, with what it gave of code and reason. */
export function tellClosing(recorder: Recorder, subject: Subject, code: unknown, reason: unknown): void {
  recorder.fact(subject, {
    type: 'closing',
    code: typeof code === 'number' ? code : 0,
    reason: typeof reason === 'string' ? reason : '',
    ours: recorder.ours,
  });
}

export function observeWebSocket(recorder: Recorder): void {
  const sockets = new SafeWeakMap<object, Subject>();
  recorder.sockets = sockets;

  recorder.instances<WebSocket>('WebSocket', (socket, args, time, above) => {
    const protocols = listProtocols(args[1]);
    const subject = recorder.open({ api: 'websocket', url: urlOf(socket), protocols }, time, above);
    sockets.set(socket, subject);
    subject.target = new NativeWeakRef(socket);
    recorder.on(socket, 'open', () => {
      recorder.fact(subject, { type: 'negotiated', protocol: protocolOf(socket), extensions: extensionsOf(socket) });
    });
    recorder.on(socket, 'message', (event) => {
      if (recorder.recording) recordMessage(recorder, subject, 0, dataOf(event as MessageEvent), now());
    });
    recorder.on(socket, 'close', (event) => {
      const close = event as CloseEvent;
      recorder.fact(subject, {
        type: 'closed',
        code: codeOf(close),
        reason: reasonOf(close),
        wasClean: wasCleanOf(close),
      });
    });
    recorder.on(socket, 'error', () => {
      recorder.fact(subject, { type: 'error' });
    });
  });

  /** Tells how much is unsent, again and again until it is sent. */
  function drain(socket: WebSocket, subject: Subject): void {
    const amount = bufferedAmount(socket);
    recorder.passing(subject, { type: 'buffered', amount });
    // What is left in a closed socket will never be sent.
    subject.draining = amount > 0 && !subject.ended;
    if (subject.draining) later(() => drain(socket, subject), DRAIN_EVERY);
  }

  patch(WebSocket, 'send', (go, self, args: unknown[]) => {
    const subject = recorder.recording ? sockets.get(self) : undefined;
    if (!subject) return go(self, args);
    const time = now();
    // Anything but text and bytes is sent as its text.
    if (!isBinary(args[0])) convert(args, 0);
    const result = go(self, args);
    // Now: it may have been closed by what gave its text.
    const state = readyState(self);
    recorder.guard(() => {
      const flags = SENT | (state >= CLOSING ? DISCARDED : 0);
      const given = args[0];
      recordMessage(recorder, subject, flags, isObject(given) ? given : `${given as string}`, time);
      if (!subject.draining && bufferedAmount(self) > LARGE_BUFFER) drain(self, subject);
    });
    return result;
  });

  patch(WebSocket, 'close', (go, self, args: unknown[]) => {
    const subject = sockets.get(self);
    const before = subject ? readyState(self) : CLOSED;
    const result = go(self, args);
    if (subject && before < CLOSING) {
      recorder.guard(() => tellClosing(recorder, subject, args[0], args[1]));
    }
    return result;
  });
}

/** The protocols argument as a list, read without calling into the page. */
export function listProtocols(value: unknown): string[] {
  const list = new List<string>();
  if (typeof value === 'string') put(list, value);
  else if (isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item = plainProperty(value, i);
      if (typeof item === 'string') put(list, item);
    }
  }
  return list;
}
