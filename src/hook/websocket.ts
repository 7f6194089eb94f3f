// Observes WebSocket: every message in both directions, transitions, the closing with its code.
// @see https://websockets.spec.whatwg.org/#the-websocket-interface
import { BINARY, DISCARDED, SENT } from '../wire/capture.ts';
import { toText } from './arguments.ts';
import {
  arrayBufferLength,
  blobLength,
  copyBytes,
  getOwnPropertyDescriptor,
  isArray,
  isView,
  needGetter,
  now,
  put,
  SafeWeakMap,
} from './natives.ts';
import { dataOf, listen } from './platform.ts';
import type { Recorder, Subject } from './recorder.ts';
import { recordBlob } from './request-body.ts';
import { callerStack } from './stack.ts';
import { pass, passNew, patchConstructor, patchValue } from './wrap.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

const readyState = needGetter<WebSocket, number>(WebSocket.prototype, 'readyState');
const urlOf = needGetter<WebSocket, string>(WebSocket.prototype, 'url');
const protocolOf = needGetter<WebSocket, string>(WebSocket.prototype, 'protocol');
const extensionsOf = needGetter<WebSocket, string>(WebSocket.prototype, 'extensions');
const bufferedAmount = needGetter<WebSocket, number>(WebSocket.prototype, 'bufferedAmount');
const codeOf = needGetter<CloseEvent, number>(CloseEvent.prototype, 'code');
const reasonOf = needGetter<CloseEvent, string>(CloseEvent.prototype, 'reason');
const wasCleanOf = needGetter<CloseEvent, boolean>(CloseEvent.prototype, 'wasClean');

export function observeWebSocket(recorder: Recorder): void {
  const sockets = new SafeWeakMap<object, Subject>();

  /** One message, text or binary; buffers are copied because the page may change or transfer its own. */
  function message(subject: Subject, flags: number, data: unknown, time: number): void {
    if (typeof data === 'string') {
      recorder.row(subject, flags, data, time);
    } else if (isView(data) || arrayBufferLength(data) >= 0) {
      const copy = copyBytes(data, Number.MAX_SAFE_INTEGER);
      if (copy) recorder.row(subject, flags | BINARY, copy.bytes, time);
    } else if (blobLength(data) >= 0) {
      recordBlob(recorder, subject, flags, data as Blob, time, Number.MAX_SAFE_INTEGER);
    }
  }

  patchConstructor('WebSocket', (target, args: unknown[], newTarget) => {
    if (!recorder.recording) return passNew(target, args, newTarget);
    const time = now();
    const socket = passNew(target, args, newTarget) as WebSocket;
    try {
      watch(socket, listProtocols(args[1]), time);
    } catch (error) {
      recorder.fault('WebSocket', error);
    }
    return socket;
  });

  function watch(socket: WebSocket, protocols: string[], time: number): void {
    const subject = recorder.begin();
    sockets.set(socket, subject);
    const url = urlOf(socket);
    recorder.fact(
      subject,
      { type: 'opened', api: 'websocket', method: 'GET', url, protocols, stack: callerStack() },
      time,
    );
    recorder.fact(subject, { type: 'transition', state: CONNECTING, cause: 'new WebSocket()' }, time);
    const guarded = (handle: (event: Event) => void) => (event: Event) => {
      if (!recorder.recording && subject.ended) return;
      try {
        handle(event);
      } catch (error) {
        recorder.fault('WebSocket', error);
      }
    };
    const on = (type: string, handle: (event: Event) => void): void => listen(socket, type, guarded(handle));
    on('open', () => {
      recorder.fact(subject, { type: 'negotiated', protocol: protocolOf(socket), extensions: extensionsOf(socket) });
      recorder.fact(subject, { type: 'transition', state: OPEN, cause: 'open' });
    });
    on('message', (event) => {
      if (recorder.recording) message(subject, 0, dataOf(event as MessageEvent), now());
    });
    on('close', (event) => {
      const close = event as CloseEvent;
      recorder.fact(subject, { type: 'transition', state: CLOSED, cause: 'close' });
      const closed = { code: codeOf(close), reason: reasonOf(close), wasClean: wasCleanOf(close) };
      recorder.fact(subject, { type: 'closed', ...closed });
    });
    on('error', () => {
      recorder.fact(subject, { type: 'error', name: 'error' });
    });
  }

  patchValue(WebSocket.prototype, 'send', (target, self, args: unknown[]) => {
    const subject = recorder.recording && args.length > 0 ? sockets.get(self) : undefined;
    if (!subject) return pass(target, self, args);
    const time = now();
    const state = readyState(self);
    const data = args[0];
    const known =
      typeof data !== 'object' ||
      data === null ||
      isView(data) ||
      arrayBufferLength(data) >= 0 ||
      blobLength(data) >= 0;
    // Anything else is sent as its text: converted here, once.
    const given = known ? data : toText(data);
    const result = pass(target, self, known ? args : [given]);
    try {
      const flags = SENT | (state === CLOSING || state === CLOSED ? DISCARDED : 0);
      const isBinary = typeof given === 'object' && given !== null;
      message(subject, flags, isBinary || typeof given === 'string' ? given : `${given as string}`, time);
      const amount = bufferedAmount(self);
      if (amount > LARGE_BUFFER) recorder.passing(subject, { type: 'buffered', amount });
    } catch (error) {
      recorder.fault('send', error);
    }
    return result;
  });

  patchValue(WebSocket.prototype, 'close', (target, self, args: unknown[]) => {
    const subject = sockets.get(self);
    const before = subject ? readyState(self) : CLOSED;
    const result = pass(target, self, args);
    if (subject && before < CLOSING) {
      try {
        const code = args[0];
        const reason = args[1];
        recorder.fact(subject, {
          type: 'closing',
          ...(typeof code === 'number' && { code }),
          ...(typeof reason === 'string' && { reason }),
        });
        recorder.fact(subject, { type: 'transition', state: readyState(self), cause: 'close()' });
      } catch (error) {
        recorder.fault('close', error);
      }
    }
    return result;
  });
}

/** Unsent bytes worth telling: smaller amounts come and go with every message. */
const LARGE_BUFFER = 64 * 1024;

/** The protocols argument as a list, read without calling into the page. */
function listProtocols(value: unknown): string[] {
  const list: string[] = [];
  if (typeof value === 'string') put(list, value);
  else if (isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item = getOwnPropertyDescriptor(value, i)?.value as unknown;
      if (typeof item === 'string') put(list, item);
    }
  }
  return list;
}
