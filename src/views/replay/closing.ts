// Whether the platform takes a close code and reason, before it is asked to close.
import { utf8Size } from '../../store/utf8-size.ts';

export type CloseFault = 'wrongCode' | 'noCode' | 'longReason';

const LONGEST_REASON = 123;

/**
 * What is wrong with the arguments of `WebSocket.close()`, as a key of the dictionary under `compose.`; null for nothing.
 *
 * @param code as it was written; empty for none
 * @see https://websockets.spec.whatwg.org/#dom-websocket-close
 */
export function closeFault(code: string, reason: string): CloseFault | null {
  if (utf8Size(reason) > LONGEST_REASON) return 'longReason';
  if (code.trim() === '') return reason === '' ? null : 'noCode';
  const number = Number(code);
  const allowed = number === 1000 || (Number.isInteger(number) && number >= 3000 && number <= 4999);
  return allowed ? null : 'wrongCode';
}
