// Holds what the page sends by WebSockets, and keeps what it reads of them true to what it has been told.
// @see https://websockets.spec.whatwg.org/#the-websocket-interface
import type { Lent } from '../stage/lent.ts';
import { checkClose } from '../stage/websocket.ts';
import type { Payload } from '../wire/act.ts';
import { SENT } from '../wire/capture.ts';
import type { Door, Doors } from './doors.ts';
import type { Candidate } from './filter.ts';
import type { Keeper } from './keeper.ts';

const [OPEN, CLOSING] = [1, 2];
/** Any text marks a message as ours. */
const MARK = 'gate';

type Go = (self: unknown, args: readonly unknown[]) => unknown;
type Data = string | ArrayBuffer | Blob;

/** What is to be sent, as it is now; undefined for what the platform refuses. */
function taken(data: unknown): Data | undefined {
  if (data instanceof Blob) return data;
  if (data instanceof ArrayBuffer) return data.slice(0);
  if (ArrayBuffer.isView(data)) {
    const { buffer, byteOffset, byteLength } = data;
    return buffer instanceof ArrayBuffer ? buffer.slice(byteOffset, byteOffset + byteLength) : undefined;
  }
  return typeof data === 'symbol' ? undefined : `${data as string}`;
}

const isValid = (args: readonly unknown[]): boolean => {
  try {
    checkClose(args[0], args[1]);
    return true;
  } catch {
    return false;
  }
};

function sizeOf(data: Data): number {
  if (typeof data === 'string') return new TextEncoder().encode(data).length;
  return data instanceof Blob ? data.size : data.byteLength;
}

/** The page sees it buffered until what is returned is called, with what then sends it. */
function unsent(door: Door, data: Data): (send: () => void) => void {
  const size = sizeOf(data);
  door.unsent += size;
  return (send) => {
    door.unsent -= size;
    send();
  };
}

export function gateWebSocket({ patch, recorder, recordMessage }: Lent, keeper: Keeper, doors: Doors): void {
  const { prototype } = WebSocket;
  const realState = Reflect.getOwnPropertyDescriptor(prototype, 'readyState')?.get as (this: WebSocket) => number;
  const stateOf = (socket: WebSocket): number => realState.call(socket);

  /** The log has it already: this call must not be told. Sending runs no code of the page. */
  function sendUntold(go: Go, socket: WebSocket, data: Data): void {
    const { recording } = recorder;
    recorder.recording = false;
    try {
      go(socket, [data]);
    } finally {
      recorder.recording = recording;
    }
  }

  function sendOurs(go: Go, socket: WebSocket, data: Payload): void {
    recorder.ours = MARK;
    try {
      go(socket, [data]);
    } finally {
      recorder.ours = '';
    }
  }

  function hold(go: Go, socket: WebSocket, data: Data, candidate: Candidate): boolean {
    const subject = recorder.sockets.get(socket);
    const row = subject && keeper.rowIn(() => recordMessage(recorder, subject, SENT, data));
    if (!subject || !row) return false;
    const door = doors.of(socket);
    const sent = unsent(door, data);
    keeper.hold(door.sent, {
      ...candidate,
      subject,
      row: row.item.seq,
      give: () => sent(() => sendUntold(go, socket, data)),
      edit: (other) => sent(() => sendOurs(go, socket, other)),
      drop: () => sent(() => {}),
      lost: () => stateOf(socket) !== OPEN,
    });
    return true;
  }

  patch(prototype, 'send', (go, self: WebSocket, args: unknown[]) => {
    if (args.length === 0 || !recorder.sockets.has(self)) return go(self, args);
    const door = doors.find(self);
    const busy = door?.sent.busy ?? false;
    const of = { direction: 'sent', api: 'websocket', url: self.url } as const;
    // In any other state the platform throws, or drops it.
    const may = recorder.recording && keeper.mayHold(of) && stateOf(self) === OPEN;
    if (!busy && !may) return go(self, args);
    const data = taken(args[0]);
    if (data === undefined) return go(self, args);
    const candidate: Candidate = { ...of, name: '', data: data instanceof ArrayBuffer ? new Uint8Array(data) : data };
    if (keeper.holds(candidate)) {
      if (hold(go, self, data, candidate)) return undefined;
    } else if (door && busy) {
      const sent = unsent(door, data);
      keeper.follow(door.sent, () => sent(() => go(self, [data])));
      return undefined;
    }
    // Converted to text once.
    return go(self, [typeof data === 'string' ? data : args[0]]);
  });

  patch(prototype, 'close', (go, self: WebSocket, args: unknown[]) => {
    const door = recorder.sockets.has(self) ? doors.find(self) : undefined;
    if (!door || !isValid(args)) return go(self, args);
    // What the page has sent goes out before it closes.
    door.sent.flush();
    const result = go(self, args);
    door.closing = true;
    // A closing WebSocket gives no messages any more; its end is still told.
    door.received.discard(({ before }) => before !== undefined);
    return result;
  });

  patch(prototype, 'readyState', (go, self: WebSocket, args) => {
    const door = doors.find(self);
    const state = door?.received.state;
    return state === undefined ? go(self, args) : door?.closing ? CLOSING : state;
  });
  patch(prototype, 'bufferedAmount', (go, self: WebSocket, args) => {
    const amount = go(self, args) as number;
    return amount + (doors.find(self)?.unsent ?? 0);
  });
}
