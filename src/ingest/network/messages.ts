// The border to the messages of an entry: each is unknown until it is read here, and is read once.
import * as v from 'valibot';

const text = v.fallback(v.string(), '');
const socketMessage = v.object({ type: v.string(), time: v.number(), opcode: v.number(), data: text });

export interface SocketMessage {
  kind: 'sent' | 'received' | 'error';
  /** Epoch ms. */
  time: number;
  data: string | Uint8Array<ArrayBuffer>;
}

/** Bytes of a base64 text; null where it is none. */
export function fromBase64(base64: string): Uint8Array<ArrayBuffer> | null {
  let binary: string;
  try {
    binary = atob(base64);
  } catch {
    return null;
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export function readSocketMessage(input: unknown): SocketMessage | null {
  const result = v.safeParse(socketMessage, input);
  if (!result.success) return null;
  const { type, time, opcode, data } = result.output;
  const kind = type === 'send' ? 'sent' : type === 'receive' ? 'received' : 'error';
  return { kind, time: time * 1000, data: opcode === 2 ? (fromBase64(data) ?? data) : data };
}

const event = v.object({ time: v.number(), eventName: text, eventId: text, data: text });

export interface LogEvent {
  /** Epoch ms. */
  time: number;
  name: string;
  id: string;
  data: string;
}

export function readEvent(input: unknown): LogEvent | null {
  const result = v.safeParse(event, input);
  if (!result.success) return null;
  const { time, eventName, eventId, data } = result.output;
  return { time: time * 1000, name: eventName || 'message', id: eventId, data };
}
