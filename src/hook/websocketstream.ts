// Observes WebSocketStream where the platform has it: messages as the page reads and writes them, transitions, the close.
// @see https://github.com/ricea/websocketstream-explainer
import { DISCARDED, SENT } from '../wire/capture.ts';
import { type Ledger, readingOf } from './body/ledger.ts';
import type { Subject } from './item.ts';
import { members, plainProperty, SafeWeakMap, settle } from './natives.ts';
import { listProtocols, recordMessage, tellClosing } from './websocket.ts';
import { patch } from './wrap.ts';

interface Opened {
  extensions: string;
  protocol: string;
  readable: ReadableStream;
  writable: WritableStream;
}

interface StreamSocket {
  readonly url: string;
  readonly opened: Promise<Opened>;
  readonly closed: Promise<{ closeCode: number; reason: string }>;
}

export function observeWebSocketStream(ledger: Ledger): void {
  const { recorder, sinks } = ledger;
  const { WebSocketStream } = globalThis as { WebSocketStream?: { prototype: StreamSocket } };
  if (!WebSocketStream) return;
  // Neither promise counts as unhandled: the platform marks both.
  const [urlOf, openedOf, closedOf] = members(WebSocketStream, 'url', 'opened', 'closed');
  const sockets = new SafeWeakMap<object, Subject>();
  const writers = new SafeWeakMap<object, Subject>();

  recorder.instances<StreamSocket>('WebSocketStream', (socket, args, time, above) => {
    const protocols = listProtocols(plainProperty(args[1], 'protocols'));
    const subject = recorder.open({ api: 'websocketstream', url: urlOf(socket), protocols }, time, above);
    subject.lasting = true;
    sockets.set(socket, subject);
    const closed = (how: unknown, wasClean: boolean): void =>
      recorder.guard(() => {
        const { closeCode, reason } = how as { closeCode?: number; reason?: string };
        recorder.fact(subject, { type: 'closed', code: closeCode ?? 1006, reason: reason ?? '', wasClean });
      });
    settle(
      openedOf(socket),
      ({ protocol, extensions, readable, writable }) =>
        recorder.guard(() => {
          recorder.fact(subject, { type: 'negotiated', protocol, extensions });
          ledger.streams.set(readable, readingOf(subject, false));
          sinks.set(writable, subject);
        }),
      // What `closed` tells as well; without this the page would hear of a rejection that nobody handles.
      () => {},
    );
    settle(
      closedOf(socket),
      (how) => closed(how, true),
      (how) => closed(how, false),
    );
  });

  patch(WebSocketStream, 'close', (go, self, args: unknown[]) => {
    const subject = sockets.get(self);
    const result = go(self, args);
    if (subject && !subject.ended) {
      tellClosing(recorder, subject, plainProperty(args[0], 'closeCode'), plainProperty(args[0], 'reason'));
    }
    return result;
  });

  patch(WritableStream, 'getWriter', (go, self, args) => {
    const writer = go(self, args) as object;
    const subject = sinks.get(self);
    if (subject) writers.set(writer, subject);
    return writer;
  });

  patch(WritableStreamDefaultWriter, 'write', (go, self, args) => {
    const subject = writers.get(self);
    const promise = go(self, args);
    if (subject && recorder.recording) {
      const flags = subject.ended ? SENT | DISCARDED : SENT;
      recorder.guard(() => recordMessage(recorder, subject, flags, args[0]));
    }
    return promise;
  });
}
